"""Every page that shows meetings, rooms, or a centre's lists: axe, small screens, the keyboard."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import in_turn, violations
from tests.browser.test_look import LOOKS, WIDE
from tests.browser.test_new_user import be_adult, press

LANGUAGES = {"": "en", "/ur": "ur"}
# Each kind of person, and the pages they are shown. What stands in braces is a code of `pages.make`.
VISITOR = [
    "/", "/meetings/?when=any", "/meetings/?when=any&who=women", "/meetings/?when=any&q=zzzzzz",
    "/meetings/zone/", "/m/{open}/", "/m/{hall}/?address=1", "/m/{phone}/", "/m/{stopped}/",
    "/m/{paused}/", "/g/{group}/", "/m/{open}/in/", "/m/{later}/in/",
]  # fmt: skip
MEMBER = [
    "/today/", "/m/{open}/", "/m/{waiting}/in/", "/r/{room-waiting}/", "/r/{room-open}/",
    "/r/{room-open}/lite/", "/r/{room-open}/leave/", "/r/{room-over}/",
    "/r/{room-over}/after/", "/me/record/", "/g/{group}/", "/people/", "/people/mentor/ask/when/",
    "/people/mentor/matches/", "/people/p/{walk}/", "/people/p/{walk}/talk/",
    "/people/p/{walk}/tasks/", "/people/t/{task}/", "/people/kept/", "/people/p/{walk}/notes/",
    "/people/n/{note}/", "/people/p/{walk}/share/",
    "/r/{pair-room}/?help=1", "/people/now/", "/people/w/", "/people/w/{two}/", "/people/w/{two}/rhythm/",
    "/people/meet/{meet}/",
    "/way/", "/way/days/{days}/", "/way/days/{days}/again/", "/way/days/{days}/now/", "/way/goals/",
    "/way/goals/{goal}/", "/way/tools/", "/way/tools/ground/", "/way/tools/waves/", "/way/tools/around/",
    "/way/tools/weigh/all/", "/way/tools/weigh/new/", "/way/sheet/{sheet}/", "/way/ten/", "/way/ten/answer/",
    "/way/share/", "/way/share/new/", "/way/share/link/", "/way/share/link/{link}/",
    "/way/share/link/{came}/", "/with-me/code/", "/with-me/code/{typed}/", "/with-me/code/0/",
    "/people/mentor/ask/?for=family", "/way/share/{grant}/as/", "/with-me/", "/with-me/{given}/", "/me/log/",
    "/checkin/", "/checkin/help/", "/checkin/all/",
]  # fmt: skip
NEWCOMER = [
    "/today/", "/me/record/", "/r/nowhere/", "/way/", "/way/share/", "/way/ten/", "/checkin/all/",
    "/people/now/",
]  # fmt: skip
GUEST = ["/m/{waiting}/in/", "/r/{room-open}/after/", "/with-me/code/{typed}/"]
HOST = [
    "/r/{room-waiting}/", "/r/{room-open}/", "/r/{room-open}/lite/", "/people/mentor/me/",
    "/people/mentor/asked/", "/people/mentor/me/now/", "/people/p/{walk}/", "/people/t/{task}/",
    "/r/{pair-room}/", "/r/{pair-room}/lite/", "/people/now/a/{asked}/", "/people/now/ready/",
]  # fmt: skip
MANAGER = [
    "/host/groups/new/", "/centre/import/", "/centre/import/{list-busy}/",
    "/centre/import/{list-ready}/", "/centre/import/{list-ready}/?part=report",
    "/centre/import/{list-saved}/", "/centre/import/{list-undone}/", "/centre/import/{list-failed}/",
    "/centre/mentors/", "/centre/mentors/load/", "/centre/mentors/r/{wish}/", "/centre/mentors/m/{offer}/",
    "/centre/mentors/rounds/{round}/", "/centre/mentors/pairs/", "/centre/mentors/p/{rest}/",
    "/centre/mentors/now/", "/centre/meet/", "/centre/meet/new/",
    "/centre/desk/", "/centre/desk/limits/", "/centre/desk/settled/", "/centre/desk/{case}/",
]  # fmt: skip
PEOPLE = {"member": MEMBER, "newcomer": NEWCOMER, "guest": GUEST, "host": HOST, "manager": MANAGER}
# Pages that say no: the browser itself notes the number of the answer.
REFUSED = ("403", "404", "422")
# Where a person stands before the most important steps, walked through with Tab alone.
BY_KEYBOARD = [
    ("", "/"), ("", "/meetings/?when=any&who=women"), ("", "/m/{hall}/"), ("member", "/today/"),
    ("member", "/m/{waiting}/in/"), ("member", "/r/{room-open}/"), ("host", "/r/{room-open}/"),
    ("member", "/checkin/"),
    ("manager", "/centre/import/{list-ready}/"),
]  # fmt: skip
# All that can be operated, in the order of the page; of a group of radios one.
NOTE_CONTROLS = """() => {
    const kinds = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const shown = it => it.checkVisibility({visibilityProperty: true}) && it.type !== 'hidden';
    const can = it => it.tabIndex === 0 && !it.disabled && (it.type !== 'radio' || it.checked);
    window.controls = [...document.querySelectorAll(kinds)].filter(it => shown(it) && can(it));
    window.places = controls.map(it => it.getBoundingClientRect());
    window.reached = [];
    document.addEventListener('focusin', event => reached.push(controls.indexOf(event.target)));
    return controls.length;
}"""
# Not reached, out of turn, or above the one before it in the same column.
ASTRAY = """() => {
    const say = (what, it) => `${what}: ${it ? it.outerHTML.slice(0, 120) : 'what is no control'}`;
    const missed = controls.filter((it, n) => !reached.includes(n)).map(it => say('not reached', it));
    const turned = reached.filter((n, at) => n !== at).slice(0, 1).map(n => say('out of turn', controls[n]));
    const inside = it => it.closest('main') && !it.closest('.log');
    const above = controls.filter((it, n) => {
        const [now, before] = [places[n], places[n - 1]];
        if (!n || !inside(it) || !inside(controls[n - 1])) return false;
        return now.left < before.right && before.left < now.right && now.bottom <= before.top;
    });
    return [...missed, ...turned, ...above.map(it => say('above the one before', it))];
}"""


@pytest.fixture
def show(gallery, site):
    """`show(look, "host")` is the browser of that look, and that person sits at it now."""

    def open_one(look: dict, who: str = ""):
        key = who and site["keys"][f"{who}-{LANGUAGES[look['prefix']]}"]
        return gallery(look["width"], look["scheme"], key)

    return open_one


def faults(page: Page, name: str, look: dict) -> list[str]:
    """What axe finds, and what is wider than the smallest screen."""
    if (folder := os.environ.get("SCREENSHOTS")) is not None:
        plain = name.strip("/").replace("/", "_").replace("?", "_").replace(" ", "-") or "home"
        page.screenshot(path=Path(folder) / f"{plain}-{look['scheme']}.png", full_page=True)
    found = violations(page)
    page.set_viewport_size({"width": 320, "height": 700})
    found += [f"wider than 320: {each}" for each in page.evaluate(WIDE)]
    page.set_viewport_size({"width": look["width"], "height": 800})
    return [f"{name}: {each}" for each in found]


def look_at(visitor, who: str, paths: list[str], look: dict, codes: dict[str, str]) -> list[str]:
    found, language = [], LANGUAGES[look["prefix"]]
    own = {key.removesuffix(f"-{language}"): code for key, code in codes.items() if key.endswith(language)}
    for path in in_turn(paths, language):
        visitor.page.goto(path.format(**(codes | own)), wait_until="domcontentloaded")
        found += faults(visitor.page, f"{who} {path}", look)
    visitor.complaints = [each for each in visitor.complaints if not any(n in each for n in REFUSED)]
    return found


def look_at_guest_entry(page: Page, look: dict, door: str) -> list[str]:
    """The age question, the name for one meeting, the door, and the door that was answered wrongly."""
    page.goto(f"{look['prefix']}/start/guest/?next={door}")
    be_adult(page)
    found = faults(page, "guest's name", look)
    page.locator("main input[type=radio]").first.check(force=True)
    press(page)
    page.wait_for_url(f"**{door}")
    found += faults(page, "guest's door", look)
    press(page)
    page.wait_for_selector("[data-problems]")
    return found + faults(page, "guest's door, not agreed", look)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look["scheme"])
def test_every_page_fits_and_axe_finds_nothing(show, site, look):
    codes, visitor = site["codes"], show(look)
    found = look_at_guest_entry(visitor.page, look, f"{look['prefix']}/m/{codes['open']}/in/")
    paths = [look["prefix"] + path for path in VISITOR]
    found += look_at(show(look), "visitor", [*paths, codes[f"stop-{LANGUAGES[look['prefix']]}"]], look, codes)
    for who, theirs in PEOPLE.items():
        found += look_at(show(look, who), who, theirs, look, codes)
    visitor.complaints = [each for each in visitor.complaints if "422" not in each]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    "look", [pytest.param(LOOKS[0], marks=pytest.mark.full), LOOKS[1]], ids=lambda look: look["scheme"]
)
def test_what_opens_over_a_page_too(show, site, look):
    page = show(look, "host").page
    page.goto(f"/r/{site['codes']['room-open']}/")
    for details in page.locator("details").all():
        if details.is_visible():
            details.locator("summary").click()
    found = faults(page, "room, all open", look)
    page.locator(".room__top [data-help]").click()
    found += faults(page, "room, help", look)
    visitor = show(look).page
    visitor.goto(f"{look['prefix']}/meetings/?when=any")
    visitor.locator(".finder details summary").click()
    visitor.locator("details.lang summary").click()
    found += faults(visitor, "finder, all open", look)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    "look", [LOOKS[0], pytest.param(LOOKS[1], marks=pytest.mark.full)], ids=lambda look: look["scheme"]
)
def test_the_keyboard_reaches_everything_in_order(show, site, look):
    found = []
    for who, path in BY_KEYBOARD:
        page = show(look, who).page
        page.goto((look["prefix"] if not who else "") + path.format(**site["codes"]))
        for _ in range(page.evaluate(NOTE_CONTROLS)):
            page.keyboard.press("Tab")
        found += [f"{who} {path}: {each}" for each in page.evaluate(ASTRAY)]
    assert found == [], "\n".join(found)


def test_a_hard_answer_brings_help_at_once_and_keeps_what_was_written(come):
    """Where scripts run, before anything is saved; without them right after."""
    page, plain = come("newcomer-en").page, come("host-en", java_script_enabled=False).page
    for each in (page, plain):
        each.goto("/checkin/")
        each.get_by_label("A few words").fill("A long night")
    helping = page.locator("[data-hard-help]")
    expect(helping).to_be_hidden()
    page.get_by_label("Very hard").check(force=True)
    expect(helping).to_be_visible()
    page.get_by_label("So-so").first.check(force=True)
    expect(helping).to_be_hidden()
    plain.get_by_label("Very hard").check(force=True)
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("heading", name="Thank you for saying so")).to_be_visible()
    plain.goto("/checkin/all/")
    plain.locator("summary", has_text="Show as a table").click()
    expect(plain.get_by_text("A long night")).to_be_visible()


def test_a_meeting_is_entered_and_left_with_the_keyboard_alone(show, site):
    """Tab to the words, write, send, and to the way out."""
    page = show(LOOKS[0], "member").page
    page.goto(f"/r/{site['codes']['room-open']}/")
    page.locator("[data-composer] textarea").focus()
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("By keyboard.")).to_be_visible()
    page.keyboard.press("Home")
    page.locator(".room__bar a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Leave the meeting?")).to_be_visible()
