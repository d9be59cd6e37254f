"""A meeting of twelve, as it goes: a disruption, a held message, and a person in danger.

Four of them have real browsers: a host with a phone in one hand, a host with a keyboard only, a
member, and whoever is in danger. Everybody else hears and writes without one.
"""

import time
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.browser import circle
from tests.browser.caller import Caller

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
SIX = ("heron", "river", "stone", "cloud", "window", "field")
RUDE = ("You are all liars.", "Nobody here can be helped.", "Go home.", "Laugh at them.", "You will see.")
SHARES = {
    "heron": "I slept through the night.",
    "river": "My sister called me today.",
    "stone": "I walked to the market and back.",
    "cloud": "آج میں نے چائے بنائی۔",
    "window": "It is quiet at home.",
}
# One that the lists of words know, and one that only a person understands.
HINT, NO_HINT = "میں خودکشی کر لوں گا", "I cannot do one more night like this."
TAKEN = """
from safeguarding.models import Check
check = Check.objects.get(place="room:{code}")
print(check.taken_by.public_name == "Blue Kite", (check.taken_at - check.opened_at).total_seconds())
"""
NOT_SAID = ("removed", "kicked", "banned", "violat", "denied")


class Thumb:
    """One thumb on a phone. It hits nothing that is smaller than itself, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, place: Locator) -> None:
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, place
        assert box["height"] >= 40, (place, box)
        place.tap()
        self.taps += 1


class Scene:
    """The room, a caller for each who has no browser, and the pages of those who have."""

    def __init__(self, stack, visit, made: dict) -> None:
        self.stack, self.made, self.code = stack, made, made["room"]
        quiet = (*SIX, "drum", "green")
        self.callers = {key: Caller(stack.url, self.code, made["keys"][key]) for key in quiet}
        self.simran = self.browser(visit, "simran", **PHONE)
        self.kite = self.browser(visit, "kite", **DESK)
        self.boat = self.browser(visit, "boat", **PHONE)
        self.star = self.browser(visit, "star", **PHONE)
        self.thumb = Thumb(self.simran)
        self.danger = HINT if made["languages"]["star"] == "ur" else NO_HINT

    def browser(self, visit, key: str, **options) -> Page:
        visitor = visit(**options)
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": self.made["keys"][key],
            "url": self.stack.url,
        }
        visitor.context.add_cookies([cookie])
        visitor.page.goto(f"/r/{self.code}/")
        return visitor.page

    @property
    def staying(self) -> list[Caller]:
        """Those of the callers who are to lose nothing, from the first number to the last."""
        return [self.callers[key] for key in SIX]

    def tab(self, name: str) -> Locator:
        return self.simran.locator(f'.hosttop [data-tab="{name}"]')

    def leave(self) -> None:
        for caller in self.callers.values():
            caller.leave()


LOOKS = [
    {"simran": ("en", "light"), "kite": ("ur", "dark"), "star": ("ur", "light")},
    {"simran": ("ur", "dark"), "kite": ("en", "light"), "drum": ("ur", "light")},
]


@pytest.fixture(
    params=[LOOKS[0], pytest.param(LOOKS[1], marks=pytest.mark.full)], ids=lambda looks: looks["simran"][0]
)
def scene(request, stack, visit) -> Iterator[Scene]:
    running = Scene(stack, visit, circle.made(stack, "make", request.param))
    yield running
    running.leave()


def bubble(page: Page, text: str) -> Locator:
    return page.locator("[data-log] .msg:not(.msg--private) .bub", has_text=text)


def send(page: Page, text: str) -> None:
    page.locator("[data-composer] textarea").fill(text)
    page.locator("[data-composer] [data-send]").click()


def tab_to(page: Page, place: Locator, most: int = 150) -> None:
    """With the Tab key alone, as somebody without a mouse does."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if place.evaluate("wanted => document.activeElement === wanted"):
            return
    raise AssertionError(f"{place} cannot be reached with the keyboard")


# --- The acts of the play -------------------------------------------------------------------------


def the_door_opens(scene: Scene) -> None:
    for caller in (*scene.staying, scene.callers["drum"]):
        caller.listen()
    scene.thumb.tap(scene.simran.locator("form[action$='/open/'] button"))
    for page in (scene.simran, scene.kite, scene.boat, scene.star):
        expect(page.locator("[data-composer]")).to_be_visible()


def the_twelfth_is_let_in(scene: Scene) -> None:
    expect(scene.tab("waiting").locator("[data-count-of]")).to_have_text("1")
    scene.thumb.taps = 0
    scene.thumb.tap(scene.tab("waiting"))
    entry = scene.simran.locator("[data-entry]", has_text="Green Hill")
    expect(entry.locator(".tag--leaf")).to_be_visible()
    scene.thumb.tap(entry.locator("form[action$='/admit/'] button"))
    expect(entry).to_have_count(0)
    assert scene.thumb.taps == 2
    scene.thumb.tap(scene.tab("chat"))
    assert scene.callers["green"].http.get(f"/r/{scene.code}/").status_code == 200
    scene.callers["green"].listen()


def everybody_shares(scene: Scene) -> None:
    for key, text in SHARES.items():
        assert scene.callers[key].say(text).status_code == 201
    for text in SHARES.values():
        expect(bubble(scene.boat, text)).to_be_visible()
    send(scene.boat, "I listen.")
    for caller in scene.staying:
        caller.hears("I listen.")


def a_held_message_is_let_through_and_another_kept_back(scene: Scene) -> None:
    """By the host with the keyboard. Nobody else learns that there was something to read."""
    field, river, page = scene.callers["field"], scene.callers["river"], scene.kite
    assert field.say("This is my first time.").json()["state"] == "held"
    assert river.say("Call me on 98765 43210 for good stuff").json()["state"] == "held"
    held = page.locator('[data-panel] [data-tabs] [data-tab="held"]')
    expect(held.locator("[data-count-of]")).to_have_text("2")
    tab_to(page, held)
    page.keyboard.press("Enter")
    tab_to(
        page,
        page.locator("article[data-held]", has_text="first time").locator("form[action$='/let/'] button"),
    )
    page.keyboard.press("Enter")
    expect(bubble(scene.boat, "This is my first time.")).to_be_visible()
    card = page.locator("article[data-held]", has_text="98765")
    words = card.locator("form[action$='/keep/'] q").inner_text()
    tab_to(page, card.locator("form[action$='/keep/'] > button"))
    page.keyboard.press("Enter")
    told = river.until(lambda: next((one for one in river.heard if one["kind"] == "kept_back"), None))
    assert told["words_key"] == "kept_contact"
    assert len(words) > 20  # what the writer reads was on the card
    expect(page.locator("article[data-held]")).to_have_count(0)


def the_troll_is_asked_to_leave(scene: Scene) -> None:
    """Two taps, and the words are seen between them."""
    drum, page = scene.callers["drum"], scene.simran
    for text in RUDE:
        assert drum.say(text).status_code == 201
    expect(bubble(page, RUDE[-1])).to_be_visible()
    scene.thumb.taps = 0
    scene.thumb.tap(page.locator(".msg", has_text=RUDE[-1]).locator('[data-more=""]'))
    form = page.locator("[data-host-sheet][open] form.act:has([value=leave])")
    expect(form.locator("q")).to_be_in_viewport()
    words = form.locator("q").inner_text()
    scene.thumb.tap(form.locator("> button"))
    assert scene.thumb.taps <= 2
    assert drum.until(lambda: drum.closed) == 4403
    expect(page.locator("[data-toast-undo] button")).to_be_in_viewport()
    the_troll_reads_kind_words(scene, drum, words)


def the_troll_reads_kind_words(scene: Scene, drum: Caller, words: str) -> None:
    heard = len(drum.heard)
    assert drum.say("And one more.").status_code == 404
    assert drum.http.get(f"/r/{scene.code}/messages/?after=0").status_code == 404
    page = drum.http.get(f"/r/{scene.code}/wait/").text
    assert 'href="/help/"' in page or 'href="/ur/help/"' in page
    assert "/wait/again/" in page
    assert not [word for word in NOT_SAID if word in page.lower()]
    same = scene.made["languages"]["drum"] == scene.made["languages"]["simran"]
    assert not same or words in unescape(page)
    assert len(drum.heard) == heard


def what_the_troll_wrote_goes_too(scene: Scene) -> None:
    page = scene.simran
    scene.thumb.tap(page.locator("[data-toast-close]"))
    scene.thumb.tap(page.locator(".msg", has_text=RUDE[0]).locator('[data-more=""]'))
    scene.thumb.tap(page.locator("[data-host-sheet][open] form:has([value=hide_all]) button"))
    for text in RUDE:
        expect(bubble(scene.boat, text)).to_have_count(0)
        expect(bubble(page, text)).to_have_count(0)


def somebody_is_in_danger(scene: Scene) -> None:
    """A private word from a phone. The card is taken with the keyboard, within the minute."""
    star, kite, began = scene.star, scene.kite, time.monotonic()
    star.locator("header [data-help]").tap()
    panel = star.locator("[data-help-dialog][open]")
    panel.locator("details summary").tap()
    panel.locator("textarea").fill(scene.danger)
    panel.locator("form[data-quiet] button").tap()
    for page in (scene.simran, kite):
        expect(page.locator(".msg--private .bub", has_text=scene.danger)).to_be_visible()
    if scene.danger == HINT:
        expect(star.locator("[data-help-hint]")).to_be_visible()
        star.keyboard.press("Escape")
    else:
        a_host_asks_for_a_check(scene)
    tab_to(kite, kite.locator("[data-look-after] form button"))
    kite.keyboard.press("Enter")
    card = scene.simran.locator(".hosttop [data-look-after]")
    expect(card).to_contain_text("Blue Kite")
    assert time.monotonic() - began < 60
    expect(card).to_be_in_viewport()
    they_are_answered(scene)


def a_host_asks_for_a_check(scene: Scene) -> None:
    """Words that no list knows: a host reads them, and two taps later everybody is asked."""
    scene.thumb.taps = 0
    message = scene.simran.locator(".msg--private", has_text=scene.danger)
    scene.thumb.tap(message.locator("[data-more]"))
    scene.thumb.tap(scene.simran.locator("[data-host-sheet][open] form[action$='/check/'] button"))
    assert scene.thumb.taps == 2


def they_are_answered(scene: Scene) -> None:
    """By keyboard, only to them; then it is done, and the card goes from every host's page."""
    kite = scene.kite
    answer = kite.locator("[data-look-after] [data-more=word]")
    tab_to(kite, answer)
    kite.keyboard.press("Enter")
    field = kite.locator("[data-host-sheet][open] textarea[name=text]")
    expect(field).to_be_focused()
    kite.keyboard.type("I am here with you. Are you safe now?")
    tab_to(kite, kite.locator("[data-host-sheet] form:has(textarea[name=text]) > button"))
    kite.keyboard.press("Enter")
    expect(scene.star.locator(".msg--private .bub", has_text="Are you safe now?")).to_be_visible()
    expect(answer).to_be_focused()
    tab_to(kite, kite.locator("[data-look-after] a[href*='/host/checks/']"))
    kite.keyboard.press("Enter")
    tab_to(kite, kite.locator("button[name=do][value=finish]"))
    kite.keyboard.press("Enter")
    expect(scene.simran.locator("[data-look-after]")).to_have_count(0)
    kite.goto(f"/r/{scene.code}/")
    nobody_else_knows(scene)


def nobody_else_knows(scene: Scene) -> None:
    expect(bubble(scene.boat, "It is quiet at home.")).to_be_visible()
    assert scene.danger not in scene.boat.content()
    assert "Are you safe now?" not in scene.boat.content()
    for caller in scene.staying:
        assert not [one for one in caller.heard if one["kind"] in ("private", "check")]
    took = scene.stack.shell(TAKEN.format(code=scene.code)).split()
    assert took[0] == "True"
    assert float(took[1]) < 60


def the_others_go_on(scene: Scene) -> None:
    send(scene.boat, "I stay.")
    assert scene.callers["stone"].say("So do I.").status_code == 201
    for page in (scene.simran, scene.kite, scene.boat, scene.star):
        expect(bubble(page, "So do I.")).to_be_visible()


def it_ends(scene: Scene) -> None:
    page = scene.simran
    scene.thumb.tap(scene.tab("ways"))
    last_minutes = page.locator("form[action$='/closing/'] button")
    scene.thumb.tap(last_minutes)
    expect(last_minutes).to_have_count(0)
    scene.thumb.tap(scene.tab("ways"))
    scene.thumb.tap(page.locator("details:has(form[action$='/close/']) summary"))
    scene.thumb.tap(page.locator("form[action$='/close/'] button"))
    for each in (scene.kite, scene.boat, scene.star):
        expect(each.locator("a.btn[href*='/after/']")).to_be_visible()


def nobody_lost_anything(scene: Scene) -> None:
    """Same numbers without a gap, same words, no socket closed, on all who stayed."""
    last = max(caller.numbers()[-1] for caller in scene.staying)
    for caller in scene.staying:
        caller.hears_to(last)
        assert caller.numbers() == list(range(1, last + 1))
        assert caller.texts() == scene.staying[0].texts()
        assert caller.closed is None
        assert "98765" not in " ".join(caller.texts())
    said = scene.staying[0].texts()
    assert {*SHARES.values(), "I stay.", "So do I.", "This is my first time."} <= set(said)
    assert len(said) == len(set(said))


def test_a_meeting_of_twelve(scene: Scene):
    the_door_opens(scene)
    the_twelfth_is_let_in(scene)
    everybody_shares(scene)
    a_held_message_is_let_through_and_another_kept_back(scene)
    the_troll_is_asked_to_leave(scene)
    what_the_troll_wrote_goes_too(scene)
    somebody_is_in_danger(scene)
    the_others_go_on(scene)
    it_ends(scene)
    nobody_lost_anything(scene)
