"""A guest: a name for one meeting, and nothing left of it afterwards."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.models import User
from accounts.services import guests
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError
from tests.accounts import people

pytestmark = pytest.mark.django_db
ADULT = {"month": "3", "year": "1990"}


def enter(client: Client, path: str = "/start/guest/?next=/help/") -> User:
    client.post("/start/age/", ADULT)
    answer = client.post(path, {"own": "Late Kite"})
    assert answer.headers["Location"] == "/help/"
    return User.objects.get(public_name="Late Kite")


def create(**parts) -> User:
    now = timezone.now()
    given = {
        "public_name": "Late Kite",
        "language": "en",
        "time_zone": "UTC",
        "adult_confirmed": True,
        "now": now,
        "until": now + timedelta(hours=2),
    }
    return guests.create_guest(**given | parts)


def test_a_guest_has_a_name_and_no_credentials(client):
    guest = enter(client)
    assert guest.is_guest
    assert (guest.sign_in_name, guest.email, guest.has_usable_password()) == (None, None, False)
    assert client.get("/me/").status_code == 200
    assert "guest" in client.get("/me/").content.decode()


def test_the_gate_leads_back_to_the_guest_page_and_on(client):
    gate = client.get("/start/guest/?next=/help/").headers["Location"]
    assert gate.startswith("/start/age/?next=")
    back = client.post(gate, ADULT).headers["Location"]
    assert back == "/start/guest/?next=/help/"
    assert client.post(back, {"own": "Late Kite"}).headers["Location"] == "/help/"


def test_no_gate_no_guest():
    with pytest.raises(DomainError, match="18 and over"):
        create(adult_confirmed=False)
    with pytest.raises(DomainError, match="over"):
        create(until=timezone.now())
    with pytest.raises(DomainError, match="phone number"):
        create(public_name="0171 234567")
    assert not User.objects.exists()


def test_the_cookie_goes_with_the_browser(client):
    enter(client)
    assert client.cookies["sessionid"]["max-age"] == ""


@pytest.mark.parametrize(
    "path", ["/me/email/", "/me/password/new/", "/me/passkey/", "/me/app/", "/me/paper/"]
)
def test_a_guest_gets_no_way_in(client, path):
    guest = enter(client)
    client.post(
        path, {"email": "a@example.org", "action_add": "1", "password1": people.PASSWORD, "code": "1"}
    )
    guest.refresh_from_db()
    assert not guest.has_usable_password()
    assert guest.email is None


def test_the_time_ends_at_once_everywhere(client, time_machine):
    enter(client)
    time_machine.move_to(people.soon(hours=7))
    assert client.get("/me/").status_code == 302


def test_the_meeting_sets_the_time(client):
    guest = create()
    until = timezone.now() + timedelta(hours=9)
    guests.stay_until(actor=guest, until=until, now=timezone.now())
    guest.refresh_from_db()
    assert guest.guest_until == until
    member = people.join()
    guests.stay_until(actor=member, until=until, now=timezone.now())
    member.refresh_from_db()
    assert member.guest_until is None


def test_the_sweep_leaves_nothing_but_the_ledger(client, time_machine):
    guest = enter(client)
    staying = create(public_name="Early Star", until=timezone.now() + timedelta(days=2))
    member = people.join()
    time_machine.move_to(people.soon(hours=7))
    assert tasks.sweep_guests() == 1
    assert set(User.objects.all()) == {staying, member}
    assert not UserSession.objects.filter(user_id=guest.pk).exists()
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    erased = AuditEntry.objects.get(verb="accounts.erase")
    assert erased.actor is None
    assert erased.details == {"subject": str(guest.subject)}
    assert tasks.sweep_guests() == 0


def test_keeping_the_name_keeps_the_person(client):
    """The row stays, and with it the seat in the meeting."""
    guest = enter(client)
    client.post("/start/name/", {"own": "Late Kite"})
    client.post("/start/language/", {"language": "en", "time_zone": "Asia/Dhaka"})
    client.post("/start/device/", {"own_device": "yes"})
    assert client.post("/start/key/", {"base": "kite", "password": people.PASSWORD}).status_code == 302
    kept = User.objects.get()
    assert (kept.pk, kept.code, kept.subject) == (guest.pk, guest.code, guest.subject)
    assert not kept.is_guest
    assert kept.guest_until is None
    people.sign_in(Client(), kept)
    assert client.get("/me/security/").status_code == 200


def test_a_guest_is_asked_before_signing_in_as_somebody_else(client):
    member = people.join()
    enter(client)
    assert "You are here as a guest" in client.get("/in/").content.decode()
    client.post("/out/")
    people.sign_in(client, member)
    assert client.get("/me/security/").status_code == 200


def test_guests_are_never_staff():
    from accounts.services import roles

    with pytest.raises(DomainError, match="guest"):
        roles.give_staff_role(
            actor=people.operator(),
            centre=people.centre(),
            person=create(),
            role="manager",
            now=timezone.now(),
        )
