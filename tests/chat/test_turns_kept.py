"""A turn outlives a lost network, a dead process and two hosts at once; not its person or its words."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chat.models import Hand, Seat, Turn
from chat.models.turns import KEPT_FOR
from chat.services import presence, rooms, seats, sweeping, turns
from tests.chat.taking_turns import (
    MINUTE,
    SECOND,
    fresh,
    give,
    host_does,
    order,
    shown,
    states,
    take_turns,
    told,
    up,
)
from tests.racing import crossing, in_threads

# --- Lost and found -----------------------------------------------------------------------------


def listen(ring, seat: Seat, after: timedelta, beats: bool = True) -> None:
    presence.stamp([seat.pk], ring.now + after, beats=beats)


def lose(ring) -> None:
    """Quiet Heron shares, is heard for a minute, and then not any more."""
    give(ring, ring.heron)
    for passed in range(0, 61, 15):
        listen(ring, ring.heron, passed * SECOND)
    assert turns.move_due([ring.room.pk], ring.now + 90 * SECOND) == 0
    assert turns.move_due([ring.room.pk], ring.now + 100 * SECOND) == 1


def test_a_dropped_sharer_keeps_the_turn_for_a_minute(ring):
    lose(ring)
    up(ring, ring.river, 110 * SECOND)
    assert states(ring) == [("began", "Quiet Heron"), ("lost", "Quiet Heron")]
    assert shown(ring, ring.river, 110 * SECOND).sharing.is_lost
    turns.move_due([ring.room.pk], ring.now + 100 * SECOND + KEPT_FOR - SECOND)
    assert fresh(ring).sharer == ring.heron
    turns.move_due([ring.room.pk], ring.now + 100 * SECOND + KEPT_FOR)
    assert fresh(ring).sharer is None
    assert states(ring)[-1] == ("ended", "Quiet Heron")
    assert order(ring) == ["Quiet Heron", "Slow River"]


def test_who_comes_back_in_time_goes_on(ring):
    lose(ring)
    listen(ring, ring.heron, 120 * SECOND)
    assert turns.move_due([ring.room.pk], ring.now + 125 * SECOND) == 1
    assert turns.move_due([ring.room.pk], ring.now + 126 * SECOND) == 0
    assert [state for state, _name in states(ring)] == ["began", "lost", "back"]
    assert fresh(ring).sharer == ring.heron


def test_with_no_hub_the_next_verb_moves_what_is_due(ring):
    lose(ring)
    host_does(ring, turns.next_turn, 100 * SECOND + KEPT_FOR)
    assert [state for state, _name in states(ring)] == ["began", "lost", "ended", "began"]


def test_a_plain_page_is_silent_while_somebody_writes(ring):
    give(ring, ring.heron)
    listen(ring, ring.heron, 0 * SECOND)
    listen(ring, ring.heron, 5 * SECOND, beats=False)
    assert turns.move_due([ring.room.pk], ring.now + 20 * MINUTE) == 0


def test_a_lost_turn_without_a_host_goes_to_the_next_one(ring):
    seats.leave_room(actor=ring.host.user, room=ring.room, now=ring.now)
    up(ring, ring.heron)
    up(ring, ring.river)
    listen(ring, ring.heron, 0 * SECOND)
    for after in (40 * SECOND, 40 * SECOND + KEPT_FOR):
        turns.move_due([ring.room.pk], ring.now + after)
    assert fresh(ring).sharer == ring.river
    assert order(ring) == ["Quiet Heron"]


def test_looking_costs_one_question_when_nothing_is_due(ring, django_assert_num_queries):
    give(ring, ring.heron)
    listen(ring, ring.heron, 0 * SECOND)
    with django_assert_num_queries(1):
        turns.move_due([ring.room.pk, ring.room.pk + 1], ring.now + SECOND)


# --- Leaving, being forgotten, and the end of the words -----------------------------------------


def test_who_leaves_frees_hand_and_turn(ring):
    give(ring, ring.heron)
    up(ring, ring.river)
    for seat in (ring.heron, ring.river):
        seats.leave_room(actor=seat.user, room=fresh(ring), now=ring.now)
    assert fresh(ring).sharer is None
    assert (order(ring), states(ring)[-1]) == ([], ("ended", "Quiet Heron"))


def test_erasure_takes_the_name_out_of_turns_and_queues(ring):
    up(ring, ring.river)
    up(ring, ring.heron)
    give(ring, ring.heron)
    seats.forget_person(user=ring.heron.user, now=ring.now)
    payloads = str(list(ring.room.events.values_list("payload", flat=True)))
    assert "Heron" not in payloads
    assert told(ring)[-1] == {
        "state": "ended", "seat": ring.heron.code, "name": "", "ends_at": None, "left": None,
    }  # fmt: skip
    assert order(ring) == ["Slow River"]
    assert fresh(ring).sharer is None
    assert not Turn.objects.filter(seat=ring.heron).exists()


def test_who_shared_goes_with_the_words(ring):
    up(ring, ring.river)
    give(ring, ring.heron)
    rooms.close_room(actor=ring.host.user, room=fresh(ring), now=ring.now)
    sweeping.sweep_messages(ring.now + timedelta(days=1))
    assert not Turn.objects.exists()
    assert not Hand.objects.exists()
    assert "Heron" not in str(list(ring.room.events.values_list("payload", flat=True)))


# --- Two at once --------------------------------------------------------------------------------


def test_one_turn_at_a_time_whatever_the_code_does(ring):
    give(ring, ring.heron)
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(room=ring.room, seat=ring.river, began_at=ring.now, ends_at=ring.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.update(left=MINUTE)


def test_two_hosts_press_next_at_once(open_circle):
    ring = take_turns(open_circle())
    other = ring.sit("Blue Kite", Seat.Role.HOST)
    for seat in (ring.heron, ring.river):
        up(ring, seat)
    both = threading.Barrier(2)
    hosts = [ring.host, other]

    def press(number: int) -> None:
        both.wait(10)
        turns.next_turn(actor=hosts[number].user, room=fresh(ring), now=ring.now)

    in_threads(2, press)
    assert Turn.objects.filter(ended_at=None).count() == 1
    seqs = list(ring.room.events.values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


def test_writing_and_losing_the_turn_take_their_locks_in_one_order(open_circle):
    ring = take_turns(open_circle())
    give(ring, ring.heron)
    ring.room.refresh_from_db()
    crossing(
        first=lambda: ring.say(ring.heron, "my words"),
        second=lambda: host_does(ring, turns.next_turn),
        then=lambda: turns.pass_turn(actor=ring.heron.user, room=fresh(ring), now=ring.now),
    )
    assert fresh(ring).sharer is None


def test_two_processes_move_what_is_due_once(open_circle):
    ring = take_turns(open_circle())
    lose(ring)
    after = ring.now + 100 * SECOND + KEPT_FOR
    in_threads(2, lambda _number: turns.move_due([ring.room.pk], after))
    assert [state for state, _name in states(ring)] == ["began", "lost", "ended"]
