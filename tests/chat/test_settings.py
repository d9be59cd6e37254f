"""How one may write: told to everybody, logged with who and why, asked in the statement that writes."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from chat.models import Act, Event, Room, Seat
from chat.services import acts, settings
from chat.services.limits import SlowError
from recovery_network.common.errors import DomainError, NotAllowed
from tests.racing import in_threads


def change(circle, seat=None, **changes):
    actor = (seat or circle.host).user
    return settings.change_settings(actor=actor, room=circle.room, changes=changes, now=circle.now)


def test_everybody_is_told_how_it_is_now(circle):
    change(circle, slow_seconds=20, reads_first=True)
    told = circle.room.events.last()
    assert (told.kind, told.audience) == ("settings", "all")
    assert told.payload == {
        "mode": "open_talk",
        "slow": 20,
        "reads_first": True,
        "door_closed": False,
        "lobby": False,
        "calm": False,
        "turn": 5,
    }


def test_the_log_says_who_and_why_and_undo_brings_back_what_was(circle):
    settings.change_settings(
        actor=circle.host.user,
        room=circle.room,
        changes={"mode": "listening"},
        reason="the reading",
        now=circle.now,
    )
    act = Act.objects.get()
    assert (act.by_id, act.reason, act.before["was"]) == (
        circle.host.pk,
        "the reading",
        {"mode": "open_talk"},
    )
    acts.undo(actor=circle.host.user, act=act, now=circle.now)
    circle.room.refresh_from_db()
    assert circle.room.mode == "open_talk"


def test_the_same_again_is_nothing(circle):
    change(circle, slow_seconds=20)
    before = circle.room.events.count()
    circle.room.refresh_from_db()
    change(circle, slow_seconds=20)
    assert circle.room.events.count() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"slow_seconds": 7},
        {"mode": "shouting"},
        {"title": "x"},
        {"turn_minutes": 0},
        {"turn_minutes": 31},
        {"notes_open": True},
    ],
)
def test_nothing_else_can_be_changed(circle, wrong):
    with pytest.raises(DomainError):
        change(circle, **wrong)


def test_members_change_nothing(circle):
    with pytest.raises(NotAllowed):
        change(circle, circle.heron, slow_seconds=10)


def test_slow_is_by_person_and_hosts_are_free(circle):
    change(circle, slow_seconds=20)
    circle.say(circle.heron, "one")
    with pytest.raises(SlowError) as refusal:
        circle.say(circle.heron, "two", now=circle.now + timedelta(seconds=8))
    assert refusal.value.retry_after == 12
    assert circle.say(circle.river, "mine")
    for _n in range(3):
        assert circle.say(circle.host, "Please go slowly.")
    assert circle.say(circle.heron, "two", now=circle.now + timedelta(seconds=20))


def test_a_first_timer_waits_half_as_long(circle):
    change(circle, slow_seconds=20)
    Seat.objects.filter(pk=circle.heron.pk).update(is_first_time=True)
    circle.say(circle.heron, "one")
    assert circle.say(circle.heron, "two", now=circle.now + timedelta(seconds=10))


def test_a_refusal_uses_no_number(circle):
    change(circle, slow_seconds=60)
    circle.say(circle.heron, "one")
    circle.room.refresh_from_db()
    last = circle.room.last_seq
    with pytest.raises(SlowError):
        circle.say(circle.heron, "two")
    circle.room.refresh_from_db()
    assert circle.room.last_seq == last == circle.room.events.count()


def test_many_windows_at_once_write_one_message_in_a_slow_chat(open_circle):
    circle = open_circle()
    change(circle, slow_seconds=60)
    kept = []

    def write(number):
        try:
            kept.append(circle.say(circle.heron, f"window {number}"))
        except SlowError:
            kept.append(None)

    in_threads(8, write)
    assert len([seq for seq in kept if seq]) == 1
    assert Event.objects.filter(kind="message").count() == 1
    assert list(circle.room.events.values_list("seq", flat=True)) == [1, 2, 3]


def test_slow_answers_429_with_the_seconds(circle):
    change(circle, slow_seconds=10)
    client = Client()
    client.force_login(circle.heron.user)

    def post():
        return client.post(
            f"/r/{circle.room.code}/messages/",
            {"cid": uuid.uuid4(), "text": "x"},
            headers={"Accept": "application/json"},
        )

    assert post().status_code == 201
    answer = post()
    assert answer.status_code == 429
    assert 1 <= answer.json()["retry_after"] <= 10


def test_switches_are_plain_forms(circle):
    client = Client()
    client.force_login(circle.host.user)
    path = f"/r/{circle.room.code}/host/settings/"
    client.post(path, {"reads_first": "on"})
    client.post(path, {"door_closed": "on", "slow_seconds": "20", "mode": "listening"})
    room = Room.objects.get(pk=circle.room.pk)
    assert (room.reads_first, room.door_closed, room.slow_seconds, room.mode) == (True, True, 20, "listening")
    client.post(path, {"slow_seconds": "0"})
    assert Room.objects.get(pk=circle.room.pk).slow_seconds == 0
    page = client.get(f"/r/{circle.room.code}/lite/").content.decode()
    assert "A host reads each message first." in page
