"""Making a name: the gate first, one question a page, and one person however often the last page is sent."""

import re

import pytest
from django.test import Client

from accounts import gate
from accounts.draft import Draft
from accounts.models import User
from accounts.session_store import SHARED
from ledger.models import AuditEntry
from tests.accounts import people

pytestmark = pytest.mark.django_db
ADULT = {"month": "3", "year": "1990"}
CHILD = {"month": "3", "year": "2015"}


def pass_gate(client: Client, path: str = "/start/age/") -> None:
    assert client.post(path, ADULT).status_code == 302


def answer_all(client: Client, *, own: str = "yes", language: str = "en") -> None:
    pass_gate(client)
    client.post("/start/name/", {"own": "Paper Boat"})
    client.post("/start/language/", {"language": language, "time_zone": "Asia/Karachi"})
    client.post("/start/device/", {"own_device": own})


def make_name(client: Client, **choices) -> User:
    answer_all(client, **choices)
    client.post("/start/key/", {"base": "boat", "password": people.PASSWORD})
    return User.objects.get(public_name="Paper Boat")


def keys_of(part) -> list[str]:
    return list(part) if isinstance(part, dict) else []


def first_code(client: Client) -> str:
    """As a person would copy it from the page."""
    return re.search(r"<code>([0-9A-Z ]{14})</code>", client.get("/start/keep/").content.decode()).group(1)


class TestGate:
    @pytest.mark.parametrize("page", ["", "name/", "language/", "device/", "key/", "guest/"])
    def test_it_stands_before_every_screen(self, client, page):
        assert client.get(f"/start/{page}").headers["Location"].startswith("/start/age/")

    def test_nothing_hints_at_the_right_answer(self, client):
        page = client.get("/start/age/").content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert "18" not in re.sub(r"<svg.*?</svg>|value=\"\w+\"", "", main)
        assert "adult" not in main

    def test_the_answer_cannot_be_tried_again(self, client):
        assert "for adults" in client.post("/start/age/", CHILD).content.decode()
        assert "for adults" in client.post("/start/age/", ADULT).content.decode()
        assert "for adults" in client.get("/start/age/").content.decode()
        assert client.get("/start/name/").headers["Location"] == "/start/age/"
        assert client.get("/start/guest/").headers["Location"].startswith("/start/age/")

    def test_a_mistyped_year_is_not_an_answer(self, client):
        assert client.post("/start/age/", {"month": "3", "year": "90"}).status_code == 200
        pass_gate(client)

    def test_urdu_digits(self, client):
        assert client.post("/start/age/", {"month": "3", "year": "۱۹۹۰"}).status_code == 302

    def test_the_birthday_is_not_kept(self, client):
        user = make_name(client)
        assert user.adult_confirmed_at
        assert client.session[gate.SESSION_KEY] == "open"
        assert not {"year", "month"} & {key for part in client.session.values() for key in keys_of(part)}
        assert not [f.name for f in User._meta.get_fields() if "birth" in f.name or "born" in f.name]

    def test_it_is_not_before_help_or_sign_in(self, client):
        assert client.get("/in/").status_code == 200
        assert client.get("/help/").status_code == 200

    def test_no_adult_no_person_even_without_the_screens(self, client):
        client.post("/start/age/", CHILD)
        session = client.session
        Draft(public_name="X Y", language="en", time_zone="UTC", own_device=True).keep(session)
        session.save()
        client.post("/start/key/", {"base": "boat", "password": people.PASSWORD})
        assert not User.objects.exists()
        assert gate.is_closed(client.session)


class TestScreens:
    def test_the_whole_way(self, client):
        user = make_name(client)
        assert re.fullmatch(r"boat-\d{5}", user.sign_in_name)
        assert (user.language, user.time_zone) == ("en", "Asia/Karachi")
        assert user.check_password(people.PASSWORD)
        assert user.email is None
        assert not user.memberships.exists()
        page = client.get("/start/keep/").content.decode()
        assert user.sign_in_name in page
        assert page.count("<li><code>") == 8
        verbs = set(AuditEntry.objects.filter(actor=user.subject).values_list("verb", flat=True))
        assert {"accounts.join", "accounts.print_codes", "accounts.sign_in"} <= verbs

    def test_the_codes_go_when_one_has_them(self, client):
        make_name(client)
        assert client.post("/start/keep/").headers["Location"] == "/start/email/"
        assert client.get("/start/keep/").headers["Location"] == "/today/"
        assert client.get("/start/email/").status_code == 200

    def test_the_codes_lie_sealed_in_the_session(self, client):
        make_name(client)
        code = first_code(client)
        assert code.replace(" ", "") not in str(dict(client.session))

    def test_the_printed_codes_work(self, client):
        user = make_name(client)
        code = first_code(client)
        answer = Client().post("/in/paper/", {"sign_in_name": user.sign_in_name, "code": code})
        assert answer.headers["Location"] == "/in/paper/new/"

    @pytest.mark.parametrize(
        ("left_out", "to"), [("name", "name"), ("language", "language"), ("device", "device")]
    )
    def test_a_page_left_out_is_asked_first(self, client, left_out, to):
        pass_gate(client)
        for page, data in (
            ("name", {"own": "Paper Boat"}),
            ("language", {"language": "en", "time_zone": "UTC"}),
            ("device", {"own_device": "yes"}),
        ):
            if page != left_out:
                client.post(f"/start/{page}/", data)
        assert client.get("/start/key/").headers["Location"] == f"/start/{to}/"
        assert client.get("/start/").headers["Location"] == f"/start/{to}/"

    def test_going_back_keeps_what_was_said(self, client):
        answer_all(client, own="no")
        assert 'value="Paper Boat"' in client.get("/start/name/").content.decode()
        assert 'value="Asia/Karachi" selected' in client.get("/start/language/").content.decode()
        assert 'value="no"' in client.get("/start/device/").content.decode()

    def test_looking_changes_nothing(self, client):
        answer_all(client)
        before = dict(client.session)
        for page in ("", "age/", "name/", "language/", "device/", "key/"):
            client.get(f"/start/{page}")
        assert dict(client.session) == before

    def test_the_next_screens_speak_the_chosen_language(self, client):
        pass_gate(client)
        client.post("/start/name/", {"own": "Paper Boat"})
        answer = client.post("/start/language/", {"language": "ur", "time_zone": "Asia/Karachi"})
        assert answer.headers["Location"] == "/ur/start/device/"

    def test_where_one_wanted_to_go_is_kept_all_the_way(self, client):
        at = client.get("/start/?next=/me/look/").headers["Location"]
        for data in (
            ADULT,
            {},
            {"own": "Paper Boat"},
            {"language": "en", "time_zone": "UTC"},
            {"own_device": "yes"},
            {"base": "boat", "password": people.PASSWORD},
            {},
        ):
            answer = client.post(at, data) if data or "keep" in at else client.get(at)
            at = answer.headers["Location"]
        assert at == "/start/email/?next=%2Fme%2Flook%2F"
        assert 'href="/me/look/"' in client.get(at).content.decode()

    @pytest.mark.parametrize("own", ["yes", "no"])
    def test_is_this_your_own_phone(self, client, own):
        user = make_name(client, own=own)
        assert client.session[SHARED] is (own == "no")
        assert user.usually_shared is (own == "no")

    def test_members_are_sent_on(self, client):
        make_name(client)
        assert client.get("/start/name/").headers["Location"] == "/today/"


class TestName:
    def test_three_suggestions_one_of_which_is_enough(self, client):
        pass_gate(client)
        page = client.get("/start/name/").content.decode()
        offered = re.findall(r'name="suggestion" value="([^"]+)"', page)
        assert len(set(offered)) == 3
        assert client.post("/start/name/", {"suggestion": offered[1]}).status_code == 302
        assert Draft.of(client.session).public_name == offered[1]

    def test_a_real_name_is_asked_about_once(self, client):
        pass_gate(client)
        answer = client.post("/start/name/", {"own": "Harpreet Singh"})
        assert "looks like a real name" in answer.content.decode()
        answer = client.post("/start/name/", {"own": "Harpreet Singh", "certain": "on"})
        assert answer.status_code == 302

    @pytest.mark.parametrize("own", ["", "0171 234567", "me@example.org", "x"])
    def test_refused(self, client, own):
        pass_gate(client)
        assert client.post("/start/name/", {"own": own}).status_code == 200

    def test_a_name_that_somebody_has_is_fine(self, client):
        people.join("Paper Boat")
        answer_all(client)
        client.post("/start/key/", {"base": "boat", "password": people.PASSWORD})
        assert User.objects.filter(public_name="Paper Boat").count() == 2


class TestKey:
    def test_a_sign_in_name_is_never_taken(self, client, monkeypatch):
        """Even when the digits drawn first belong to somebody."""
        taken = people.join(base="boat")
        drawn = iter([taken.sign_in_name, taken.sign_in_name, "boat-77777"])
        monkeypatch.setattr(
            "accounts.services.joining.names.complete_sign_in_name", lambda *a, **k: next(drawn)
        )
        answer_all(client)
        assert client.post("/start/key/", {"base": "boat", "password": people.PASSWORD}).status_code == 302
        assert User.objects.filter(sign_in_name="boat-77777").exists()

    @pytest.mark.parametrize(
        "data",
        [
            {"base": "boat"},
            {"base": "boat", "password": "short"},
            {"base": "boat", "password": "password1"},
            {"base": "me@example.org", "password": people.PASSWORD},
            {"base": "!!!", "password": people.PASSWORD},
        ],
    )
    def test_refused(self, client, data):
        answer_all(client)
        assert client.post("/start/key/", data).status_code == 200
        assert not User.objects.exists()

    def test_a_second_press_makes_no_second_person(self, client):
        """Both requests began before either ended, so both have the same draft."""
        answer_all(client)
        draft = Draft.of(client.session)
        client.post("/start/key/", {"base": "boat", "password": people.PASSWORD})
        late = Client()
        session = late.session
        draft.keep(session)
        gate.answer(session, adult=True)
        session.save()
        late.cookies["sessionid"] = session.session_key
        answer = late.post("/start/key/", {"base": "boat", "password": people.PASSWORD})
        assert answer.headers["Location"] == "/start/keep/"
        assert User.objects.count() == 1
        assert late.get("/me/").status_code == 302


class TestClosedInstall:
    def test_the_switch(self, client, settings):
        settings.SIGN_UP_OPEN = False
        pass_gate(client)
        assert "invite" in client.get("/start/name/").content.decode()
        answer_all(client)
        client.post("/start/key/", {"base": "boat", "password": people.PASSWORD})
        assert not User.objects.exists()


def test_the_form_needs_its_token():
    strict = Client(enforce_csrf_checks=True)
    for path in ("/start/age/", "/in/", "/in/code/", "/in/paper/", "/in/passkey/", "/in/passkey/options/"):
        assert strict.post(path, ADULT).status_code == 403
