"""No answer tells whether a name or an address is known: same status, bytes, headers, mails and hashes."""

from unittest import mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.accounts import people

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "other@example.org"


@pytest.fixture(autouse=True)
def _still_clock(time_machine):
    """So that a header with the time of day differs for no other reason."""
    time_machine.move_to(people.soon(seconds=0), tick=False)


@pytest.fixture
def member() -> User:
    user = people.join()
    people.add_address(user, KNOWN)
    return user


def trace(*steps: tuple[str, dict[str, str]]):
    """Everything an outsider can see of a few posts and the page after the last, typed words masked."""
    client, seen = Client(), []
    typed = {f"{path} {name}": word for path, data in steps for name, word in data.items()}
    for path, data in steps:
        answer = client.post(path, data)
        seen.append(visible(answer, typed))
        seen.append(sorted(cookie.key for cookie in answer.cookies.values()))
        if answer.status_code == 302:
            seen.append(visible(client.get(answer.headers["Location"]), typed))
    sent = [(m.subject, len(m.to)) for m in mail.outbox]
    mail.outbox.clear()
    people.forget_counts()
    return seen, sent


def visible(answer, data):
    body = people.masked(answer)
    for typed in data.values():
        body = body.replace(typed, "TYPED")
    return answer.status_code, dict(answer.headers) | {"Content-Length": ""}, body


def twin(name: str) -> str:
    """A name of the same length that nobody has."""
    return name[:-1] + ("1" if name[-1] != "1" else "2")


def test_signing_in_with_a_password(member):
    for known, unknown in ((KNOWN, UNKNOWN), (member.sign_in_name, twin(member.sign_in_name))):
        answers = [trace(("/in/", {"login": who, "password": "wrong one"})) for who in (known, unknown)]
        assert answers[0] == answers[1]


def test_too_many_tries(member):
    answers = []
    for who in (KNOWN, UNKNOWN):
        wrong = {"login": who, "password": "wrong one"}
        answers.append(trace(*[("/in/", wrong)] * 7))
    assert answers[0] == answers[1]


def test_asking_for_a_code(member):
    answers = [
        trace(
            ("/in/code/", {"email": who}),
            ("/in/code/confirm/", {"code": "123456"}),
            ("/in/code/confirm/", {"code": "123456"}),
            ("/in/code/confirm/", {"code": "123456"}),
            ("/in/code/confirm/", {"code": "123456"}),
        )
        for who in (KNOWN, UNKNOWN)
    ]
    assert answers[0][0] == answers[1][0]
    assert [len(sent) for _seen, sent in answers] == [1, 1]


def test_asking_for_a_new_password(member):
    answers = [
        trace(
            ("/in/lost/", {"email": who}),
            ("/in/lost/code/", {"code": "123456"}),
            ("/in/lost/new/", {"password1": people.PASSWORD}),
            ("/in/lost/code/", {"code": "123456"}),
            ("/in/lost/code/", {"code": "123456"}),
        )
        for who in (KNOWN, UNKNOWN)
    ]
    assert answers[0][0] == answers[1][0]
    assert [len(sent) for _seen, sent in answers] == [1, 1]


def test_the_limits_are_the_same(member):
    for path in ("/in/code/", "/in/lost/"):
        answers = [trace(*[(path, {"email": who})] * 5) for who in (KNOWN, UNKNOWN)]
        assert answers[0][0] == answers[1][0]


def test_a_printed_code(member):
    code = "0000 0000 0000"
    names = (member.sign_in_name, twin(member.sign_in_name))
    answers = [trace(("/in/paper/", {"sign_in_name": name, "code": code})) for name in names]
    assert answers[0] == answers[1]


def test_adding_an_address_that_somebody_has(member):
    """The page is the same; only the holder of the mailbox learns anything, and cannot take it over."""
    answers = []
    for address in (KNOWN, UNKNOWN):
        client = people.signed_in(people.join("Paper Boat", base="boat"))
        people.check_again(client)
        mail.outbox.clear()
        data = {"email": address, "action_add": "1"}
        answer = client.post("/me/email/", data)
        page = client.get(answer.headers["Location"])
        wrong = client.post("/me/email/code/", {"code": "000000"})
        answers.append([visible(each, data) for each in (answer, page, wrong)] + [len(mail.outbox)])
    assert answers[0] == answers[1]


def test_an_address_that_somebody_has_stays_theirs(member):
    thief = people.signed_in(people.join("Paper Boat", base="boat"))
    people.check_again(thief)
    thief.post("/me/email/", {"email": KNOWN, "action_add": "1"})
    code = thief.session["account_email_verification_code"]["code"]
    thief.post("/me/email/code/", {"code": code})
    assert User.objects.get(email=KNOWN) == member


def test_a_passkey_begins_the_same_for_everybody(member):
    first, second = (people.masked(Client().post("/in/passkey/options/")) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("path", ["/in/", "/in/code/", "/in/lost/", "/in/paper/", "/start/age/"])
def test_no_page_is_kept_by_a_cache(client, path):
    assert "no-store" in client.get(path).headers["Cache-Control"]


class TestOneHashForEveryAnswer:
    """What costs time is the password hash: exactly one, whatever is wrong."""

    def hashes(self, login: str, password: str = "wrong one") -> int:
        with mock.patch.object(
            MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
        ) as encode:
            Client().post("/in/", {"login": login, "password": password})
        return encode.call_count

    def test_known_and_unknown(self, member):
        logins = (KNOWN, UNKNOWN, member.sign_in_name, twin(member.sign_in_name))
        assert [self.hashes(login) for login in logins] == [1, 1, 1, 1]

    def test_closed_and_without_a_password(self, member):
        User.objects.filter(pk=member.pk).update(is_active=False)
        assert self.hashes(KNOWN, people.PASSWORD) == 1
        member.set_unusable_password()
        member.save()
        assert self.hashes(KNOWN) == 1

    def test_the_same_number_of_queries(self, member):
        def queries(login: str) -> int:
            with CaptureQueriesContext(connection) as context:
                Client().post("/in/", {"login": login, "password": "wrong one"})
            return len(context)

        assert queries(KNOWN) == queries(UNKNOWN)
        assert queries(member.sign_in_name) == queries(twin(member.sign_in_name))

    def test_the_same_number_of_queries_for_a_printed_code(self, member):
        def queries(name: str) -> int:
            with CaptureQueriesContext(connection) as context:
                Client().post("/in/paper/", {"sign_in_name": name, "code": "0000 0000 0000"})
            return len(context)

        assert queries(member.sign_in_name) == queries(twin(member.sign_in_name))
