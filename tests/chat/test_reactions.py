"""Support in three words: counted, never told whose, gone with the words it was for."""

from datetime import timedelta

import pytest

from chat.models import Event, Reaction, Seat
from chat.services import history, messages, reactions, reading, rooms, seats, sweeping
from chat.services.limits import PaceError
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.racing import in_threads


@pytest.fixture
def words(circle) -> Event:
    return circle.event(circle.say(circle.heron, "Today is day thirty."))


def send(circle, seat: Seat, event: Event, kind: str = "with_you", on: bool = True) -> dict[str, int]:
    event = Event.objects.get(pk=event.pk)
    return reactions.react(actor=seat.user, event=event, kind=kind, on=on, now=circle.now)


def told(circle) -> list[tuple[int, dict]]:
    found = circle.room.events.filter(kind="reaction", audience="all")
    return list(found.values_list("target", "payload"))


def line(circle, seat: Seat, seq: int):
    circle.room.refresh_from_db()
    lines = history.recent_lines(seat, circle.room.last_seq)
    return next(each for each in lines if each.seq == seq)


def test_support_is_counted_and_everybody_learns_the_count(circle, words):
    send(circle, circle.river, words)
    send(circle, circle.host, words)
    send(circle, circle.host, words, "strength")
    assert told(circle)[-1] == (words.seq, {"counts": {"with_you": 2, "thank_you": 0, "strength": 1}})


def test_nobody_is_told_whose_it_is(circle, words):
    send(circle, circle.river, words)
    shown, _more = reading.page_after(circle.heron, words.seq)
    assert shown == [
        {
            "seq": words.seq + 1,
            "kind": "reaction",
            "target": words.seq,
            "counts": {"with_you": 1, "thank_you": 0, "strength": 0},
        }
    ]


def test_twice_is_once_and_taking_back_is_taking_back(circle, words):
    for _time in range(2):
        assert send(circle, circle.river, words)["with_you"] == 1
    for _time in range(2):
        assert send(circle, circle.river, words, on=False)["with_you"] == 0
    assert [payload["counts"]["with_you"] for _seq, payload in told(circle)] == [1, 0]


def test_the_page_shows_counts_and_which_are_ones_own(circle, words):
    send(circle, circle.river, words)
    send(circle, circle.host, words, "thank_you")
    shown = {
        seat.alias: [(one.kind, one.count, one.mine) for one in line(circle, seat, words.seq).support]
        for seat in (circle.river, circle.heron)
    }
    assert shown == {
        "Slow River": [("with_you", 1, True), ("thank_you", 1, False), ("strength", 0, False)],
        "Quiet Heron": [("with_you", 1, False), ("thank_you", 1, False), ("strength", 0, False)],
    }


def test_however_much_support_the_page_asks_once(circle, words, django_assert_num_queries):
    more = circle.event(circle.say(circle.heron, "And more."))
    for event in (words, more):
        for seat in (circle.river, circle.host):
            send(circle, seat, event)
    with django_assert_num_queries(1):
        found = reactions.shown(circle.room.pk, circle.river, 0)
    assert found == {words.seq: {"with_you": (2, True)}, more.seq: {"with_you": (2, True)}}


def test_who_rests_from_writing_may_still_send_support(circle, words):
    Seat.objects.filter(pk=circle.river.pk).update(muted_until=circle.now + timedelta(hours=1))
    assert send(circle, circle.river, words)["with_you"] == 1


def test_there_is_no_support_for_oneself_nor_for_what_is_gone(circle, words):
    with pytest.raises(NotAllowed):
        send(circle, circle.heron, words)
    messages.take_back(actor=circle.heron.user, event=words, now=circle.now)
    with pytest.raises(NotAllowed):
        send(circle, circle.river, words)


def test_other_kinds_do_not_exist(circle, words):
    with pytest.raises(ValueError, match="laughing"):
        send(circle, circle.river, words, "laughing")


def test_a_closed_room_takes_no_support(circle, words):
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    with pytest.raises(DomainError):
        send(circle, circle.river, words)


def test_on_and_off_without_end_is_refused(circle, words):
    for number in range(20):
        send(circle, circle.river, words, on=number % 2 == 0)
    with pytest.raises(PaceError):
        send(circle, circle.river, words)
    assert send(circle, circle.host, words)["with_you"] == 1


def test_support_is_not_in_the_ledger(circle, words):
    before = AuditEntry.objects.count()
    send(circle, circle.river, words)
    assert AuditEntry.objects.count() == before


def test_support_goes_with_the_person(circle, words):
    send(circle, circle.river, words)
    send(circle, circle.host, words)
    seats.forget_person(user=circle.river.user, now=circle.now)
    assert told(circle)[-1] == (words.seq, {"counts": {"with_you": 1, "thank_you": 0, "strength": 0}})
    assert not Reaction.objects.filter(seat=circle.river).exists()


def test_support_goes_with_the_words(circle, words):
    send(circle, circle.river, words)
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    sweeping.sweep_messages(circle.now + timedelta(days=1))
    assert not Reaction.objects.exists()


def test_many_at_once_are_all_counted(open_circle):
    circle = open_circle()
    words = circle.event(circle.say(circle.heron, "Today is day thirty."))
    people = [circle.sit(f"Grey Heron {word}") for word in ("one", "two", "three", "four")]
    in_threads(4, lambda number: send(circle, people[number], words))
    assert told(circle)[-1][1]["counts"]["with_you"] == 4
    seqs = list(circle.room.events.values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
