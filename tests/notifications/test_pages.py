"""The inbox, the history, the choices, and the link that ends e-mail."""

import itertools
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import links, subjects
from notifications.models import Delivery, Notice, Preference, ReminderChoice
from notifications.services.deliveries import promise
from notifications.services.notices import notify
from tests.queries import assert_same_queries

_numbers = itertools.count()
HOUR = timedelta(hours=1)


@pytest.fixture
def browser(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def tell(user, kind, now):
    def make(**params):
        notify(
            recipient=user,
            key=f"k{next(_numbers)}",
            kind=kind.name,
            path="/me/reminders/",
            now=now,
            **{"name": "Tea", **params},
        )
        return Notice.objects.latest("pk")

    return make


def text(answer):
    return answer.content.decode()


def test_an_empty_inbox_says_so(browser):
    assert "No notes yet." in text(browser.get("/notes/"))


@pytest.mark.parametrize(
    ("neutral", "shared", "words"),
    [
        (True, False, "Tea is here"),
        (True, True, "Something is here"),
        (False, True, "Tea is here"),
        (False, False, "Tea is here"),
    ],
)
def test_notes_name_things_unless_a_shared_phone_should_tell_nothing(
    browser, user, tell, neutral, shared, words
):
    tell()
    type(user).objects.update(neutral_text=neutral, usually_shared=shared)
    page = text(browser.get("/notes/"))
    assert words in page
    assert "Tea" not in page.partition("</title>")[0]


def test_the_history_of_mails_keeps_their_wording(browser, user, make_promise, kind):
    promise([make_promise(user, params={"name": "Tea"})], now=timezone.now())
    page = text(browser.get("/notes/history/"))
    assert "Something is here" in page
    assert "Tea" not in page


def test_opening_marks_as_read_and_leads_on(browser, tell):
    notice = tell()
    answer = browser.post(reverse("notes_open", args=[notice.code]))
    assert (answer.status_code, answer["Location"]) == (302, "/me/reminders/")
    notice.refresh_from_db()
    assert notice.read_at is not None
    first = notice.read_at
    browser.post(reverse("notes_open", args=[notice.code]))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_anothers_notice_does_not_exist(browser, make_user, kind, now):
    notify(recipient=make_user(), key="k", kind=kind.name, path="/today/", now=now)
    assert browser.post(reverse("notes_open", args=[Notice.objects.get().code])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_are_marked_as_read_at_once_but_only_ones_own(browser, tell, make_user, kind, now):
    tell()
    tell()
    notify(recipient=make_user(), key="k", kind=kind.name, path="/today/", now=now)
    browser.post(reverse("notes_read_all"))
    assert Notice.objects.unread().count() == 1


def test_the_number_in_the_header(browser, tell):
    assert browser.get("/notes/count/").json() == {"count": 0}
    assert 'data-count="notes" hidden' in text(browser.get("/notes/"))
    tell()
    tell()
    assert browser.get("/notes/count/").json() == {"count": 2}
    page = text(browser.get("/notes/"))
    assert page.count("<bdi>2</bdi>") == 2
    assert 'data-count="notes" hidden' not in page


def test_the_number_is_nobodys_business_when_signed_out(db):
    assert Client().get("/notes/count/").status_code == 403


def test_an_inbox_costs_the_same_however_full(browser, tell, django_assert_max_num_queries):
    assert_same_queries(lambda: browser.get("/notes/"), tell)
    with django_assert_max_num_queries(6):
        browser.get("/notes/")


def test_the_inbox_has_pages(browser, tell):
    for _ in range(26):
        tell()
    assert "Page 1 of 2" in text(browser.get("/notes/"))
    assert text(browser.get("/notes/?page=2")).count('/open/"') == 1


def test_history_tells_each_fate_in_words(browser, user, make_promise, now, kind):
    fates = {
        "Sent ": {"state": "sent", "finished_at": now},
        "Could not be sent. We try again at": {"reason": "server", "attempts": 1},
        "Waits for the end of your quiet hours": {"reason": "quiet"},
        "Too late, not sent": {"state": "expired", "reason": "late"},
        "Not sent: your quiet hours lasted longer": {"state": "expired", "reason": "quiet"},
        "Cancelled: the plan changed": {"state": "cancelled", "reason": "meeting"},
        "Cancelled: you chose so": {"state": "cancelled", "reason": "unwanted"},
        "Could not be sent: the address does not work": {"state": "dead", "reason": "refused"},
        "Could not be sent</p>": {"state": "dead", "reason": "server"},
        "Will be sent ": {},
    }
    far = {"due_at": now + timedelta(days=3650), "expires_at": now + timedelta(days=3651)}
    for number, fields in enumerate(fates.values()):
        promise([make_promise(user, f"h{number}", **far)], now=now)
        Delivery.objects.filter(key=f"h{number}").update(**fields)
    page = text(browser.get("/notes/history/"))
    for words in fates:
        assert words in page, words


def test_history_is_ones_own(browser, make_user, make_promise, now):
    promise([make_promise(make_user())], now=now)
    assert "We have not sent you anything yet." in text(browser.get("/notes/history/"))


def choose(browser, **fields):
    return browser.post("/me/reminders/", {"leads": [60], "safe_contact": "fine", **fields})


def test_choices_are_kept(browser, user):
    answer = choose(browser, leads=[1440, 10], quiet_from="22:00", quiet_to="07:00", safe_contact="shared")
    assert answer.status_code == 302
    chosen = Preference.objects.get(user=user)
    assert chosen.default_leads == [10, 1440]
    assert (chosen.quiet_from, chosen.quiet_to, chosen.safe_contact) == (time(22), time(7), "shared")
    page = text(browser.get("/me/reminders/"))
    assert 'value="22:00"' in page


def test_without_choices_the_page_shows_one_hour(browser):
    page = text(browser.get("/me/reminders/"))
    assert page.count("checked") == 2  # one lead time, and "E-mail is fine"
    assert not Preference.objects.exists()


def test_half_quiet_hours_are_asked_about(browser):
    answer = choose(browser, quiet_from="22:00")
    assert answer.status_code == 200
    assert "Quiet hours need a beginning and an end." in text(answer)
    assert not Preference.objects.exists()


@pytest.mark.parametrize("lead", ["0", "61", "-10", "x", "99999999999"])
def test_times_are_those_offered(browser, lead):
    assert choose(browser, leads=[lead]).status_code == 200
    assert not Preference.objects.exists()


def test_no_reminders_at_all_may_be_chosen(browser, user):
    choose(browser, leads=[])
    assert Preference.objects.get(user=user).default_leads == []


@pytest.fixture
def circle(monkeypatch, user):
    """A subject only this person has."""
    subject = subjects.Subject("group", 7, "abcd1234", "Evening Circle")
    monkeypatch.setattr(subjects, "LISTERS", [lambda person: [subject] if person.pk == user.pk else []])
    return subject


def test_one_thing_may_have_times_of_its_own(browser, user, circle):
    assert "Evening Circle" in text(browser.get("/me/reminders/"))
    answer = browser.post("/me/reminders/group/abcd1234/", {"mode": "own", "leads": [30, 10], "in_app": "on"})
    assert answer.status_code == 302
    choice = ReminderChoice.objects.get(user=user)
    assert (choice.subject_kind, choice.subject_id, choice.leads) == ("group", 7, [10, 30])
    assert (choice.in_app, choice.email, choice.off) == (True, False, False)
    browser.post("/me/reminders/group/abcd1234/", {"mode": "off"})
    assert ReminderChoice.objects.get(user=user).off


@pytest.mark.parametrize("answer", [{"mode": "own", "in_app": "on"}, {"mode": "usual"}, {}])
def test_half_answers_about_one_thing_are_asked_about(browser, circle, answer):
    page = browser.post("/me/reminders/group/abcd1234/", answer)
    assert page.status_code == 200
    assert "field--error" in text(page)
    assert not ReminderChoice.objects.exists()


def test_what_is_not_ones_own_does_not_exist(browser, make_user, circle):
    assert browser.get("/me/reminders/group/other/").status_code == 404
    other = Client()
    other.force_login(make_user())
    assert other.get("/me/reminders/group/abcd1234/").status_code == 404


def test_a_test_note_comes_both_ways_once_a_minute(browser, user):
    for _ in range(3):
        browser.post("/me/reminders/test/")
    assert 1 <= Notice.objects.count() <= 2
    assert Notice.objects.count() == Delivery.objects.count()


def test_the_link_at_the_foot_asks_first(db, user):
    path = links.stop_path(user.code)
    visitor = Client(enforce_csrf_checks=True)
    assert "Shall we stop our e-mail to you?" in text(visitor.get(path))
    assert not Preference.objects.exists()
    # What a mail program posts for its reader (RFC 8058): no cookie, no token of ours.
    assert visitor.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get(user=user).safe_contact == "none"


def test_a_forged_link_does_nothing(db, user, make_user):
    other = make_user()
    token = links.stop_path(user.code).strip("/").split("/")[-1]
    check = token.rpartition(".")[2]
    for wrong in (
        f"{other.code}.{check}",
        f"{user.code}.{check[:-1]}",
        f"{user.code}.",
        user.code,
        ".",
        "é.é",
    ):
        assert Client().post(f"/n/{wrong}/").status_code == 404
    assert not Preference.objects.exists()


def test_a_link_of_the_last_key_still_works(user, settings):
    path = links.stop_path(user.code)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key, for the old one was seen by somebody"
    assert Client().post(path).status_code == 200
    assert links.stop_path(user.code) != path
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().post(path).status_code == 404


def test_guests_have_no_inbox(db, make_user, now):
    guest = type(make_user())(public_name="Guest", is_guest=True, guest_until=timezone.now() + HOUR)
    guest.save()
    client = Client()
    client.force_login(guest)
    assert client.get("/notes/").status_code == 403
