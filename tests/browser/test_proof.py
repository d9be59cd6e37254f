"""A record of attendance in a real browser: made without scripts, on one sheet, checked by a stranger."""

import json
import re

import pytest
from django.conf import settings

from tests.browser.axe import in_turn
from tests.browser.test_host import LOOKS, faults

MAKE = """
import json
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from accounts.models import Centre, User
from groups.models import Attendance, Group, GroupRole, Occurrence, RotaSlot
from groups.services import meeting_plans, meetings, series
now = timezone.now()
centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
made = dict(time_zone="Asia/Dhaka", adult_confirmed_at=now, language={language!r}, theme={theme!r})
host, member = (User.objects.create_user(public_name=name, **made) for name in ("Simran", "Slow River"))
group = Group.objects.create(centre=centre, name="Evening Circle", time_zone="Asia/Dhaka")
GroupRole.objects.create(user=host, group=group, role="facilitator")
daily = series.create_series(actor=host, group=group, now=now, local_start=now.time(), weekdays=127,
                             start_date=(now - timedelta(days=9)).date(), online_kind="room", capacity=12)
past = []
for days in (2, 3):
    start = now - timedelta(days=days)
    past.append(Occurrence.objects.create(series=daily, group=group, local_date=start.date(), starts_at=start,
                                          ends_at=start + timedelta(hours=1)))
for each in past:
    Attendance.objects.create(occurrence=each, user=member, seconds=3000, open_seconds=3600)
coming = daily.occurrences.filter(starts_at__gt=now).first()
RotaSlot.objects.create(occurrence=coming, user=host, part="host")
here = Occurrence.objects.create(series=daily, group=group, local_date=(now - timedelta(days=1)).date(),
                                 starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(minutes=59))
for person in (host, member):
    meetings.go_in(actor=person, occurrence=here, alias=person.public_name, now=now)
plan = meeting_plans.add_plan(actor=host, group=group, name="Story night", now=now)
keys = []
for person in (member, host):
    client = Client()
    client.force_login(person)
    keys.append(client.cookies[{cookie!r}].value)
days = [str(each.local_date) for each in (here, coming)]
print("MADE" + json.dumps([keys, group.code, plan.code, daily.code, *days]))
"""


@pytest.fixture
def prepared(visit, gallery, stack):
    """`open_as(number)` is the browser of the member (0) or of the host (1)."""

    def make(language: str = "en", theme: str = "light", width: int = 0):
        code = MAKE.format(language=language, theme=theme, cookie=settings.SESSION_COOKIE_NAME)
        said = stack.shell(code)
        keys, *codes = json.loads(said.rpartition("MADE")[2])

        def open_as(number: int):
            if width:
                return gallery(width, theme, keys[number])
            visitor = visit(java_script_enabled=False)
            visitor.sign_in(keys[number])
            return visitor

        return open_as, codes

    return make


def make_record(page, name="Gurpreet Singh"):
    page.goto("/me/record/new/")
    page.locator("#id_name").fill(name)
    page.locator("#id_with_minutes").check()
    page.locator("form.card button[type=submit]").click()
    page.wait_for_url("**/me/record/p/*/")
    return re.search(r"/p/(\w+)/", page.url).group(1)


def test_made_without_scripts_on_one_sheet_and_checked_by_a_stranger(prepared, visit):
    open_as, _codes = prepared()
    page = open_as(0).page
    code = make_record(page)
    assert page.locator(".cert").get_by_text("Gurpreet Singh").is_visible()
    assert page.locator("[data-print]").is_hidden()
    page.emulate_media(media="print")
    for gone in (".top", ".bar", ".no-print", ".foot"):
        for each in page.locator(gone).all():
            assert each.is_hidden(), gone
    for kept in (".cert h1", ".cert .qr", ".cert__sign", ".cert code"):
        assert page.locator(kept).is_visible(), kept
    assert page.evaluate("getComputedStyle(document.querySelector('.cert')).borderTopWidth") == "0px"
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))) == 1
    stranger = visit(java_script_enabled=False)
    stranger.page.goto("/v/")
    stranger.page.locator("#id_code").fill(f"{code[:4]} {code[4:8]} {code[8:]}".lower())
    stranger.page.locator("form.card button[type=submit]").click()
    assert stranger.page.get_by_text("Gurpreet Singh").is_visible()
    assert stranger.page.get_by_text("Slow River").count() == 0
    page.emulate_media(media="screen")
    page.goto("/me/record/")
    page.locator("summary", has_text="Take it back").click()
    page.get_by_role("button", name=re.compile("Yes, take it back")).click()
    stranger.page.goto(f"/v/{code}/")
    assert stranger.page.get_by_role("heading", name="We cannot confirm this record.").is_visible()
    # Chromium itself notes a 404.
    stranger.complaints.clear()


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_fits_and_axe_finds_nothing(prepared, language, theme, width):
    open_as, (group, plan, series, day, coming) = prepared(language, theme, width)
    look = f"{language}-{theme}-{width}"
    member = open_as(0).page
    code = make_record(member)
    found = []
    own = [f"/me/record/p/{code}/", f"/v/{code}/", "/v/", "/me/record/", "/me/record/new/", f"/m/{series}/"]
    for path in in_turn(own, language):
        member.goto(path)
        found += faults(member, path, look)
    hosts = [f"/host/g/{group}/{rest}/" for rest in ("plans", f"plans/{plan}", "service")]
    hosts += [f"/host/s/{series}/{rest}/" for rest in ("rota", f"on/{coming}", f"on/{day}/close")]
    host = open_as(1).page
    for path in in_turn([*hosts, "/me/turns/", "/host/"], language):
        host.goto(path)
        found += faults(host, path, look)
    assert found == []
