"""People who shall not meet: on pages, in answers and on sockets that were open before."""

import json
from uuid import uuid4

from accounts.signals import consent_changed
from chat import wire
from chat.live_room import LiveRoom
from chat.models import Room
from chat.services import apart, history, messages, reading
from safeguarding.services import blocks
from tests.chat.test_live_room import Stored, member, row


def numbers(seat) -> list[tuple[int, str]]:
    shown, _more = reading.page_after(seat, 0)
    return [(each["seq"], each["kind"]) for each in shown if each["kind"] in {"message", "none"}]


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
    assert "So am I." not in str(history.recent_lines(circle.heron, last))
    assert theirs not in [line.seq for line in history.recent_lines(circle.heron, last)]
    assert theirs in [line.seq for line in history.recent_lines(circle.host, last)]


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
        circle.heron.pk: frozenset({circle.river.pk}),
        circle.river.pk: frozenset({circle.heron.pk}),
    }
    blocks.unblock(actor=circle.heron.user, block=block, now=circle.now)
    assert apart.unseen(circle.room.pk) == {}


def test_rooms_of_both_ask_again_when_one_ends_what_the_other_may_see(circle) -> None:
    """Before the next batch: whatever a socket shows is asked for anew. Other rooms are left in peace."""
    making = {"owner": circle.heron.user.subject, "sender": None, "now": circle.now}
    versions = []
    for reader in (circle.river.user.subject, uuid4()):
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
