"""People who shall not meet: on pages, in answers and on sockets that were open before.

Most of it is one question: is anything that A reads different when B, whom A shall not meet, is there too?
"""

import json
import re
import uuid
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from accounts.signals import consent_changed
from chat import wire
from chat.live_room import LiveRoom
from chat.models import Event, Room, Seat
from chat.services import apart, history, lobby, messages, notes, presence, reactions, reading, seats, turns
from safeguarding import subjects
from safeguarding.services import blocks
from tests.chat.conftest import Circle, person
from tests.chat.sockets import call, say, socket_of
from tests.chat.test_live_room import Stored, member, row


def numbers(seat) -> list[tuple[int, str]]:
    shown, _more = reading.page_after(seat, 0)
    return [(each["seq"], each["kind"]) for each in shown if each["kind"] in {"message", "none"}]


def lines(seat, last: int) -> list[history.Line]:
    return history.recent_lines(seat, last, apart.unseen_by(seat))


def test_neither_reads_the_other_and_numbers_have_no_holes(circle) -> None:
    mine, theirs = circle.say(circle.heron, "I am here."), circle.say(circle.river, "So am I.")
    blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    assert numbers(circle.heron) == [(mine, "message"), (theirs, "none")]
    assert numbers(circle.river) == [(mine, "none"), (theirs, "message")]
    assert numbers(circle.host) == [(mine, "message"), (theirs, "message")]


def test_the_page_shows_no_trace_of_them(circle) -> None:
    theirs = circle.say(circle.river, "So am I.")
    messages.take_back(actor=circle.river.user, event=circle.event(theirs), now=circle.now)
    blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    last = Room.objects.get(pk=circle.room.pk).last_seq
    assert "So am I." not in str(lines(circle.heron, last))
    assert theirs not in [line.seq for line in lines(circle.heron, last)]
    assert theirs in [line.seq for line in lines(circle.host, last)]


def test_hosts_are_seen_and_see(circle) -> None:
    blocks.block(actor=circle.heron.user, person=circle.host.user, now=circle.now)
    said = circle.say(circle.host, "Welcome.")
    assert numbers(circle.heron) == [(said, "message")]
    assert apart.unseen(circle.room.pk) == {}


def test_open_rooms_ask_again_at_once(circle) -> None:
    before = Room.objects.get(pk=circle.room.pk).seats_version
    block = blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    assert Room.objects.get(pk=circle.room.pk).seats_version > before
    assert apart.unseen(circle.room.pk) == {
        circle.heron.pk: frozenset({circle.river.pk, circle.river.code}),
        circle.river.pk: frozenset({circle.heron.pk, circle.heron.code}),
    }
    blocks.unblock(actor=circle.heron.user, block=block, now=circle.now)
    assert apart.unseen(circle.room.pk) == {}


def test_rooms_of_both_ask_again_when_one_ends_what_the_other_may_see(circle) -> None:
    """Before the next batch: whatever a socket shows is asked for anew. Other rooms are left in peace."""
    making = {"owner": circle.heron.user.subject, "sender": None, "now": circle.now}
    versions = []
    for reader in (circle.river.user.subject, uuid.uuid4()):
        consent_changed.send(**making, reader=reader)
        versions.append(Room.objects.get(pk=circle.room.pk).seats_version)
    assert versions == [circle.room.seats_version + 1] * 2


def test_all_seats_of_a_room_cost_two_queries(circle, django_assert_num_queries) -> None:
    blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    with django_assert_num_queries(2):
        apart.unseen(circle.room.pk)


async def test_a_socket_gets_the_number_and_nothing_else() -> None:
    stored = Stored([row(1, seat_id=7)])
    room = LiveRoom(1, stored.in_thread)
    reader, apart_one, host = member(5), member(6), member(8)
    host.is_host = True
    try:
        for each in (reader, apart_one, host):
            room.live[each] = None
        room.unseen = {6: frozenset({7}), 7: frozenset({6}), 8: frozenset({7})}
        room._hand_out(stored.rows)
    finally:
        room.task.cancel()
    texts = [each.line.texts for each in (reader, apart_one, host)]
    assert texts[0] == texts[2] == [wire.encode(wire.full(stored.rows[0]))]
    assert [json.loads(text) for text in texts[1]] == [{"seq": 1, "kind": "none"}]


# --- With and without ------------------------------------------------------------------------------------


class Evening:
    """One meeting, the same to the second every time; with the river in it, or without."""

    def __init__(self, now, *, with_river: bool) -> None:
        self.circle = circle = Circle(now)
        self.kite = circle.sit("Blue Kite")
        self.with_river = with_river
        if with_river:
            blocks.block(actor=circle.heron.user, person=circle.river.user, now=now)
        else:
            Seat.objects.filter(pk=circle.river.pk).delete()
        self.talk()
        self.take_turns()
        here = [circle.host, circle.heron, self.kite] + ([circle.river] if with_river else [])
        presence.stamp([seat.pk for seat in here], now)

    def talk(self) -> None:
        circle, host, now = self.circle, self.circle.host.user, self.circle.now
        theirs = self.event(self.kite, "A good day.")
        mine = self.event(circle.heron, "I am here.")
        reactions.react(actor=self.kite.user, event=mine, kind="thank_you", on=True, now=now)
        if self.with_river:
            noted, back, hidden = (self.event(circle.river, text) for text in ("One", "Two", "Three"))
            notes.add_note(actor=host, event=noted, note="loss", now=now)
            messages.take_back(actor=circle.river.user, event=back, now=now)
            messages.hide_message(actor=host, event=hidden, now=now)
            reactions.react(actor=self.kite.user, event=noted, kind="with_you", on=True, now=now)
            reactions.react(actor=circle.river.user, event=theirs, kind="with_you", on=True, now=now)
        reactions.react(actor=host, event=theirs, kind="with_you", on=True, now=now)

    def take_turns(self) -> None:
        circle, now = self.circle, self.circle.now
        Room.objects.filter(pk=circle.room.pk).update(mode=Room.Mode.TAKING_TURNS)
        hands = [circle.river] if self.with_river else []
        for seat in [*hands, circle.heron, self.kite]:
            turns.raise_hand(actor=seat.user, room=circle.room, now=now)
        if self.with_river:
            self.give(circle.river)
            turns.more_time(actor=circle.host.user, room=circle.room, now=now)
            turns.end_turn(actor=circle.host.user, room=circle.room, now=now)
            turns.raise_hand(actor=circle.river.user, room=circle.room, now=now)
        self.give(self.kite)
        if self.with_river:
            self.give(circle.river)
        else:
            turns.end_turn(actor=circle.host.user, room=circle.room, now=now)

    def give(self, seat) -> None:
        circle = self.circle
        turns.give_turn(actor=circle.host.user, room=circle.room, seat_code=seat.code, now=circle.now)

    def event(self, seat, text: str) -> Event:
        cid = uuid.uuid5(uuid.NAMESPACE_OID, text)
        return Event.objects.select_related("room", "seat").get(
            room=self.circle.room, seq=self.circle.say(seat, text, cid)
        )

    # What the heron reads, with the names of things that are drawn by lot evened out.

    def get(self, path: str, **query) -> str:
        client = Client()
        client.force_login(self.circle.heron.user)
        answer = client.get(f"/r/{self.circle.room.code}/{path}", query)
        assert answer.status_code == 200
        return self.even(answer.content.decode())

    def even(self, text: str) -> str:
        named = {self.circle.room.code: "ROOM", self.circle.host.code: "SIMRAN", self.kite.code: "KITE"}
        for code, name in (named | {self.circle.heron.code: "HERON"}).items():
            text = text.replace(code, name)
        return text

    def read(self) -> list[dict]:
        """The stream, but for the empty numbers and what number a thing has."""
        events = json.loads(self.get("messages/", after=0))["events"]
        shown = [event for event in events if event["kind"] != "none"]
        place = {event["seq"]: at for at, event in enumerate(shown)}
        for event in shown:
            event["seq"], event["target"] = place[event["seq"]], place.get(event.get("target"))
        return shown

    def page(self, path: str) -> str:
        """The words and marks of a page, but for numbers, drawings, tokens and the clock of the server."""
        html = re.sub(r'value="[A-Za-z0-9]{64}"|value="[0-9a-f-]{36}"', "", self.get(path))
        html = re.sub(r'data-(now|seq|last|left)="[^"]*"|av-[a-f]|#i-[a-z]+', "", html)
        html = re.sub(r'messages/\d+/|seq=\d+|value="\d+:', "", html)
        return re.sub(r"\s+", " ", html)


@pytest.fixture
def evenings(db, now):
    return [Evening(now, with_river=there) for there in (True, False)]


def test_the_stream_reads_the_same(evenings) -> None:
    there, alone = (evening.read() for evening in evenings)
    assert there == alone
    assert {event["kind"] for event in alone} >= {"message", "reaction", "turn", "queue"}


@pytest.mark.parametrize("path", ["", "lite/"])
def test_the_page_reads_the_same(evenings, path) -> None:
    there, alone = (evening.page(path) for evening in evenings)
    assert there == alone
    assert "3 people" in alone
    assert "Nobody is sharing now." in alone


def test_the_host_sees_them_all(evenings) -> None:
    circle = evenings[0].circle
    client = Client()
    client.force_login(circle.host.user)
    page = client.get(f"/r/{circle.room.code}/").content.decode()
    assert "Slow River" in page
    assert "4 people" in page


def test_neither_can_act_on_what_the_other_writes(evenings) -> None:
    circle = evenings[0].circle
    theirs = Event.objects.get(room=circle.room, text="One").seq
    client, code = Client(), circle.room.code
    client.force_login(circle.heron.user)
    for path in (f"messages/{theirs}/back/", f"messages/{theirs}/hide/", f"messages/{theirs}/note/"):
        assert client.post(f"/r/{code}/{path}").status_code == 404
    assert client.post(f"/r/{code}/support/", {"to": f"{theirs}:with_you:on"}).status_code == 404
    assert client.get(f"/tell/message/{code}-{theirs}/").status_code == 404
    assert client.get(f"/r/{code}/people/{circle.river.code}/about/").status_code == 404


def test_what_an_old_page_still_shows_works_there_and_reaches_nobody(circle) -> None:
    """A button that fails would tell of the block."""
    seq = circle.say(circle.heron, "I am here.", now=circle.now - timedelta(minutes=1))
    blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    client, code = Client(), circle.room.code
    client.force_login(circle.river.user)
    sent = client.post(
        f"/r/{code}/support/", {"to": f"{seq}:with_you:on"}, headers={"accept": "application/json"}
    )
    assert sent.json() == {"counts": {"with_you": 1, "thank_you": 0, "strength": 0}}
    assert client.get(f"/tell/message/{code}-{seq}/").status_code == 200
    (line,) = (one for one in lines(circle.heron, 99) if one.text == "I am here.")
    assert not line.has_support


def test_ones_place_in_the_waiting_room_does_not_count_them(circle) -> None:
    Room.objects.filter(pk=circle.room.pk).update(has_lobby=True)
    first, second = person(), person()
    come = {"room": circle.room, "role": "member"}
    lobby.come(user=first, alias="Green Field", now=circle.now - timedelta(seconds=9), **come)
    entry = lobby.come(user=second, alias="Paper Boat", now=circle.now, **come)
    assert lobby.place_of(entry, circle.now) == 2
    blocks.block(actor=second, person=first, now=circle.now)
    assert lobby.place_of(entry, circle.now) == 1


async def test_how_many_are_here_is_told_without_them() -> None:
    room = LiveRoom(1, Stored([]).in_thread)
    reader, kept_apart = member(5), member(6)
    try:
        for each in (reader, kept_apart):
            room.live[each] = None
        room.unseen = {6: frozenset({7, "river"})}
        room.tell_count(4, {5, 6, 7, 8})
        room.tell_count(4, {5, 6, 8, 9})  # the one they shall not meet left, somebody else came
        room.tell_count(4, {5, 6, 8, 9})
    finally:
        room.task.cancel()
    told = [[json.loads(text)["count"] for text in each.line.texts] for each in (reader, kept_apart)]
    assert told == [[4], [3, 4]]


@pytest.mark.usefixtures("nothing_left_running")
async def test_a_socket_that_was_open_before_goes_on_without_them(open_circle) -> None:
    circle = await sync_to_async(open_circle)()
    kite = await sync_to_async(circle.sit)("Blue Kite")
    seq = await say(circle, circle.heron, "I am here.")
    socket = await socket_of(circle, circle.heron, after=seq)
    await call(blocks.block, actor=circle.heron.user, person=circle.river.user, now=circle.now)
    event = await sync_to_async(circle.event)(seq)
    await say(circle, circle.river, "So am I.")
    for seat in (circle.river, kite):
        await call(reactions.react, actor=seat.user, event=event, kind="strength", on=True, now=circle.now)
    heard = await socket.hear_all(3)
    assert [each["kind"] for each in heard] == ["none", "none", "reaction"]
    assert heard[2]["counts"]["strength"] == 1
    await socket.disconnect()


def test_after_they_left_nothing_changes_either(circle) -> None:
    theirs = circle.say(circle.river, "So am I.")
    blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    seats.end_seat(seat=circle.river, reason="left", now=circle.now)
    assert (theirs, "none") in numbers(circle.heron)


def test_what_one_may_not_read_cannot_be_answered_or_quoted(circle) -> None:
    """A number is known to everybody; that there are words behind it is not."""
    blocks.block(actor=circle.river.user, person=circle.heron.user, now=circle.now)
    theirs, mine = circle.say(circle.river, "I live in Lamp Street."), circle.say(circle.heron, "Thank you.")
    seen = Event.objects.visible_to(circle.heron.user)
    assert not seen.filter(seq=theirs).exists()
    assert seen.filter(seq=mine).exists()
    assert Event.objects.visible_to(circle.host.user).filter(seq=theirs).exists()
    code = circle.room.code
    assert subjects.find(circle.heron.user, "message", f"{code}-{theirs}", circle.now) is None
    told = subjects.find(circle.heron.user, "message", f"{code}-{mine}", circle.now)
    assert told is None or "Lamp Street" not in str(told.excerpt)
    said = circle.say(circle.host, "Welcome.")
    excerpt = subjects.find(circle.heron.user, "message", f"{code}-{said}", circle.now).excerpt
    assert "Welcome." in str(excerpt)
    assert "Lamp Street" not in str(excerpt)
