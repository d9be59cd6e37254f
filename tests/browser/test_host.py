"""A host at work in a real browser: planning without scripts, and what axe finds on each page."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.axe import in_turn, violations
from tests.browser.test_look import WIDE

MAKE = """
import json
from datetime import date, time
from django.test import Client
from django.utils import timezone
from accounts.models import Centre, User
from groups.models import Group, GroupRole
from groups.services import dates, series
now = timezone.now()
centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
host = User.objects.create_user(public_name="Simran", time_zone="Asia/Dhaka", adult_confirmed_at=now,
                                language={language!r}, theme={theme!r})
group = Group.objects.create(centre=centre, name="Evening Circle", time_zone="Asia/Dhaka",
                             notes_public="We read a page and talk.", agreements="Be kind")
for name, role in (("Quiet Heron", "member"), ("Paper Boat", "greeter")):
    GroupRole.objects.create(user=User.objects.create_user(public_name=name), group=group, role=role)
GroupRole.objects.create(user=host, group=group, role="facilitator")
made = series.create_series(actor=host, group=group, now=now, local_start=time(20), weekdays=127,
                            start_date=now.date(), online_kind="room")
coming = made.occurrences.filter(starts_at__gt=now).order_by("starts_at")
days = list(coming.values_list("local_date", flat=True))
dates.cancel_date(actor=host, series=made, local_date=days[2], note="A holiday", now=now)
dates.move_date(actor=host, series=made, local_date=days[3], new_date=days[3], new_start=time(21), now=now)
dates.add_season(actor=host, series=made, now=now, from_on=days[9], to_on=days[12], local_start=time(21, 30))
client = Client()
client.force_login(host)
print("MADE" + json.dumps([group.code, made.code, str(days[5]), client.cookies[{cookie!r}].value]))
"""
LOOKS = [("en", "light", 360), ("ur", "dark", 1280)]


@pytest.fixture
def at_work(visit, gallery, stack):
    """A host's browser, their group, a series and one of its days."""

    def make(language: str = "en", theme: str = "light", width: int = 360, scripts: bool = True):
        code = MAKE.format(language=language, theme=theme, cookie=settings.SESSION_COOKIE_NAME)
        said = stack.shell(code)
        group, series, day, key = json.loads(said.rpartition("MADE")[2])
        if scripts:
            return gallery(width, theme, key), group, series, day
        visitor = visit(java_script_enabled=False)
        visitor.sign_in(key)
        return visitor, group, series, day

    return make


def fill_in(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Lantern Walk")
    page.get_by_label("Monday").check()
    page.get_by_label("Starts at").fill("19:30")


def test_a_meeting_is_planned_without_scripts(at_work):
    visitor, group, _series, _day = at_work(scripts=False)
    page = visitor.page
    page.goto(f"/host/g/{group}/series/new/")
    page.get_by_role("button", name="Check").click()
    assert page.get_by_text("There is a problem").is_visible()
    # Chromium itself notes the 422 of a form that came back.
    visitor.complaints.clear()
    fill_in(page)
    page.get_by_role("button", name="Check").click()
    assert page.get_by_text("Check before you save").is_visible()
    # The other meeting of the group is every day, from 8 to 9.
    assert page.get_by_text("At the same time").is_visible()
    page.get_by_role("button", name="Change something").click()
    assert page.get_by_label("Name", exact=True).input_value() == "Lantern Walk"
    assert page.get_by_label("Monday").is_checked()
    page.get_by_label("Starts at").fill("17:30")
    page.get_by_role("button", name="Check").click()
    assert not page.get_by_text("At the same time").is_visible()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", level=1, name="Lantern Walk").is_visible()
    page.get_by_role("button", name="Cancel").first.click()
    page.get_by_role("button", name="Yes, it does not take place").click()
    assert page.get_by_text("Does not take place").first.is_visible()
    page.get_by_role("button", name="Undo").first.click()
    assert not page.get_by_text("Does not take place").is_visible()


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_of_a_host_fits_and_axe_finds_nothing(at_work, language, theme, width):
    visitor, group, series, day = at_work(language, theme, width)
    page = visitor.page
    base = [f"/g/{group}/", "/host/", f"/host/g/{group}/", f"/host/g/{group}/edit/"]
    base += [f"/host/g/{group}/people/", f"/host/g/{group}/series/new/", f"/host/s/{series}/"]
    base += [f"/host/s/{series}/{rest}/" for rest in ("edit", "dates/new", f"dates/{day}", "hours")]
    found = []
    for path in in_turn(base, language):
        page.goto(path)
        found += faults(page, path, f"{language}-{theme}-{width}")
        if path.endswith("/edit/") and "/s/" in path:
            page.locator("button[value=check]").click()
            page.locator("details.more > summary").click()
            found += faults(page, path + "check", f"{language}-{theme}-{width}")
    assert found == []


def faults(page: Page, path: str, look: str) -> list[str]:
    if (folder := os.environ.get("SCREENSHOTS")) is not None:
        name = path.strip("/").replace("/", "_")
        page.screenshot(path=Path(folder) / f"{look}-{name}.png", full_page=True)
    wide = page.evaluate(WIDE)
    return [f"{path} is wide: {each}" for each in wide] + [f"{path}: {each}" for each in violations(page)]
