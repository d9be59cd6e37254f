"""Fifty accounts write twenty messages each at once, and a host presses "calm".

    python -m benchmarks.abuse [--accounts 50] [--messages 20] [--plant writes-on]

Two web processes over one PostgreSQL and one Valkey, a host and ten members besides; everybody listens.
Held is: "calm" is known to every listener within a second of the tap; of what is written after it in the
room's order nothing is shown to anybody; nobody is thrown out; the host can still be read. With --plant
the writing statement does not look at the mode: the run must then end with "RED".
"""

import argparse
import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.browsers import Answer, Browser
from benchmarks.chat import ORIGIN, Room
from benchmarks.common import Web, machine_state, stores

PLANTS = {"writes-on": "benchmarks.planted_calm:application"}
MEMBERS = 10
WITHIN_SECONDS = 1.0
# "Calm" is pressed when so many of theirs are on every screen.
SHOWN_BEFORE = 100
_hands = ThreadPoolExecutor(1)


async def bomb(troll: Browser, messages: int) -> None:
    for number in range(messages):
        await troll.say(f"buy now {number}")


async def press_when_it_is_too_much(host: Browser, late: float = 20) -> Answer:
    deadline = time.monotonic() + late
    shown = len(host.ear.texts) + SHOWN_BEFORE
    while len(host.ear.texts) < shown and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    return await host.post("host/calm/")


async def quiet(everybody: list[Browser], seconds: float = 1.5) -> None:
    """Until no frame has come to anybody for a while."""
    while True:
        before = sum(len(one.ear.texts) for one in everybody)
        await asyncio.sleep(seconds)
        if sum(len(one.ear.texts) for one in everybody) == before:
            return


async def run(room: Room, webs: list[Web], accounts: int, messages: int) -> dict[str, Any]:
    cookies = room.cookies.read_text().split()
    ports = [web.port for web in webs]
    people = [
        Browser(cookie, room.path, ports[n % 2], ports[(n + 1) % 2]) for n, cookie in enumerate(cookies)
    ]
    host, members, trolls = people[0], people[1 : MEMBERS + 1], people[MEMBERS + 1 :]
    for one in people:
        await one.listen()
    for one in people[:2]:  # one at each process: everything is imported and connected once
        await one.say("good evening")
    await quiet(people)
    bombing = [asyncio.create_task(bomb(troll, messages)) for troll in trolls[:accounts]]
    pressed = await press_when_it_is_too_much(host)
    await asyncio.gather(*bombing)
    after = [await members[0].say("may I"), await host.say("we are quiet now")]
    await quiet(people)
    found = judge(people, trolls, pressed, after)
    for one in people:
        one.hang_up()
    return found


def judge(
    people: list[Browser], trolls: list[Browser], pressed: Answer, after: list[Answer]
) -> dict[str, Any]:
    events = [one.ear.events() for one in people]
    calm = [next(((at, e["seq"]) for at, e in heard if e.get("calm")), None) for heard in events]
    told = sorted(at - pressed.asked_at for at, _seq in filter(None, calm))
    number = max((seq for _at, seq in filter(None, calm)), default=0)
    hosts = after[1].seq if after[1].status == 201 else 0
    later = [e for heard in events for _at, e in heard if e["kind"] == "message" and e["seq"] > number]
    answers = [answer for troll in trolls for answer in troll.answers]
    return {
        "answer": pressed.answered_at - pressed.asked_at,
        "told": told,
        "untold": calm.count(None),
        "shown before": len(
            {e["seq"] for _at, e in events[0] if e["kind"] == "message" and e["seq"] < number}
        ),
        "refused": sum(answer.status == 403 for answer in answers),
        "shown after": sum(e["seq"] != hosts for e in later),
        "kept after": sum(answer.status == 201 and answer.seq > number for answer in answers),
        "thrown out": sum(one.ear.closed_at is not None for one in people),
        "member, host after": (after[0].status, after[1].status),
        "other answers": sorted({answer.status for answer in answers} - {201, 403}),
    }


def is_held(found: dict[str, Any]) -> bool:
    zeros = all(found[name] == 0 for name in ("untold", "shown after", "kept after", "thrown out"))
    in_time = bool(found["told"]) and found["told"][-1] <= WITHIN_SECONDS
    return zeros and in_time and found["member, host after"] == (403, 201)


def report(found: dict[str, Any], accounts: int, messages: int) -> None:
    told = found["told"] or [0.0]
    print(f"{accounts} accounts x {messages} messages at once, {len(told)} listeners, two web processes")
    print(f"  shown before calm: {found['shown before']}   refused after it: {found['refused']}")
    print(f"  the tap was answered after {found['answer']:.2f} s")
    print(f"  in force for: half after {told[len(told) // 2]:.2f} s, all after {told[-1]:.2f} s (limit 1 s)")
    print(f"  listeners not told: {found['untold']}   further messages shown: {found['shown after']}")
    print(f"  further messages kept: {found['kept after']}   sockets closed: {found['thrown out']}")
    member, host = found["member, host after"]
    others = found["other answers"] or "none"
    print(f"  afterwards a member's message: {member}, the host's: {host}   other answers: {others}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--plant", choices=sorted(PLANTS))
    chosen = parser.parse_args()
    print(machine_state())
    with stores() as kept:
        room = Room(1 + MEMBERS + chosen.accounts, kept.directory)
        environment = {**kept.environment, "RN_ORIGINS": f"{ORIGIN},http://localhost,http://127.0.0.1"}
        webs = [Web(environment, application=PLANTS.get(chosen.plant)) for _n in range(2)]
        try:
            for number, web in enumerate(webs):
                web.start(kept.directory / f"web{number}.log")
            for web in webs:
                web.wait()
            found = asyncio.run(run(room, webs, chosen.accounts, chosen.messages))
        finally:
            for web in webs:
                web.stop()
    report(found, chosen.accounts, chosen.messages)
    print("GREEN" if is_held(found) else "RED")
    sys.exit(not is_held(found))


if __name__ == "__main__":
    main()
