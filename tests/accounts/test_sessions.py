"""Every end of access: the next page says so, and sockets are told, after the commit."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.services import erasure, sessions
from accounts.services import people as people_services
from accounts.signals import access_ended
from recovery_network.common.errors import NotAllowed
from tests.accounts import people

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 10; SM-A105F) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.mark.django_db(transaction=True)
class TestEachEnd:
    """Real transactions: the signal comes after the commit, as it would on the site."""

    @pytest.fixture
    def ended(self):
        heard = []

        def hear(sender, user, session_key, **kwargs):
            assert transaction.get_connection().in_atomic_block is False
            heard.append((user.pk, session_key))

        access_ended.connect(hear)
        yield heard
        access_ended.disconnect(hear)

    def test_signing_out(self, ended):
        user = people.join()
        client = people.signed_in(user)
        key = client.session.session_key
        client.post("/out/")
        assert ended == [(user.pk, key)]
        assert not is_in(client)
        assert not UserSession.objects.exists()

    def test_the_exit_link(self, ended):
        user = people.join()
        client = people.signed_in(user)
        key = client.session.session_key
        client.get("/exit/")
        assert ended == [(user.pk, key)]
        assert not is_in(client)

    def test_signing_out_everywhere_else(self, ended):
        user = people.join()
        here, there = people.signed_in(user), people.signed_in(user)
        key = there.session.session_key
        here.post("/me/sessions/end/")
        assert ended == [(user.pk, key)]
        assert is_in(here)
        assert not is_in(there)

    def test_a_new_password(self, ended):
        user = people.join()
        here, there = people.signed_in(user), people.signed_in(user)
        keys = {here.session.session_key, there.session.session_key}
        here.post("/me/password/", {"oldpassword": people.PASSWORD, "password1": "another long way"})
        # The browser that made the change goes on under a new key.
        assert {key for _pk, key in ended} == keys
        assert is_in(here)
        assert not is_in(there)

    def test_a_closed_account(self, ended):
        user, operator = people.join(), people.operator()
        client = people.signed_in(user)
        people_services.close_account(actor=operator, person=user, now=timezone.now())
        assert ended == [(user.pk, None)]
        assert not is_in(client)
        assert not Session.objects.filter(session_key=client.session.session_key).exists()

    def test_erasure(self, ended):
        user = people.join()
        client, number = people.signed_in(user), user.pk
        erasure.erase_account(actor=user, user=user, now=timezone.now())
        assert ended == [(number, None)]
        assert not is_in(client)

    def test_nothing_is_said_when_nothing_was_kept(self, ended):
        user, operator = people.join(), people.operator()
        with transaction.atomic():
            people_services.close_account(actor=operator, person=user, now=timezone.now())
            transaction.set_rollback(True)
        assert ended == []

    def test_a_faulty_listener_keeps_nobody_in(self, ended):
        def fail(**kwargs):
            raise RuntimeError

        access_ended.connect(fail)
        try:
            user = people.join()
            client = people.signed_in(user)
            client.post("/out/")
        finally:
            access_ended.disconnect(fail)
        assert not is_in(client)
        assert len(ended) == 1


class TestSharedDevice:
    def test_fifteen_quiet_minutes(self, time_machine):
        start = timezone.now()
        time_machine.move_to(start)
        client = people.signed_in(people.join(), own=False)
        time_machine.move_to(start + timedelta(minutes=14))
        assert is_in(client)
        time_machine.move_to(start + timedelta(minutes=28))
        assert is_in(client)
        time_machine.move_to(start + timedelta(minutes=43, seconds=5))
        assert not is_in(client)

    def test_one_truth_for_pages_and_sockets(self, time_machine):
        start = timezone.now()
        time_machine.move_to(start)
        shared, own = people.signed_in(people.join(), own=False), people.signed_in(people.join())
        keys = {shared.session.session_key, own.session.session_key}
        assert sessions.live_keys(keys, timezone.now()) == keys
        later = start + timedelta(minutes=16)
        assert sessions.live_keys(keys, later) == {own.session.session_key}

    def test_a_sign_of_life_moves_the_end(self, time_machine):
        start = timezone.now()
        time_machine.move_to(start)
        client = people.signed_in(people.join(), own=False)
        time_machine.move_to(start + timedelta(minutes=10))
        assert client.post("/me/here/").status_code == 204
        time_machine.move_to(start + timedelta(minutes=20))
        assert is_in(client)

    def test_what_a_page_asks_by_itself_does_not(self, time_machine):
        start = timezone.now()
        time_machine.move_to(start)
        client = people.signed_in(people.join(), own=False)
        client.get("/me/safety/")
        for minute in range(1, 15):
            time_machine.move_to(start + timedelta(minutes=minute))
            assert client.get("/me/safety/", headers={"sec-fetch-mode": "cors"}).status_code == 200
        time_machine.move_to(start + timedelta(minutes=16))
        assert not is_in(client)

    def test_at_most_one_write_a_minute(self, time_machine):
        start = timezone.now()
        time_machine.move_to(start)
        client = people.signed_in(people.join(), own=False)
        client.get("/me/safety/")
        key = client.session.session_key

        def row():
            return Session.objects.get(session_key=key).expire_date

        before = row()
        time_machine.move_to(start + timedelta(seconds=30))
        client.get("/me/safety/")
        assert row() == before
        time_machine.move_to(start + timedelta(seconds=90))
        client.get("/me/safety/")
        assert row() > before

    def test_the_cookie_goes_with_the_browser_only_there(self):
        shared, own = people.signed_in(people.join(), own=False), people.signed_in(people.join())
        assert shared.cookies["sessionid"]["max-age"] == ""
        assert own.cookies["sessionid"]["max-age"] == 30 * 24 * 3600

    def test_on_ones_own_thirty_days(self, time_machine):
        start = timezone.now()
        time_machine.move_to(start)
        client = people.signed_in(people.join())
        time_machine.move_to(start + timedelta(days=29))
        assert is_in(client)
        time_machine.move_to(start + timedelta(days=31))
        assert not is_in(client)

    def test_the_answer_can_be_changed(self, time_machine):
        start = timezone.now()
        time_machine.move_to(start)
        client = people.signed_in(people.join())
        client.post("/me/sessions/this/", {"own_device": "no"})
        time_machine.move_to(start + timedelta(minutes=16))
        assert not is_in(client)

    def test_pages_tell_the_browser(self):
        shared, own = people.signed_in(people.join(), own=False), people.signed_in(people.join())
        assert 'data-shared-idle="900"' in shared.get("/me/safety/").content.decode()
        assert "data-shared-idle" not in own.get("/me/safety/").content.decode()


class TestList:
    def test_no_address_and_no_exact_browser_is_kept(self):
        client = Client(headers={"user-agent": PHONE})
        people.sign_in(client, people.join())
        row = UserSession.objects.get()
        assert (row.ip, row.user_agent) == ("0.0.0.0", "Chrome · Android")
        client.post("/me/password/", {"oldpassword": people.PASSWORD, "password1": "another long way"})
        row = UserSession.objects.get()
        assert (row.ip, row.user_agent) == ("0.0.0.0", "Chrome · Android")

    def test_ones_own_live_ones_only(self, time_machine):
        user = people.join()
        people.signed_in(people.join("Somebody Else"))
        people.signed_in(user, own=False)
        here = people.signed_in(user)
        assert len(sessions.list_of(user, timezone.now())) == 2
        assert len(sessions.list_of(user, people.soon(minutes=16))) == 1
        page = here.get("/me/sessions/").content.decode()
        assert page.count("This one") == 1
        assert page.count('<span class="tag">Shared') == 1

    def test_somebody_elses_cannot_be_ended(self):
        user, other = people.join(), people.join("Somebody Else")
        people.signed_in(user)
        with pytest.raises(NotAllowed):
            sessions.end_session(actor=other, session=UserSession.objects.get(), now=timezone.now())
        with pytest.raises(NotAllowed):
            sessions.end_other_sessions(actor=other, person=user, keep=None, now=timezone.now())

    def test_ending_one(self):
        user = people.join()
        here, there = people.signed_in(user), people.signed_in(user)
        row = UserSession.objects.get(session_key=there.session.session_key)
        sessions.end_session(actor=user, session=row, now=timezone.now())
        assert is_in(here)
        assert not is_in(there)


def test_the_sweep_takes_only_what_is_over(time_machine):
    people.signed_in(people.join(), own=False)
    own = people.signed_in(people.join())
    time_machine.move_to(people.soon(minutes=20))
    assert tasks.sweep_sessions() == 1
    assert [row.session_key for row in UserSession.objects.all()] == [own.session.session_key]
    assert is_in(own)


@pytest.mark.parametrize("path", ["/in/", "/in/code/", "/in/lost/", "/in/paper/", "/start/age/", "/i/"])
def test_looking_leaves_no_session(client, path):
    assert client.get(path).status_code == 200
    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()
