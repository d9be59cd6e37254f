"""A seat is the right to be in a room: given once, ended for good, forgotten with the person."""

from datetime import timedelta

import pytest

from accounts.signals import account_erased
from chat.models import Event, Room, Seat
from chat.services import seats
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.chat.conftest import person


def test_giving_twice_is_giving_once(circle):
    again = seats.give_seat(
        room=circle.room, user=circle.heron.user, alias="Other", role="member", now=circle.now
    )
    assert (again.pk, again.alias) == (circle.heron.pk, "Quiet Heron")


def test_a_newer_role_is_taken_over_and_the_hubs_ask_again(circle):
    before = Room.objects.get(pk=circle.room.pk).seats_version
    again = seats.give_seat(room=circle.room, user=circle.heron.user, alias="x", role="host", now=circle.now)
    assert again.is_host
    assert Room.objects.get(pk=circle.room.pk).seats_version == before + 1


@pytest.mark.parametrize("alias", ["Quiet Heron", "QUIET  heron", "Quіet Herоn", "Simran", "Simr\u200ban"])
def test_nobody_can_be_mistaken_for_another(circle, alias):
    with pytest.raises(DomainError):
        circle.sit(alias)


@pytest.mark.parametrize("alias", ["", "x", "☺☺", "x" * 41])
def test_an_alias_is_a_name(circle, alias):
    with pytest.raises(DomainError):
        circle.sit(alias)


def test_who_has_left_may_come_back_under_a_free_name(circle):
    seats.leave_room(actor=circle.heron.user, room=circle.room, now=circle.now)
    taken = circle.sit("Quiet Heron")
    back = seats.give_seat(
        room=circle.room, user=circle.heron.user, alias="Grey Heron", role="member", now=circle.now
    )
    assert (back.pk, back.alias, back.is_live) == (circle.heron.pk, "Grey Heron", True)
    assert taken.pk != back.pk


def test_who_was_asked_to_go_does_not_come_back(circle):
    seats.end_seat(seat=circle.heron, reason="removed", now=circle.now)
    with pytest.raises(DomainError):
        seats.give_seat(
            room=circle.room, user=circle.heron.user, alias="New Name", role="member", now=circle.now
        )
    assert AuditEntry.objects.get(verb="chat.end_seat").details == {"reason": "removed"}


def test_a_full_room_is_full(circle):
    Room.objects.filter(pk=circle.room.pk).update(max_seats=3)
    with pytest.raises(DomainError) as refusal:
        circle.sit("One More")
    assert refusal.value.retry_after
    assert seats.give_seat(
        room=circle.room, user=circle.heron.user, alias="x", role="member", now=circle.now
    ).is_live


def test_leaving_needs_a_seat(circle):
    with pytest.raises(NotAllowed):
        seats.leave_room(actor=person(), room=circle.room, now=circle.now)


def test_what_is_not_ones_own_does_not_exist(circle):
    stranger = person()
    assert not Room.objects.visible_to(stranger).exists()
    assert not Seat.objects.visible_to(stranger).exists()
    assert not Event.objects.visible_to(stranger).exists()
    assert list(Room.objects.visible_to(circle.heron.user)) == [circle.room]
    assert list(Seat.objects.visible_to(circle.heron.user)) == [circle.heron]
    seats.end_seat(seat=circle.heron, reason="left", now=circle.now)
    assert not Room.objects.visible_to(circle.heron.user).exists()


def test_events_are_visible_to_their_audience(circle):
    from chat.services import stream

    circle.say(circle.river, "for all")
    for audience, named in (("hosts", None), ("seat", circle.heron), ("nobody", None)):
        stream.append(
            room=circle.room, kind="message", now=circle.now, seat=circle.river,
            audience=audience, audience_seat=named,
        )  # fmt: skip
    seen = {
        seat.alias: list(Event.objects.visible_to(seat.user).values_list("seq", flat=True))
        for seat in (circle.host, circle.heron, circle.river)
    }
    assert seen == {"Simran": [1, 2, 3], "Quiet Heron": [1, 2, 4], "Slow River": [1, 2, 3, 4]}


def test_erasure_takes_words_and_name_and_leaves_the_numbers(circle):
    circle.say(circle.heron, "my words")
    circle.say(circle.river, "other words")
    user = circle.heron.user
    account_erased.send(sender=None, user=user, now=circle.now + timedelta(minutes=1))
    circle.heron.refresh_from_db()
    assert (circle.heron.user, circle.heron.alias, circle.heron.alias_folded) == (None, "", "")
    assert not circle.heron.is_live
    told = list(circle.room.events.values_list("seq", "kind", "text", "audience"))
    assert told == [
        (1, "state", "", "all"),
        (2, "message", "", "nobody"),
        (3, "message", "other words", "all"),
        (4, "forgotten", "", "all"),
    ]
    assert circle.event(4).payload == {"seat": circle.heron.code}
    assert Room.objects.get(pk=circle.room.pk).last_seq == 4
