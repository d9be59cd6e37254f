"""What of a room can be told to staff, and by whom."""

from datetime import timedelta

import pytest
from django.test import Client

from chat import reportable
from chat.models import Seat
from chat.services import acts, messages, rooms, seats, sweeping
from safeguarding import subjects
from safeguarding.models import Report
from tests.chat.conftest import person


def find(circle, seat, seq):
    return subjects.find(seat.user, "message", f"{circle.room.code}-{seq}", circle.now)


def test_a_message_with_ten_lines_each_way_and_no_more(circle) -> None:
    said = [circle.say(seat, f"Line {n}") for n in range(13) for seat in (circle.heron, circle.river)]
    found = find(circle, circle.heron, said[13])
    assert (found.name, found.person) == (circle.river.alias, circle.river.user)
    assert len(found.excerpt) == 21
    assert [line["text"] for line in found.excerpt if line["here"]] == ["Line 6"]
    assert found.excerpt[0]["text"] == "Line 1"


def test_only_what_the_one_who_tells_may_read(circle) -> None:
    hidden, told = circle.say(circle.river, "Not for you"), circle.say(circle.river, "Buy now")
    messages.hide_message(actor=circle.host.user, event=circle.event(hidden), now=circle.now)
    found = find(circle, circle.heron, told)
    assert "Not for you" not in str(found.excerpt)
    assert find(circle, circle.heron, 999) is None
    assert subjects.find(person(), "message", f"{circle.room.code}-{told}", circle.now) is None
    for code in ("", "x", f"{circle.room.code}-", f"{circle.room.code}-x1"):
        assert reportable.message(circle.heron.user, code, circle.now) is None


def test_a_person_by_their_seat(circle) -> None:
    code = f"{circle.room.code}-{circle.river.code}"
    found = subjects.find(circle.heron.user, "person", code, circle.now)
    assert (found.person, found.name, found.excerpt) == (circle.river.user, circle.river.alias, [])
    assert subjects.find(person(), "person", code, circle.now) is None
    seats.end_seat(seat=circle.heron, reason="left", now=circle.now)
    assert subjects.find(circle.heron.user, "person", code, circle.now) == found
    late = seats.give_seat(
        room=circle.room,
        user=person(),
        alias="Late Lamp",
        role="member",
        now=circle.now + timedelta(minutes=1),
    )
    code = f"{circle.room.code}-{late.code}"
    assert subjects.find(circle.heron.user, "person", code, circle.now) is None


# --- What was begun is kept ------------------------------------------------------------------------


def asked_to_leave(circle, told) -> None:
    acts.ask_to_leave(actor=circle.host.user, seat=circle.heron, words="", reason="", now=circle.now)


def hidden(circle, told) -> None:
    messages.hide_message(actor=circle.host.user, event=circle.event(told), now=circle.now)


def closed(circle, told) -> None:
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)


def swept(circle, told) -> None:
    closed(circle, told)
    sweeping.sweep_messages(circle.now + timedelta(days=2))


def asked_to_leave_and_swept(circle, told) -> None:
    asked_to_leave(circle, told)
    swept(circle, told)


def taken_back(circle, told) -> None:
    messages.take_back(actor=circle.river.user, event=circle.event(told), now=circle.now)


def erased(circle, told) -> None:
    seats.forget_person(user=circle.river.user, now=circle.now)


@pytest.mark.parametrize(
    ("meanwhile", "keeps_words"),
    [
        (asked_to_leave, True),
        (hidden, True),
        (closed, True),
        (swept, False),
        (asked_to_leave_and_swept, False),
        (taken_back, False),
        (erased, False),
    ],
)
def test_a_report_that_was_begun_is_kept(circle, meanwhile, keeps_words) -> None:
    told = circle.say(circle.river, "Buy now")
    path = f"/tell/message/{circle.room.code}-{told}/?back=room"
    heron = browser(circle.heron)
    assert heron.get(path).status_code == 200
    meanwhile(circle, told)
    answer = heron.post(path, {"reason": "selling", "words": "He sells."}, follow=True)
    assert answer.status_code == 200
    assert "Thank you. Somebody will look at it." in answer.content.decode()
    kept = Report.objects.get()
    assert kept.words == "He sells."
    assert [line["text"] for line in kept.excerpt if line["here"]] == (["Buy now"] if keeps_words else [])
    assert kept.case.about_id == (None if meanwhile is erased else circle.river.user_id)


def test_whoever_left_tells_only_of_what_they_met(circle) -> None:
    first = circle.say(circle.river, "Before")
    hidden(circle, first)
    later = circle.now + timedelta(minutes=5)
    newer = seats.give_seat(room=circle.room, user=person(), alias="New Field", role="member", now=later)
    told = circle.say(circle.river, "While here", now=later)
    seats.end_seat(seat=newer, reason="left", now=later + timedelta(minutes=1))
    after = circle.say(circle.river, "Afterwards", now=later + timedelta(minutes=2))
    assert find(circle, newer, first) is None
    assert find(circle, newer, after) is None
    assert [line["text"] for line in find(circle, newer, told).excerpt] == ["While here"]


def test_words_that_went_before_somebody_came_are_nothing_to_tell_of(circle) -> None:
    told = circle.say(circle.river, "Long ago")
    swept(circle, told)
    much_later = circle.now + circle.room.keep + timedelta(minutes=1)
    Seat.objects.filter(pk=circle.heron.pk).update(joined_at=much_later)
    assert find(circle, circle.heron, told) is None


# --- From the room and back into it -----------------------------------------------------------------


def browser(seat) -> Client:
    client = Client()
    client.force_login(seat.user)
    return client


@pytest.mark.parametrize(("came_from", "back"), [("room", ""), ("lite", "lite/"), ("", ""), ("//evil", "")])
def test_whoever_told_something_is_back_where_they_were(circle, came_from, back) -> None:
    seq, code = circle.say(circle.river, "Buy now"), circle.room.code
    heron = browser(circle.heron)
    for path in (f"/tell/message/{code}-{seq}/", f"/tell/person/{code}-{circle.river.code}/"):
        page = heron.get(f"{path}?back={came_from}").content.decode()
        assert f'href="/r/{code}/{back}"' in page
        answer = heron.post(f"{path}?back={came_from}", {"reason": "selling"})
        assert answer["Location"] == f"/r/{code}/{back}"
    assert Report.objects.count() == 2
    answer = heron.post(f"/apart/person/{code}-{circle.river.code}/?back={came_from}")
    assert answer["Location"] == f"/r/{code}/{back}"
    shown = heron.get(answer["Location"]).content.decode()
    assert "You no longer see each other here." in shown
    assert "Buy now" not in shown


def test_each_message_of_the_simple_room_has_the_way_and_ones_own_has_not(circle) -> None:
    theirs, own = circle.say(circle.river, "Buy now"), circle.say(circle.heron, "I am here.")
    page = browser(circle.heron).get(f"/r/{circle.room.code}/lite/").content.decode()
    about = f"/r/{circle.room.code}/people/{circle.river.code}/about/?back=lite&amp;seq={theirs}"
    assert about in page
    assert f"seq={own}" not in page


def test_a_host_has_the_same_ways_on_the_persons_page(circle) -> None:
    seq, code = circle.say(circle.river, "Buy now"), circle.room.code
    page = browser(circle.host).get(f"/r/{code}/people/{circle.river.code}/?back=room&seq={seq}")
    page = page.content.decode()
    for path in (f"/tell/message/{code}-{seq}/", f"/tell/person/{code}-{circle.river.code}/"):
        assert f"{path}?back=room" in page
    assert "Check on this person" in page
