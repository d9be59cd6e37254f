"""Private words between one seat and the hosts."""

from datetime import timedelta

import pytest
from django.test import Client

from chat.models import Event, Seat
from chat.services import console, private, rooms
from chat.services.limits import PaceError
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Case
from safeguarding.services import blocks, newcomers
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


# --- Newcomers, and people who keep apart -------------------------------------------------------------


def test_a_host_may_welcome_many_newcomers_and_nobody_is_alarmed(circle):
    for n in "ABCD":
        new = circle.sit(f"Paper Boat {n}")
        event = private.write_to_seat(actor=circle.host.user, seat=new, text="Welcome.", now=circle.now)
        assert knows(event, new) == [True]
    assert not Case.objects.exists()
    assert newcomers.approaches(circle.host.user, circle.now) == 0


def test_a_word_of_a_host_one_keeps_apart_from_does_not_arrive_and_nothing_tells(circle):
    other = circle.sit("Blue Kite", Seat.Role.HOST)
    blocks.block(actor=circle.heron.user, person=circle.host.user, now=circle.now)
    lost = private.write_to_seat(actor=circle.host.user, seat=circle.heron, text="Hello", now=circle.now)
    told = private.write_to_seat(actor=other.user, seat=circle.heron, text="Are you safe?", now=circle.now)
    assert knows(lost, circle.host, other, circle.heron) == [True, True, False]
    assert knows(told, circle.host, other, circle.heron) == [True, True, True]
    assert lost.payload == told.payload == {"to": circle.heron.code, "to_name": "Quiet Heron"}
    client = Client()
    client.force_login(circle.host.user)
    events = client.get(f"/r/{circle.room.code}/messages/?after=1").json()["events"]
    assert set(events[0]) == set(events[1])


def test_a_word_to_the_hosts_always_finds_a_reader(circle):
    """Also the one whom the writer keeps apart from: there may be no other host."""
    blocks.block(actor=circle.heron.user, person=circle.host.user, now=circle.now)
    event = private.write_to_hosts(actor=circle.heron.user, room=circle.room, text="Help", now=circle.now)
    assert knows(event, circle.host) == [True]


def talks(circle):
    shown = console.console_of(circle.room, circle.host, circle.now)
    return shown.unanswered, [(talk.seat.alias, talk.waits, len(talk.words)) for talk in shown.private]


def test_hosts_see_words_by_person_and_how_many_wait_for_an_answer(circle):
    for seat in (circle.heron, circle.river, circle.heron):
        private.write_to_hosts(actor=seat.user, room=circle.room, text="Hello", now=circle.now)
    assert talks(circle) == (2, [("Quiet Heron", True, 2), ("Slow River", True, 1)])
    private.write_to_seat(actor=circle.host.user, seat=circle.heron, text="Here", now=circle.now)
    assert talks(circle) == (1, [("Slow River", True, 1), ("Quiet Heron", False, 3)])
    private.ask_for_a_word(actor=circle.heron.user, room=circle.room, now=circle.now)
    assert talks(circle)[0] == 2
    Seat.objects.filter(pk=circle.heron.pk).update(left_at=circle.now)
    assert talks(circle)[0] == 1, "who has left cannot be answered"


def test_the_count_stands_on_the_tab_with_a_way_to_answer(circle):
    private.write_to_hosts(actor=circle.heron.user, room=circle.room, text="I feel shaky.", now=circle.now)
    client = Client()
    client.force_login(circle.host.user)
    html = client.get(f"/r/{circle.room.code}/").content.decode()
    assert 'data-count-of="private">1</span>' in html
    assert f'data-talk="{circle.heron.code}"' in html
    assert "Not answered yet" in html
