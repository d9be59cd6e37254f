"""Making, describing, pausing and stopping a group."""

import pytest

from accounts.models import StaffRole
from groups.models import Group, GroupRole, MeetingSeries, Occurrence
from groups.services import groups
from groups.services.follow import rebuild
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return factories.centre()


def verbs() -> list[str]:
    ours = AuditEntry.objects.filter(verb__startswith="groups.")
    return list(ours.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("works_as", "hosts_as"),
    [
        (StaffRole.Role.COUNSELOR, GroupRole.Role.COUNSELOR),
        (StaffRole.Role.COORDINATOR, GroupRole.Role.FACILITATOR),
        (StaffRole.Role.MANAGER, GroupRole.Role.FACILITATOR),
    ],
)
def test_whoever_makes_a_group_hosts_it(home, works_as, hosts_as):
    worker = factories.staff(home, works_as)
    made = groups.create_group(actor=worker, centre=home, now=NOW, name="Evening Circle")
    assert made.time_zone == home.time_zone
    assert GroupRole.objects.get(group=made).role == hosts_as
    assert verbs() == ["groups.create_group"]


def test_only_staff_of_the_very_centre_make_groups(home):
    elsewhere = factories.staff(factories.centre("Neem Tree", "Asia/Kolkata"))
    for person in (elsewhere, factories.member_of(home)):
        with pytest.raises(NotAllowed):
            groups.create_group(actor=person, centre=home, now=NOW, name="Evening Circle")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"time_zone": "Asia/Nowhere"},
        {"kind": "therapy", "visibility": "public", "join_policy": "staff"},
        {"kind": "therapy", "visibility": "private", "join_policy": "open"},
    ],
)
def test_what_cannot_be_is_refused_in_words(home, fields):
    with pytest.raises(DomainError):
        groups.create_group(actor=factories.staff(home), centre=home, now=NOW, **{"name": "Circle", **fields})
    assert not Group.objects.exists()


def test_a_field_of_the_machine_is_nobodys_to_write(home):
    with pytest.raises(TypeError, match="external_source"):
        groups.create_group(
            actor=factories.staff(home), centre=home, now=NOW, name="Circle", external_source="feed"
        )


def test_a_peer_who_hosts_edits_the_group_but_not_the_notes_of_staff(home):
    of, host = factories.group(home), factories.person()
    factories.role(host, of, GroupRole.Role.FACILITATOR)
    assert groups.edit_group(actor=host, group=of, now=NOW, name="Morning Circle").name == "Morning Circle"
    with pytest.raises(NotAllowed):
        groups.edit_group(actor=host, group=of, now=NOW, notes_private="Rent is due")
    groups.edit_group(actor=factories.staff(home), group=of, now=NOW, notes_private="Rent is due")


def test_nothing_changed_leaves_no_trace(home):
    of = factories.group(home)
    groups.edit_group(actor=factories.staff(home), group=of, now=NOW, name=of.name)
    assert verbs() == []


def test_its_meetings_follow_a_group(home):
    worker, of = factories.staff(home), factories.group(home)
    series = factories.series(of)
    rebuild([series.pk], NOW)
    planned = Occurrence.objects.filter(series=series, status=Occurrence.Status.SCHEDULED)
    before = planned.count()
    assert before > 5
    groups.edit_group(actor=worker, group=of, now=NOW, visibility="members")
    assert not planned.exclude(visibility="members").exists()
    groups.pause_group(actor=worker, group=of, now=NOW)
    assert planned.count() == 0
    groups.reopen_group(actor=worker, group=of, now=NOW)
    assert planned.count() == before
    groups.close_group(actor=worker, group=of, now=NOW)
    assert planned.count() == 0


def test_the_finder_learns_a_new_name(home):
    of = factories.group(home)
    series = factories.series(of)
    rebuild([series.pk], NOW)
    groups.edit_group(actor=factories.staff(home), group=of, now=NOW, name="Lantern Walk")
    assert MeetingSeries.objects.filter(words="lantern").get() == series


def test_staff_stay_out_of_circles_without_a_role_in_them(home):
    circle = factories.group(home, kind="circle", visibility="private", join_policy="invite")
    worker = factories.staff(home)
    with pytest.raises(NotAllowed):
        groups.edit_group(actor=worker, group=circle, now=NOW, name="Mine")
    factories.role(worker, circle, GroupRole.Role.FACILITATOR)
    assert groups.edit_group(actor=worker, group=circle, now=NOW, name="Ours").name == "Ours"
