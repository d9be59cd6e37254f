"""Content notes: a door with a sign on it, by the writer before sending or by a host later."""

import uuid
from datetime import timedelta

import pytest

from chat.models import Event
from chat.services import history, messages, notes, reading, rooms, sweeping
from ledger.models import AuditEntry
from recovery_network.common.errors import NotAllowed


def say(circle, note: str) -> Event:
    seq, *_rest = messages.post_message(
        actor=circle.heron.user,
        room=circle.room,
        cid=uuid.uuid4(),
        text="I used on Saturday.",
        note=note,
        now=circle.now,
    )
    return circle.event(seq)


def add(circle, event: Event, note: str, actor=None) -> Event | None:
    actor = actor or circle.host
    return notes.add_note(actor=actor.user, event=event, note=note, now=circle.now)


def seen(circle, after: int) -> list[dict]:
    return reading.page_after(circle.river, after)[0]


def test_the_writers_note_goes_with_the_message(circle):
    event = say(circle, "using")
    (shown,) = seen(circle, event.seq - 1)
    assert (shown["text"], shown["note"]) == ("I used on Saturday.", "using")


def test_a_message_without_a_note_says_nothing_of_notes(circle):
    event = say(circle, "")
    assert event.payload == {}
    assert "note" not in seen(circle, event.seq - 1)[0]


def test_no_other_note_can_be_made_up(circle):
    with pytest.raises(ValueError, match="shame"):
        say(circle, "shame")
    event = say(circle, "")
    with pytest.raises(ValueError, match="shame"):
        add(circle, event, "shame")


def test_a_host_adds_changes_and_takes_away_a_note(circle):
    event = say(circle, "")
    add(circle, event, "using")
    add(circle, event, "harm")
    assert add(circle, event, "harm") is None
    add(circle, event, "")
    about = [(each["target"], each["note"]) for each in seen(circle, event.seq)]
    assert about == [(event.seq, "using"), (event.seq, "harm"), (event.seq, "")]
    assert circle.event(event.seq).payload == {}
    entries = AuditEntry.objects.filter(verb="chat.note_message").order_by("pk")
    assert [entry.details["note"] for entry in entries] == ["using", "harm", ""]


def test_whoever_comes_later_finds_the_note_on_the_message(circle):
    event = say(circle, "")
    add(circle, event, "loss")
    circle.room.refresh_from_db()
    (line,) = [
        each for each in history.recent_lines(circle.river, circle.room.last_seq) if each.kind == "message"
    ]
    assert (line.note, line.note_words) == ("loss", "Talks about loss.")
    assert seen(circle, event.seq - 1)[0]["note"] == "loss"


def test_only_hosts_add_notes_to_others(circle):
    event = say(circle, "")
    for seat in (circle.heron, circle.river):
        with pytest.raises(NotAllowed):
            add(circle, event, "using", actor=seat)


def test_a_message_that_is_gone_gets_no_note(circle):
    event = say(circle, "using")
    messages.take_back(actor=circle.heron.user, event=event, now=circle.now)
    assert add(circle, circle.event(event.seq), "harm") is None
    assert circle.event(event.seq).payload == {}


def test_the_note_goes_with_the_words(circle):
    event = say(circle, "using")
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    sweeping.sweep_messages(circle.now + timedelta(days=1))
    assert circle.event(event.seq).payload == {}
