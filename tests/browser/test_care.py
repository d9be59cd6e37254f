"""Looking after one another on a phone: the ways beside a message and to a host, and back in the room."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_host_room import meeting  # noqa: F401  (a fixture)

pytestmark = pytest.mark.usefixtures("meeting")


def faults(page) -> list[tuple[str, str]]:
    return [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]


def test_a_member_worries_tells_and_keeps_away_without_losing_the_room(meeting):  # noqa: F811
    code, open_as = meeting
    host, river = open_as("host"), open_as("river")
    page = river.page
    page.get_by_role("button", name="More for Quiet Heron").first.click()
    sheet = page.locator("[data-host-sheet][open]")
    sheet.get_by_role("button", name="I am worried about this person").wait_for()
    assert faults(page) == []
    sheet.get_by_role("button", name="I am worried about this person").click()
    sheet.wait_for(state="hidden")
    card = host.page.locator(".hosttop [data-look-after]")
    card.get_by_role("button", name="I have it").click()
    host.page.locator(".hosttop [data-look-after]", has_text="You have it.").wait_for()
    assert faults(host.page) == []
    page.get_by_role("button", name="More for Quiet Heron").first.click()
    sheet.get_by_role("link", name="I do not want to meet this person").click()
    page.get_by_role("button", name="I do not want to meet this person").click()
    page.wait_for_url(f"**/r/{code}/")
    assert "Quiet Heron" not in page.inner_text("[data-log]")


def test_a_phone_has_its_way_to_a_host_and_heavy_words_open_it(meeting):  # noqa: F811
    _code, open_as = meeting
    host, river = open_as("host"), open_as("river")
    page = river.page
    page.get_by_role("button", name="Write to a host").first.click()
    page.locator("[data-help-dialog] textarea").fill("May I speak with you?")
    page.get_by_role("button", name="Send to the hosts").locator("visible=true").click()
    host.page.locator(".msg--private .bub", has_text="May I speak with you?").wait_for()
    page.locator("[data-help-dialog]").wait_for(state="hidden")
    page.fill("[data-composer] textarea", "I do not want to live any more")
    page.click("[data-composer] button[data-send]")
    help_now = page.locator("[data-help-dialog][open]")
    help_now.get_by_text("You do not have to be alone with this.").wait_for()
    assert faults(page) == []
    help_now.get_by_role("button", name="Talk to a host now").click()
    host.page.locator(".msg--private .bub", has_text="asks for a word").wait_for()
    assert host.page.locator("[data-alert]").inner_text() == "Check on \u2068Slow River\u2069"
