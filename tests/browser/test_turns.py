"""Taking turns on three small phones: two people and a host; then the same with scripts off."""

import json
import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.test_look import WIDE

MAKE = """
import json
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from accounts.models import User
from chat.models import Room
from chat.services import plan, rooms, seats
now = timezone.now()
room = rooms.create_room(kind="meeting", title="Evening Circle", opens_at=now, now=now, back_path="/today/",
                         closes_at=now + timedelta(hours=1), after_path="/today/")
keys = {{}}
for alias, role in (("Simran", "host"), ("Quiet Heron", "member"), ("Slow River", "member")):
    user = User.objects.create_user(public_name=alias, language={language!r}, theme={theme!r},
                                    adult_confirmed_at=now)
    seats.give_seat(room=room, user=user, alias=alias, role=role, now=now)
    if role == "host":
        rooms.open_room(actor=user, room=room, now=now)
    client = Client()
    client.force_login(user)
    keys[alias] = client.cookies[{cookie!r}].value
Room.objects.filter(pk=room.pk).update(mode="taking_turns")
plan.set_plan(room=room, steps=[("Welcome", 5), ("Sharing round", 35)], now=now)
print("MADE" + json.dumps([room.code, keys]))
"""

OWN_CHOICES = """
from accounts.models import User
river = User.objects.filter(seats__room__code={room!r}, public_name="Slow River")
river.update(read_aloud="all", hand_key="J")
"""
# A device with one voice of its own, and one that would send the words to another company.
VOICES = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en", localService: false, name: "far" }, ...OWN],
  speak: (spoken) => window.said.push(`${spoken.voice.name}: ${spoken.text}`),
  cancel() {}, addEventListener() {},
} });
"""
OWN_VOICE = '[{ lang: "en-GB", localService: true, name: "near" }]'


class Ring:
    """The room's address, and a page for each who sits in it."""

    def __init__(self, code: str, pages: dict[str, Page]) -> None:
        self.path = f"/r/{code}/"
        self.host, self.heron, self.river = pages.values()

    def everybody(self) -> list[Page]:
        return [self.host, self.heron, self.river]


@pytest.fixture
def ring(visit, stack):
    def make(language: str = "en", theme: str = "light", width: int = 360, scripts: bool = True) -> Ring:
        code = MAKE.format(language=language, theme=theme, cookie=settings.SESSION_COOKIE_NAME)
        room, keys = json.loads(stack.shell(code).rpartition("MADE")[2])
        pages = {}
        for name, key in keys.items():
            visitor = visit(viewport={"width": width, "height": 740}, java_script_enabled=scripts)
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": stack.url}
            visitor.context.add_cookies([cookie])
            pages[name] = visitor.page
        made = Ring(room, pages)
        for page in made.everybody():
            page.goto(made.path if scripts else f"{made.path}lite/")
        return made

    return make


def dock(page: Page, words: str) -> None:
    expect(page.locator("p[data-place]")).to_contain_text(words)


def for_hosts(page: Page):
    """On a phone the host sees one thing at a time: here the hands."""
    page.locator('.hosttop [data-tab="hands"]').click()
    return page.locator('[data-part="hands"]')


def write(page: Page, text: str) -> None:
    page.locator("[data-composer] textarea").fill(text)
    page.locator("button[data-send]").click()


def faults(page: Page) -> list[str]:
    return page.evaluate(WIDE) + violations(page)


def wait_in_line(ring: Ring) -> None:
    mode = ring.heron.locator("[data-composer] [data-mode-line]")
    expect(mode).to_have_text("Taking turns. Raise your hand to share.")
    ring.heron.locator("button[data-hand]").click()
    dock(ring.heron, "You are next in line.")
    expect(mode).to_have_text("Taking turns.")
    ring.river.locator("button[data-hand]").click()
    dock(ring.river, "You are number 2 in line. About 5 minutes.")
    expect(ring.river.locator("button[data-hand]")).to_have_attribute("aria-pressed", "true")


def write_ahead(ring: Ring) -> None:
    """The words stay in the tab: neither Enter nor the button sends them, and a reload keeps them."""
    field = ring.river.locator("[data-composer] textarea")
    field.fill("I washed the dishes.")
    field.press("Enter")
    expect(ring.river.locator("[data-status]")).to_contain_text("You can send this when it is your turn.")
    ring.river.reload()
    expect(ring.river.locator("[data-composer] textarea")).to_have_value("I washed the dishes.")
    dock(ring.river, "You are number 2 in line.")
    expect(ring.river.get_by_text("Write while you wait")).to_have_count(1)


def share_with_a_note(ring: Ring) -> None:
    tools = for_hosts(ring.host)
    expect(tools.get_by_role("button", name="End turn, next")).to_have_count(0)
    tools.get_by_role("button", name="Give the next turn").click()
    expect(tools.get_by_role("button", name="End turn, next")).to_be_visible()
    expect(ring.heron.locator("[data-alert]")).to_have_text("It is your turn. Write when you are ready.")
    expect(ring.river.locator("[data-who]")).to_contain_text("Quiet Heron")
    expect(ring.river.get_by_role("timer")).to_contain_text(re.compile(r"[45]:\d\d"))
    ring.heron.locator("[data-note-choice] summary").click()
    ring.heron.locator("[data-note-choice] select").select_option("using")
    write(ring.heron, "I used on Saturday.")
    shown = ring.river.locator("details.cn")
    expect(shown.locator("summary")).to_contain_text("Talks about using.")
    expect(ring.river.get_by_text("I used on Saturday.")).not_to_be_visible()
    shown.locator("summary").click()
    expect(ring.river.get_by_text("I used on Saturday.")).to_be_visible()


def note_by_a_host(ring: Ring) -> None:
    ring.host.locator('.hosttop [data-tab="chat"]').click()
    ring.host.locator("details.note__add summary").click()
    ring.host.get_by_role("button", name="Talks about harm.").click()
    expect(ring.river.locator("details.cn summary")).to_contain_text("Talks about harm.")


def send_support(ring: Ring) -> None:
    button = ring.river.get_by_role("button", name="With you")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(ring.heron.locator(".sup [data-kind=with_you]")).to_have_text("With you 1")
    ring.river.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(ring.heron.locator(".sup [data-kind=with_you]")).not_to_be_visible()


def run_the_clock(ring: Ring) -> None:
    tools = for_hosts(ring.host)
    tools.get_by_role("button", name="2 more minutes").click()
    expect(ring.heron.get_by_role("timer")).to_contain_text(re.compile(r"[67]:\d\d"))
    tools.get_by_role("button", name="Pause").click()
    expect(ring.heron.locator("[data-how]")).to_have_text("The time stands still.")
    tools.get_by_role("button", name="Go on").click()
    expect(ring.heron.locator("[data-how]")).to_have_text("Write when you are ready.")


def hand_over(ring: Ring) -> None:
    ring.heron.get_by_role("button", name="I am done").click()
    expect(ring.heron.locator("[data-strip]")).not_to_be_visible()
    for_hosts(ring.host).get_by_role("button", name="Give turn").click()
    expect(ring.river.locator("[data-alert]")).to_contain_text("What you wrote is ready to send.")
    ring.river.locator("button[data-send]").click()
    expect(ring.heron.get_by_text("I washed the dishes.")).to_be_visible()


def use_keys(ring: Ring) -> None:
    ring.heron.keyboard.press("Alt+Shift+H")
    dock(ring.heron, "You are next in line.")
    ring.host.keyboard.press("Control+Shift+Period")
    expect(ring.heron.locator("[data-alert]")).to_contain_text("It is your turn.")
    ring.heron.get_by_role("button", name="Pass").click()
    expect(ring.river.locator("[data-strip]")).not_to_be_visible()


def test_two_people_and_a_host_take_turns(ring):
    circle = ring()
    wait_in_line(circle)
    write_ahead(circle)
    share_with_a_note(circle)
    note_by_a_host(circle)
    send_support(circle)
    run_the_clock(circle)
    found = [fault for page in circle.everybody() for fault in faults(page)]
    assert found == []
    hand_over(circle)
    use_keys(circle)


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("en", "dark", 1280), pytest.param("ur", "light", 1280, marks=pytest.mark.full)],
)
def test_the_wide_room_shows_plan_queue_and_turn(ring, language, theme, width):
    circle = ring(language, theme, width)
    circle.heron.locator("button[data-hand]").click()
    mine = circle.river.locator("aside.pane ol[data-queue] li")
    expect(mine).to_have_count(1)
    circle.host.locator("aside.pane button[data-when=next]").click()
    expect(circle.river.locator("aside.pane p[data-sharing] bdi")).to_have_text("Quiet Heron")
    expect(mine).to_have_count(0)
    circle.host.locator("[data-plan] button").click()
    expect(circle.heron.locator("[aria-current=step]")).to_contain_text("Welcome")
    assert [fault for page in circle.everybody() for fault in faults(page)] == []


def test_the_same_with_plain_forms(ring):
    circle = ring(scripts=False)
    circle.heron.get_by_role("button", name="Raise hand").click()
    expect(circle.heron.get_by_text("You are next in line.")).to_be_visible()
    circle.host.get_by_role("link", name="Refresh").click()
    circle.host.get_by_role("button", name="Give turn").click()
    circle.heron.get_by_role("link", name="Refresh").click()
    circle.heron.get_by_label("Write to the room").fill("Thirty days today.")
    circle.heron.locator("[data-note-choice] summary").click()
    circle.heron.get_by_label("Say first what it talks about").select_option("loss")
    circle.heron.get_by_role("button", name="Send").click()
    circle.river.get_by_role("link", name="Refresh").click()
    expect(circle.river.get_by_label("Write to the room")).to_have_count(0)
    circle.river.locator("details.cn summary").click()
    expect(circle.river.get_by_text("Thirty days today.")).to_be_visible()
    circle.river.get_by_role("button", name="Strength").click()
    expect(circle.river.get_by_role("button", name="Strength 1")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("language", "theme"), [pytest.param("en", "light", marks=pytest.mark.full), ("ur", "dark")]
)
def test_axe_finds_nothing_in_the_simple_room(ring, language, theme):
    circle = ring(language, theme)
    circle.heron.locator("button[data-hand]").click()
    expect(circle.heron.locator("button[data-hand]")).to_have_attribute("aria-pressed", "true")
    found = []
    for page in circle.everybody():
        page.goto(f"{circle.path}lite/")
        found += faults(page)
    assert found == []


def test_ones_own_choices_in_the_room(ring, stack):
    """A key of one's own, words read aloud by the device alone, and who shares now beside the name."""
    made = ring()
    river = made.river
    stack.manage("shell", "-v", "0", "-c", OWN_CHOICES.format(room=made.path.split("/")[2]))
    river.add_init_script(VOICES.replace("OWN", OWN_VOICE))
    river.reload()
    expect(river.locator("[data-aloud-line]")).to_contain_text("New messages are read aloud.")
    river.keyboard.press("Alt+Shift+H")
    river.keyboard.press("Alt+Shift+J")
    dock(river, "You are next in line.")
    write(made.host, "Welcome, all of you.")
    expect(river.locator(".msg")).to_have_count(1)
    assert river.evaluate("window.said") == ["near: Simran. Welcome, all of you."]
    for_hosts(made.host).get_by_role("button", name="Give turn").click()
    expect(river.locator("[data-own-turn]")).to_be_visible()
    write(river, "Today is day 30.")
    told = made.heron.locator(".msg", has_text="Today is day 30.")
    expect(told.locator("[data-sharing-tag]")).to_have_text("Sharing now")
    river.get_by_role("button", name="I am done").click()
    expect(told.locator("[data-sharing-tag]")).to_have_count(0)
    river.locator("button[data-hand]").click()
    for_hosts(made.host).get_by_role("button", name="Give the next turn").click()
    write(river, "One thing more.")
    more = made.heron.locator(".msg", has_text="One thing more.")
    expect(more.locator("[data-sharing-tag]")).to_have_text("Sharing now")
    expect(told.locator("[data-sharing-tag]")).to_have_count(0)
    assert len(river.evaluate("window.said")) == 1, "one's own words are not read back"
    river.add_init_script("window.speechSynthesis.getVoices = () => [{ lang: 'en', localService: false }];")
    river.reload()
    expect(river.locator("[data-aloud-line]")).to_contain_text("nothing is read aloud")
    assert faults(river) == []
