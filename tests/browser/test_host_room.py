"""A host on a phone, with a keyboard only: somebody is asked to leave in two presses, others stay."""

import json

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

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


# --- What comes while one looks elsewhere --------------------------------------------------------------

SAY = """async ([path, fields]) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    if ("text" in fields) body.set("cid", crypto.randomUUID());
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(path, { method: "POST", body, headers: { Accept: "application/json" } });
    return { status: answer.status, ...(await answer.json()) };
}"""
FROM_END = """() => {
    const log = document.querySelector("[data-log]");
    return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight);
}"""
# How far the toast reaches into what stands above it.
OVERLAP = """() => document.querySelector(".room__main").getBoundingClientRect().bottom
    - document.querySelector("[data-toast]").getBoundingClientRect().top"""


def post(page: Page, path: str, **fields: str) -> dict:
    return page.evaluate(SAY, [path, fields])


def talk(page: Page, code: str, number: int) -> None:
    for each in range(number):
        assert post(page, f"/r/{code}/messages/", text=f"Line {each} of a long talk.")["status"] == 201


def is_at_end(page: Page, last: str) -> None:
    expect(page.locator(".log .bub", has_text=last).last).to_be_in_viewport(ratio=1)
    page.wait_for_function(f"({FROM_END})() < 2")


def tab(page: Page, name: str) -> None:
    page.locator(f'.hosttop [data-tab="{name}"]').click()


def test_a_phone_follows_the_talk_and_the_private_words(meeting):
    code, open_as = meeting
    river, host = open_as("river"), open_as("host")
    page = host.page
    talk(river.page, code, 12)
    is_at_end(page, "Line 11 of")
    tab(page, "hands")
    talk(river.page, code, 1)
    expect(page.locator(".log .bub", has_text="Line 0 of")).to_have_count(2)
    tab(page, "chat")
    is_at_end(page, "Line 0 of")
    expect(page.locator("button[data-below]")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 520})
    is_at_end(page, "Line 0 of")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("[data-log]").evaluate("log => log.scrollTo(0, 0)")
    expect(page.locator(".log .msg").first).to_be_in_viewport()
    write_to_hosts(river.page, "I feel shaky.")
    expect(page.locator("button[data-below]")).to_have_text("1 new below")
    page.locator("button[data-below]").click()
    is_at_end(page, "I feel shaky.")
    answer_from_the_tab(page)
    expect(river.page.locator(".msg--private .bub", has_text="I am here with you.")).to_be_in_viewport()


def write_to_hosts(page: Page, text: str) -> None:
    """An empty one is refused at the field, in words; nothing of it goes to the console."""
    page.locator("[data-word-open]").click()
    form = page.locator("dialog[open] [data-quiet]")
    form.get_by_role("button", name="Send to the hosts").click()
    expect(form.locator("[data-refused]")).to_have_text("Write something first.")
    form.locator("textarea").fill(text)
    form.get_by_role("button", name="Send to the hosts").click()
    expect(page.locator("[data-toast]")).to_be_visible()
    assert page.evaluate(OVERLAP) <= 0


def answer_from_the_tab(page: Page) -> None:
    count = page.locator('.hosttop [data-count-of="private"]')
    expect(count).to_have_text("1")
    tab(page, "people")
    card = page.locator("[data-talk]")
    expect(card).to_contain_text("I feel shaky.")
    assert violations(page) == []
    card.get_by_role("link", name="Answer").click()
    sheet = page.locator("[data-host-sheet][open]")
    sheet.locator("textarea[name=text]").fill("I am here with you.")
    sheet.locator("form:has(textarea[name=text]) button[type=submit]").click()
    expect(count).to_be_hidden()
    expect(card).to_contain_text("I am here with you.")


def test_a_rest_is_read_at_the_field_and_calm_ends_where_it_is_shown(meeting):
    code, open_as = meeting
    river, host = open_as("river"), open_as("host")
    seat = river.page.locator("[data-room]").get_attribute("data-seat")
    line = river.page.locator("[data-composer] [data-mode-line]")
    done = post(host.page, f"/r/{code}/people/{seat}/act/", act="rest_5")
    expect(line).to_contain_text("You rest from writing. Until:")
    expect(river.page.locator("button[data-send]")).to_have_attribute("aria-disabled", "true")
    river.page.reload()
    expect(line).to_contain_text("You rest from writing. Until:")
    post(host.page, done["undo"])
    expect(line).to_contain_text("Open talk.")
    expect(river.page.locator("button[data-send]")).not_to_have_attribute("aria-disabled", "true")
    tab(host.page, "ways")
    host.page.get_by_role("button", name="Calm now").click()
    expect(line).to_contain_text("Only hosts write now.")
    host.page.locator("[data-toast-close]").click()
    host.page.get_by_role("button", name="End calm").click()
    expect(line).to_contain_text("Open talk.")
    host.page.get_by_role("button", name="Say: last 5 minutes").click()
    expect(host.page.get_by_role("button", name="Say: last 5 minutes")).to_have_count(0)
    expect(host.page.locator("[data-room]")).to_have_attribute("data-tab", "ways")


def test_a_keyboard_passes_a_long_talk_and_skips_to_the_tools(meeting):
    code, open_as = meeting
    river, host = open_as("river"), open_as("host")
    page = host.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    talk(river.page, code, 8)
    expect(page.locator(".log .bub", has_text="Line 7 of")).to_have_count(1)
    page.locator("[data-log]").focus()
    press_to(page, "[data-tabs] a", most=20)
    page.locator("[data-log]").focus()
    for key in ("ArrowUp", "ArrowUp", "Enter", "Tab"):
        page.keyboard.press(key)
    held = "document.activeElement.closest('.msg')?.textContent.includes('Line 6 of')"
    assert page.evaluate(held), "the tools of the message one went to are on the way"
    page.locator("[data-skip-tools]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.hostpanel [data-tab]')")
