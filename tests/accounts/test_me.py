"""A person's own pages, the way out, the language switch, and limits that cannot be counted."""

from unittest import mock

import pytest
import redis
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.services import people as people_services
from ledger.models import AccessEntry, AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.accounts import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return people.join()


@pytest.fixture
def mine(user):
    return people.signed_in(user)


class TestChoices:
    def test_the_page_leads_to_ones_own_record(self, mine):
        assert 'href="/me/record/"' in mine.get("/me/").content.decode()

    def test_the_name(self, mine, user):
        mine.post("/me/name/", {"public_name": "  Slow   River "})
        user.refresh_from_db()
        assert user.public_name == "Slow River"
        assert mine.post("/me/name/", {"public_name": "0171 234567"}).status_code == 200

    def test_language_clock_and_look(self, mine, user):
        data = {"language": "ur", "time_zone": "Asia/Karachi", "theme": "dark", "nastaliq": "on"}
        assert mine.post("/me/look/", data).status_code == 302
        page = mine.get("/me/look/").content.decode()
        assert 'lang="ur" dir="rtl" data-theme="dark" data-nastaliq' in page
        user.refresh_from_db()
        assert (user.language, user.time_zone) == ("ur", "Asia/Karachi")

    @pytest.mark.parametrize("field", ["language", "time_zone", "theme"])
    def test_only_what_is_offered(self, mine, field):
        data = {"language": "ur", "time_zone": "Asia/Karachi", "theme": "dark", field: "x/../etc"}
        assert mine.post("/me/look/", data).status_code == 200

    def test_staying_unseen(self, mine, user):
        mine.post("/me/safety/", {"usually_shared": "on"})
        user.refresh_from_db()
        assert (user.neutral_text, user.usually_shared, user.exit_keys) == (False, True, False)
        assert 'data-exit-keys="off"' in mine.get("/me/").content.decode()

    def test_in_the_room(self, mine, user):
        assert (user.read_aloud, user.hand_key, user.notes_open) == ("", "H", False)
        said = {"read_aloud": "hosts", "hand_key": "J", "notes_open": "on"}
        assert mine.post("/me/room/", said).status_code == 302
        user.refresh_from_db()
        assert (user.read_aloud, user.hand_key, user.notes_open) == ("hosts", "J", True)
        mine.post("/me/room/", {"hand_key": ""})
        user.refresh_from_db()
        assert (user.read_aloud, user.hand_key, user.notes_open) == ("", "", False)

    @pytest.mark.parametrize("field", ["read_aloud", "hand_key"])
    def test_in_the_room_only_what_is_offered(self, mine, field):
        said = {"read_aloud": "all", "hand_key": "J", field: "Escape"}
        assert mine.post("/me/room/", said).status_code == 200

    def test_what_is_not_a_choice_stays(self, mine, user):
        """Every other column sent along with each form changes nothing."""
        more = {"is_superuser": "on", "is_active": "", "code": "x", "subject": "x", "email": "a@b.cc"}
        before = (user.is_superuser, user.is_active, user.code, user.subject, user.email)
        for page in ("name", "look", "safety"):
            mine.post(f"/me/{page}/", more | {"public_name": "Slow River", "language": "en"})
        user.refresh_from_db()
        assert (user.is_superuser, user.is_active, user.code, user.subject, user.email) == before
        with pytest.raises(TypeError):
            people_services.choose(actor=user, person=user, now=people.soon(), is_superuser=True)

    def test_nobody_elses(self, user):
        other = people.join("Somebody Else")
        with pytest.raises(NotAllowed):
            people_services.rename(actor=other, person=user, public_name="X Y", now=people.soon())
        with pytest.raises(NotAllowed):
            people_services.choose(actor=other, person=user, theme="dark", now=people.soon())

    def test_a_service_refuses_what_the_form_would(self, user):
        with pytest.raises(DomainError, match="phone number"):
            people_services.rename(actor=user, person=user, public_name="0171 234567", now=people.soon())


class TestWaysIn:
    def test_an_address_is_added_with_a_code(self, mine, user):
        people.check_again(mine)
        mine.post("/me/email/", {"email": "Heron@Example.org", "action_add": "1"})
        user.refresh_from_db()
        assert user.email is None
        code = mine.session["account_email_verification_code"]["code"]
        mine.post("/me/email/code/", {"code": code})
        user.refresh_from_db()
        assert user.email == "heron@example.org"

    def test_and_taken_away(self, mine, user):
        people.add_address(user, "heron@example.org")
        people.check_again(mine)
        mine.post("/me/email/", {"email": "heron@example.org", "action_remove": "1"})
        user.refresh_from_db()
        assert user.email is None
        assert user.emailaddress_set.count() == 0

    def test_each_change_is_asked_for_again(self, mine):
        for path in ("/me/paper/", "/me/app/", "/me/passkey/"):
            assert mine.get(path).headers["Location"].startswith("/me/check/?next="), path
        answer = mine.post("/me/email/", {"email": "a@example.org", "action_add": "1"})
        assert answer.headers["Location"].startswith("/me/check/")

    def test_a_note_is_sent_and_tells_nothing(self, mine, user):
        people.add_address(user, "heron@example.org")
        mine.post("/me/password/", {"oldpassword": people.PASSWORD, "password1": "another long way"})
        note = mail.outbox[-1]
        assert (note.subject, note.to) == ("A note for you", ["heron@example.org"])
        assert "127.0.0.1" not in note.body

    def test_when_the_mail_is_away_the_change_stands(self, mine, user):
        people.add_address(user, "heron@example.org")
        with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError):
            mine.post("/me/password/", {"oldpassword": people.PASSWORD, "password1": "another long way"})
        user.refresh_from_db()
        assert user.check_password("another long way")

    def test_spare_codes_are_shown_on_asking(self, mine, user):
        people.add_app(user)
        people.check_again(mine)
        assert "<li><code>" not in mine.get("/me/spare/").content.decode()
        assert mine.post("/me/spare/").content.decode().count("<li><code>") == 10

    def test_changes_are_in_the_ledger(self, mine, user):
        people.check_again(mine)
        mine.post("/me/paper/")
        mine.post("/me/password/", {"oldpassword": people.PASSWORD, "password1": "another long way"})
        verbs = set(AuditEntry.objects.filter(actor=user.subject).values_list("verb", flat=True))
        assert {"accounts.print_codes", "accounts.new_password", "accounts.end_sessions"} <= verbs


class TestAccessLog:
    def look(self, user, actor, reason=""):
        AccessEntry.objects.create(
            actor=actor, subject=user.subject, role="counselor", object_kind="x.y", reason=reason
        )

    def test_who_when_and_why(self, mine, user):
        staff = people.join("Green Lamp")
        self.look(user, staff.subject, "call day 7")
        page = mine.get("/me/log/").content.decode()
        assert "Green Lamp" in page
        assert "call day 7" in page
        assert "Counselor" in page

    def test_nobody_learns_from_it_that_somebody_told_of_them(self, mine, user):
        """All that staff do about safety reads like the list of people that they open every day."""
        staff = people.join("Green Lamp")
        for reason in ("people", "report", "check"):
            self.look(user, staff.subject, reason)
        page = mine.get("/me/log/").content.decode()
        assert page.count("The usual work of the staff") == 3
        assert ">report<" not in page
        assert ">check<" not in page

    def test_not_who_looked_at_others(self, mine):
        other, staff = people.join("Somebody Else"), people.join("Green Lamp")
        self.look(other, staff.subject)
        assert "Green Lamp" not in mine.get("/me/log/").content.decode()

    def test_someone_who_is_erased_has_no_name_any_more(self, mine, user):
        import uuid

        self.look(user, uuid.uuid4())
        assert "Someone who has left" in mine.get("/me/log/").content.decode()

    def test_in_pages(self, mine, user):
        staff = people.join("Green Lamp")
        for _ in range(30):
            self.look(user, staff.subject)
        first, second = (mine.get(f"/me/log/?page={n}").content.decode() for n in (1, 2))
        assert (first.count("Green Lamp"), second.count("Green Lamp")) == (25, 5)


class TestExit:
    def test_it_ends_the_session_and_goes_elsewhere(self, mine, settings):
        answer = mine.get("/exit/")
        assert (answer.status_code, answer.headers["Location"]) == (303, settings.EXIT_URL)
        assert "Clear-Site-Data" not in answer.headers
        assert mine.get("/me/").status_code == 302

    def test_by_beacon_without_a_token(self, user):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(user)
        assert strict.post("/exit/").status_code == 204
        assert strict.get("/me/").status_code == 302

    def test_the_browsers_store_goes_only_over_https(self, mine, settings):
        settings.HTTPS = True
        assert mine.get("/exit/").headers["Clear-Site-Data"] == '"cache", "storage"'

    def test_a_visitor_just_goes(self, client, settings):
        answer = client.get("/exit/")
        assert answer.status_code == 303
        assert not client.cookies.get("sessionid") or client.cookies["sessionid"].value == ""

    def test_what_a_visitor_had_begun_goes_too(self, client):
        client.post("/start/age/", {"month": "3", "year": "2015"})
        client.get("/exit/")
        assert "gate" not in client.session

    def test_every_way_in_begins_with_a_way_out(self, client):
        for path in ("/in/", "/start/age/", "/in/code/", "/i/"):
            assert 'href="/exit/"' in client.get(path).content.decode()


class TestLanguageSwitch:
    def test_a_visitors_cookie_and_the_same_page(self, client):
        answer = client.post("/language/", {"language": "ur", "next": "/in/?next=/me/"})
        assert answer.headers["Location"] == "/ur/in/?next=/me/"
        assert client.cookies["language"].value == "ur"

    def test_the_account(self, mine, user):
        answer = mine.post("/language/", {"language": "ur", "next": "/me/look/"})
        assert answer.headers["Location"] == "/me/look/"
        user.refresh_from_db()
        assert user.language == "ur"
        assert 'lang="ur"' in mine.get("/me/look/").content.decode()

    def test_public_pages_keep_the_language_of_their_address(self, mine, user):
        people_services.choose(actor=user, person=user, language="ur", now=people.soon())
        assert 'lang="en"' in mine.get("/help/").content.decode()
        assert 'lang="ur"' in mine.get("/ur/help/").content.decode()
        assert 'lang="ur"' in mine.get("/me/").content.decode()

    @pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example"])
    def test_never_to_another_site(self, client, bad):
        answer = client.post("/language/", {"language": "en", "next": bad})
        assert answer.headers["Location"] == "/"

    def test_an_unknown_language_changes_nothing(self, client):
        client.post("/language/", {"language": "xx", "next": "/in/"})
        assert "language" not in client.cookies


class TestPartsAway:
    def test_without_redis_nobody_signs_in_and_nothing_breaks(self, client, user):
        with mock.patch("django.core.cache.backends.redis.RedisCache.add", side_effect=redis.ConnectionError):
            answer = people.sign_in(client, user)
        assert answer.status_code == 503
        assert "Wait a minute" in answer.content.decode()
        assert client.get("/me/").status_code == 302

    def test_without_mail_the_answer_is_the_same_for_everybody(self, client, user):
        people.add_address(user, "heron@example.org")
        answers = []
        with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError):
            for address in ("heron@example.org", "other@example.org"):
                answers.append(Client().post("/in/code/", {"email": address}))
        assert [a.status_code for a in answers] == [503, 503]
        assert people.masked(answers[0]) == people.masked(answers[1])


def test_private_addresses_hold_no_word_and_no_number():
    for name in ("me", "my_look", "mfa_index", "sessions", "access_log", "staff_roles"):
        path = reverse(name)
        assert not any(c.isdigit() for c in path)
        assert "recover" not in path
