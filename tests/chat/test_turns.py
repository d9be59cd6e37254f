"""Taking turns: one shares, others wait in an order everybody sees, and nobody is cut off."""

import pytest
from django.db import IntegrityError
from django.test import Client

from chat.models import Event, Room, Seat, Turn
from chat.models.turns import MORE_TIME, TURN_LENGTH
from chat.services import board, rooms, seats, settings, turns
from chat.services.limits import PaceError
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
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

# --- The queue ----------------------------------------------------------------------------------


def test_a_hand_goes_up_once_and_everybody_sees_the_order(ring):
    up(ring, ring.heron)
    up(ring, ring.river, SECOND)
    up(ring, ring.heron, 2 * SECOND)
    assert told(ring, "queue") == [
        {"queue": [{"seat": ring.heron.code, "name": "Quiet Heron", "first": True}]},
        {
            "queue": [
                {"seat": ring.heron.code, "name": "Quiet Heron", "first": True},
                {"seat": ring.river.code, "name": "Slow River", "first": True},
            ]
        },
    ]
    assert [shown(ring, seat).place for seat in (ring.heron, ring.river, ring.host)] == [1, 2, 0]


def test_who_has_not_shared_comes_first(ring):
    give(ring, ring.heron)
    host_does(ring, turns.end_turn)
    up(ring, ring.heron)
    up(ring, ring.river, MINUTE)
    assert order(ring) == ["Slow River", "Quiet Heron"]
    assert [each["first"] for each in told(ring, "queue")[-1]["queue"]] == [True, False]


def test_who_passed_has_not_shared(ring):
    give(ring, ring.heron)
    turns.pass_turn(actor=ring.heron.user, room=fresh(ring), now=ring.now)
    up(ring, ring.heron)
    up(ring, ring.river, MINUTE)
    assert order(ring) == ["Quiet Heron", "Slow River"]


def test_a_lowered_hand_is_gone_and_lowering_twice_is_once(ring):
    up(ring, ring.heron)
    up(ring, ring.river, SECOND)
    for _twice in range(2):
        turns.lower_hand(actor=ring.heron.user, room=fresh(ring), now=ring.now)
    assert order(ring) == ["Slow River"]
    assert len(told(ring, "queue")) == 3


def test_a_host_puts_somebody_next_and_lowers_a_hand(ring):
    up(ring, ring.heron)
    up(ring, ring.river, SECOND)
    turns.put_next(actor=ring.host.user, room=fresh(ring), seat_code=ring.river.code, now=ring.now)
    assert order(ring) == ["Slow River", "Quiet Heron"]
    turns.lower_hand_of(actor=ring.host.user, room=fresh(ring), seat_code=ring.river.code, now=ring.now)
    assert order(ring) == ["Quiet Heron"]
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"chat.put_next", "chat.lower_hand_of"} <= verbs


def test_the_wait_is_told_in_minutes(ring):
    give(ring, ring.host)
    up(ring, ring.heron)
    up(ring, ring.river, SECOND)
    assert (shown(ring, ring.heron, MINUTE).wait, shown(ring, ring.river, MINUTE).wait) == (4, 9)


def test_many_hands_up_and_down_are_refused(ring):
    for _time in range(10):
        up(ring, ring.heron)
        turns.lower_hand(actor=ring.heron.user, room=fresh(ring), now=ring.now)
    with pytest.raises(PaceError):
        up(ring, ring.heron)
    up(ring, ring.river)


def test_what_members_do_with_their_hands_is_not_in_the_ledger(ring):
    before = AuditEntry.objects.count()
    up(ring, ring.heron)
    turns.lower_hand(actor=ring.heron.user, room=fresh(ring), now=ring.now)
    assert AuditEntry.objects.count() == before


# --- A turn -------------------------------------------------------------------------------------


def test_the_turn_of_the_next_begins_and_the_hand_goes_down(ring):
    up(ring, ring.heron)
    host_does(ring, turns.next_turn)
    ends = ring.now + TURN_LENGTH
    assert told(ring) == [
        {
            "state": "began",
            "seat": ring.heron.code,
            "name": "Quiet Heron",
            "ends_at": ends.strftime("%Y-%m-%dT%H:%M:%S.") + f"{ends.microsecond // 1000:03d}Z",
            "left": None,
        }
    ]
    assert order(ring) == []
    assert fresh(ring).sharer == ring.heron
    sharing = shown(ring, ring.heron, 2 * MINUTE).sharing
    assert (sharing.is_own, sharing.clock, sharing.used) == (True, "3:00", 120)


def test_only_the_sharer_and_hosts_write(ring):
    with pytest.raises(NotAllowed):
        ring.say(ring.heron, "too early")
    give(ring, ring.heron)
    ring.room.refresh_from_db()
    assert ring.say(ring.heron, "my turn") == 3
    assert ring.say(ring.host, "thank you") == 4
    with pytest.raises(NotAllowed):
        ring.say(ring.river, "not mine")


def test_a_turn_that_ended_between_asking_and_writing_writes_nothing(ring):
    give(ring, ring.heron)
    as_it_was = fresh(ring)
    host_does(ring, turns.end_turn)
    ring.room = as_it_was
    with pytest.raises(NotAllowed):
        ring.say(ring.heron, "a moment too late")
    assert not Event.objects.filter(kind="message").exists()
    assert fresh(ring).last_seq == ring.room.events.count()


def test_the_soft_end_cuts_nobody_off(ring):
    give(ring, ring.heron)
    late = TURN_LENGTH + 10 * MINUTE
    turns.move_due([ring.room.pk], ring.now + late)
    assert shown(ring, ring.heron, late).sharing.left == 0
    ring.room.refresh_from_db()
    assert ring.say(ring.heron, "still here", now=ring.now + late)
    assert states(ring) == [("began", "Quiet Heron")]


def test_more_time_pause_and_resume(ring):
    give(ring, ring.heron)
    host_does(ring, turns.more_time)
    assert shown(ring, ring.heron).sharing.left == (TURN_LENGTH + MORE_TIME).seconds
    host_does(ring, turns.pause_turn, MINUTE)
    host_does(ring, turns.pause_turn, 2 * MINUTE)
    assert shown(ring, ring.heron, 30 * MINUTE).sharing.clock == "6:00"
    host_does(ring, turns.more_time, 30 * MINUTE)
    host_does(ring, turns.resume_turn, 30 * MINUTE)
    host_does(ring, turns.resume_turn, 31 * MINUTE)
    assert shown(ring, ring.heron, 31 * MINUTE).sharing.clock == "7:00"
    assert [state for state, _name in states(ring)] == ["began", "more", "paused", "more", "resumed"]
    assert [(e["left"], e["ends_at"] is None) for e in told(ring)][2:4] == [(360, True), (480, True)]


def test_more_time_after_the_end_counts_from_now(ring):
    give(ring, ring.heron)
    host_does(ring, turns.more_time, TURN_LENGTH + 3 * MINUTE)
    assert shown(ring, ring.heron, TURN_LENGTH + 3 * MINUTE).sharing.left == 120


def test_a_turn_is_as_long_as_the_room_says(ring):
    change = {"turn_minutes": 2}
    settings.change_settings(actor=ring.host.user, room=ring.room, changes=change, now=ring.now)
    give(ring, ring.heron)
    up(ring, ring.river)
    assert shown(ring, ring.heron).sharing.clock == "2:00"
    assert shown(ring, ring.river, MINUTE).wait == 1
    assert ring.room.events.filter(kind="settings").last().payload["turn"] == 2
    client = Client()
    client.force_login(ring.heron.user)
    page = client.get(f"/r/{ring.room.code}/").content.decode()
    assert 'data-turn="2"' in page


@pytest.mark.parametrize("minutes", [0, 31])
def test_no_row_holds_a_turn_without_bounds(ring, minutes):
    with pytest.raises(IntegrityError, match="turn_has_a_length"):
        Room.objects.filter(pk=ring.room.pk).update(turn_minutes=minutes)


def test_giving_a_turn_ends_the_one_before(ring):
    give(ring, ring.heron)
    give(ring, ring.river)
    give(ring, ring.river)
    assert states(ring) == [("began", "Quiet Heron"), ("ended", "Quiet Heron"), ("began", "Slow River")]
    assert Turn.objects.filter(ended_at=None).count() == 1


def test_the_sharer_says_when_they_are_done_and_a_host_gives_the_next_turn(ring):
    up(ring, ring.river)
    give(ring, ring.heron)
    turns.end_turn(actor=ring.heron.user, room=fresh(ring), now=ring.now)
    assert fresh(ring).sharer is None
    host_does(ring, turns.next_turn)
    assert fresh(ring).sharer == ring.river
    verbs = AuditEntry.objects.filter(verb__contains="turn").values_list("verb", flat=True)
    assert sorted(verbs) == ["chat.give_turn", "chat.next_turn"]


def test_without_a_host_the_queue_moves_by_itself(ring):
    seats.leave_room(actor=ring.host.user, room=ring.room, now=ring.now)
    up(ring, ring.heron)
    up(ring, ring.river, SECOND)
    turns.end_turn(actor=ring.heron.user, room=fresh(ring), now=ring.now)
    assert fresh(ring).sharer == ring.river
    turns.pass_turn(actor=ring.river.user, room=fresh(ring), now=ring.now)
    assert fresh(ring).sharer is None


@pytest.mark.parametrize("mode", [Room.Mode.OPEN_TALK, Room.Mode.LISTENING])
def test_turns_are_for_rooms_that_take_turns(circle, mode):
    take_turns(circle, mode)
    with pytest.raises(DomainError):
        up(circle, circle.heron)
    with pytest.raises(DomainError):
        give(circle, circle.heron)
    assert shown(circle, circle.heron) == board.NOTHING


def test_nothing_is_begun_in_a_closed_room(ring):
    give(ring, ring.heron)
    rooms.close_room(actor=ring.host.user, room=fresh(ring), now=ring.now)
    for service in (turns.next_turn, turns.more_time, turns.end_turn):
        with pytest.raises(DomainError):
            host_does(ring, service)


def test_members_do_not_run_the_turns(ring):
    give(ring, ring.heron)
    for service in (turns.next_turn, turns.more_time, turns.pause_turn, turns.resume_turn):
        with pytest.raises(NotAllowed):
            service(actor=ring.heron.user, room=fresh(ring), now=ring.now)
    for service in (turns.pass_turn, turns.end_turn):
        with pytest.raises(NotAllowed):
            service(actor=ring.river.user, room=fresh(ring), now=ring.now)
    with pytest.raises(NotAllowed):
        turns.give_turn(actor=ring.river.user, room=fresh(ring), seat_code=ring.river.code, now=ring.now)


def test_who_rests_from_writing_raises_no_hand(ring):
    Seat.objects.filter(pk=ring.heron.pk).update(muted_until=ring.now + 10 * MINUTE)
    with pytest.raises(NotAllowed):
        up(ring, ring.heron)


def test_who_rests_from_writing_is_passed_over(ring):
    up(ring, ring.heron)
    up(ring, ring.river, SECOND)
    Seat.objects.filter(pk=ring.heron.pk).update(muted_until=ring.now + 10 * MINUTE)
    with pytest.raises(DomainError):
        give(ring, ring.heron)
    host_does(ring, turns.next_turn)
    assert fresh(ring).sharer == ring.river
    assert order(ring) == ["Quiet Heron"]


def test_when_people_no_longer_take_turns_the_open_one_ends(ring):
    up(ring, ring.river)
    give(ring, ring.heron)
    turns.stop(fresh(ring), ring.now)
    assert fresh(ring).sharer is None
    assert states(ring)[-1] == ("ended", "Quiet Heron")
    assert order(ring) == ["Slow River"]


def test_a_turn_for_somebody_who_is_gone_is_refused(ring):
    seats.end_seat(seat=ring.river, reason="left", now=ring.now)
    with pytest.raises(DomainError):
        give(ring, ring.river)
