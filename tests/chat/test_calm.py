"""One tap: from its commit on nobody but hosts writes, however many are pressing send."""

import threading

import pytest

from chat.models import Act, Event, Room
from chat.services import acts, calm, messages, seats, turns
from recovery_network.common.errors import DomainError, NotAllowed
from tests.chat.taking_turns import MINUTE, give, host_does, shown, states, take_turns, told
from tests.racing import in_threads


def test_calm_is_quiet_slow_and_closed_and_undo_is_as_before(circle):
    Room.objects.filter(pk=circle.room.pk).update(slow_seconds=10)
    act = calm.calm(actor=circle.host.user, room=circle.room, now=circle.now)
    room = Room.objects.get(pk=circle.room.pk)
    assert (room.mode, room.slow_seconds, room.door_closed, room.is_calm) == ("listening", 30, True, True)
    assert circle.room.events.last().payload["calm"] is True
    assert calm.calm(actor=circle.host.user, room=circle.room, now=circle.now) is None
    acts.undo(actor=circle.host.user, act=act, now=circle.now)
    room.refresh_from_db()
    assert (room.mode, room.slow_seconds, room.door_closed, room.is_calm) == ("open_talk", 10, False, False)


def test_calm_with_a_seat_hides_all_that_seat_wrote_and_nothing_else(circle):
    for number in range(20):
        circle.say(circle.heron, f"troll {number}")
    kept = circle.say(circle.river, "I am here.")
    calm.calm(actor=circle.host.user, room=circle.room, seat=circle.heron, now=circle.now)
    shown = Event.objects.visible_to(circle.river.user).filter(kind="message")
    assert list(shown.values_list("seq", flat=True)) == [kept]
    hidden = circle.room.events.filter(kind="hidden")
    assert sorted(hidden.values_list("target", flat=True)) == list(range(2, 22))
    assert list(circle.room.events.values_list("seq", flat=True)) == list(
        range(1, circle.room.events.count() + 1)
    )
    assert circle.river.is_live


def test_hiding_all_costs_the_same_for_many(circle, django_assert_max_num_queries):
    for number in range(20):
        circle.say(circle.heron, f"troll {number}")
    with django_assert_max_num_queries(16):
        calm.hide_all(actor=circle.host.user, seat=circle.heron, now=circle.now)


def test_taking_back_the_hiding_shows_them_again_but_not_what_the_author_took_back(circle):
    first, second = circle.say(circle.heron, "one"), circle.say(circle.heron, "two")
    act = calm.hide_all(actor=circle.host.user, seat=circle.heron, now=circle.now)
    messages.take_back(actor=circle.heron.user, event=circle.event(first), now=circle.now)
    acts.undo(actor=circle.host.user, act=act, now=circle.now)
    shown = Event.objects.visible_to(circle.river.user).filter(kind="message")
    assert [(one.text, one.payload["released"]) for one in shown] == [("two", second)]


def test_members_cannot_calm(circle):
    with pytest.raises(NotAllowed):
        calm.calm(actor=circle.heron.user, room=circle.room, now=circle.now)


def test_not_one_message_has_a_number_after_the_calm(open_circle):
    circle = open_circle()
    begun = threading.Barrier(9, timeout=10)

    def work(number):
        seat = (circle.heron, circle.river)[number % 2]
        begun.wait()
        if number == 8:
            calm.calm(actor=circle.host.user, room=circle.room, now=circle.now)
            return
        for _n in range(5):
            try:
                circle.say(seat, f"bomb {number}")
            except (DomainError, NotAllowed):
                return

    in_threads(9, work)
    calmed = Event.objects.get(kind="settings").seq
    assert not Event.objects.filter(kind="message", seq__gt=calmed).exists()
    assert Act.objects.filter(kind=Act.Kind.CALM).count() == 1


def test_the_calm_does_not_use_up_the_time_of_whoever_shares(circle):
    ring = take_turns(circle)
    give(ring, ring.heron)
    act = calm.calm(actor=ring.host.user, room=ring.room, now=ring.now + MINUTE)
    assert (told(ring)[-1]["state"], told(ring)[-1]["left"]) == ("paused", 4 * 60)
    acts.undo(actor=ring.host.user, act=act, now=ring.now + 4 * MINUTE)
    assert (states(ring)[-1], shown(ring, ring.river, 4 * MINUTE).sharing.left) == (
        ("resumed", ring.heron.alias),
        4 * 60,
    )


def test_a_clock_that_a_host_paused_still_stands_after_the_calm(circle):
    ring = take_turns(circle)
    give(ring, ring.heron)
    host_does(ring, turns.pause_turn)
    act = calm.calm(actor=ring.host.user, room=ring.room, now=ring.now)
    acts.undo(actor=ring.host.user, act=act, now=ring.now + MINUTE)
    assert [state for state, _name in states(ring)] == ["began", "paused"]
    assert shown(ring, ring.river).sharing.is_paused


def test_a_calm_that_ends_after_the_turn_starts_no_clock(circle):
    ring = take_turns(circle)
    give(ring, ring.heron)
    act = calm.calm(actor=ring.host.user, room=ring.room, now=ring.now)
    seats.end_seat(seat=ring.heron, reason="left", now=ring.now)
    acts.undo(actor=ring.host.user, act=act, now=ring.now + MINUTE)
    assert states(ring)[-1] == ("ended", ring.heron.alias)


@pytest.mark.parametrize("path", ["", "host/"])
def test_the_box_of_the_calm_ends_it_with_scripts_and_without(circle, client, path):
    act = calm.calm(actor=circle.host.user, room=circle.room, now=circle.now)
    client.force_login(circle.host.user)
    way = f"/r/{circle.room.code}/host/acts/{act.code}/undo/"
    html = client.get(f"/r/{circle.room.code}/{path}").content.decode()
    assert "End calm" in html
    assert way in html
    client.post(way)
    assert not Room.objects.get(pk=circle.room.pk).is_calm
    assert "End calm" not in client.get(f"/r/{circle.room.code}/{path}").content.decode()
