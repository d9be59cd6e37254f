"""A host on a phone, with a keyboard only: somebody is asked to leave in two presses, others stay."""

import json

import pytest
from django.conf import settings

from tests.browser.axe import violations

MAKE = """
import json, uuid
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from accounts.models import User
from chat.services import lobby, messages, rooms, seats, settings
now = timezone.now()
room = rooms.create_room(kind="meeting", title="Evening Circle", opens_at=now,
                         closes_at=now + timedelta(hours=1), back_path="/today/", after_path="", now=now)
def sit(alias, role="member"):
    user = User.objects.create_user(public_name=alias, adult_confirmed_at=now)
    return seats.give_seat(room=room, user=user, alias=alias, role=role, now=now)
host, heron, river = sit("Simran", "host"), sit("Quiet Heron"), sit("Slow River")
rooms.open_room(actor=host.user, room=room, now=now)
settings.apply_defaults(room=room, has_lobby=True)
waits = User.objects.create_user(public_name="Green Field", adult_confirmed_at=now)
lobby.come(room=room, user=waits, alias="Green Field", role="member", is_first_time=True, now=now)
for seat, text in ((heron, "I am here."), (heron, "Call me on 98765 43210 for good stuff")):
    messages.post_message(actor=seat.user, room=room, cid=uuid.uuid4(), text=text, now=now)
def key(user):
    client = Client()
    client.force_login(user)
    return client.cookies[{cookie!r}].value
people = (("host", host.user), ("heron", heron.user), ("river", river.user), ("waits", waits))
print("MADE" + json.dumps([room.code, {{name: key(user) for name, user in people}}]))
"""


@pytest.fixture
def meeting(visit, stack):
    """The room's code, and a function that opens one person's browser."""
    said = stack.shell(MAKE.format(cookie=settings.SESSION_COOKIE_NAME))
    code, keys = json.loads(said.rpartition("MADE")[2])

    def open_as(name: str, **options):
        visitor = visit(viewport={"width": 360, "height": 740}, **options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": keys[name], "url": stack.url}
        visitor.context.add_cookies([cookie])
        visitor.page.goto(f"/r/{code}/")
        return visitor

    return code, open_as


def press_to(page, selector: str, most: int = 120) -> None:
    """Tab until the thing has the focus, as somebody without a mouse does."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def test_two_presses_ask_somebody_to_leave_and_the_words_are_seen_first(meeting):
    code, open_as = meeting
    heron, river, host = open_as("heron"), open_as("river"), open_as("host")
    page = host.page
    press_to(page, '.msg [data-more=""]')
    page.keyboard.press("Enter")  # one
    sheet = page.locator("[data-host-sheet][open]")
    sheet.get_by_text("We are asking you to leave today's meeting.").first.wait_for()
    rest = sheet.locator("form.act:has([value=rest_5])")
    rest.locator("summary").click()
    assert not rest.locator("q").is_visible()
    rest.locator("textarea").fill("Drink some water first.")
    rest.locator("summary").click()
    assert rest.locator("q").inner_text() == "Drink some water first."
    press_to(page, "form.act:has([value=leave]) > button")
    page.keyboard.press("Enter")  # two
    heron.page.wait_for_url(f"**/r/{code}/wait/", timeout=10_000)
    assert "You are not in trouble." in heron.page.inner_text("main")
    assert heron.page.get_by_role("link", name="Help now").count() >= 1
    river.page.fill("[data-composer] textarea", "I stay.")
    river.page.click("[data-composer] [data-send]")
    page.locator(".msg .bub", has_text="I stay.").wait_for()


def test_the_tabs_of_a_phone_let_in_and_let_through(meeting):
    _code, open_as = meeting
    waits, host, river = open_as("waits"), open_as("host"), open_as("river")
    page = host.page
    page.locator('.hosttop [data-tab="held"]').click()
    page.locator("[data-held] p", has_text="It has a number or a contact.").first.wait_for()
    page.get_by_role("button", name="Let it through").click()
    river.page.locator(".bub", has_text="98765").wait_for()
    page.locator('.hosttop [data-tab="waiting"]').click()
    assert violations(page) == []
    page.get_by_role("button", name="Let Green Field in").click()
    waits.page.locator(".room [data-log]").wait_for(timeout=15_000)


def test_everything_is_there_without_scripts(meeting):
    code, open_as = meeting
    host = open_as("host", java_script_enabled=False)
    page = host.page
    page.goto(f"/r/{code}/host/")
    page.get_by_role("button", name="Let Green Field in").click()
    page.get_by_role("button", name="Let it through").click()
    page.get_by_role("link", name="More for Quiet Heron").click()
    page.get_by_role("button", name="Ask to leave today").click()
    assert "Quiet Heron" not in page.inner_text(".people")
    assert "Green Field" in page.inner_text(".people")
    waiting = open_as("heron", java_script_enabled=False)
    assert "You are not in trouble." in waiting.page.inner_text("main")
