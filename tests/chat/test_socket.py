"""Who may open a socket, how many, and what becomes of what a browser sends through it."""

import pytest
from asgiref.sync import sync_to_async

from chat.services import seats
from tests.chat.conftest import Circle, person
from tests.chat.sockets import Socket, call, say, sign_in, socket_of

pytestmark = pytest.mark.usefixtures("nothing_left_running")


@pytest.fixture
async def circle(open_circle) -> Circle:
    return await sync_to_async(open_circle)()


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
