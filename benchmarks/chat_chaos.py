"""Live rooms under faults: is every acknowledged message shown to everybody, once, in order?

    python benchmarks/chat_chaos.py [--clients 40] [--messages 80] [--faults 24] [--plant ack-before-commit]

Two web processes over one PostgreSQL and one Valkey. While all clients write and listen, one thing breaks
every one to two seconds: a web process is killed (-9), Valkey is killed (-9) or emptied, PostgreSQL is
stopped at once. A client does what the browser does: it sends a message again under the same cid until it
is answered, reconnects after the last number it has, and asks for what is missing when a number is skipped.

Lost: acknowledged and not stored. Doubled: stored twice, or shown twice to one client. Reordered: shown to a
client in another order than the numbers. Never shown: stored and at the end unknown to a client that stayed.
With --plant the server is broken on purpose; the run must then end with "RED".
"""

import argparse
import asyncio
import json
import random
import signal
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import websockets

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.chat import LIMITS_OFF, ORIGIN, Room
from benchmarks.common import Stores, Web, machine_state, stores

PLANTS = {"ack-before-commit": "benchmarks.planted_ack:application"}
CSRF = "abcdefghijklmnopqrstuvwxyzABCDEF"
SETTLE_SECONDS = 45
# The stores end with the thread that started them, so it has to live as long as the bench.
_hands = ThreadPoolExecutor(1)


@dataclass
class Client:
    """One person: writes `messages` of them and remembers all it was shown."""

    number: int
    cookie: str
    path: str
    ports: list[int]
    messages: int
    shown: list[int] = field(default_factory=list)  # numbers, in the order of showing
    cids: Counter = field(default_factory=Counter)
    acknowledged: dict[str, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    reconnects: int = 0
    refills: int = 0

    @property
    def _headers(self) -> dict[str, str]:
        return {"Origin": ORIGIN, "Accept": "application/json"}

    @property
    def last(self) -> int:
        return self.shown[-1] if self.shown else 0

    def url(self, http: str = "http") -> str:
        return f"{http}://127.0.0.1:{random.choice(self.ports)}"

    def take(self, event: dict) -> None:
        """As the browser: what is not the next number is not shown, but asked for."""
        if event.get("seq", 0) <= self.last:
            return
        if event["seq"] != self.last + 1:
            raise LookupError
        self.shown.append(event["seq"])
        if event["kind"] == "message":
            self.cids[event["cid"]] += 1

    async def listen(self, http: httpx.AsyncClient) -> None:
        failures = 0
        while True:
            try:
                await self._listen_once(http)
                failures = 0
            except (OSError, websockets.WebSocketException, httpx.HTTPError, TimeoutError):
                failures += 1
            self.reconnects += 1
            await asyncio.sleep(random.uniform(0, min(15, 0.25 * 2**failures)))  # full jitter

    async def _listen_once(self, http: httpx.AsyncClient) -> None:
        address = f"{self.url('ws')}/ws{self.path}/?after={self.last}"
        wanted = {"origin": ORIGIN, "additional_headers": {"Cookie": self.cookie}, "compression": None}
        async with websockets.connect(
            address, open_timeout=5, ping_interval=5, ping_timeout=5, **wanted
        ) as ws:
            async for frame in ws:
                try:
                    self.take(json.loads(frame))
                except LookupError:
                    await self._refill(http)

    async def _refill(self, http: httpx.AsyncClient) -> None:
        self.refills += 1
        address = f"{self.url()}{self.path}/messages/?after={self.last}"
        answer = await http.get(address, headers={"Cookie": self.cookie, "Accept": "application/json"})
        if answer.status_code == 200:
            for event in answer.json()["events"]:
                self.take(event)

    async def write(self, http: httpx.AsyncClient, pause: float) -> None:
        for number in range(self.messages):
            await asyncio.sleep(random.uniform(0, 2 * pause))
            cid, began = str(uuid.uuid4()), time.monotonic()
            while not await self._send(http, cid, f"{self.number}:{number} one day at a time"):
                await asyncio.sleep(random.uniform(0.1, 0.8))
            self.waits.append(time.monotonic() - began)

    async def _send(self, http: httpx.AsyncClient, cid: str, text: str) -> bool:
        try:
            answer = await http.post(
                f"{self.url()}{self.path}/messages/",
                data={"csrfmiddlewaretoken": CSRF, "cid": cid, "text": text},
                headers=self._headers | {"Cookie": f"{self.cookie}; csrftoken={CSRF}"},
            )
        except httpx.HTTPError:
            return False
        if answer.status_code in {200, 201}:
            self.acknowledged[cid] = answer.json()["seq"]
            return True
        return False


class Breaker:
    """Breaks one thing at a time, and starts again what does not start itself."""

    def __init__(self, kept: Stores, webs: list[Web]) -> None:
        self.kept = kept
        self.webs = webs
        self.done: Counter[str] = Counter()
        self.kinds = [self.kill_web, self.kill_valkey, self.kill_web, self.flush_valkey, self.stop_postgres]

    async def run(self, faults: int) -> None:
        for number in range(faults):
            await asyncio.sleep(random.uniform(1, 2))
            fault = self.kinds[number % len(self.kinds)]
            await asyncio.get_running_loop().run_in_executor(_hands, fault)
            self.done[fault.__name__] += 1

    def kill_web(self) -> None:
        web = random.choice(self.webs)
        web.process.kill()
        web.process.wait()
        web.start(web.log).wait()

    def kill_valkey(self) -> None:
        self._end(self.kept.services.valkey.process, signal.SIGKILL)

    def stop_postgres(self) -> None:
        self._end(self.kept.services.postgres.process, signal.SIGQUIT)  # immediate: as after a power cut

    def flush_valkey(self) -> None:
        import redis

        redis.Redis.from_url(self.kept.environment["REDIS_URL"]).flushall()

    def _end(self, process, how: signal.Signals) -> None:
        process.send_signal(how)
        process.wait()
        self.kept.services.revive()


def stored_messages(room) -> list[tuple[int, str]]:
    """What PostgreSQL holds; it may just have been started again."""
    from django.db import OperationalError, connections

    from chat.models import Event

    for _attempt in range(60):
        connections.close_all()
        try:
            kept = Event.objects.filter(room=room).order_by("seq")
            return [(event.seq, str(event.cid) if event.cid else "") for event in kept]
        except OperationalError:
            time.sleep(0.5)
    raise SystemExit("PostgreSQL does not answer.")


async def settle(clients: list[Client], room) -> None:
    """Until everybody has the last number, or has had time enough."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        last = (await asyncio.to_thread(stored_messages, room))[-1][0]
        if all(client.last >= last for client in clients):
            return
        await asyncio.sleep(0.5)


Outcome = tuple[list[Client], Breaker]


async def run(kept: Stores, room: Room, webs: list[Web], chosen: argparse.Namespace) -> Outcome:
    cookies = room.cookies.read_text().split("\n")
    ports = [web.port for web in webs]
    clients = [Client(n, cookies[n], room.path, ports, chosen.messages) for n in range(chosen.clients)]
    breaker = Breaker(kept, webs)
    limits = httpx.Limits(max_connections=chosen.clients * 2)
    async with httpx.AsyncClient(timeout=8, limits=limits) as http:
        listening = [asyncio.create_task(client.listen(http)) for client in clients]
        pause = chosen.faults * 1.5 / chosen.messages
        breaking = asyncio.create_task(breaker.run(chosen.faults))
        await asyncio.gather(*(client.write(http, pause) for client in clients))
        await breaking
        await settle(clients, room.room)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    return clients, breaker


def judge(clients: list[Client], stored: list[tuple[int, str]]) -> dict[str, int]:
    """Acknowledged decides what had to survive; stored decides what had to be shown."""
    numbers, kept = [seq for seq, _cid in stored], Counter(cid for _seq, cid in stored if cid)
    acknowledged = {cid for client in clients for cid in client.acknowledged}
    return {
        "lost": len(acknowledged - set(kept)),
        "doubled": sum(times - 1 for times in kept.values())
        + sum(times - 1 for client in clients for times in client.cids.values()),
        "reordered": sum(client.shown != sorted(client.shown) for client in clients),
        "never shown": sum(len(set(kept) - set(client.cids)) for client in clients),
        "holes in the numbers": len(set(range(1, numbers[-1] + 1)) - set(numbers)),
    }


def report(outcome: Outcome, stored: list[tuple[int, str]], seconds: float) -> dict[str, int]:
    clients, breaker = outcome
    found = judge(clients, stored)
    waits = sorted(wait for client in clients for wait in client.waits)
    acknowledged = sum(len(client.acknowledged) for client in clients)
    print(f"faults {sum(breaker.done.values())}: {dict(breaker.done)}")
    print(f"{acknowledged} acknowledged, {sum(len(c.shown) for c in clients)} events shown, {seconds:.0f} s")
    print(f"reconnects {sum(c.reconnects for c in clients)}, refills {sum(c.refills for c in clients)}")
    p50, p95 = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
    print(f"answer p50 {p50:.2f} s, p95 {p95:.2f} s, max {waits[-1]:.2f} s")
    for name, count in found.items():
        print(f"  {name}: {count}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--messages", type=int, default=80)
    parser.add_argument("--faults", type=int, default=24)
    parser.add_argument("--plant", choices=sorted(PLANTS))
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = parser.parse_args()
    random.seed(chosen.seed)
    print(machine_state(), f"seed {chosen.seed}")
    with stores() as kept:
        room = Room(chosen.clients, kept.directory)
        environment = {**kept.environment, **LIMITS_OFF}
        webs = [Web(environment, application=PLANTS.get(chosen.plant)) for _n in range(2)]
        try:
            for number, web in enumerate(webs):
                web.start(kept.directory / f"web{number}.log")
            for web in webs:
                web.wait()
            began = time.monotonic()
            outcome = asyncio.run(run(kept, room, webs, chosen))
            found = report(outcome, stored_messages(room.room), time.monotonic() - began)
        finally:
            for web in webs:
                web.stop()
    red = any(found.values())
    print("RED" if red else "GREEN: all 0")
    sys.exit(red)


if __name__ == "__main__":
    main()
