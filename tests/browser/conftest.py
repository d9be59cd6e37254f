"""One site for all browser tests of a run, and a browser that may talk to nobody else."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from recovery_network.local import chromium
from tests.browser.stack import Stack

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks of another host fails, and so is noticed (Visitor._failed).
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They share one running site: `tests/scheduling.py` keeps them in one worker."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    refuse_second_site(tmp_path_factory)
    running = Stack(tmp_path_factory.mktemp("site"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


def refuse_second_site(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A site in each worker would cost a minute and nobody would notice."""
    if (run := os.environ.get("PYTEST_XDIST_TESTRUNUID")) is not None:
        try:
            (tmp_path_factory.getbasetemp().parent / f"site-of-{run}").mkdir()
        except FileExistsError:
            pytest.fail("Another worker has started a site already: see tests/scheduling.py.")


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """One Chromium for these tests; each visitor has a context, which shares nothing with another.

    Not for the whole session: Playwright's running loop would break asyncio tests that follow (T8, T9).
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One person's browser. It fails the test when a page asks another host, or logs an error."""

    def __init__(self, browser: Browser, stack: Stack, **options) -> None:
        options.setdefault("viewport", {"width": 360, "height": 740})
        self.size = options["viewport"]
        self.context: BrowserContext = browser.new_context(base_url=stack.url, **options)
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self._home = stack.url
        self.context.on("requestfailed", self._failed)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _failed(self, request) -> None:
        """Not by `route`: that sends every request through Python, and nothing would come from the cache."""
        if not request.url.startswith(self._home):
            self.foreign.append(request.url)

    def _heard(self, message) -> None:
        # A test that takes the network away makes the browser say so.
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, key: str) -> None:
        """As whom the session belongs to."""
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self._home}])

    def become(self, key: str = "") -> None:
        """Somebody else, or somebody unknown, at the same browser. Nothing of the one before is left."""
        if self.page.url.startswith(self._home):
            self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.goto("about:blank")
        self.page.set_viewport_size(self.size)
        self.context.clear_cookies()
        if key:
            self.sign_in(key)

    def check(self) -> None:
        foreign, complaints = self.foreign[:], self.complaints[:]
        self.foreign.clear()
        self.complaints.clear()
        assert foreign == []
        assert complaints == []

    def close(self) -> None:
        self.context.close()
        self.check()


@pytest.fixture
def visit(chrome: Browser, stack: Stack) -> Iterator:
    """`visit()` opens a browser of one more person; each is checked at the end."""
    opened: list[Visitor] = []

    def open_one(**options) -> Visitor:
        opened.append(Visitor(chrome, stack, **options))
        return opened[-1]

    yield open_one
    for visitor in opened:
        visitor.close()


@pytest.fixture(scope="package")
def lookers(chrome: Browser) -> Iterator[dict[tuple, Visitor]]:
    opened: dict[tuple, Visitor] = {}
    yield opened
    for visitor in opened.values():
        visitor.context.close()


@pytest.fixture
def gallery(chrome: Browser, stack: Stack, lookers: dict[tuple, Visitor]) -> Iterator:
    """`gallery(360, "light", key)` is the browser of all tests that look at pages, one after another.

    A new browser starts processes and loads everything anew, which takes longer than most pages. A test
    of what people do to one another has a browser for each of them: see `visit`.
    """
    used: list[Visitor] = []

    def take(width: int, scheme: str, key: str = "") -> Visitor:
        look = width, scheme
        if look not in lookers:
            size = {"width": width, "height": 800}
            lookers[look] = Visitor(chrome, stack, viewport=size, color_scheme=scheme)
        lookers[look].become(key)
        used.append(lookers[look])
        return lookers[look]

    yield take
    for visitor in used:
        visitor.check()


@pytest.fixture(scope="session")
def site(stack: Stack) -> dict:
    """One set of people and meetings for all who only look, or have a person of their own in it."""
    from tests.browser.pages import made

    return made(stack, [("en", "light"), ("ur", "dark")])


@pytest.fixture
def come(visit, site: dict) -> Callable[..., Visitor]:
    """`come("host-en")` is the browser of that person, signed in; without a key, of somebody unknown."""

    def open_one(key: str = "", **options) -> Visitor:
        visitor = visit(**options)
        if key:
            visitor.sign_in(site["keys"][key])
        return visitor

    return open_one
