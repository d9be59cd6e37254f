"""Loading, confirming and retiring crisis lines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Centre, StaffRole, User
from ledger.models import AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import CrisisLine
from safeguarding.services import lines
from tests.cast import people_and_centres
from tests.matrix.safeguarding import make_line

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def operator():
    return User.objects.create_user("op1", public_name="Op", is_superuser=True)


@pytest.fixture
def shipped():
    lines.load_lines(now=NOW)


def test_loading_twice_changes_nothing():
    CrisisLine.objects.all().delete()  # migrate has brought them already
    first, second = lines.load_lines(now=NOW), lines.load_lines(now=NOW)
    assert first == {"created": len(lines.shipped_lines())}
    assert second == {"unchanged": len(lines.shipped_lines())}


def test_a_new_install_has_them_after_migrate():
    assert CrisisLine.objects.count() == len(lines.shipped_lines())
    assert not CrisisLine.objects.exclude(verified_on=None).exists()


def test_the_command_says_what_it_did(capsys):
    CrisisLine.objects.all().delete()
    call_command("load_crisis_lines")
    assert "created" in capsys.readouterr().out


def test_nothing_is_shipped_as_verified(shipped):
    assert not CrisisLine.objects.exclude(verified_on=None).exists()


def test_no_country_is_shipped_without_an_emergency_line(shipped):
    countries = set(CrisisLine.objects.public().values_list("country", flat=True))
    with_emergency = CrisisLine.objects.public().filter(operator="emergency", situations__contains=["danger"])
    assert countries == set(with_emergency.values_list("country", flat=True))


def test_police_lines_are_off_the_default_list(shipped):
    police = CrisisLine.objects.filter(operator="police")
    assert police.count() >= 3
    assert not police.filter(default_list=True).exists()


def test_numbers_that_disagree_are_for_staff_only(shipped):
    line = CrisisLine.objects.get(key="bd-kaan-pete-roi")
    assert len(line.numbers_in_conflict) == 5
    assert line.number == ""
    assert line not in CrisisLine.objects.public()


def test_lines_without_a_page_as_source_are_kept_back(shipped):
    unread = CrisisLine.objects.filter(source__contains="Not read on any page")
    assert unread
    assert not unread.filter(staff_only=False).exists()


def test_every_shipped_line_has_a_source_and_a_whole_number():
    for row in lines.shipped_lines():
        assert row["source"], row["key"]
        assert (
            not row["number"]
            or CrisisLine(number=row["number"]).clean_fields(
                exclude=[f.name for f in CrisisLine._meta.fields if f.name != "number"]
            )
            is None
        )


@pytest.mark.parametrize(
    "fault",
    [
        {"operator": "police", "default_list": True},
        {"number": "", "text_number": ""},
        {"numbers_in_conflict": ["1", "2"]},
        {"verified_on": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_a_dangerous_row(fault):
    row = {"key": "x", "country": "BD", "name": "X", "number": "999", "operator": "emergency", "source": "s"}
    with pytest.raises(IntegrityError), transaction.atomic():
        CrisisLine.objects.create(**(row | fault))


def test_calling_a_number_verifies_it_for_ninety_days(operator, shipped):
    line = CrisisLine.objects.get(key="bd-brac-moner-jotno")
    line = lines.verify_line(actor=operator, line=line, number=line.number, now=NOW)
    assert line.number_shown == "09643-262626"
    assert line.is_verified(NOW.date() + timedelta(days=90))
    assert line.is_stale(NOW.date() + timedelta(days=91))
    entry = AuditEntry.objects.get(verb="line_verified")
    assert entry.actor == operator.subject
    assert entry.details == {"key": "bd-brac-moner-jotno", "settled": False}


def test_verifying_settles_a_conflict_and_loading_does_not_undo_it(operator, shipped):
    line = CrisisLine.objects.get(key="bd-kaan-pete-roi")
    lines.verify_line(
        actor=operator, line=line, number="+8809612119911", number_shown="09612-119911", now=NOW
    )
    assert lines.load_lines(now=NOW)["kept"] == 1
    line.refresh_from_db()
    assert (line.number, line.numbers_in_conflict, line.staff_only) == ("+8809612119911", [], False)


def test_a_number_must_be_whole(operator, shipped):
    line = CrisisLine.objects.get(key="bd-emergency")
    with pytest.raises(ValidationError):
        lines.verify_line(actor=operator, line=line, number="09612-119911", now=NOW)


def test_a_retired_line_stays_off_the_page(operator, shipped):
    line = lines.retire_line(actor=operator, line=CrisisLine.objects.get(key="pk-mhpss-1282"), now=NOW)
    lines.load_lines(now=NOW)
    assert line not in CrisisLine.objects.public()
    with pytest.raises(DomainError):
        lines.retire_line(actor=operator, line=line, now=NOW)


def test_staff_keep_the_lines_of_their_own_country(shipped):
    manager = User.objects.create_user("m1", public_name="M")
    centre = Centre.objects.create(name="House", country="BD", time_zone="Asia/Dhaka")
    StaffRole.objects.create(user=manager, centre=centre, role="manager")
    here, elsewhere = (CrisisLine.objects.get(key=key) for key in ("bd-emergency", "in-emergency"))
    lines.verify_line(actor=manager, line=here, number="999", now=NOW)
    with pytest.raises(NotAllowed):
        lines.verify_line(actor=manager, line=elsewhere, number="112", now=NOW)


def test_members_see_public_lines_and_keepers_see_all(operator, shipped):
    member = User.objects.create_user("a1", public_name="A")
    assert set(CrisisLine.objects.visible_to(member)) == set(CrisisLine.objects.public())
    assert CrisisLine.objects.visible_to(operator).count() == CrisisLine.objects.count()


def test_keepers_are_told_once_before_a_proof_runs_out() -> None:
    world = people_and_centres()
    today = world.now.date()
    soon, fresh, never = (make_line(f"bd-{n}", "BD") for n in range(3))
    for line, days in ((soon, 7), (fresh, 8)):
        line.verified_on, line.expires_on = today, today + timedelta(days=days)
        line.save()
    CrisisLine.objects.exclude(pk__in=[soon.pk, fresh.pk, never.pk]).delete()
    told = lines.warn_of_old_lines(now=world.now)
    assert lines.warn_of_old_lines(now=world.now) == 0
    found = Notice.objects.filter(kind="safeguarding.line")
    assert {notice.recipient for notice in found} == {world.coordinator, world.manager, world.other_manager}
    assert told == 3
    assert not any("16263" in str(notice.params) for notice in found)
