"""Writing into a room: numbers without holes, repeats without doubles, words that go when taken back."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from chat.models import Event, Room
from chat.services import messages, rooms, seats, stream
from chat.services.limits import PaceError
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.racing import crossing, in_threads


def test_numbers_follow_each_other(circle):
    assert [circle.say(circle.heron, f"line {n}") for n in range(3)] == [2, 3, 4]
    assert list(circle.room.events.values_list("seq", flat=True)) == [1, 2, 3, 4]


def test_the_same_cid_is_the_same_message(circle):
    cid = uuid.uuid4()
    first = messages.post_message(
        actor=circle.heron.user, room=circle.room, cid=cid, text="a", now=circle.now
    )
    again = messages.post_message(
        actor=circle.heron.user, room=circle.room, cid=cid, text="b", now=circle.now
    )
    assert (first[:2], again[:2]) == ((2, True), (2, False))
    assert circle.event(2).text == "a"
    assert circle.say(circle.river, "next") == 3


def test_a_cid_belongs_to_its_seat(circle):
    cid = uuid.uuid4()
    assert circle.say(circle.heron, "mine", cid) == 2
    assert circle.say(circle.river, "mine too", cid) == 3


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1001])
def test_empty_and_overlong_are_refused(circle, text):
    with pytest.raises(DomainError):
        circle.say(circle.heron, text)


def test_a_thousand_characters_fit(circle):
    assert circle.say(circle.heron, "ক" * 1000) == 2


def test_strangers_and_the_muted_may_not_write(circle):
    from tests.chat.conftest import person

    with pytest.raises(NotAllowed):
        messages.post_message(actor=person(), room=circle.room, cid=uuid.uuid4(), text="x", now=circle.now)
    circle.heron.muted_until = circle.now + timedelta(hours=1)
    circle.heron.save()
    with pytest.raises(NotAllowed):
        circle.say(circle.heron, "x")


def test_only_hosts_write_while_others_listen(circle):
    circle.room.mode = circle.room.Mode.LISTENING
    circle.room.save()
    with pytest.raises(NotAllowed):
        circle.say(circle.heron, "x")
    assert circle.say(circle.host, "Welcome") == 2


def test_nothing_is_written_into_a_closed_room_and_no_number_is_used(circle):
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    with pytest.raises(DomainError):
        circle.say(circle.heron, "late")
    circle.room.refresh_from_db()
    assert circle.room.last_seq == 2 == circle.room.events.count()


def test_the_twenty_first_in_ten_seconds_waits(circle):
    for second in range(20):
        circle.say(circle.heron, "x", now=circle.now + timedelta(milliseconds=second))
    with pytest.raises(PaceError) as refusal:
        circle.say(circle.heron, "x", now=circle.now + timedelta(seconds=4))
    assert refusal.value.retry_after == 6
    assert not refusal.value.is_flood
    assert circle.say(circle.heron, "x", now=circle.now + timedelta(seconds=11)) == 22
    assert circle.say(circle.river, "x") == 23


def test_a_repeat_is_answered_when_the_limit_is_reached(circle):
    cid = uuid.uuid4()
    circle.say(circle.heron, "x", cid)
    for _n in range(19):
        circle.say(circle.heron, "x")
    assert circle.say(circle.heron, "x", cid) == 2


def test_a_hundred_in_a_minute_is_a_flood(circle, settings, monkeypatch):
    rung = []
    monkeypatch.setattr("chat.services.limits.ring", lambda *args, **ids: rung.append((args, ids)))
    settings.CHAT_BURST_LIMIT = 1000
    for _n in range(100):
        circle.say(circle.heron, "x")
    with pytest.raises(PaceError) as refusal:
        circle.say(circle.heron, "x")
    assert refusal.value.is_flood
    assert rung == [(("people", "seat.flood"), {"room": circle.room.pk, "seat": circle.heron.pk})]


def test_taking_back_empties_the_row_and_tells_the_number(circle):
    seq = circle.say(circle.heron, "I wish I had not said it")
    told = messages.take_back(actor=circle.heron.user, event=circle.event(seq), now=circle.now)
    assert (told.seq, told.kind, told.target) == (3, Event.Kind.TAKEN_BACK, 2)
    assert (circle.event(2).text, circle.event(2).audience) == ("", Event.Audience.NOBODY)
    assert messages.take_back(actor=circle.heron.user, event=circle.event(2), now=circle.now) is None
    assert circle.room.events.count() == 3


def test_only_the_author_takes_back(circle):
    event = circle.event(circle.say(circle.heron, "mine"))
    for other in (circle.river, circle.host):
        with pytest.raises(NotAllowed):
            messages.take_back(actor=other.user, event=event, now=circle.now)


def test_hiding_keeps_the_words_for_hosts_and_tells_no_name(circle):
    event = circle.event(circle.say(circle.heron, "sold here"))
    told = messages.hide_message(actor=circle.host.user, event=event, now=circle.now)
    assert (told.kind, told.target, told.seat, told.payload) == (Event.Kind.HIDDEN, 2, None, {})
    assert (circle.event(2).audience, circle.event(2).text) == (Event.Audience.HOSTS, "sold here")
    assert AuditEntry.objects.filter(verb="chat.hide_message", actor=circle.host.user.subject).count() == 1


def test_members_do_not_hide(circle):
    with pytest.raises(NotAllowed):
        messages.hide_message(
            actor=circle.river.user, event=circle.event(circle.say(circle.heron, "x")), now=circle.now
        )


def test_hiding_does_not_bring_back_what_was_taken_back(circle):
    seen_by_host = circle.event(circle.say(circle.heron, "gone"))
    messages.take_back(actor=circle.heron.user, event=circle.event(2), now=circle.now)
    assert messages.hide_message(actor=circle.host.user, event=seen_by_host, now=circle.now) is None
    assert (circle.event(2).text, circle.event(2).audience) == ("", Event.Audience.NOBODY)


def test_eight_writers_leave_no_hole_and_no_reader_skips(open_circle):
    circle = open_circle()
    writers = [circle.sit(f"Bird number {chr(97 + n)}") for n in range(8)]
    seen, done = [], threading.Event()

    def read() -> None:
        after = 0
        while not (done.is_set() and after == 161):
            for seq in Event.objects.filter(room=circle.room, seq__gt=after).values_list("seq", flat=True):
                seen.append(seq)
                after = seq
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    in_threads(8, lambda n: [circle.say(writers[n], f"{n}:{i}") for i in range(20)])
    done.set()
    reader.join(20)
    assert seen == list(range(1, 162))


def test_the_same_cid_racing_is_kept_once(open_circle):
    circle = open_circle()
    cid, answers = uuid.uuid4(), []
    in_threads(8, lambda n: answers.append(circle.say(circle.heron, "once", cid)))
    assert set(answers) == {2}
    circle.room.refresh_from_db()
    assert circle.room.last_seq == 2


def test_a_seat_that_ends_while_writing_stops_writing(open_circle):
    circle = open_circle()
    refused = threading.Event()

    def write(number: int) -> None:
        if number == 0:
            seats.end_seat(seat=circle.heron, reason="removed", now=circle.now)
            return
        for _n in range(19):
            try:
                circle.say(circle.heron, "x")
            except (NotAllowed, DomainError, circle.heron.DoesNotExist):
                refused.set()

    in_threads(2, write)
    with pytest.raises(NotAllowed):
        circle.say(circle.heron, "x")
    seqs = list(circle.room.events.values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


def test_a_seat_can_end_while_its_words_are_being_kept(open_circle):
    circle = open_circle()
    crossing(
        first=lambda: stream.seats_changed(circle.room),
        second=lambda: seats.end_seat(seat=circle.heron, reason="removed", now=circle.now),
        then=lambda: circle.say(circle.heron, "kept before the seat ended"),
    )
    with pytest.raises(NotAllowed):
        circle.say(circle.heron, "x")


def test_a_message_goes_back_for_two_minutes(circle):
    event = circle.event(circle.say(circle.heron, "mine"))
    soon, late = (circle.now + timedelta(seconds=each) for each in (119, 120))
    with pytest.raises(DomainError, match="2 minutes"):
        messages.take_back(actor=circle.heron.user, event=event, now=late)
    assert circle.event(event.seq).text == "mine"
    assert messages.take_back(actor=circle.heron.user, event=event, now=soon)


def test_words_that_a_host_still_reads_go_back_at_any_time(circle):
    Room.objects.filter(pk=circle.room.pk).update(reads_first=True)
    event = circle.event(circle.say(circle.heron, "mine"))
    assert messages.take_back(actor=circle.heron.user, event=event, now=circle.now + timedelta(minutes=20))
