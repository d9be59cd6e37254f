"""Who may listen to a room, and what of it each of them hears: to the byte, live, late and by number."""

import json
import logging
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.models import Event, Room
from chat.services import holding, messages, private, reactions, reading
from tests.chat.conftest import nothing_left_running  # noqa: F401
from tests.chat.sockets import Socket, sign_in
from tests.matrix import stage as stages
from tests.matrix.stage import EVERYBODY, OUTSIDE, SEATED, STATES, Stage

pytestmark = [pytest.mark.usefixtures("nothing_left_running"), pytest.mark.timeout(240)]

HOSTS = {"host", "counselor"}
ALL = set(SEATED)
# To whom an event is told, by what it is; everybody else hears its number and nothing else.
TOLD = {
    "the member's words": ALL - {"apart"},
    "the words of who was blocked": ALL - {"member"},
    "words that a host hid": HOSTS | {"guest"},
    "words that are held": HOSTS | {"guest"},
    "why they are kept back": HOSTS | {"guest"},
    "a private word to the hosts": HOSTS | {"member"},
    "a private word from a host": HOSTS | {"member"},
    "a private word from who was blocked": HOSTS | {"apart"},
    "rest from writing": HOSTS | {"resting"},
    "until when one does not write": {"resting"},
    "an act on somebody outside": HOSTS,
    "how many wait": HOSTS,
    "somebody to look after": HOSTS,
    "support": ALL - {"apart"},  # for the member's words
    "words that were taken back": set(),
    "told to all": ALL,
}
ALWAYS_TOLD = {"state", "hidden", "taken_back", "settings", "turn", "queue", "step", "note", "host"}


def name_of(stage: Stage, event: Event) -> str:
    """Which line of TOLD an event stands for."""
    kind, author = event.kind, event.seat
    if kind == "message" and event.audience == "nobody":
        return "words that were taken back"
    if kind == "message" and event.audience == "hosts":
        return "words that a host hid"
    if kind == "message":
        return "the member's words" if author == stage.seat["member"] else "the words of who was blocked"
    if kind == "private":
        if author == stage.seat["host"]:
            return "a private word from a host"
        blocked = author == stage.seat["apart"]
        return "a private word from who was blocked" if blocked else "a private word to the hosts"
    if kind == "act":
        own = event.audience_seat == stage.seat["resting"]
        return "rest from writing" if own else "an act on somebody outside"
    names = {"held": "words that are held", "kept_back": "why they are kept back"}
    names |= {
        "rests": "until when one does not write",
        "lobby": "how many wait",
        "check": "somebody to look after",
        "reaction": "support",
    }
    return names.get(kind) or ("told to all" if kind in ALWAYS_TOLD else f"a new kind: {kind}")


def more_events(stage: Stage) -> None:
    """One of each audience, and by those who shall not meet."""
    people, now = stage.people, stage.now
    stage.post("apart", "Good evening too.")
    private.write_to_hosts(actor=people["apart"], room=stage.room, text="A word.", now=now)
    private.write_to_hosts(actor=people["member"], room=stage.room, text="Another.", now=now)
    taken = stage.post("greeter", "Never mind.")
    messages.take_back(actor=people["greeter"], event=taken, now=now)
    reactions.react(actor=people["greeter"], event=stage.words, kind="with_you", on=True, now=now)
    if "kept" not in Event.objects.get(pk=stage.held.pk).payload:
        holding.keep_back(actor=people["host"], event=stage.held, words="", now=now)


async def listen(stage: Stage, person: str, after: int = 0) -> Socket | None:
    user = stage.people[person]
    key = await sync_to_async(sign_in)(user) if person != "visitor" else None
    socket = Socket(stage.code, key, after=after)
    return socket if await socket.opens() else None


async def heard(socket: Socket, last: int) -> list[str]:
    """Every numbered frame up to the last one, as it was sent."""
    frames: list[str] = []
    while not frames or json.loads(frames[-1])["seq"] < last:
        text = await socket.receive_from(timeout=20)
        if json.loads(text)["kind"] != "here":
            frames.append(text)
    return frames


def wrong_frames(stage: Stage, person: str, frames: list[str], first: int, either: str = "") -> list[str]:
    """`either`: told or not, as it was when the frame was made."""
    found = []
    events = Event.objects.filter(room=stage.room, seq__gte=first).select_related("seat", "audience_seat")
    for event, text in zip(events.order_by("seq"), frames, strict=True):
        name = name_of(stage, event)
        if name == either:
            continue
        told = TOLD.get(name)
        nothing = f'{{"seq":{event.seq},"kind":"none"}}'
        if told is None or (person in told) == (text == nothing):
            found.append(f"{person}, {name}: {text}")
    return found


def by_number(stage: Stage, person: str) -> list[dict[str, Any]]:
    seat = stage.seat[person]
    seat.refresh_from_db()
    return reading.page_after(seat, 0)[0]


def last_number(stage: Stage) -> int:
    return Room.objects.get(pk=stage.room.pk).last_seq


@pytest.mark.django_db(transaction=True)
async def test_everybody_hears_what_the_table_says_late_live_and_by_number() -> None:
    stage = await sync_to_async(stages.build)()
    await sync_to_async(more_events)(stage)
    late = await sync_to_async(last_number)(stage)
    sockets = {person: await listen(stage, person) for person in SEATED}
    wrong = []
    for person, socket in sockets.items():
        frames = await heard(socket, late)
        wrong += await sync_to_async(wrong_frames)(stage, person, frames, 1)
        assert await sync_to_async(by_number)(stage, person) == [json.loads(text) for text in frames]
    await sync_to_async(more_events)(stage)
    last = await sync_to_async(last_number)(stage)
    for person, socket in sockets.items():
        frames = await heard(socket, last)
        wrong += await sync_to_async(wrong_frames)(
            stage, person, frames, late + 1, "words that were taken back"
        )
        await socket.disconnect()
    assert wrong == [], "\n".join(wrong)
    assert await sync_to_async(names_of)(stage) == set(TOLD), "each line of the table was seen"


def names_of(stage: Stage) -> set[str]:
    events = Event.objects.filter(room=stage.room).select_related("seat", "audience_seat")
    return {name_of(stage, event) for event in events}


@pytest.mark.django_db(transaction=True)
async def test_only_a_seat_opens_a_socket_and_only_while_there_is_something_to_read(caplog) -> None:
    caplog.set_level(logging.CRITICAL)
    stage = await sync_to_async(stages.build)()
    wrong = []
    for state in STATES:  # the last one is for good: the words are swept
        await sync_to_async(stages.set_state)(stage, state)
        people = EVERYBODY if state == "open" else ("host", "member", "apart", "left", "visitor")
        for person in people:
            socket = await listen(stage, person)
            if (socket is not None) != (person in SEATED):
                wrong.append(f"{person}, {state}: {'opened' if socket else 'refused'}")
            if socket is not None:
                wrong += [f"{person}, {state}: {text}" for text in await too_much(socket, state)]
                await socket.disconnect()
    assert wrong == []
    assert set(OUTSIDE) < set(EVERYBODY)


async def too_much(socket: Socket, state: str) -> list[str]:
    """Where it is over, the socket closes and nothing comes before that."""
    message = await socket.receive_output(timeout=20)
    if state in {"over", "gone"}:
        is_right = message["type"] == "websocket.close" and message["code"] == 4410
    else:
        is_right = message["type"] == "websocket.send"
    return [] if is_right else [str(message)]
