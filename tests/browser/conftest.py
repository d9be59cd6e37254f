"""One site for all browser tests of a run, and a browser that may talk to nobody else."""

from collections.abc import Iterator

import pytest
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
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them in one worker: they share one running site."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("site"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


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
        self.context: BrowserContext = browser.new_context(base_url=stack.url, **options)
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self._home = stack.url
        self.context.route("**/*", self._only_home)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _only_home(self, route) -> None:
        if route.request.url.startswith(self._home):
            route.continue_()
            return
        self.foreign.append(route.request.url)
        route.abort()

    def _heard(self, message) -> None:
        # A test that takes the network away makes the browser say so.
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        self.context.close()
        assert self.foreign == []
        assert self.complaints == []


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
