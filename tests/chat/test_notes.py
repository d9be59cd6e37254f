"""Content notes: a door with a sign on it, by the writer before sending or by a host later."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from chat.models import Event, Room
from chat.services import history, holding, messages, notes, reading, rooms, settings, sweeping
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


# --- Words that a host reads first, or took out of sight ----------------------------------------------


@pytest.fixture
def held(circle) -> Event:
    settings.apply_defaults(room=circle.room, reads_first=True)
    return say(circle, "")


def test_a_host_may_note_a_held_message_and_it_comes_through_with_the_note(circle, held):
    add(circle, held, "using")
    held.refresh_from_db()
    assert held.payload == {"why": "reads_first", "note": "using"}
    through = holding.let_through(actor=circle.host.user, event=held, now=circle.now)
    (shown,) = seen(circle, through.seq - 1)
    assert (shown["note"], shown["released"]) == ("using", held.seq)


def test_the_note_of_a_held_message_is_known_to_its_writer_and_the_hosts_alone(circle, held):
    told = add(circle, held, "harm")
    assert reading.page_after(circle.heron, told.seq - 1)[0][0]["note"] == "harm"
    assert reading.page_after(circle.host, told.seq - 1)[0][0]["note"] == "harm"
    assert seen(circle, told.seq - 1) == [{"seq": told.seq, "kind": "none"}]
    client = Client()
    client.force_login(circle.heron.user)
    assert "Talks about harm." in client.get(f"/r/{circle.room.code}/lite/").content.decode()


def test_a_note_while_hidden_is_for_hosts_and_is_there_when_it_is_shown_again(circle):
    event = say(circle, "")
    messages.hide_message(actor=circle.host.user, event=event, now=circle.now)
    event.refresh_from_db()
    told = add(circle, event, "violence")
    assert seen(circle, told.seq - 1) == [{"seq": told.seq, "kind": "none"}]
    again = holding.show_again(actor=circle.host.user, event=event, now=circle.now)
    assert again.payload["note"] == "violence"


def test_who_was_let_through_meanwhile_cannot_be_noted_by_the_old_number(circle, held):
    holding.let_through(actor=circle.host.user, event=held, now=circle.now)
    assert add(circle, held, "using") is None


def test_the_hosts_page_notes_a_held_message(circle, held):
    client = Client()
    client.force_login(circle.host.user)
    path = f"/r/{circle.room.code}/host/"
    page = client.get(path).content.decode()
    assert f'action="/r/{circle.room.code}/messages/{held.seq}/note/"' in page
    answer = client.post(f"/r/{circle.room.code}/messages/{held.seq}/note/", {"note": "loss", "back": "host"})
    assert answer.url == path
    assert '<option value="loss" selected>' in client.get(path).content.decode()


@pytest.mark.parametrize("by", ["group", "person"])
def test_notes_stand_open_where_the_group_or_the_reader_chose_so(circle, by):
    say(circle, "using")
    if by == "group":
        Room.objects.update(notes_open=True)
    else:
        User.objects.filter(pk=circle.river.user_id).update(notes_open=True)
    pages = {}
    for seat in (circle.river, circle.host):
        client = Client()
        client.force_login(seat.user)
        pages[seat.alias] = client.get(f"/r/{circle.room.code}/").content.decode()
    opened = '<details class="bub cn" open>'
    assert opened in pages["Slow River"]
    assert "data-notes-open" in pages["Slow River"]
    assert (opened in pages["Simran"]) is (by == "group")
