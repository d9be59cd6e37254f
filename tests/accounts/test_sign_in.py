"""Signing in by password, e-mail code and printed code; the second step; what ends where."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.session_store import SHARED
from tests.accounts import people

pytestmark = pytest.mark.django_db
WAIT = "Wait 10 minutes, or ask for a new code."


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def the_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{0}".upper(), "{1} {2}", "{1}_{2}"])
def test_the_name_counts_not_how_it_is_typed(client, typed):
    user = people.join()
    base, digits = user.sign_in_name.split("-")
    login = typed.format(user.sign_in_name, base.upper(), digits)
    answer = client.post("/in/", {"login": login, "password": people.PASSWORD})
    assert answer.status_code == 302
    assert is_signed_in(client)


def test_by_address_too(client):
    user = people.join()
    people.add_address(user, "heron@example.org")
    answer = client.post("/in/", {"login": "Heron@Example.org", "password": people.PASSWORD})
    assert answer.headers["Location"] == "/today/"
    assert is_signed_in(client)


def test_after_signing_in_one_goes_where_one_wanted(client):
    user = people.join()
    data = {"login": user.sign_in_name, "password": people.PASSWORD, "next": "/me/look/"}
    assert client.post("/in/", data).headers["Location"] == "/me/look/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_never_to_another_site(client, elsewhere):
    user = people.join()
    data = {"login": user.sign_in_name, "password": people.PASSWORD, "next": elsewhere}
    assert client.post("/in/", data).headers["Location"] == "/today/"


def test_a_closed_account_gets_the_answer_of_a_wrong_password(client):
    user = people.join()
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = people.sign_in(client, user)
    assert "Name or password is not right." in answer.content.decode()
    assert not is_signed_in(client)


def test_five_wrong_tries_then_even_the_right_one_waits(client):
    user = people.join()
    for _ in range(5):
        assert "not right" in people.sign_in(client, user, password="wrong one").content.decode()
    assert WAIT in people.sign_in(client, user).content.decode()
    # Another spelling is the same name, and another browser is the same name.
    spelled = {"login": user.sign_in_name.upper().replace("-", " "), "password": people.PASSWORD}
    assert WAIT in Client().post("/in/", spelled).content.decode()


@pytest.mark.parametrize("own", [True, False])
def test_the_device_answer_is_kept(client, own):
    people.sign_in(client, people.join(), own=own)
    assert client.session[SHARED] is not own


class TestByCode:
    @pytest.fixture
    def user(self):
        user = people.join()
        people.add_address(user, "heron@example.org")
        return user

    def test_the_whole_way(self, client, user):
        answer = client.post("/in/code/", {"email": "heron@example.org", "own_device": "on"})
        assert answer.headers["Location"] == "/in/code/confirm/"
        assert [m.subject for m in mail.outbox] == ["Your code"]
        answer = client.post("/in/code/confirm/", {"code": the_code()})
        assert answer.headers["Location"] == "/today/"
        assert is_signed_in(client)
        assert client.session[SHARED] is False

    def test_urdu_digits(self, client, user):
        client.post("/in/code/", {"email": "heron@example.org"})
        typed = the_code().translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        client.post("/in/code/confirm/", {"code": typed})
        assert is_signed_in(client)

    def test_a_code_works_once(self, client, user):
        client.post("/in/code/", {"email": "heron@example.org"})
        code = the_code()
        client.post("/in/code/confirm/", {"code": code})
        other = Client()
        other.post("/in/code/", {"email": "heron@example.org"})
        other.post("/in/code/confirm/", {"code": code})
        assert not is_signed_in(other)

    def test_three_wrong_codes_end_it(self, client, user):
        client.post("/in/code/", {"email": "heron@example.org"})
        right = the_code()
        for _ in range(3):
            answer = client.post("/in/code/confirm/", {"code": "000000"}, follow=True)
        assert WAIT in answer.content.decode()
        client.post("/in/code/confirm/", {"code": right})
        assert not is_signed_in(client)

    def test_ten_minutes(self, client, user, time_machine):
        client.post("/in/code/", {"email": "heron@example.org"})
        time_machine.move_to(people.soon(minutes=11))
        client.post("/in/code/confirm/", {"code": the_code()})
        assert not is_signed_in(client)

    def test_three_asks_in_ten_minutes(self, client, user):
        for _ in range(3):
            Client().post("/in/code/", {"email": "heron@example.org"})
        answer = client.post("/in/code/", {"email": "heron@example.org"})
        assert WAIT in answer.content.decode()
        assert len(mail.outbox) == 3

    def test_a_wrong_address_locks_nobody_out(self, client, user):
        client.post("/in/code/", {"email": "typo@example.org"})
        page = client.get("/in/code/confirm/").content.decode()
        assert "New code, or another address" in page
        assert "Sign in another way" in page
        assert client.post("/in/again/", {"code": "1"}).headers["Location"] == "/in/code/"
        assert client.get("/in/code/").status_code == 200
        client.post("/in/code/", {"email": "heron@example.org"})
        client.post("/in/code/confirm/", {"code": the_code()})
        assert is_signed_in(client)

    def test_another_way_keeps_where_one_wanted_to_go(self, client, user):
        client.post("/in/code/", {"email": "heron@example.org"})
        assert (
            client.post("/in/again/", {"next": "/me/look/"}).headers["Location"]
            == "/in/?next=%2Fme%2Flook%2F"
        )
        assert client.get("/in/").status_code == 200

    def test_the_second_step_comes_after_it(self, client, user):
        people.add_app(user)
        client.post("/in/code/", {"email": "heron@example.org"})
        answer = client.post("/in/code/confirm/", {"code": the_code()})
        assert answer.headers["Location"] == "/in/step/"
        assert not is_signed_in(client)
        client.post("/in/step/", {"code": people.app_code(user)})
        assert is_signed_in(client)


class TestSecondStep:
    def test_the_password_alone_is_not_enough(self, client):
        user = people.join()
        people.add_app(user)
        assert people.sign_in(client, user).headers["Location"] == "/in/step/"
        assert not is_signed_in(client)

    def test_with_the_app(self, client):
        user = people.join()
        people.add_app(user)
        people.sign_in(client, user, code=people.app_code(user))
        assert is_signed_in(client)

    def test_one_code_opens_one_door(self, client):
        user = people.join()
        people.add_app(user)
        code = people.app_code(user)
        people.sign_in(client, user, code=code)
        other = Client()
        people.sign_in(other, user, code=code)
        assert not is_signed_in(other)

    def test_a_spare_code_works_once(self, client):
        user = people.join()
        people.add_app(user)
        spare = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
        people.sign_in(client, user, code=spare)
        assert is_signed_in(client)
        other = Client()
        people.sign_in(other, user, code=spare)
        assert not is_signed_in(other)

    def test_the_key_is_sealed_in_the_database(self):
        user = people.join()
        secret = people.add_app(user).data["secret"]
        assert secret.startswith("gAAAA")

    def test_guesses_are_counted(self, client):
        user = people.join()
        people.add_app(user)
        people.sign_in(client, user)
        for _ in range(5):
            client.post("/in/step/", {"code": "000000"})
        answer = client.post("/in/step/", {"code": people.app_code(user)})
        assert WAIT in answer.content.decode()
        assert not is_signed_in(client)


class TestLostPassword:
    NEW = "another long way"

    @pytest.fixture
    def user(self):
        user = people.join()
        people.add_address(user, "heron@example.org")
        return user

    def reset(self, client: Client) -> None:
        client.post("/in/lost/", {"email": "heron@example.org"})
        client.post("/in/lost/code/", {"code": the_code()})
        answer = client.post("/in/lost/new/", {"password1": self.NEW})
        assert answer.headers["Location"] == "/in/lost/done/"

    def test_with_a_code_from_the_mail(self, client, user):
        self.reset(client)
        assert not is_signed_in(client)
        people.sign_in(client, user, password=self.NEW)
        assert is_signed_in(client)

    def test_it_ends_every_session(self, client, user):
        thief = people.signed_in(user)
        self.reset(client)
        assert not is_signed_in(thief)

    def test_it_does_not_skip_the_second_step(self, client, user):
        people.add_app(user)
        self.reset(client)
        assert people.sign_in(client, user, password=self.NEW).headers["Location"] == "/in/step/"
        assert not is_signed_in(client)

    def test_weak_passwords_are_refused(self, client, user):
        client.post("/in/lost/", {"email": "heron@example.org"})
        client.post("/in/lost/code/", {"code": the_code()})
        for weak in ("short", "password1", "12345678"):
            assert client.post("/in/lost/new/", {"password1": weak}).status_code == 200


class TestPaperCodes:
    NEW = "another long way"

    def use(self, client: Client, name: str, code: str):
        return client.post("/in/paper/", {"sign_in_name": name, "code": code})

    def test_a_new_password_with_a_printed_code(self, client):
        joined = people.join_with_codes()
        thief = people.signed_in(joined.user)
        code = joined.paper_codes[2].lower()
        answer = self.use(client, joined.user.sign_in_name, f"{code[:4]}-{code[4:8]} {code[8:]}")
        assert answer.headers["Location"] == "/in/paper/new/"
        client.post("/in/paper/new/", {"password": self.NEW})
        assert not is_signed_in(client)
        assert not is_signed_in(thief)
        people.sign_in(client, joined.user, password=self.NEW)
        assert is_signed_in(client)

    def test_each_works_once(self, client):
        joined = people.join_with_codes()
        name, code = joined.user.sign_in_name, joined.paper_codes[0]
        assert self.use(client, name, code).status_code == 302
        assert self.use(Client(), name, code).status_code == 200

    def test_new_codes_end_the_old_ones(self, client):
        joined = people.join_with_codes()
        mine = people.signed_in(joined.user)
        people.check_again(mine)
        assert mine.post("/me/paper/").content.decode().count("<li><code>") == 8
        assert self.use(client, joined.user.sign_in_name, joined.paper_codes[0]).status_code == 200

    def test_not_another_persons(self, client):
        first, second = people.join_with_codes(), people.join_with_codes()
        assert self.use(client, first.user.sign_in_name, second.paper_codes[0]).status_code == 200

    def test_it_does_not_skip_the_second_step(self, client):
        joined = people.join_with_codes()
        people.add_app(joined.user)
        self.use(client, joined.user.sign_in_name, joined.paper_codes[0])
        client.post("/in/paper/new/", {"password": self.NEW})
        answer = people.sign_in(client, joined.user, password=self.NEW)
        assert answer.headers["Location"] == "/in/step/"

    def test_the_page_for_the_password_needs_a_code_and_ends(self, client, time_machine):
        assert client.get("/in/paper/new/").status_code == 302
        joined = people.join_with_codes()
        self.use(client, joined.user.sign_in_name, joined.paper_codes[0])
        time_machine.move_to(people.soon(minutes=11))
        assert client.post("/in/paper/new/", {"password": self.NEW}).headers["Location"] == "/in/paper/"

    def test_guesses_are_counted(self, client):
        joined = people.join_with_codes()
        for _ in range(5):
            self.use(client, joined.user.sign_in_name, "0000 0000 0000")
        answer = self.use(client, joined.user.sign_in_name.upper(), joined.paper_codes[0])
        assert answer.status_code == 429
        assert WAIT in answer.content.decode()
