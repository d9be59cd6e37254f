"""Centres, members, roles and invites: what the services promise, and what they write down."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Centre, Invite, Membership, StaffRole, User
from accounts.services import centres, invites, roles
from ledger.models import AccessEntry, AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.accounts import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return people.centre()


@pytest.fixture
def manager(centre):
    return people.staff(centre, "manager")


def now():
    return timezone.now()


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


class TestMembership:
    def test_admitting_twice_admits_once(self, centre, manager):
        person = people.join()
        first = centres.admit_member(actor=manager, centre=centre, person=person, now=now())
        second = centres.admit_member(actor=manager, centre=centre, person=person, now=now())
        assert first == second
        assert verbs().count("accounts.admit_member") == 1

    def test_leaving_and_coming_back(self, centre, manager):
        person = people.join()
        first = centres.admit_member(actor=manager, centre=centre, person=person, now=now())
        centres.end_membership(actor=person, membership=first, now=now())
        assert not person.belongs_to(centre)
        again = centres.admit_member(actor=manager, centre=centre, person=person, now=now())
        assert again != first
        assert Membership.objects.filter(user=person).count() == 2

    def test_not_by_a_counselor_or_another_centre(self, centre):
        person = people.join()
        for outsider in (people.staff(centre, "counselor"), people.staff(people.centre("B"), "manager")):
            with pytest.raises(NotAllowed):
                centres.admit_member(actor=outsider, centre=centre, person=person, now=now())

    def test_ones_own_page(self, centre, manager):
        person = people.join()
        centres.admit_member(actor=manager, centre=centre, person=person, now=now())
        client = people.signed_in(person)
        assert centre.name in client.get("/me/centres/").content.decode()
        client.post("/me/centres/leave/", {"centre": centre.code})
        assert not person.belongs_to(centre)
        assert client.post("/me/centres/leave/", {"centre": centre.code}).status_code == 404


class TestWhoSeesWhom:
    def test_no_member_lists_anybody(self, centre, manager):
        mates = [people.join(f"Mate {n}") for n in range(2)]
        for mate in mates:
            centres.admit_member(actor=manager, centre=centre, person=mate, now=now())
        assert list(User.objects.visible_to(mates[0])) == [mates[0]]

    def test_staff_see_their_centres_people_while_both_last(self, centre, manager):
        member, stranger = people.join("Member"), people.join("Stranger")
        membership = centres.admit_member(actor=manager, centre=centre, person=member, now=now())
        seen = set(User.objects.visible_to(manager))
        assert seen == {manager, member}
        assert stranger not in seen
        other = people.staff(people.centre("South House"), "manager")
        assert set(User.objects.visible_to(other)) == {other}
        centres.end_membership(actor=manager, membership=membership, now=now())
        assert set(User.objects.visible_to(manager)) == {manager}

    def test_a_closed_account_sees_nothing(self, centre, manager):
        User.objects.filter(pk=manager.pk).update(is_active=False)
        closed = User.objects.get(pk=manager.pk)
        for rows in (User, Centre, Membership, StaffRole, Invite):
            assert not rows.objects.visible_to(closed).exists()

    def test_centres_roles_and_memberships(self, centre, manager):
        member = people.join()
        centres.admit_member(actor=manager, centre=centre, person=member, now=now())
        assert list(Centre.objects.visible_to(member)) == [centre]
        assert not StaffRole.objects.visible_to(member).exists()
        assert [m.user for m in Membership.objects.visible_to(manager)] == [member]
        counselor = people.staff(centre, "counselor")
        assert [r.user for r in StaffRole.objects.visible_to(counselor)] == [counselor]
        assert {r.user for r in StaffRole.objects.visible_to(manager)} == {manager, counselor}


class TestRoles:
    def test_several_for_one_person(self, centre, manager):
        person = people.join()
        for role in ("counselor", "coordinator", "counselor"):
            roles.give_staff_role(actor=manager, centre=centre, person=person, role=role, now=now())
        assert person.staff_roles.live().count() == 2
        assert person.staff_role_at(centre, "coordinator")
        assert not person.staff_role_at(centre, "manager")
        assert person.staff_role_at(centre)

    def test_the_last_manager_stays(self, centre, manager):
        role = manager.staff_roles.get()
        with pytest.raises(DomainError, match="needs a manager"):
            roles.end_staff_role(actor=manager, role=role, now=now())
        people.staff(centre, "manager", name="Second Lamp")
        assert roles.end_staff_role(actor=manager, role=role, now=now()).ended_at

    def test_ending_twice_is_once(self, centre, manager):
        role = people.staff(centre, "counselor").staff_roles.get()
        roles.end_staff_role(actor=manager, role=role, now=now())
        roles.end_staff_role(actor=manager, role=role, now=now())
        assert verbs().count("accounts.end_staff_role") == 1

    def test_the_page_by_private_code(self, centre, manager):
        people.add_app(manager)
        client = people.signed_in(manager, step=True)
        person = people.join("Warm Shell")
        data = {"centre": centre.code, "code": person.code, "role": "counselor"}
        assert client.post("/centre/people/roles/give/", data).status_code == 302
        assert person.staff_role_at(centre, "counselor")
        answer = client.post("/centre/people/roles/give/", data | {"code": "nobody"})
        assert "No one has this code" in answer.content.decode()
        role = person.staff_roles.get()
        client.post("/centre/people/roles/end/", {"centre": centre.code, "role": role.code})
        assert not person.staff_role_at(centre)

    def test_another_centres_role_is_not_found(self, centre, manager):
        people.add_app(manager)
        client = people.signed_in(manager, step=True)
        far = people.centre("South House")
        foreign = people.staff(far, "counselor").staff_roles.get()
        for data in (
            {"centre": centre.code, "role": foreign.code},
            {"centre": far.code, "role": foreign.code},
        ):
            assert client.post("/centre/people/roles/end/", data).status_code == 404
        assert client.get(f"/centre/people/roles/?centre={far.code}").status_code == 404
        assert people.join().staff_roles.count() == 0

    def test_each_person_shown_can_see_that_they_were(self, centre, manager):
        people.add_app(manager)
        counselor = people.staff(centre, "counselor", "coordinator", name="Blue Field")
        people.signed_in(manager, step=True).get("/centre/people/roles/")
        rows = AccessEntry.objects.filter(subject=counselor.subject)
        assert [(r.actor, r.role) for r in rows] == [(manager.subject, "manager")]
        assert not AccessEntry.objects.filter(subject=manager.subject).exists()
        page = people.signed_in(counselor).get("/me/log/").content.decode()
        assert "Green Lamp" in page
        assert "Manager" in page


class TestInvites:
    def test_for_a_member(self, centre, manager):
        invite, code = invites.invite_member(actor=manager, centre=centre, places=2, now=now())
        assert len(code) == 12
        assert code not in str(Invite.objects.filter(pk=invite.pk).values())
        first, second, third = (people.join(f"Person {n}") for n in range(3))
        invites.accept_invite(actor=first, code=code, now=now())
        invites.accept_invite(actor=first, code=code, now=now())
        invites.accept_invite(actor=second, code=code.lower(), now=now())
        with pytest.raises(DomainError, match="ended"):
            invites.accept_invite(actor=third, code=code, now=now())
        assert first.belongs_to(centre)
        assert not third.belongs_to(centre)

    def test_for_a_staff_role_once(self, centre, manager):
        _invite, code = invites.invite_staff(actor=manager, centre=centre, role="counselor", now=now())
        person, late = people.join(), people.join("Late One")
        invites.accept_invite(actor=person, code=code, now=now())
        assert person.staff_role_at(centre, "counselor")
        with pytest.raises(DomainError):
            invites.accept_invite(actor=late, code=code, now=now())

    def test_it_ends(self, centre, manager):
        invite, code = invites.invite_member(actor=manager, centre=centre, places=1, now=now())
        assert invites.find_open(code=code, now=now()) == invite
        assert invites.find_open(code=code, now=now() + timedelta(days=15)) is None
        invites.end_invite(actor=manager, invite=invite, now=now())
        assert invites.find_open(code=code, now=now()) is None

    def test_a_coordinator_invites_members_and_no_staff(self, centre):
        coordinator = people.staff(centre, "coordinator")
        invites.invite_member(actor=coordinator, centre=centre, places=1, now=now())
        with pytest.raises(NotAllowed):
            invites.invite_staff(actor=coordinator, centre=centre, role="manager", now=now())

    def test_from_a_slip_of_paper_to_belonging(self, client, centre, manager):
        _invite, code = invites.invite_member(actor=manager, centre=centre, places=1, now=now())
        typed = f"{code[:4]} {code[4:8]}-{code[8:]}".lower()
        at = client.post("/i/", {"code": typed}).headers["Location"]
        assert at == f"/i/{code}/"
        assert centre.name in client.get(at).content.decode()
        assert client.post(at).headers["Location"].startswith("/start/?next=")
        person = people.join()
        people.sign_in(client, person)
        assert client.post(at).headers["Location"] == "/me/centres/"
        assert person.belongs_to(centre)

    def test_an_invite_opens_a_closed_install(self, client, centre, manager, settings):
        settings.SIGN_UP_OPEN = False
        _invite, code = invites.invite_member(actor=manager, centre=centre, places=1, now=now())
        client.post("/start/age/", {"month": "3", "year": "1990"})
        assert client.get("/start/name/").status_code == 200
        assert "need an invite" in client.get("/start/name/").content.decode()
        client.post(f"/i/{code}/")
        assert "need an invite" not in client.get("/start/name/").content.decode()

    def test_every_wrong_code_looks_the_same(self, client, centre, manager):
        used, code = invites.invite_member(actor=manager, centre=centre, places=1, now=now())
        invites.end_invite(actor=manager, invite=used, now=now())
        ended, unknown = client.get(f"/i/{code}/"), client.get("/i/000000000000/")
        assert (ended.status_code, unknown.status_code) == (404, 404)
        assert people.masked(ended).replace(code, "") == people.masked(unknown).replace("000000000000", "")

    def test_guesses_are_counted_and_good_slips_are_not(self, client, centre, manager):
        _invite, code = invites.invite_member(actor=manager, centre=centre, places=1, now=now())
        for _ in range(30):
            assert Client().get(f"/i/{code}/").status_code == 200
        for _ in range(20):
            client.get("/i/000000000000/")
        assert client.get("/i/000000000000/").status_code == 429
        assert client.get(f"/i/{code}/").status_code == 429

    def test_the_managers_page(self, centre, manager):
        people.add_app(manager)
        client = people.signed_in(manager, step=True)
        data = {"centre": centre.code, "kind": "coordinator", "places": "7"}
        page = client.post("/centre/invites/new/", data).content.decode()
        invite = Invite.objects.get()
        assert (invite.role, invite.places) == ("coordinator", 1)
        assert "/i/" in page
        assert "Coordinator" in client.get("/centre/people/roles/").content.decode()
        client.post("/centre/invites/end/", {"centre": centre.code, "invite": invite.code})
        invite.refresh_from_db()
        assert invite.ended_at


def test_every_deed_is_written_down_with_numbers_only(centre, manager):
    person = people.join("A Very Telling Name")
    membership = centres.admit_member(actor=manager, centre=centre, person=person, now=now())
    centres.end_membership(actor=manager, membership=membership, now=now())
    invites.invite_member(actor=manager, centre=centre, places=1, now=now())
    for entry in AuditEntry.objects.filter(verb__startswith="accounts."):
        assert "Telling" not in str(vars(entry))
        assert entry.actor
    mine = AuditEntry.objects.filter(actor=manager.subject)
    assert set(mine.values_list("centre", flat=True)) >= {centre.code}
