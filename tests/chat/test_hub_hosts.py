"""What sockets hear of the hosts' verbs: the hosts everything, others the number and nothing else."""

import pytest
from asgiref.sync import sync_to_async

from chat.services import acts, lobby, private
from tests.chat.conftest import Circle
from tests.chat.sockets import call, say, socket_of

pytestmark = pytest.mark.usefixtures("nothing_left_running")


@pytest.fixture
async def circle(open_circle) -> Circle:
    return await sync_to_async(open_circle)()


@pytest.mark.parametrize("verb", ["leave", "lobby"])
async def test_whoever_a_host_moved_out_hears_nothing_more(circle, verb):
    """The act itself is told to the hosts; the person's socket closes, and their page has the words."""
    gone, host = await socket_of(circle, circle.heron, after=1), await socket_of(circle, circle.host, after=1)
    move = acts.ask_to_leave if verb == "leave" else acts.back_to_lobby
    await call(move, actor=circle.host.user, seat=circle.heron, words="", now=circle.now)
    assert await gone.closes(2.5) == 4403
    await say(circle, circle.river, "after")
    assert [event["kind"] for event in await host.hear_all(3)] == ["lobby", "act", "message"]
    await host.disconnect()


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
    for socket in (river, host):
        await socket.disconnect()
