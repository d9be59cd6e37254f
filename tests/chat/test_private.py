"""Private words between one seat and the hosts."""

from datetime import timedelta

import pytest
from django.test import Client

from chat.models import Event, Seat
from chat.services import private, rooms
from chat.services.limits import PaceError
from recovery_network.common.errors import DomainError, NotAllowed
from tests.chat.conftest import person


def knows(event, *seats):
    return [Event.objects.visible_to(seat.user).filter(pk=event.pk).exists() for seat in seats]


def test_a_word_to_the_hosts_is_read_by_hosts_and_its_writer(circle):
    other = circle.sit("Blue Kite", Seat.Role.HOST)
    event = private.write_to_hosts(
        actor=circle.heron.user, room=circle.room, text="I cannot go on.", now=circle.now
    )
    assert knows(event, circle.host, other, circle.heron, circle.river) == [True, True, True, False]


def test_a_word_to_one_person_is_read_by_them_and_every_host(circle):
    other = circle.sit("Blue Kite", Seat.Role.HOST)
    event = private.write_to_seat(
        actor=circle.host.user, seat=circle.heron, text="Are you safe?", now=circle.now
    )
    assert event.payload["to"] == circle.heron.code
    assert knows(event, circle.host, other, circle.heron, circle.river) == [True, True, True, False]


def test_somebody_who_rests_can_still_reach_a_host(circle):
    circle.heron.muted_until = circle.now + timedelta(minutes=5)
    circle.heron.save()
    assert private.write_to_hosts(actor=circle.heron.user, room=circle.room, text="Help", now=circle.now)


def test_members_write_to_no_other_member(circle):
    with pytest.raises(NotAllowed):
        private.write_to_seat(actor=circle.river.user, seat=circle.heron, text="psst", now=circle.now)
    with pytest.raises(NotAllowed):
        private.write_to_hosts(actor=person(), room=circle.room, text="x", now=circle.now)


def test_five_in_ten_seconds_and_nothing_empty_or_in_a_closed_room(circle):
    def write(text="x"):
        return private.write_to_hosts(actor=circle.heron.user, room=circle.room, text=text, now=circle.now)

    with pytest.raises(DomainError):
        write("  ")
    for _n in range(5):
        write()
    with pytest.raises(PaceError):
        write()
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    with pytest.raises(DomainError):
        private.write_to_seat(actor=circle.host.user, seat=circle.heron, text="x", now=circle.now)


def test_pages_show_private_words_to_those_two_sides_only(circle):
    def page(seat):
        client = Client()
        client.force_login(seat.user)
        return client.get(f"/r/{circle.room.code}/lite/").content.decode()

    client = Client()
    client.force_login(circle.heron.user)
    client.post(f"/r/{circle.room.code}/hosts/word/", {"text": "Only for hosts", "back": "lite"})
    assert ["Only for hosts" in page(seat) for seat in (circle.host, circle.heron, circle.river)] == [
        True,
        True,
        False,
    ]
