"""The hub and its sockets: everything once, in order, to those who may know, and to nobody after that."""

import asyncio
from datetime import timedelta

import pytest
import redis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.signals import access_ended
from chat import hub as hub_module
from chat.models import PresenceInterval, Room, Seat
from chat.services import acts, lobby, messages, private, reading, rooms, seats, stream
from chat.services.limits import PaceError
from tests.chat.conftest import Circle, person
from tests.chat.sockets import Socket, sign_in


@pytest.fixture
async def circle(open_circle) -> Circle:
    return await sync_to_async(open_circle)()


@pytest.fixture(autouse=True)
async def nothing_left_running(transactional_db):
    """A closed socket that a test leaves behind must not keep a thread in the database."""
    yield
    hub = hub_module.hub()
    for room in hub.rooms.values():
        room.task.cancel()
    hub.rooms.clear()
    hub._end()
    await asyncio.sleep(0)
    await asyncio.gather(*(hub_module.in_thread(lambda: connection.close()) for _thread in range(8)))


async def call(service, **named):
    return await sync_to_async(service)(**named)


async def say(circle: Circle, seat: Seat, text: str) -> int:
    return await sync_to_async(circle.say)(seat, text)


async def socket_of(circle: Circle, seat: Seat, after: int = 0) -> Socket:
    socket = Socket(circle.room.code, await sync_to_async(sign_in)(seat.user), after=after)
    assert await socket.opens()
    return socket


@pytest.fixture
def deaf(monkeypatch) -> None:
    """Redis is away: no bell is heard."""
    monkeypatch.setattr("recovery_network.common.realtime.ring", lambda *group, **ids: None)
    monkeypatch.setattr("chat.services.stream.bell", lambda *group, **ids: None)


async def test_first_what_was_missed_then_what_comes(circle):
    await say(circle, circle.river, "before")
    socket = await socket_of(circle, circle.heron)
    await say(circle, circle.river, "after")
    heard = await socket.hear_all(3)
    assert [event["seq"] for event in heard] == [1, 2, 3]
    assert [event["kind"] for event in heard] == ["state", "message", "message"]
    assert heard[2]["text"] == "after"
    assert heard[2]["name"] == "Slow River"
    assert heard[2]["seat"] == circle.river.code
    assert set(heard[2]) == {"seq", "kind", "cid", "seat", "name", "at", "text"}
    await socket.disconnect()


async def test_after_names_the_last_number_seen(circle):
    for n in range(4):
        await say(circle, circle.river, str(n))
    socket = await socket_of(circle, circle.heron, after=3)
    assert [event["seq"] for event in await socket.hear_all(2)] == [4, 5]
    await socket.disconnect()


@pytest.mark.parametrize("after", ["", "x", "-1", "1e3", "9" * 40, "٣"])
async def test_nonsense_after_is_the_beginning(circle, after):
    socket = Socket(circle.room.code, await sync_to_async(sign_in)(circle.heron.user), after=after)
    assert await socket.opens()
    assert (await socket.hear())["seq"] == 1
    await socket.disconnect()


async def test_a_long_absence_is_caught_up_page_by_page(circle, monkeypatch):
    monkeypatch.setattr("chat.live_room.PAGE", 5)
    monkeypatch.setattr(reading.read_after, "__defaults__", (5,))
    for n in range(12):
        await say(circle, circle.river, str(n))
    socket = await socket_of(circle, circle.heron)
    await say(circle, circle.host, "live")
    assert [event["seq"] for event in await socket.hear_all(14)] == list(range(1, 15))
    await socket.disconnect()


async def test_a_hidden_message_is_nothing_to_members_and_is_told_without_a_name(circle):
    seq = await say(circle, circle.river, "sold here")
    event = await sync_to_async(circle.event)(seq)
    await call(messages.hide_message, actor=circle.host.user, event=event, now=circle.now)
    member, host = await socket_of(circle, circle.heron), await socket_of(circle, circle.host)
    assert (await member.hear_all(3))[1:] == [
        {"seq": 2, "kind": "none"},
        {"seq": 3, "kind": "hidden", "target": 2},
    ]
    assert (await host.hear_all(3))[1]["text"] == "sold here"
    for socket in (member, host):
        await socket.disconnect()


async def test_every_reason_gives_the_identical_nothing(circle):
    """Held for hosts, for one seat alone, taken back: who may not know sees one and the same."""
    event = await sync_to_async(circle.event)(await say(circle, circle.river, "mine"))
    await call(messages.take_back, actor=circle.river.user, event=event, now=circle.now)
    for audience, seat in (("hosts", None), ("seat", circle.host), ("nobody", None)):
        await call(
            stream.append, room=circle.room, kind="message", now=circle.now, seat=circle.river,
            audience=audience, audience_seat=seat, text="secret",
        )  # fmt: skip
    sockets = [await socket_of(circle, seat) for seat in (circle.heron, circle.host, circle.river)]
    heard = [await socket.hear_all(6) for socket in sockets]
    nothing = [{"seq": n, "kind": "none"} for n in (2, 4, 5, 6)]
    assert [event for event in heard[0] if event["kind"] == "none"] == nothing
    assert [event["seq"] for event in heard[1] if event["kind"] == "none"] == [2, 6]
    assert [event["seq"] for event in heard[2] if event["kind"] == "none"] == [2, 6]
    for socket in sockets:
        await socket.disconnect()


async def test_live_events_for_some_are_nothing_to_the_others(circle):
    member, host = await socket_of(circle, circle.heron, 1), await socket_of(circle, circle.host, 1)
    await asyncio.sleep(0.2)
    await call(
        stream.append, room=circle.room, kind="message", now=circle.now, seat=circle.river,
        audience="hosts", text="please help",
    )  # fmt: skip
    assert await member.hear() == {"seq": 2, "kind": "none"}
    assert (await host.hear())["text"] == "please help"
    for socket in (member, host):
        await socket.disconnect()


async def test_nothing_is_lost_when_no_bell_is_heard(circle, deaf):
    socket = await socket_of(circle, circle.heron, after=1)
    await asyncio.sleep(0.2)
    await say(circle, circle.river, "quietly")
    assert (await socket.hear(seconds=2.5))["text"] == "quietly"
    await socket.disconnect()


async def test_the_database_may_be_away_for_a_while(circle, monkeypatch):
    from django.db import OperationalError

    socket = await socket_of(circle, circle.heron, after=1)
    await asyncio.sleep(0.2)
    real, broken = reading.read_after, True

    def read(*args):
        if broken:
            raise OperationalError
        return real(*args)

    monkeypatch.setattr(reading, "read_after", read)
    await say(circle, circle.river, "still here")
    await asyncio.sleep(0.3)
    broken = False
    assert (await socket.hear())["text"] == "still here"
    await socket.disconnect()


@pytest.mark.parametrize("bell", [True, False])
async def test_a_removed_person_hears_nothing_more(circle, bell, request):
    if not bell:
        request.getfixturevalue("deaf")
    gone, stays = await socket_of(circle, circle.heron, 1), await socket_of(circle, circle.river, 1)
    await asyncio.sleep(0.2)
    await call(seats.end_seat, seat=circle.heron, reason="removed", now=circle.now)
    await say(circle, circle.host, "after that")
    assert await gone.closes(2.5) == 4403
    assert await gone.receive_nothing(0.3)
    assert (await stays.hear())["text"] == "after that"
    await stays.disconnect()


async def test_signing_out_closes_the_sockets_of_that_session_only(circle):
    key = await sync_to_async(sign_in)(circle.heron.user)
    here = Socket(circle.room.code, key, after=1)
    there = await socket_of(circle, circle.heron, 1)
    assert await here.opens()
    await asyncio.sleep(0.3)
    await sync_to_async(access_ended.send)(sender=None, user=circle.heron.user, session_key=key)
    assert await here.closes(2) == 4401
    await say(circle, circle.river, "still")
    assert (await there.hear())["text"] == "still"
    await there.disconnect()


async def test_ending_all_access_closes_every_socket(circle):
    both = [await socket_of(circle, circle.heron, 1) for _n in range(2)]
    await asyncio.sleep(0.3)
    await sync_to_async(access_ended.send)(sender=None, user=circle.heron.user)
    assert [await socket.closes(2) for socket in both] == [4401, 4401]


def end_session(user) -> None:
    Session.objects.all().delete()


def close_account(user) -> None:
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def new_password(user) -> None:
    user.set_password("another one")
    user.save()


def let_guest_time_out(user) -> None:
    type(user).objects.filter(pk=user.pk).update(
        is_guest=True, sign_in_name=None, guest_until=timezone.now() - timedelta(seconds=1)
    )


@pytest.mark.parametrize("end", [end_session, close_account, new_password, let_guest_time_out])
async def test_sessions_are_asked_again_when_no_bell_is_heard(circle, deaf, monkeypatch, end):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.1)
    socket = await socket_of(circle, circle.heron, after=1)
    await asyncio.sleep(0.3)
    await sync_to_async(end)(circle.heron.user)
    assert await socket.closes(4) == 4401


async def test_writing_like_a_flood_closes_with_1008(circle, settings):
    settings.CHAT_MINUTE_LIMIT = 3
    socket = await socket_of(circle, circle.heron, after=1)
    await asyncio.sleep(0.3)
    for _n in range(3):
        await say(circle, circle.heron, "x")
    await socket.hear_all(3)
    with pytest.raises(PaceError):
        await say(circle, circle.heron, "x")
    assert await socket.closes() == 1008


async def test_a_closed_room_lets_go_after_a_quarter_of_an_hour(circle):
    socket = await socket_of(circle, circle.heron, after=1)
    await call(rooms.close_room, actor=circle.host.user, room=circle.room, now=circle.now)
    assert (await socket.hear())["state"] == "closed"
    an_hour_ago = timezone.now() - timedelta(hours=1)
    await sync_to_async(Room.objects.filter(pk=circle.room.pk).update)(closed_at=an_hour_ago)
    assert await socket.closes() == 4410


async def test_who_is_here_is_stamped(circle):
    socket = await socket_of(circle, circle.heron)
    await asyncio.sleep(0.5)
    assert await sync_to_async(PresenceInterval.objects.filter(seat=circle.heron).count)() == 1
    await socket.disconnect()


async def test_the_hub_ends_with_the_last_socket(circle):
    before = asyncio.all_tasks()
    socket = await socket_of(circle, circle.heron)
    assert hub_module.hub().rooms
    await soon(lambda: len(bells()) == 2)
    await socket.disconnect()
    await soon(lambda: not bells())
    assert not hub_module.hub().rooms
    named = {task.get_name() for task in asyncio.all_tasks() - before}
    assert not {name for name in named if name.startswith(("hub", "room"))}


async def test_the_bell_of_an_empty_room_is_not_heard_any_more(circle):
    other = await sync_to_async(Circle)(circle.now)
    stays = await socket_of(other, other.heron)
    goes = await socket_of(circle, circle.heron)
    await soon(lambda: len(bells()) == 3)
    await goes.disconnect()
    await soon(lambda: len(bells()) == 2)
    await stays.disconnect()


def bells() -> list[bytes]:
    """What anybody is subscribed to at the moment, as Redis tells it."""
    with redis.Redis.from_url(settings.REDIS_URL) as asked:
        return asked.pubsub_channels(f"{settings.REDIS_PREFIX}__group__*")


async def soon(holds) -> None:
    for _attempt in range(100):
        if await sync_to_async(holds)():
            return
        await asyncio.sleep(0.05)
    assert holds()


async def test_a_stranger_is_refused_like_a_visitor(circle):
    stranger = await sync_to_async(person)()
    for key in (None, "nonsense", await sync_to_async(sign_in)(stranger)):
        assert not await Socket(circle.room.code, key).opens()


async def test_a_seat_that_ended_is_refused(circle):
    await call(seats.end_seat, seat=circle.heron, reason="left", now=circle.now)
    assert not await Socket(circle.room.code, await sync_to_async(sign_in)(circle.heron.user)).opens()


async def test_a_room_that_does_not_exist_is_refused(circle):
    assert not await Socket("0" * 22, await sync_to_async(sign_in)(circle.heron.user)).opens()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://localhost:8000",
        "http://localhost:8001",
        "http://localhost",
        "http://evil.example",
    ],
)
async def test_another_origin_is_refused(circle, origin):
    key = await sync_to_async(sign_in)(circle.heron.user)
    assert not await Socket(circle.room.code, key, origin=origin).opens()


async def test_five_sockets_each(circle):
    key = await sync_to_async(sign_in)(circle.heron.user)
    five = [Socket(circle.room.code, key) for _n in range(5)]
    assert [await socket.opens() for socket in five] == [True] * 5
    assert not await Socket(circle.room.code, key).opens()
    await five[0].disconnect()
    again = Socket(circle.room.code, key)
    assert await again.opens()
    for socket in [*five[1:], again]:
        await socket.disconnect()


@pytest.mark.parametrize("frame", ['{"type":"message"}', "{", "hello"])
async def test_nothing_is_done_with_what_a_browser_sends(circle, frame):
    socket = await socket_of(circle, circle.heron, after=1)
    await socket.send_to(text_data=frame)
    assert (await socket.hear())["kind"] == "error"
    await say(circle, circle.river, "and the socket lives")
    assert (await socket.hear())["text"] == "and the socket lives"
    await socket.disconnect()


async def test_the_tenth_frame_closes(circle):
    socket = await socket_of(circle, circle.heron, after=1)
    for _n in range(10):
        await socket.send_to(bytes_data=b"\x00\xff")
    assert [event["kind"] for event in await socket.hear_all(9)] == ["error"] * 9
    assert await socket.closes() == 1003


async def test_a_large_frame_closes(circle):
    socket = await socket_of(circle, circle.heron, after=1)
    await socket.send_to(text_data="x" * (16 * 1024 + 1))
    assert await socket.closes() == 1009


@pytest.mark.parametrize("verb", ["leave", "lobby"])
async def test_whoever_a_host_moved_out_hears_nothing_more(circle, verb):
    """The act itself is told to the hosts; the person's socket closes, and their page has the words."""
    gone, host = await socket_of(circle, circle.heron, after=1), await socket_of(circle, circle.host, after=1)
    move = acts.ask_to_leave if verb == "leave" else acts.back_to_lobby
    await call(move, actor=circle.host.user, seat=circle.heron, words="", now=circle.now)
    assert await gone.closes(2.5) == 4403
    await say(circle, circle.river, "after")
    assert [event["kind"] for event in await host.hear_all(3)] == ["lobby", "act", "message"]


async def test_held_private_and_lobby_events_are_nothing_to_others(circle):
    river, host = (
        await socket_of(circle, circle.river, after=1),
        await socket_of(circle, circle.host, after=1),
    )
    await call(private.write_to_hosts, actor=circle.heron.user, room=circle.room, text="Help", now=circle.now)
    await call(lobby.tell_waiting, room=circle.room, now=circle.now)
    await say(circle, circle.heron, "Call me on 98765 43210")
    assert await river.hear_all(3) == [{"seq": n, "kind": "none"} for n in (2, 3, 4)]
    assert [event["kind"] for event in await host.hear_all(3)] == ["private", "lobby", "held"]
