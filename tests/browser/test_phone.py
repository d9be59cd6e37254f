"""What only a phone knows: its clock."""

from playwright.sync_api import expect


def test_the_list_offers_the_clock_of_this_phone(visit):
    page = visit(timezone_id="America/Lima").page
    page.goto("/meetings/?when=any&q=circle")
    page.get_by_role("link", name="Show the times of this phone").click()
    expect(page.get_by_text("Times are for Lima, America.")).to_be_visible()
    assert "q=circle" in page.url
    expect(page.get_by_role("link", name="Show the times of this phone")).to_be_hidden()
