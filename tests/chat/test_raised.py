"""The words behind a check, for those who may read them in the room; and who learns that one was asked."""

from datetime import timedelta

import pytest

from chat import raised
from chat.services import care, messages, private, seats, sweeping
from safeguarding.models import Check
from safeguarding.services import checks
from tests.chat.conftest import person
from tests.chat.test_care import ALARMING, browser, post

LATER = timedelta(minutes=1)


def words(circle, reader=None):
    check = Check.objects.get()
    return raised.words([check], reader or circle.host.user).get(check.pk)


def test_hosts_read_the_words_on_the_card_and_find_the_line(circle) -> None:
    circle.say(circle.heron, "Good evening.")
    number = post(circle, circle.heron).seq
    circle.say(circle.heron, "And more.", now=circle.now + LATER)
    check, path = Check.objects.get(), f"/r/{circle.room.code}/#m{number}"
    assert (words(circle).text, words(circle).path) == (ALARMING, path)
    host = browser(circle.host)
    for address in (f"/r/{circle.room.code}/host/", "/host/checks/", f"/host/checks/{check.code}/"):
        assert ALARMING in host.get(address).content.decode(), address
    assert f'href="{path}"' in host.get(f"/host/checks/{check.code}/").content.decode()
    assert f'id="m{number}"' in host.get(f"/r/{circle.room.code}/").content.decode()


def test_a_private_word_to_the_hosts_counts_too(circle) -> None:
    private.write_to_hosts(actor=circle.heron.user, room=circle.room, text=ALARMING, now=circle.now)
    assert words(circle).text == ALARMING


def test_when_a_person_worries_it_is_the_last_that_was_written(circle) -> None:
    circle.say(circle.heron, "I do not know.")
    care.check_on(actor=circle.river.user, seat=circle.heron, now=circle.now + LATER)
    circle.say(circle.heron, "Afterwards.", now=circle.now + 2 * LATER)
    assert words(circle).text == "I do not know."


def test_whoever_is_asked_and_does_not_sit_there_reads_no_words(circle) -> None:
    post(circle, circle.heron)
    on_duty = person("Nila")
    check = Check.objects.get()
    checks.ask_also(check=check, person=on_duty, now=circle.now)
    assert words(circle, on_duty) is None
    page = browser_of(on_duty).get(f"/host/checks/{check.code}/").content.decode()
    assert ALARMING not in page
    seats.end_seat(seat=circle.host, reason="left", now=circle.now)
    assert words(circle, circle.host.user) is None


def browser_of(user):
    class Seated:
        pass

    seated = Seated()
    seated.user = user
    return browser(seated)


def test_words_that_are_gone_are_nowhere(circle) -> None:
    number = post(circle, circle.heron).seq
    messages.take_back(actor=circle.heron.user, event=circle.event(number), now=circle.now)
    assert words(circle) is None
    circle.say(circle.heron, "Again.", now=circle.now - LATER)
    assert words(circle).text == "Again."
    sweeping._empty_room(circle.room.pk, circle.now)
    assert words(circle) is None


def test_many_checks_cost_one_question(circle, django_assert_num_queries) -> None:
    asked = []
    for seat in (circle.heron, circle.river):
        circle.say(seat, f"Words of {seat.alias}")
        asked.append(care.check_on(actor=circle.host.user, seat=seat, now=circle.now))
    costs = []
    for some in (asked[:1], asked):
        with django_assert_num_queries(2 if not costs else costs[0]) as counted:
            found = raised.words(some, circle.host.user)
        costs.append(len(counted))
        assert [found[each.pk].text for each in some] == [f"Words of {each.alias}" for each in some]


@pytest.mark.parametrize("as_host", [False, True])
def test_what_is_said_to_the_one_who_worries_is_true(circle, as_host) -> None:
    asks = circle.host if as_host else circle.river
    path = f"/r/{circle.room.code}/people/{circle.heron.code}/check/"
    said = browser(asks).post(path, headers={"accept": "application/json"}).json()["said"]
    assert said == (
        "All hosts and the person on duty are asked now."
        if as_host
        else "Hosts are asked now. They do not learn that it was you."
    )
    asks.user.refresh_from_db()
    page = browser(circle.host).get(f"/host/checks/{Check.objects.get().code}/").content.decode()
    assert page.count("Opened") == 1
    if not as_host:
        asks.user.public_name = "Nobody Else Has This"
        asks.user.save()
        page = browser(circle.host).get(f"/host/checks/{Check.objects.get().code}/").content.decode()
        assert "Nobody Else Has This" not in page
        assert circle.river.alias not in page
