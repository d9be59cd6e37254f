"""Whoever may no longer be in a room is out of it within two seconds, and reads what to do."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PASSWORD

SECONDS = 2
# Notes when the socket of the page closed and with which number; kept over the page that follows.
WATCH = """
window.WebSocket = class extends WebSocket {
    constructor(...all) {
        super(...all);
        this.addEventListener('open', () => document.documentElement.setAttribute('data-stands', ''));
        this.addEventListener('close', ({code}) => sessionStorage.setItem('closed', `${code} ${Date.now()}`));
    }
};
"""
CLOSE = """
import time
from django.utils import timezone
from accounts.models import User
from accounts.services import people
operator = User.objects.create_user(public_name="Still Harbour", is_superuser=True)
people.close_account(actor=operator, person=User.objects.get(code={code!r}), now=timezone.now())
print("CLOSED", round(time.time() * 1000))
"""


@pytest.fixture
def sit(come, site):
    """The browser of somebody who sits in the open room, with a socket that stands."""

    def go_in(key: str, room: str = "room-open"):
        visitor = come(key)
        take_seat(visitor.page, site["codes"][room])
        return visitor

    return go_in


def take_seat(page: Page, room: str) -> None:
    page.add_init_script(WATCH)
    page.goto(f"/r/{room}/")
    page.wait_for_selector("html[data-stands]")


def now_in(page: Page) -> int:
    return page.evaluate("Date.now()")


def assert_closed(page: Page, since: int) -> None:
    """Asked of the page that followed. How soon that one came is the machine's business."""
    code, at = page.evaluate("sessionStorage.closed").split()
    assert int(at) - since <= SECONDS * 1000, f"{code} after {int(at) - since} ms"


def allow_one_try_to_come_back(visitor) -> None:
    """A socket that was opening just then is refused, then the page asks once: the browser notes both."""
    refused = ("WebSocket connection", "Not Found")
    visitor.complaints = [said for said in visitor.complaints if not any(it in said for it in refused)]


def assert_signed_out(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("we signed you out to keep you safe")).to_be_visible()


def test_signing_out_in_another_tab(sit):
    visitor = sit("leaver")
    room, other = visitor.page, visitor.context.new_page()
    other.goto("/me/")
    since = now_in(other)
    other.get_by_role("button", name="Sign out").click()
    assert_signed_out(room)
    assert_closed(room, since)
    allow_one_try_to_come_back(visitor)


def sign_in(page: Page, name: str) -> None:
    page.goto("/in/")
    page.get_by_label("Sign-in name or e-mail").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/today/")


def test_signing_out_everywhere_else(sit, come, site):
    elsewhere, here = come(), come()
    for visitor in (elsewhere, here):
        sign_in(visitor.page, site["codes"]["roamer"])
        take_seat(visitor.page, site["codes"]["room-open"])
    other = here.context.new_page()
    other.goto("/me/sessions/")
    since = now_in(other)
    other.get_by_role("button", name="Sign out everywhere else").click()
    assert_signed_out(elsewhere.page)
    assert_closed(elsewhere.page, since)
    assert here.page.evaluate("sessionStorage.closed ?? ''") == ""


def test_a_host_ends_the_last_role_in_a_closed_group(sit, come, site):
    member, host = sit("river", "room-closed"), come("simran")
    host.page.goto(f"/host/g/{site['codes']['closed-group']}/people/")
    since = now_in(host.page)
    host.page.get_by_role("button", name=re.compile("End this role.*Slow River")).click()
    expect(member.page.get_by_text("Your place in this meeting has ended.")).to_be_visible()
    assert_closed(member.page, since)
    expect(member.page.get_by_role("link", name="Find another meeting")).to_be_visible()


def test_closing_an_account(sit, stack, site):
    page = sit("closing").page
    said = stack.shell(CLOSE.format(code=site["codes"]["closing"]))
    assert_signed_out(page)
    assert_closed(page, int(said.rpartition("CLOSED")[2]))
