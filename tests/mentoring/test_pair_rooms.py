"""The room of two: no numbers while one of them is new, never money, reported to the right centre."""

import uuid
from datetime import timedelta

import pytest

from chat.models import Event
from chat.services.messages import post_message
from mentoring.models import Pair
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding import subjects
from tests.mentoring import people
from tests.mentoring.test_walks import step_back, walking


def write(pair, person, words, now):
    return post_message(actor=person, room=pair.room, cid=uuid.uuid4(), text=words, now=now)


@pytest.mark.parametrize("words", ["Call me on 01712 345678", "See https://example.com/x", "me@example.com"])
def test_no_contact_while_one_of_the_two_is_new(centre, now, words):
    pair = walking(centre, now)
    # The mentor has been here for long: what counts is that the other one is new.
    pair.guide.created_at = now - timedelta(days=400)
    pair.guide.save(update_fields=["created_at"])
    for person in pair.two():
        with pytest.raises(DomainError, match="first 90 days"):
            write(pair, person, words, now)
    assert not Event.objects.filter(room=pair.room, kind__in=["message", "held"]).exists()
    later = max(person.created_at for person in pair.two()) + timedelta(days=91)
    assert write(pair, pair.guide, words, later).state == ""


def test_never_money(centre, now):
    pair = walking(centre, now)
    later = max(person.created_at for person in pair.two()) + timedelta(days=91)
    with pytest.raises(DomainError, match="No money"):
        write(pair, pair.guide, "Send it by bKash, pay me today", later)


def test_nothing_is_held_for_a_host_who_is_not_there(centre, now):
    pair = walking(centre, now)
    assert write(pair, pair.mentee, "Shall we talk on Tuesday?", now).state == ""


def test_after_the_end_nobody_writes_and_staff_of_the_centre_are_found(centre, now):
    pair = walking(centre, now)
    step_back(pair.mentee, pair, now)
    room = Pair.objects.get(pk=pair.pk).room
    for person in pair.two():
        with pytest.raises(NotAllowed):
            post_message(actor=person, room=room, cid=uuid.uuid4(), text="Hello?", now=now)
    assert subjects.centre_of(f"room:{room.code}") == centre
    assert subjects.centre_of(f"room:{people.centre().code}") is None
