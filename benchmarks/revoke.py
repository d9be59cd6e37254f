"""Access that ends while people write: how long does the socket live, and does anything follow?

    python -m benchmarks.revoke [--only sign-out,ban] [--plant deaf]

Two web processes; each person listens at one and writes to the other, and everything that ends an access is
done in a third process, so that only the bell or the poll can tell. Six endings: signing out, a ban by two
hosts, leaving, erasing the account; and two that narrow a socket instead of closing it: a block (nothing of
the other person any more) and a host who becomes a member (nothing of what is for hosts). First with Valkey,
one after another; then Valkey is killed, and all six happen at once.

Held is: closed or narrowed within 2 s, within 30 s without Valkey; no event that comes later in the room's
order is shown, no byte follows the close, and nothing the person sends afterwards is kept. Signing out has
no place in the room's order: there the limit is the time. With --plant no socket is ever asked about again.
"""

import argparse
import asyncio
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.browsers import Browser
from benchmarks.chat import LIMITS_OFF, Room
from benchmarks.common import Stores, Web, machine_state, stores

PLANTS = {"deaf": "benchmarks.planted_deaf:application"}
PUSH_SECONDS, POLL_SECONDS = 2.0, 30.0
SIGNED_OUT, NO_SEAT = 4401, 4403
PAUSE = 0.1
# Who is who in the room; the first is its host, and each ending has two people of its own.
HOST, SECOND, OTHER = 0, 1, 2
FIRST_SUBJECT = 3
# One thread for everything this process does itself: a connection of Django belongs to its thread.
_hands = ThreadPoolExecutor(1)


@dataclass
class Case:
    """One ending of one person. `number` is the room's last one when it was committed."""

    name: str
    subject: Browser
    seconds: float
    ended_at: float = 0
    number: int = 0

    @property
    def is_ordered(self) -> bool:
        return self.name != "sign-out"

    @property
    def narrows(self) -> bool:
        return self.name in {"block", "demote"}


class Endings:
    """What ends an access, as the services do it, in a process that serves nobody."""

    def __init__(self, room: Room, people: list[Browser]) -> None:
        self.room, self.people = room, people
        seats = room.room.seats.select_related("user", "room").order_by("joined_at", "pk")
        self.seats = list(seats)

    async def end(self, name: str, subject: Browser) -> None:
        at = self.people.index(subject)
        if name == "sign-out":
            tab = Browser(subject.cookie, subject.path, subject.listens_at, subject.writes_to)
            answer = await tab.post("/out/")  # beside the tab that goes on writing
            if answer.status not in (200, 302):
                raise SystemExit(f"Signing out was answered with {answer.status}.")
        else:
            act = getattr(self, name)
            await asyncio.get_running_loop().run_in_executor(_hands, act, self.seats[at])

    def ban(self, seat: Any) -> None:
        from chat.services import acts

        host, second = (self.seats[who].user for who in (HOST, SECOND))
        asked = acts.ask_ban(actor=host, seat=seat, days=30, words="", reason="sells", now=now())
        acts.agree_ban(actor=second, act=asked, now=now())

    def leave(self, seat: Any) -> None:
        from chat.services import seats

        seats.leave_room(actor=seat.user, room=self.room.room, now=now())

    def erase(self, seat: Any) -> None:
        from accounts.services import erasure

        erasure.erase_account(actor=seat.user, user=seat.user, now=now())

    def block(self, seat: Any) -> None:
        from safeguarding.services import blocks

        blocks.block(actor=seat.user, person=self.seats[OTHER].user, now=now())

    def demote(self, seat: Any) -> None:
        from chat.services import seats

        seats.give_seat(room=self.room.room, user=seat.user, alias=seat.alias, role="member", now=now())


def now() -> Any:
    from django.utils import timezone

    return timezone.now()


def world_of(kept: Stores) -> tuple[Room, list[str]]:
    """A room of a group, with two hosts, and one more to be demoted in each of the two rounds."""
    from chat.handles import new_key
    from chat.models import Room as ChatRoom
    from chat.models import Seat

    room = Room(FIRST_SUBJECT + 2 * len(NAMES), kept.directory)
    ChatRoom.objects.filter(pk=room.room.pk).update(handle_key=new_key())
    seats = list(Seat.objects.filter(room=room.room).order_by("joined_at", "pk"))
    hosts = [seats[SECOND], *(seats[place(each, "demote")] for each in range(2))]
    Seat.objects.filter(pk__in=[seat.pk for seat in hosts]).update(role=Seat.Role.HOST)
    room.room.refresh_from_db()
    return room, room.cookies.read_text().split()


NAMES = ("sign-out", "ban", "leave", "erase", "block", "demote")


def place(time_round: int, name: str) -> int:
    return FIRST_SUBJECT + time_round * len(NAMES) + NAMES.index(name)


async def go_on_writing(one: Browser, private: bool = False) -> None:
    """Until the run is over; also after the person may not any more."""
    number = 0
    while True:
        number += 1
        try:
            if private and number % 30 == 0:
                await one.post("hosts/word/", text="a+word")
            else:
                await one.say(f"and {number}")
        except (OSError, asyncio.IncompleteReadError):
            return
        await asyncio.sleep(PAUSE)


async def one_case(case: Case, endings: Endings) -> Case:
    await asyncio.sleep(0.5)
    await endings.end(case.name, case.subject)
    case.ended_at = time.monotonic()
    case.number = await asyncio.get_running_loop().run_in_executor(_hands, endings.room.last_seq)
    deadline = case.ended_at + case.seconds + 1
    while time.monotonic() < deadline and (case.narrows or case.subject.ear.closed_at is None):
        await asyncio.sleep(0.05)
        if case.narrows and time.monotonic() > case.ended_at + min(case.seconds, 5):
            break
    await asyncio.sleep(0.5)
    return case


def judge(case: Case) -> dict[str, Any]:
    ear, other = case.subject.ear, OTHER_CODES
    closed = ear.closed_at - case.ended_at if ear.closed_at and ear.closed_at > case.ended_at - 1 else None
    told = [(at, e) for at, e in ear.events() if e.get("seq", 0) > case.number and e["kind"] != "none"]
    if case.name == "block":
        told = [(at, e) for at, e in told if e.get("seat") in other]
    if case.name == "demote":
        told = [(at, e) for at, e in told if e["kind"] in {"private", "lobby"}]
    if not case.is_ordered:
        told = [(at, e) for at, e in told if at > case.ended_at + case.seconds]
    kept = [a for a in case.subject.answers if a.asked_at > case.ended_at and a.status in {200, 201}]
    return {
        "closed": closed,
        "code": ear.code,
        "later": len(told),
        "bytes": ear.bytes_after_close,
        "kept": 0 if case.narrows else len(kept),
        "tried": sum(a.asked_at > case.ended_at for a in case.subject.answers),
    }


OTHER_CODES: set[str] = set()


def is_held(case: Case, found: dict[str, Any]) -> bool:
    if found["later"] or found["bytes"] or found["kept"]:
        return False
    if case.narrows:
        return found["closed"] is None
    code = SIGNED_OUT if case.name == "sign-out" else NO_SEAT
    right = found["code"] == code or case.name == "erase"
    return right and found["closed"] is not None and found["closed"] <= case.seconds


def report(cases: list[Case]) -> bool:
    print("  ending     closed after  code  shown later  bytes after  kept after (tried)")
    held = True
    for case in cases:
        found = judge(case)
        closed = (
            "narrowed" if case.narrows else "never" if found["closed"] is None else f"{found['closed']:.2f} s"
        )
        good = is_held(case, found)
        held = held and good
        print(
            f"  {case.name:10s} {closed:>12s} {found['code']:5d} {found['later']:12d} {found['bytes']:12d} "
            f"{found['kept']:11d} ({found['tried']}){'' if good else '   NOT HELD'}"
        )
    return held


async def run(kept: Stores, room: Room, cookies: list[str], webs: list[Web], names: list[str]) -> bool:
    ports = [web.port for web in webs]
    people = [Browser(each, room.path, ports[n % 2], ports[(n + 1) % 2]) for n, each in enumerate(cookies)]
    for one in people:
        await one.listen()
    endings = await asyncio.get_running_loop().run_in_executor(_hands, Endings, room, people)
    OTHER_CODES.add(endings.seats[OTHER].code)
    writing = [asyncio.create_task(go_on_writing(one, private=n == OTHER)) for n, one in enumerate(people)]
    print(f"With Valkey: limit {PUSH_SECONDS:.0f} s, one after another")
    with_bell = [await one_case(Case(name, people[place(0, name)], PUSH_SECONDS), endings) for name in names]
    held = report(with_bell)
    _end_valkey(kept)
    print(f"Valkey killed: limit {POLL_SECONDS:.0f} s, all at once")
    await asyncio.sleep(1)
    waiting = [one_case(Case(name, people[place(1, name)], POLL_SECONDS), endings) for name in names]
    held = report(await asyncio.gather(*waiting)) and held
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    for one in people:
        one.hang_up()
    return held


def _end_valkey(kept: Stores) -> None:
    process = kept.services.valkey.process
    process.send_signal(signal.SIGKILL)
    process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(NAMES))
    parser.add_argument("--plant", choices=sorted(PLANTS))
    chosen = parser.parse_args()
    print(machine_state())
    with stores() as kept:
        room, cookies = world_of(kept)
        webs = [
            Web({**kept.environment, **LIMITS_OFF}, application=PLANTS.get(chosen.plant)) for _n in range(2)
        ]
        try:
            for number, web in enumerate(webs):
                web.start(kept.directory / f"web{number}.log")
            for web in webs:
                web.wait()
            held = asyncio.run(run(kept, room, cookies, webs, chosen.only.split(",")))
        finally:
            for web in webs:
                web.stop()
    print("GREEN" if held else "RED")
    sys.exit(not held)


if __name__ == "__main__":
    main()
