"""Giving and ending roles, joining and leaving."""

from datetime import timedelta

import pytest

from accounts.models import User
from groups.models import Group, GroupRole
from groups.services import roles
from ledger.models import AccessEntry, AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW

pytestmark = pytest.mark.django_db
Role = GroupRole.Role
LATER = NOW + timedelta(days=400)


@pytest.fixture
def of():
    return factories.group(factories.centre())


@pytest.fixture
def host(of):
    person = factories.person("Simran")
    factories.role(person, of, Role.FACILITATOR)
    return person


def live(of: Group, user: User) -> set[str]:
    return set(GroupRole.objects.live().filter(group=of, user=user).values_list("role", flat=True))


def test_a_host_gives_a_role_once(of, host):
    friend = factories.person("New Field")
    for _twice in range(2):
        roles.give_role(actor=host, group=of, person=friend, role=Role.GREETER, now=NOW)
    assert live(of, friend) == {"greeter"}
    assert AuditEntry.objects.filter(verb="groups.give_role").count() == 1


def test_a_role_is_given_by_the_code_a_person_hands_over(of, host):
    friend = factories.person("New Field")
    roles.give_role_by_code(actor=host, group=of, code=f" {friend.code} ", role=Role.MEMBER, now=NOW)
    assert live(of, friend) == {"member"}
    assert AccessEntry.objects.get().subject == friend.subject
    with pytest.raises(DomainError, match="No one has this code"):
        roles.give_role_by_code(actor=host, group=of, code="x" * 22, role=Role.MEMBER, now=NOW)


def test_a_counselor_works_at_the_centre(of, host):
    with pytest.raises(DomainError, match="works at its centre"):
        roles.give_role(actor=host, group=of, person=factories.person(), role=Role.COUNSELOR, now=NOW)
    worker = factories.staff(of.centre)
    roles.give_role(actor=host, group=of, person=worker, role=Role.COUNSELOR, now=NOW)
    assert live(of, worker) == {"counselor"}


def test_guests_and_closed_accounts_get_no_role(of, host):
    guest = factories.person(is_guest=True, guest_until=NOW)
    for person in (guest, factories.person(is_active=False)):
        with pytest.raises(DomainError):
            roles.give_role(actor=host, group=of, person=person, role=Role.MEMBER, now=NOW)
        with pytest.raises(DomainError):
            roles.give_role_by_code(actor=host, group=of, code=person.code, role=Role.MEMBER, now=NOW)


def test_members_give_no_roles(of):
    member = factories.person()
    factories.role(member, of)
    with pytest.raises(NotAllowed):
        roles.give_role(actor=member, group=of, person=member, role=Role.FACILITATOR, now=NOW)


def test_a_peer_does_not_end_the_role_of_a_counselor(of, host):
    held = factories.role(factories.staff(of.centre), of, Role.COUNSELOR)
    with pytest.raises(NotAllowed):
        roles.end_role(actor=host, role=held, now=LATER)
    worker = factories.staff(of.centre, "manager")
    assert roles.end_role(actor=worker, role=held, now=LATER).ended_at == LATER


def test_ending_twice_keeps_the_first_time(of, host):
    held = factories.role(factories.person(), of)
    roles.end_role(actor=host, role=held, now=LATER)
    again = roles.end_role(actor=host, role=held, now=LATER + timedelta(days=1))
    assert again.ended_at == LATER


@pytest.mark.parametrize(
    ("policy", "member", "anyone"),
    [("open", True, True), ("members", True, False), ("invite", False, False), ("staff", False, False)],
)
def test_who_may_join_is_the_policy_of_the_group(policy, member, anyone):
    of = factories.group(factories.centre(), join_policy=policy)
    for person, may in ((factories.member_of(of.centre), member), (factories.person(), anyone)):
        if may:
            assert roles.join_group(actor=person, group=of, now=NOW).role == Role.MEMBER
        else:
            with pytest.raises(NotAllowed):
                roles.join_group(actor=person, group=of, now=NOW)


def test_nobody_joins_what_they_cannot_see_or_what_has_stopped():
    home = factories.centre()
    hidden = factories.group(home, visibility="private")
    stopped = factories.group(home, status="closed")
    for of in (hidden, stopped):
        with pytest.raises(NotAllowed):
            roles.join_group(actor=factories.person(), group=of, now=NOW)


def test_leaving_ends_every_role_and_one_may_come_back(of):
    person = factories.person()
    roles.join_group(actor=person, group=of, now=NOW)
    roles.join_group(actor=person, group=of, now=NOW)
    factories.role(person, of, Role.GREETER)
    assert roles.leave_group(actor=person, group=of, now=LATER) == 2
    assert live(of, person) == set()
    with pytest.raises(NotAllowed):
        roles.leave_group(actor=person, group=of, now=LATER)
    roles.join_group(actor=person, group=of, now=LATER)
    assert live(of, person) == {"member"}


def test_the_roster_is_for_hosts_and_each_person_can_see_who_looked(of, host):
    friend = factories.person("New Field")
    factories.role(friend, of)
    assert [row.user for row in roles.open_roster(actor=host, group=of, now=NOW)] == [host, friend]
    assert [row.subject for row in AccessEntry.objects.all()] == [friend.subject]
    with pytest.raises(NotAllowed):
        roles.open_roster(actor=friend, group=of, now=NOW)


def test_staff_see_who_serves_in_a_group_but_its_members_only_where_staff_chose_them():
    home = factories.centre()
    worker = factories.staff(home, "coordinator")
    open_group = factories.group(home)
    roster = factories.group(home, kind="therapy", visibility="private", join_policy="staff")
    for of in (open_group, roster):
        factories.role(factories.person(), of)
        factories.role(factories.person(), of, Role.GREETER)
    seen = {of: roles.open_roster(actor=worker, group=of, now=NOW) for of in (open_group, roster)}
    assert [row.role for row in seen[open_group]] == ["greeter"]
    assert [row.role for row in seen[roster]] == ["greeter", "member"]
