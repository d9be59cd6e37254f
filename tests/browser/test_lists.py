"""A centre brings in a foreign list, in a real browser and with the real worker, and takes it back."""

from playwright.sync_api import Page, expect

from tests.groups.importing.makers import as_json, meeting

KINDS = ["Steps", "Lamp", "Bench", "Garden", "Bridge"]
# Long enough to be read for a moment, so that the page which says so is seen.
LIST = [meeting(slug=f"s{n}", name=f"Willow {KINDS[n % 5]} {n}", day=n % 7, types=["O"]) for n in range(250)]
LIST += [meeting(slug="odd", name="Willow Odd", time="25:99")]
WORK_MILLISECONDS = 30_000


def upload(page: Page) -> None:
    page.goto("/centre/import/")
    file = {"name": "willow.json", "mimeType": "application/json", "buffer": as_json(*LIST)}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read it").click()


def find(page: Page):
    page.goto("/meetings/?when=any&q=Willow+Garden")
    return page.get_by_role("link", name="Willow Garden").first


def test_a_list_is_read_looked_at_saved_found_and_taken_back(come):
    """With scripts off: the page moves on by itself all the same."""
    page = come("manager-en", java_script_enabled=False).page
    upload(page)
    expect(page.get_by_text("This page looks again by itself.")).to_be_visible()
    add = page.get_by_role("button", name="Add 250 meetings")
    expect(add).to_be_visible(timeout=WORK_MILLISECONDS)
    expect(page.get_by_role("cell", name="Willow Steps 0")).to_be_visible()
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_text("Skipped: the time is not understood.")).to_be_visible()
    expect(find(page)).to_be_hidden()
    page.go_back()
    add.click()
    take_back = page.get_by_role("button", name="Take it back")
    expect(take_back).to_be_visible(timeout=WORK_MILLISECONDS)
    address = page.url
    expect(find(page)).to_be_visible()
    page.goto(address)
    take_back.click()
    expect(page.get_by_text("Undone", exact=True)).to_be_visible(timeout=WORK_MILLISECONDS)
    expect(find(page)).to_be_hidden()
