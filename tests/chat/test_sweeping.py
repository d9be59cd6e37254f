"""Words go when their window is over. Numbers stay."""

from datetime import timedelta

import pytest
from django.test import Client

from chat.models import Event, Room
from chat.services import rooms, sweeping
from chat.tasks import sweep_messages
from notifications.models import JobRun
from tests.chat.conftest import planned_room

DAY = timedelta(days=1)


def closed(circle) -> Room:
    circle.say(circle.heron, "something of mine")
    circle.say(circle.river, "something of yours")
    return rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)


def test_words_stay_for_the_stated_window(circle):
    closed(circle)
    assert sweeping.sweep_messages(circle.now + DAY - timedelta(seconds=1)) == {"rooms": 0, "messages": 0}
    assert circle.event(2).text == "something of mine"


def test_then_the_text_goes_and_the_numbers_stay(circle):
    room = closed(circle)
    assert sweeping.sweep_messages(circle.now + DAY) == {"rooms": 1, "messages": 2}
    room.refresh_from_db()
    assert (room.state, room.gone_at, room.last_seq) == ("gone", circle.now + DAY, 4)
    told = list(room.events.values_list("seq", "text", "audience"))
    assert told == [(1, "", "all"), (2, "", "nobody"), (3, "", "nobody"), (4, "", "all")]
    assert sweeping.sweep_messages(circle.now + 2 * DAY) == {"rooms": 0, "messages": 0}


def test_hidden_words_go_too(circle):
    from chat.services import messages

    circle.say(circle.heron, "sold here")
    messages.hide_message(actor=circle.host.user, event=circle.event(2), now=circle.now)
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    sweeping.sweep_messages(circle.now + DAY)
    assert circle.event(2).text == ""


def test_in_a_standing_room_each_message_has_its_own_end(circle):
    standing = planned_room(circle.now, closes_at=None, kind=Room.Kind.PAIR, keep=90 * DAY)
    Room.objects.filter(pk=circle.room.pk).update(closes_at=None, keep=90 * DAY)
    circle.say(circle.heron, "old", now=circle.now - 91 * DAY)
    circle.say(circle.heron, "young", now=circle.now - 89 * DAY)
    assert sweeping.sweep_messages(circle.now) == {"rooms": 0, "messages": 1}
    assert [circle.event(seq).text for seq in (2, 3)] == ["", "young"]
    standing.refresh_from_db()
    assert standing.state == "open"


@pytest.fixture
def standing(circle):
    """Three old messages and a young one, in a room that never closes."""
    Room.objects.filter(pk=circle.room.pk).update(closes_at=None, keep=90 * DAY)
    for text in ("old one", "old two", "old three"):
        circle.say(circle.heron, text, now=circle.now - 91 * DAY)
    circle.say(circle.heron, "young", now=circle.now - DAY)
    return circle


def test_one_event_tells_of_all_that_went(standing):
    assert sweeping.sweep_messages(standing.now) == {"rooms": 0, "messages": 3}
    told = standing.event(6)
    assert (told.kind, told.audience, told.target) == ("swept", "all", 4)
    assert sweeping.sweep_messages(standing.now) == {"rooms": 0, "messages": 0}
    standing.room.refresh_from_db()
    assert standing.room.last_seq == 6


def test_the_one_number_says_all_even_when_clocks_disagreed(standing):
    """A message before the last that goes, stamped by a clock that was ahead."""
    Event.objects.filter(room=standing.room, seq=3).update(at=standing.now)
    sweeping.sweep_messages(standing.now)
    assert [standing.event(seq).text for seq in range(2, 6)] == ["", "", "", "young"]


def test_who_reads_on_by_number_is_told_and_draws_nothing_old(standing):
    sweeping.sweep_messages(standing.now)
    client = Client()
    client.force_login(standing.river.user)
    read = client.get(f"/r/{standing.room.code}/messages/?after=1").json()["events"]
    assert [event["kind"] for event in read] == ["none", "none", "none", "message", "swept"]
    assert read[-1] == {"seq": 6, "kind": "swept", "target": 4}
    for page in ("", "lite/"):
        html = client.get(f"/r/{standing.room.code}/{page}").content.decode()
        assert "young" in html
        assert "old three" not in html
        assert html.count("data-seq") == 2  # that the room opened, and the young one


def test_the_job_records_its_run(circle):
    room = closed(circle)
    Room.objects.filter(pk=room.pk).update(closed_at=circle.now - 2 * DAY)
    sweep_messages()
    assert JobRun.objects.get(name="chat.sweep_messages").counts == {"rooms": 1, "messages": 2}


# --- Names and sentences beside the messages ---------------------------------------------------------


@pytest.fixture
def told(circle):
    """A room in which everything was said that is no message: each with a name or a sentence in it."""
    from chat.services import acts, care, holding, lobby, private, turns
    from tests.chat.conftest import person

    host, now = circle.host.user, circle.now
    Room.objects.filter(pk=circle.room.pk).update(mode=Room.Mode.TAKING_TURNS, has_lobby=True)
    turns.raise_hand(actor=circle.heron.user, room=circle.room, now=now)
    turns.raise_hand(actor=circle.river.user, room=circle.room, now=now)
    turns.give_turn(actor=host, room=circle.room, seat_code=circle.heron.code, now=now)
    circle.say(circle.heron, "Call me on 98765 43210")
    held = Event.objects.select_related("room", "seat").get(kind="held")
    holding.keep_back(actor=host, event=held, words="Canary: another way, please.", now=now)
    acts.rest(actor=host, seat=circle.river, minutes=5, words="Canary: please rest.", now=now)
    care.check_on(actor=host, seat=circle.heron, now=now)
    private.write_to_seat(actor=host, seat=circle.heron, text="Canary: are you safe?", now=now)
    private.ask_for_a_word(actor=circle.heron.user, room=circle.room, now=now)
    entry = lobby.come(room=circle.room, user=person(), alias="Green Field", role="member", now=now)
    lobby.not_today(actor=host, entry=entry, words="Canary: not today.", reason="he shouted", now=now)
    return circle


def everything(room: Room) -> str:
    events = list(room.events.values_list("text", "payload"))
    return str([events, list(room.acts.values("words")), list(room.lobby.values("words"))])


def test_every_name_and_sentence_of_a_room_goes_with_it(told):
    kinds = set(told.room.events.exclude(payload={}).values_list("kind", flat=True))
    assert kinds >= {"turn", "queue", "held", "kept_back", "act", "check", "private"}
    assert all(name in everything(told.room) for name in ("Quiet Heron", "Slow River", "Canary"))
    rooms.close_room(actor=told.host.user, room=told.room, now=told.now)
    sweeping.sweep_messages(told.now + DAY)
    assert not any(name in everything(told.room) for name in ("Quiet Heron", "Slow River", "Canary", "98765"))
    assert "he shouted" in str(list(told.room.acts.values("reason")))  # the log says who and why


def test_in_a_standing_room_they_go_one_by_one(told):
    Room.objects.filter(pk=told.room.pk).update(closes_at=None, keep=90 * DAY)
    Event.objects.filter(room=told.room).update(at=told.now - 91 * DAY)
    sweeping.sweep_messages(told.now)
    assert "Quiet Heron" not in str(list(told.room.events.values_list("payload", flat=True)))
    before = told.room.events.count()
    assert sweeping.sweep_messages(told.now) == {"rooms": 0, "messages": 0}
    assert told.room.events.count() == before
