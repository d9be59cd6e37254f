"""Live rooms: CPU and latency of the real path, beside plain Channels and a bare fan-out, in one run.

    python benchmarks/chat.py [--sizes 50,200,1000] [--rounds 3] [--rate]

Real path: session cookie, CSRF, seat, pace limit, INSERT, fsynced COMMIT, bell, hub, socket. "Server" is
the web process, PostgreSQL and Valkey together. Write CPU is measured with nobody listening, with the
same POSTs; delivery CPU is the rest. Plain Channels gets the same POST (plain_channels.py); the bare
fan-out (bare_fanout.c) keeps nothing and knows nobody. The load client (load_client.c) checks every
member against every message. Ratios of one run count, times do not.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.common import (
    Stores,
    Web,
    compiled,
    cpu_seconds,
    family,
    free_port,
    machine_state,
    median,
    stores,
)

ORIGIN = "http://bench.local"
IN_FLIGHT = 4
LIMITS_OFF = {
    "CHAT_BURST_LIMIT": "1000000",
    "CHAT_MINUTE_LIMIT": "1000000",
    "RN_ORIGINS": f"{ORIGIN},http://localhost,http://127.0.0.1",
}


@dataclass
class Figure:
    """One run of the load client, and what the server used meanwhile."""

    cpu: float
    report: dict

    @property
    def per_thousand(self) -> float:
        return self.cpu * 1e6 / self.report["deliveries"]

    @property
    def is_whole(self) -> bool:
        return not any(self.report[name] for name in ("lost", "doubled", "other_order", "refused", "closed"))


class Room:
    """An open room with people who are signed in; `cookies` is what the load client sends."""

    def __init__(self, size: int, directory: Path) -> None:
        from datetime import timedelta

        from django.utils import timezone

        from chat.models import Seat
        from chat.services import rooms, seats

        now = timezone.now()
        self.room = rooms.create_room(
            kind="meeting", title="Bench", opens_at=now, closes_at=now + timedelta(hours=2),
            keep=timedelta(hours=1), back_path="/", after_path="", now=now,
        )  # fmt: skip
        people = [self._person(number) for number in range(size)]
        for number, person in enumerate(people):
            role = Seat.Role.HOST if number == 0 else Seat.Role.MEMBER
            seats.give_seat(room=self.room, user=person, alias=alias(number), role=role, now=now)
        rooms.open_room(actor=people[0], room=self.room, now=now)
        analyze()
        self.path = f"/r/{self.room.code}"
        self.cookies = directory / f"cookies-{size}"
        self.cookies.write_text("".join(self._cookie(person) for person in people))

    def last_seq(self) -> int:
        self.room.refresh_from_db(fields=["last_seq"])
        return self.room.last_seq

    def _person(self, number: int):
        from accounts.models import User

        return User.objects.create(
            sign_in_name=f"bench-{self.room.pk}-{number}", public_name=f"Bench {number}", password="!"
        )

    def _cookie(self, person) -> str:
        from django.conf import settings

        return f"{settings.SESSION_COOKIE_NAME}={session_for(person)}\n"


def analyze() -> None:
    """What autovacuum does a minute later on its own: the planner learns how full the tables are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def session_for(person) -> str:
    """The key of a session as signing in makes it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def alias(number: int) -> str:
    """Names that nobody can mistake, thousands of them."""
    letters = "abcdefghjkopqstuxyz"
    word = ""
    for _step in range(4):
        number, digit = divmod(number, len(letters))
        word += letters[digit] * 2
    return f"Bird {word}"


class Bench:
    def __init__(self, kept: Stores) -> None:
        self.kept = kept
        self.client = compiled("load_client", kept.directory)
        self.bare = compiled("bare_fanout", kept.directory)

    def of_web(
        self, room: Room, size: int, messages: int, application: str | None, rate: float = 0
    ) -> Figure:
        web = Web({**self.kept.environment, **LIMITS_OFF}, application=application).start().wait()
        try:
            pids = lambda: family(web.process.pid) + family(self.kept.postgres_pid) + [self.kept.valkey_pid]  # noqa: E731
            self.run(web.port, room, min(size, 8), 40, 0, pids)  # everything imported and connected once
            return self.run(web.port, room, size, messages, rate, pids)
        finally:
            web.stop()

    def of_bare(self, room: Room, size: int, messages: int, rate: float = 0) -> Figure:
        port = free_port()
        process = subprocess.Popen([self.bare, str(port)])
        try:
            return self.run(port, room, size, messages, rate, lambda: [process.pid])
        finally:
            process.kill()
            process.wait()

    def run(self, port: int, room: Room, size: int, messages: int, rate: float, pids) -> Figure:
        words = [port, room.path, size, messages, IN_FLIGHT, rate, room.cookies, ORIGIN, room.last_seq()]
        client = subprocess.Popen(
            [self.client, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._await(client, "ready")
        before = cpu_seconds(pids())
        self._go_on(client)
        self._await(client, "done")
        used = cpu_seconds(pids()) - before
        self._go_on(client)
        return Figure(used, json.loads(client.communicate()[0]))

    def _await(self, client: subprocess.Popen, word: str) -> None:
        if client.stdout.readline().strip() != word:
            raise SystemExit(f"The load client ended before it said {word!r}.")

    def _go_on(self, client: subprocess.Popen) -> None:
        client.stdin.write("\n")
        client.stdin.flush()


PLAIN = "benchmarks.plain_channels:application"


def one_round(bench: Bench, room: Room, size: int) -> dict[str, Figure]:
    """All four, one after another, so that the machine's mood is the same for all."""
    messages = {50: 2000, 200: 800, 1000: 300}.get(size, 300)
    return {
        "bare": bench.of_bare(room, size, messages * 4),
        "write": bench.of_web(room, 0, messages, None),
        "ours": bench.of_web(room, size, messages, None),
        "plain": bench.of_web(room, size, max(20, 20_000 // size), PLAIN),
    }


def figures(size: int, taken: dict[str, Figure]) -> dict[str, float]:
    """CPU milliseconds per 1,000 deliveries; a write is shared by `size` deliveries."""
    write_ms = taken["write"].cpu * 1e3 / taken["write"].report["messages"]
    ours, plain, bare = (taken[name].per_thousand for name in ("ours", "plain", "bare"))
    write = write_ms * 1000 / size
    return {
        "write_ms": write_ms,
        "write": write,
        "delivery": ours - write,
        "sum": ours,
        "plain": plain,
        "bare": bare,
        "of_plain": plain / ours,
        "x_bare": (ours - write) / bare,
    }


def print_size(size: int, rounds: list[dict[str, Figure]]) -> None:
    all_figures = [figures(size, taken) for taken in rounds]
    middle = {name: median([one[name] for one in all_figures]) for name in all_figures[0]}
    whole = all(figure.is_whole for taken in rounds for figure in taken.values())
    print(f"\nN = {size}   CPU ms per 1,000 deliveries, median of {len(rounds)}")
    print(f"  write {middle['write']:7.1f}   ({middle['write_ms']:.2f} ms a message)")
    print(f"  delivery {middle['delivery']:4.1f}   sum {middle['sum']:.1f}")
    print(f"  plain Channels, sum {middle['plain']:.1f}   bare fan-out {middle['bare']:.1f}")
    print(f"  sum is 1/{middle['of_plain']:.1f} of plain Channels   delivery is {middle['x_bare']:.2f}x bare")
    for name in ("ours", "plain", "bare"):
        reports = [taken[name].report for taken in rounds]
        p50, p99, rate = (median([r[key] for r in reports]) for key in ("p50", "p99", "deliveries"))
        seconds = median([r["seconds"] for r in reports])
        print(
            f"  {name:5s} closed loop: p50 {p50:.1f} ms, p99 {p99:.1f} ms, {rate / seconds:,.0f} deliveries/s"
        )
    print("  lost, doubled, other order, refused, closed: " + ("all 0" if whole else "NOT ALL 0"))
    if not whole:
        print(json.dumps({n: [t[n].report for t in rounds] for n in rounds[0]}, indent=1))


def print_rate(bench: Bench, room: Room, size: int) -> None:
    """Latency at 1,000 deliveries a second, from the moment a post was due."""
    rate = 1000 / size
    count = max(10, int(8 * rate))
    print(f"\nN = {size} at 1,000 deliveries/s: p50 / p99 / slowest member's p99, ms")
    for name, figure in (
        ("bare", bench.of_bare(room, size, count, rate)),
        ("ours", bench.of_web(room, size, count, None, rate)),
        ("plain", bench.of_web(room, size, count, PLAIN, rate)),
    ):
        report = figure.report
        print(f"  {name:5s} {report['p50']:.1f} / {report['p99']:.1f} / {report['slowest_p99']:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="50,200,1000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-rate", action="store_true", help="leave out the latency at a fixed rate")
    chosen = parser.parse_args()
    print(machine_state())
    with stores() as kept:
        bench = Bench(kept)
        for size in (int(word) for word in chosen.sizes.split(",")):
            room = Room(size, kept.directory)
            print_size(size, [one_round(bench, room, size) for _round in range(chosen.rounds)])
            if not chosen.no_rate:
                print_rate(bench, room, size)
    print("\n" + machine_state())


if __name__ == "__main__":
    main()
