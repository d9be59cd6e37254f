"""What axe finds on the page that is open, and which pages are looked at in which look."""

import os
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# axe takes what lies under a sticky bar for covered; focus under bars is tested on its own.
STILL = "for (const bar of document.querySelectorAll('.bar, .top')) bar.style.position = 'static';"
# Only what is wrong comes back over the wire: the whole answer is a thousand times as long.
ASK = """axe.run({resultTypes: ['violations'], iframes: false}).then(
    found => found.violations.map(each => `${each.id}: ${each.nodes[0].html.slice(0, 150)}`))"""


def in_turn(pages: list[Any], language: str) -> list[Any]:
    """The pages for a look: each has one of the two, English or Urdu; both with `run.py test --full`."""
    return pages if os.environ.get("RN_FULL") == "1" else pages[language == "ur" :: 2]


def violations(page: Page) -> list[str]:
    bring(page)
    return page.evaluate(f"{STILL}{ASK}")


def bring(page: Page) -> None:
    """The half megabyte goes to the browser once: what a page brings along is not compiled anew each time."""
    if not page.evaluate("'axe' in window"):
        page.add_init_script(AXE_SCRIPT)
        page.evaluate(f"{AXE_SCRIPT};0")
