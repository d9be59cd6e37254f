"""Staff and operator pages: a role, and a second step set up and passed in this very browser."""

import pytest
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from accounts.services import roles
from accounts.staff import staff_required
from tests.accounts import people

pytestmark = pytest.mark.django_db
PAGE = "/centre/people/roles/"


@pytest.fixture
def centre():
    return people.centre()


@pytest.fixture
def manager(centre):
    return people.staff(centre, "manager")


def test_without_a_second_step_one_is_sent_to_set_it_up(manager):
    client = people.signed_in(manager)
    answer = client.get(PAGE)
    assert answer.headers["Location"] == "/me/security/?next=%2Fcentre%2Fpeople%2Froles%2F"
    assert "needs a second step" in client.get(answer.headers["Location"]).content.decode()


def test_the_whole_way_from_nothing_to_the_page(manager):
    client = people.signed_in(manager)
    people.check_again(client)
    secret = client.get("/me/app/").context["form"].secret
    from allauth.mfa.totp.internal import auth

    counter = next(auth.yield_hotp_counters_from_time()) + 1
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    answer = client.post("/me/app/", {"code": code})
    assert answer.headers["Location"] == "/me/spare/"
    answer = client.get(PAGE)
    assert answer.headers["Location"].startswith("/me/check/code/?next=")
    answer = client.post(answer.headers["Location"], {"code": people.app_code(manager)})
    assert answer.headers["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


def test_passed_in_another_browser_is_not_passed_here(manager):
    client = people.signed_in(manager)
    people.add_app(manager)
    answer = client.get(PAGE)
    assert answer.headers["Location"].startswith("/me/check/code/")


def test_the_password_alone_does_not_pass_the_check(manager):
    client = people.signed_in(manager)
    people.add_app(manager)
    client.post("/me/check/", {"password": people.PASSWORD})
    assert client.get(PAGE).status_code == 302


def test_signed_in_with_the_step(manager):
    people.add_app(manager)
    client = people.signed_in(manager, step=True)
    assert client.get(PAGE).status_code == 200


def test_a_role_that_ended_a_moment_ago(manager, centre):
    people.add_app(manager)
    client = people.signed_in(manager, step=True)
    role = manager.staff_roles.get()
    roles.end_staff_role(actor=people.operator(), role=role, now=people.soon())
    assert client.get(PAGE).status_code == 404


def test_taking_the_step_away_closes_the_door(manager):
    people.add_app(manager)
    client = people.signed_in(manager, step=True)
    manager.authenticator_set.all().delete()
    assert client.get(PAGE).headers["Location"].startswith("/me/security/")


def test_staff_cannot_take_their_last_step_away(manager):
    people.add_app(manager)
    client = people.signed_in(manager, step=True)
    people.forget_counts()
    client.post("/me/check/code/", {"code": people.app_code(manager)})
    answer = client.post("/me/app/remove/")
    assert "needs a second step" in answer.content.decode()
    assert manager.authenticator_set.filter(type="totp").exists()


def test_members_may(centre):
    member = people.join()
    people.add_app(member)
    client = people.signed_in(member, step=True)
    people.forget_counts()
    client.post("/me/check/code/", {"code": people.app_code(member)})
    assert client.post("/me/app/remove/").status_code == 302
    assert not member.authenticator_set.exists()


def test_everybody_else_learns_nothing(centre):
    assert Client().get(PAGE).headers["Location"] == f"/in/?next={PAGE}"
    assert people.signed_in(people.join()).get(PAGE).status_code == 404
    counselor = people.staff(centre, "counselor")
    people.add_app(counselor)
    assert people.signed_in(counselor, step=True).get(PAGE).status_code == 404


def test_the_door_for_other_apps(rf: RequestFactory, centre):
    @staff_required()
    def page(request):
        return HttpResponse("in")

    counselor = people.staff(centre, "counselor")
    people.add_app(counselor)
    client = people.signed_in(counselor, step=True)
    request = rf.get("/x/")
    request.user, request.session = counselor, client.session
    assert page(request).content == b"in"
    request.user = people.join()
    with pytest.raises(Http404):
        page(request)


class TestOperator:
    def test_the_admin_is_for_operators_with_the_step(self):
        operator = people.operator()
        people.add_app(operator)
        client = people.signed_in(operator, step=True)
        page = client.get("/ops/admin/")
        assert page.status_code == 200
        assert client.get("/ops/admin/accounts/centre/").status_code == 200

    def test_without_the_step_one_is_sent_to_it(self):
        client = people.signed_in(people.operator())
        answer = client.get("/ops/admin/", follow=True)
        assert answer.redirect_chain[-1][0].startswith("/me/security/")

    def test_a_visitor_signs_in_on_the_sites_own_page(self, client):
        chain = client.get("/ops/admin/", follow=True).redirect_chain
        assert chain[-1][0] == "/in/?next=/ops/admin/"

    def test_staff_and_members_find_nothing(self, manager):
        people.add_app(manager)
        client = people.signed_in(manager, step=True)
        assert client.get("/ops/admin/", follow=True).status_code == 404

    def test_it_shows_no_people(self):
        operator = people.operator()
        people.add_app(operator)
        page = people.signed_in(operator, step=True).get("/ops/admin/").content.decode()
        for word in ("Users", "Email addresses", "Authenticators", "User sessions", "Groups"):
            assert word not in page

    def test_a_centre_made_there_is_in_the_ledger(self):
        from ledger.models import AuditEntry

        operator = people.operator()
        people.add_app(operator)
        client = people.signed_in(operator, step=True)
        data = {"name": "East House", "country": "PK", "time_zone": "Asia/Karachi", "language": "ur"}
        assert client.post("/ops/admin/accounts/centre/add/", data).status_code == 302
        entry = AuditEntry.objects.get(verb="accounts.create_centre")
        assert entry.actor == operator.subject

    def test_an_operator_gains_no_rule(self):
        """Running the server is not being staff (T5)."""
        operator, centre = people.operator(), people.centre()
        for name in ("accounts.see_staff", "accounts.admit_member", "accounts.invite_member"):
            assert not operator.has_perm(name, centre)
