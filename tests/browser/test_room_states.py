"""The room in every state, for everybody in it: axe finds nothing, it fits, and the keyboard is enough."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser import circle
from tests.browser.axe import in_turn, violations
from tests.browser.test_look import WIDE

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
LOOKS = [("en", "light", PHONE), ("ur", "dark", DESK)]
# The room, who looks, where, and what they open there.
PAGES = [
    ("before", "simran", "", ""),
    ("before", "boat", "", ""),
    ("talk", "green", "wait/", "details summary"),
    ("talk", "boat", "", ""),
    ("talk", "boat", "", "header [data-help]"),
    ("talk", "boat", "", "[data-about]"),
    ("turns", "boat", "", ""),
    ("turns", "river", "", ""),
    ("turns", "simran", "", '[data-tab="hands"]'),
    ("listening", "boat", "", ""),
    ("winding_down", "boat", "", ""),
    ("closed", "boat", "", ""),
    ("closed", "simran", "", ""),
    ("kept", "boat", "", ""),
    ("kept", "drum", "wait/", ""),
    ("kept", "river", "wait/", ""),
    ("turns", "boat", "lite/", ""),
    ("talk", "simran", "host/", ""),
]
TABS = ("hands", "waiting", "held", "people", "ways")
# What a thumb has to hit is as high as a thumb.
SMALL = """() => {
    const tools = '.btn, .tabs > *, .tool, .round, .iconbtn, .callrow, .room summary';
    const high = it => it.getBoundingClientRect().height;
    const low = [...document.querySelectorAll(tools)].filter(it => it.checkVisibility() && high(it) < 43.5);
    return low.map(it => `${high(it)} ${it.outerHTML.slice(0, 100)}`);
}"""
# Inside the list of messages one moves with the arrow keys.
REACHABLE = """() => {
    const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const can = it => it.tabIndex >= 0 && it.checkVisibility() && !it.closest('.log .msg');
    const all = [...document.querySelectorAll(kinds)].filter(can);
    return all.map(it => it.outerHTML.slice(0, 200));
}"""


class Rooms:
    """One browser for each person, and the faults of what was looked at."""

    def __init__(self, stack, visit, language: str, theme: str, size: dict) -> None:
        self.made = circle.made(stack, "states", language, theme)
        self.url, self.visit, self.size, self.language = stack.url, visit, size, language
        self.pages: dict[str, Page] = {}
        self.faults: list[str] = []

    @property
    def is_phone(self) -> bool:
        return "has_touch" in self.size

    def open(self, room: str, who: str, path: str = "") -> Page:
        if who not in self.pages:
            visitor = self.visit(**self.size)
            key = {"name": settings.SESSION_COOKIE_NAME, "value": self.made["keys"][who], "url": self.url}
            visitor.context.add_cookies([key])
            self.pages[who] = visitor.page
        page = self.pages[who]
        page.goto(f"/r/{self.made['rooms'][room]}/{path}")
        return page

    def look(self, page: Page, name: str) -> None:
        found = violations(page)
        if self.is_phone:
            found += page.evaluate(SMALL)
            page.set_viewport_size({"width": 320, "height": 740})
            found += page.evaluate(WIDE)
            page.set_viewport_size(self.size["viewport"])
        self.faults += [f"{name}: {fault}" for fault in found]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def rooms(request, stack, visit) -> Iterator[Rooms]:
    return Rooms(stack, visit, *request.param)


def press(page: Page, selector: str) -> None:
    page.locator(selector).locator("visible=true").first.click()


def look_at_the_console(rooms: Rooms) -> None:
    """Each tab, then one person's sheet, with a card of somebody to look after over all of it."""
    page = rooms.open("talk", "simran")
    expect(page.locator("[data-look-after]")).to_be_in_viewport()
    rooms.look(page, "chat")
    for tab in TABS if rooms.is_phone else TABS[:-1]:
        press(page, f'[data-tabs] [data-tab="{tab}"]')
        rooms.look(page, tab)
    if rooms.is_phone:
        press(page, '[data-tabs] [data-tab="chat"]')
    press(page, '.msg [data-more=""]')
    expect(page.locator("[data-host-sheet][open] h1")).to_be_visible()
    rooms.look(page, "one person")


def test_axe_finds_nothing_and_it_fits(rooms: Rooms):
    for room, who, path, opened in in_turn(PAGES, rooms.language):
        page = rooms.open(room, who, path)
        if opened:
            press(page, opened)
        if opened == "[data-about]":
            expect(page.locator("[data-host-sheet][open] h1")).to_be_visible()
        rooms.look(page, f"{room} {who} {path}{opened}")
    look_at_the_console(rooms)
    assert rooms.faults == []


@pytest.mark.parametrize("rooms", [("en", "light", DESK)], indirect=True, ids=["desk"])
def test_the_keyboard_reaches_everything_and_comes_back(rooms: Rooms):
    page = rooms.open("talk", "simran")
    missed = set(page.evaluate(REACHABLE))
    for _press in range(400):  # the tools under each message are on the way
        page.keyboard.press("Tab")
        missed.discard(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        if not missed:
            break
    assert missed == set()
    for opener in ('.msg [data-more=""]', "header [data-help]"):
        here = page.locator(opener).last
        here.focus()
        page.keyboard.press("Enter")
        expect(page.locator("dialog[open]")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(here).to_be_focused()
