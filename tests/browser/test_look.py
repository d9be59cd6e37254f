"""Every page's frame in a real browser: Exit, Help, language, small screens, and what axe finds."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route

from tests.browser.axe import in_turn, violations

EXIT_HOST = "https://www.bbc.com/**"
PAGES = [
    "/help/?country=BD", "/help/?country=none", "/help/minute/", "/how/", "/family/", "/agreements/",
    "/help/beside/?country=IN", "/help/beside/?country=none", "/stay-safe/", "/privacy/",
    "/accessibility/", "/about/", "/no-such-page/", "/ops/style/", "/dev/mail/",
]  # fmt: skip
LOOKS = [
    {"prefix": "", "scheme": "light", "width": 360},
    {"prefix": "/ur", "scheme": "dark", "width": 1280},
]
WITHOUT_LANGUAGE = ("/no-such-page/", "/ops/style/", "/dev/mail/")
# What reaches beyond the screen, outermost first; empty when the page does not scroll sideways.
WIDE = """() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const box = it => it.getBoundingClientRect();
    const beyond = it => box(it).right > innerWidth + 1 || box(it).left < -1;
    const found = [...document.querySelectorAll('body *')].filter(beyond);
    return found.slice(0, 3).map(it => it.outerHTML.slice(0, 100));
}"""


def place(page: Page, prefix: str, path: str) -> None:
    page.goto(path if path in WITHOUT_LANGUAGE else prefix + path)


@pytest.fixture
def leaving(visit):
    """A page of a visitor, and what was asked of /exit/ and of the place to go to."""
    visitor = visit()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(f"{route.request.method} {route.request.url}")
        if route.request.url.endswith("/exit/"):
            route.fulfill(status=204)
        else:
            route.fulfill(body="<title>Weather</title>", content_type="text/html")

    visitor.context.route("**/exit/", answer)
    visitor.context.route(EXIT_HOST, answer)
    visitor.page.goto("/how/")
    visitor.page.goto("/help/?country=BD")
    return visitor.page, asked


def assert_left(page: Page, asked: list[str]) -> None:
    page.wait_for_url(EXIT_HOST)
    while len(asked) < 2:  # both are sent at once, and the browser tells of them in any order
        page.wait_for_timeout(20)
    there, ours = sorted(asked)
    assert there == f"GET {settings.EXIT_URL}"
    assert ours.startswith("POST")
    assert ours.endswith("/exit/")
    page.go_back()
    page.wait_for_load_state()
    # `replace` left no entry for the page that was open.
    assert page.url.endswith("/how/")


def test_exit_covers_leaves_and_ends_the_session(leaving):
    page, asked = leaving
    page.get_by_role("link", name="Exit this site quickly").last.click()
    assert_left(page, asked)


def test_what_was_on_the_screen_goes_at_once_not_when_the_network_answers(leaving):
    page, asked = leaving
    left = page.evaluate(
        """() => {
            sessionStorage.setItem('draft', 'x');
            document.querySelector('a.exit').click();
            return [document.body.innerText.trim(), document.title.trim(), sessionStorage.length];
        }"""
    )
    assert left == ["Loading.", "\u200b", 0]
    assert_left(page, asked)


def test_shift_three_times(leaving):
    page, asked = leaving
    status = page.locator("[data-exit-status]")
    page.keyboard.press("Shift")
    assert status.text_content() == "Shift, press 2 more times to exit."
    assert page.locator("a.exit").first.get_attribute("data-presses") == "1"
    page.keyboard.press("Shift")
    assert status.text_content() == "Shift, press 1 more time to exit."
    page.keyboard.press("Shift")
    assert_left(page, asked)


def test_writing_capitals_is_not_leaving(leaving):
    page, asked = leaving
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    for _ in range(3):
        page.keyboard.press("Control+Shift")
    assert page.locator("main").is_visible()
    assert asked == []


def test_help_opens_over_the_page_with_exit_inside(leaving):
    page, asked = leaving
    page.locator("header [data-help]").click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading").text_content() == "What do you need now?"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.matches('header [data-help]')")
    page.locator("header [data-help]").click()
    dialog.locator("[data-exit]").click()
    assert_left(page, asked)


def test_a_private_page_does_not_come_back_from_memory(visit):
    page = visit().page
    page.goto("/how/")
    page.evaluate("document.body.dataset.private = ''; window.here = true")
    page.goto("/about/")
    page.go_back()
    page.wait_for_selector("#main")
    assert page.evaluate("window.here === undefined"), "it was the page in memory, not a new one"


def test_without_scripts_the_frame_still_works(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/how/")
    assert page.locator("header a.exit").get_attribute("href") == "/exit/"
    page.locator("details.lang summary").click()
    page.get_by_role("link", name="اردو").click()
    page.wait_for_url("**/ur/how/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("header .help").click()
    page.wait_for_url("**/ur/help/")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look["scheme"])
def test_axe_finds_nothing(gallery, look):
    visitor = gallery(look["width"], look["scheme"])
    found = []
    for path in in_turn(PAGES, "ur" if look["prefix"] else "en"):
        place(visitor.page, look["prefix"], path)
        found += [f"{path}: {fault}" for fault in violations(visitor.page)]
    visitor.complaints = [c for c in visitor.complaints if "404" not in c]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("prefix", ["", "/ur"])
@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (640, "200%")])
def test_nothing_moves_sideways(gallery, prefix, width, size):
    visitor = gallery(360, "light")
    visitor.page.set_viewport_size({"width": width, "height": 700})
    wide = []
    for path in PAGES:
        place(visitor.page, prefix, path)
        visitor.page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        wide += [f"{prefix}{path}: {one}" for one in visitor.page.evaluate(WIDE)]
    visitor.complaints = [c for c in visitor.complaints if "404" not in c]
    assert wide == [], "\n".join(wide)


def test_focus_is_seen_and_not_under_the_bars(visit):
    page = visit().page
    page.goto("/help/?country=BD")
    hidden = []
    for _ in range(30):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const it = document.activeElement, box = it.getBoundingClientRect();
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                const seen = getComputedStyle(it);
                return {
                    name: it.outerHTML.slice(0, 80),
                    covered: top !== null && !it.contains(top) && !top.contains(it),
                    ring: seen.outlineStyle !== 'none' || seen.boxShadow !== 'none',
                };
            }"""
        )
        if not state["name"].startswith("<body") and (state["covered"] or not state["ring"]):
            hidden.append(state)
    assert hidden == []
