"""Passkeys: joining with one, signing in with one, as the second step, and taking one away."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from tests.accounts import people
from tests.accounts.authenticator import Passkey

pytestmark = pytest.mark.django_db


def browser() -> Client:
    return Client(headers={"host": "localhost:8000"})


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def add(client: Client, passkey: Passkey, name: str = "my phone"):
    options = client.get("/me/passkey/").context["js_data"]["creation_options"]
    data = {"name": name, "passwordless": "True", "credential": json.dumps(passkey.create(options))}
    return client.post("/me/passkey/", data)


def sign_in(client: Client, passkey: Passkey, **more):
    options = client.post("/in/passkey/options/").json()
    data = {"credential": json.dumps(passkey.get(options))} | more
    return client.post("/in/passkey/", data)


def member_with(passkey: Passkey) -> User:
    user, client = people.join(), browser()
    people.sign_in(client, user)
    people.check_again(client)
    assert add(client, passkey).status_code == 302
    return user


def test_joining_with_a_passkey_and_no_password():
    client, passkey = browser(), Passkey()
    client.post("/start/age/", {"month": "3", "year": "1990"})
    client.post("/start/name/", {"own": "Paper Boat"})
    client.post("/start/language/", {"language": "en", "time_zone": "UTC"})
    client.post("/start/device/", {"own_device": "yes"})
    options = client.post("/start/key/passkey/").json()
    assert not User.objects.exists()
    data = {"base": "boat", "credential": json.dumps(passkey.create(options))}
    assert client.post("/start/key/", data).headers["Location"] == "/start/keep/"
    user = User.objects.get()
    assert not user.has_usable_password()
    assert passkey.handle == user.code.encode()
    again = browser()
    assert sign_in(again, passkey).headers["Location"] == "/today/"
    assert is_in(again)


def test_a_forged_passkey_makes_nobody():
    client, passkey = browser(), Passkey(origin="https://evil.example")
    client.post("/start/age/", {"month": "3", "year": "1990"})
    client.post("/start/name/", {"own": "Paper Boat"})
    client.post("/start/language/", {"language": "en", "time_zone": "UTC"})
    client.post("/start/device/", {"own_device": "yes"})
    options = client.post("/start/key/passkey/").json()
    data = {"base": "boat", "credential": json.dumps(passkey.create(options))}
    assert client.post("/start/key/", data).status_code == 200
    assert client.post("/start/key/", {"base": "boat", "credential": "{}"}).status_code == 200
    assert not User.objects.exists()


def test_signing_in_is_both_steps_at_once():
    passkey = Passkey()
    user = member_with(passkey)
    people.add_app(user)
    client = browser()
    sign_in(client, passkey)
    assert is_in(client)


def test_the_device_answer():
    passkey = Passkey()
    member_with(passkey)
    for more, shared in (({}, True), ({"own_device": "on"}, False)):
        client = browser()
        sign_in(client, passkey, **more)
        assert client.session["shared_device"] is shared


def test_the_handle_is_the_random_code_never_the_number():
    passkey = Passkey()
    user = member_with(passkey)
    assert passkey.handle == user.code.encode()


@pytest.mark.parametrize("fault", ["origin", "handle", "key", "unverified", "old challenge", "nonsense"])
def test_every_wrong_one_gets_the_same_answer(fault):
    passkey, stranger = Passkey(), Passkey()
    member_with(passkey)
    client = browser()
    options = client.post("/in/passkey/options/").json()
    if fault == "origin":
        passkey.origin = "https://evil.example"
    if fault == "handle":
        passkey.handle = b"nobody"
    if fault == "key":
        passkey.key = stranger.key
    if fault == "unverified":
        passkey.verifies = False
    credential = passkey.get(options)
    if fault == "old challenge":
        client.post("/in/passkey/options/")
    if fault == "nonsense":
        credential = {"id": 1}
    answer = client.post("/in/passkey/", {"credential": json.dumps(credential)})
    assert answer.headers["Location"] == "/in/"
    assert not is_in(client)
    assert "This code is not right" in client.get("/in/").content.decode()


def test_a_closed_account():
    passkey = Passkey()
    user = member_with(passkey)
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = browser()
    assert sign_in(client, passkey).headers["Location"] == "/in/"
    assert not is_in(client)


class TestWithThePassword:
    def test_a_members_password_still_opens_elsewhere(self):
        user = member_with(Passkey())
        client = browser()
        people.sign_in(client, user)
        assert is_in(client)

    def test_staff_are_asked_for_it(self):
        passkey = Passkey()
        user = member_with(passkey)
        people.roles.give_staff_role(
            actor=people.operator(), centre=people.centre(), person=user, role="manager", now=people.soon()
        )
        client = browser()
        assert people.sign_in(client, user).headers["Location"] == "/in/step/"
        options = client.get("/in/step/").context["js_data"]["request_options"]
        client.post("/in/step/", {"credential": json.dumps(passkey.get(options))})
        assert client.get("/centre/people/roles/").status_code == 200

    def test_the_check_page_for_staff_with_a_passkey_only(self):
        passkey = Passkey()
        user = member_with(passkey)
        client = browser()
        people.sign_in(client, user)
        people.roles.give_staff_role(
            actor=people.operator(), centre=people.centre(), person=user, role="manager", now=people.soon()
        )
        at = client.get("/centre/people/roles/").headers["Location"]
        assert at.startswith("/me/check/passkey/")
        options = client.get(at).context["js_data"]["request_options"]
        answer = client.post(at, {"credential": json.dumps(passkey.get(options))})
        assert answer.headers["Location"] == "/centre/people/roles/"
        assert client.get("/centre/people/roles/").status_code == 200


class TestTakingAway:
    def remove(self, client: Client, user: User):
        people.forget_counts()
        client.post("/me/check/", {"password": people.PASSWORD})
        number = Authenticator.objects.filter(type="webauthn").first().pk
        return client.post("/me/passkey/remove/", {"passkey": number}, follow=True).content.decode()

    def test_ones_own(self):
        user = member_with(Passkey())
        client = browser()
        people.sign_in(client, user)
        self.remove(client, user)
        assert not Authenticator.objects.filter(user=user).exists()

    def test_not_anothers(self):
        member_with(Passkey())
        other = people.join("Somebody Else")
        client = browser()
        people.sign_in(client, other)
        assert "gone already" in self.remove(client, other)
        assert Authenticator.objects.filter(type="webauthn").exists()

    def test_not_the_last_way_in(self):
        passkey = Passkey()
        user = member_with(passkey)
        user.set_unusable_password()
        user.save()
        client = browser()
        sign_in(client, passkey)
        at = client.get("/me/passkey/").headers["Location"]
        assert at.startswith("/me/check/passkey/")
        options = client.get(at).context["js_data"]["request_options"]
        client.post(at, {"credential": json.dumps(passkey.get(options))})
        assert "last way in" in self.remove(client, user)
        assert Authenticator.objects.filter(user=user).exists()

    def test_a_number_that_is_none(self):
        user = member_with(Passkey())
        client = browser()
        people.sign_in(client, user)
        people.check_again(client)
        assert client.post("/me/passkey/remove/", {"passkey": "x"}).status_code == 302
