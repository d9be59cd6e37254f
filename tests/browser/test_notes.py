"""The inbox and the choices in a real browser, and a note that arrives as a real e-mail."""

import json
import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.test_host import faults

MAKE = """
import json
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from accounts.models import Centre, User
from groups.models import Group, GroupRole
from notifications.models import Delivery
from notifications.services.choices import choose
from notifications.services.deliveries import Promise, promise
from notifications.services.notices import notify
now = timezone.now()
member = User.objects.create_user(public_name="Paper Boat", email={email!r}, time_zone="Asia/Dhaka",
    adult_confirmed_at=now, language={language!r}, theme={theme!r}, neutral_text=False)
centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
group = Group.objects.create(centre=centre, name="Evening Circle", time_zone="Asia/Dhaka")
GroupRole.objects.create(user=member, group=group, role="member")
start = int((now + timedelta(hours=1)).timestamp())
for number, kind in enumerate(("groups.reminder", "groups.moved", "groups.cancelled")):
    notify(recipient=member, key=str(number), kind=kind, path="/me/reminders/", now=now,
           name="Evening Circle", starts=start)
for number, state in enumerate(("sent", "expired", "cancelled", "dead")):
    far = now + timedelta(days=30)
    promise([Promise(f"{{member.pk}}:{{number}}", member.pk, "groups.reminder", "email", "/today/", far, far,
                     params={{"name": "Evening Circle", "starts": start}})], now=now)
    Delivery.objects.filter(key=f"{{member.pk}}:{{number}}").update(state=state, finished_at=now)
client = Client()
client.force_login(member)
print("MADE" + json.dumps([group.code, client.cookies[{cookie!r}].value]))
"""


@pytest.fixture
def as_member(visit, gallery, stack):
    """A member's browser with three new notes, and the code of their group."""

    def make(name: str, language: str = "en", theme: str = "light", width: int = 0, scripts: bool = True):
        email = f"{name}@sink.example"
        values = {"email": email, "language": language, "theme": theme}
        code = MAKE.format(cookie=settings.SESSION_COOKIE_NAME, **values)
        said = stack.shell(code)
        group, key = json.loads(said.rpartition("MADE")[2])
        if width:
            return gallery(width, theme, key), group, email
        visitor = visit(java_script_enabled=scripts)
        visitor.sign_in(key)
        return visitor, group, email

    return make


def test_a_note_is_opened_and_the_number_falls(as_member):
    visitor, _group, _email = as_member("number", scripts=False)
    page = visitor.page
    page.goto("/notes/")
    number = page.locator(".bar [data-count=notes] bdi")
    expect(number).to_have_text("3")
    page.get_by_role("button", name=re.compile("New time for Evening Circle")).click()
    expect(page.get_by_role("heading", name="Reminders")).to_be_visible()
    expect(number).to_have_text("2")
    page.goto("/notes/")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".bar [data-count=notes]")).to_be_hidden()


def test_the_number_keeps_up_while_the_page_stays_open(as_member):
    visitor, _group, _email = as_member("live")
    page, other = visitor.page, visitor.context.new_page()
    page.clock.install()
    page.goto("/notes/")
    number = page.locator(".bar [data-count=notes]")
    expect(number.locator("bdi")).to_have_text("3")
    other.goto("/notes/")
    other.get_by_role("button", name="Mark all as read").click()
    expect(other.locator(".bar [data-count=notes]")).to_be_hidden()
    page.clock.fast_forward(61_000)
    expect(number).to_be_hidden()
    other.goto("/me/reminders/")
    other.get_by_role("button", name="Send me a test note").click()
    expect(other.get_by_text("A test note is on its way.")).to_be_visible()
    page.clock.fast_forward(61_000)
    expect(number.locator("bdi")).to_have_text("1")


def test_a_test_note_arrives_as_mail_and_its_link_ends_mail(as_member, stack):
    visitor, _group, email = as_member("arrives", scripts=False)
    page = visitor.page
    page.goto("/me/reminders/")
    page.get_by_role("button", name="Send me a test note").click()
    wanted = "Your test note"
    arrived = []
    for _ in range(60):
        arrived = [m for m in stack.mail.messages if m["To"] == email and m["Subject"] == wanted]
        if arrived:
            break
        page.wait_for_timeout(1000)
    [message] = arrived
    stop = re.search(r"https?://\S+/n/\S+", message.get_content()).group()
    page.context.clear_cookies()
    page.goto(stop)
    page.get_by_role("button", name="Stop e-mail").click()
    expect(page.get_by_role("heading", name="No more e-mail from us")).to_be_visible()


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 360), ("ur", "dark", 1280)])
def test_every_page_fits_and_axe_finds_nothing(as_member, language, theme, width):
    visitor, group, _email = as_member(f"axe-{language}", language, theme, width)
    page = visitor.page
    found = []
    for path in ("/notes/", "/notes/history/", "/me/reminders/", f"/me/reminders/group/{group}/"):
        page.goto(path)
        found += faults(page, path, f"{language}-{theme}-{width}")
    page.locator("input[value=own]").check()
    page.locator("main form button").last.click()
    found += faults(page, "/me/reminders/group/asked/", f"{language}-{theme}-{width}")
    assert found == []
