"""The list of meetings with 100,000 series: SQL times against a floor, and the same sets as RRULE.

    .venv/bin/python -m benchmarks.finder [--series 100000] [--rounds 60]

Starts its own PostgreSQL in a temporary directory. `in SQL` is what PostgreSQL says of planning and
running the statement (EXPLAIN ANALYZE with timing of the nodes off), and has the goals: p50 at most 1 ms,
p95 at most 2 ms. `wall` is measured from the client beside a bare `select 1` in the same round, so that a
busy machine and a slow way to the server show in both; `cpu` is what PostgreSQL's process spent on it.
"""

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recovery_network.local.services import Services

# Ten weeks from here hold the spring changes of the clocks in America, Europe and Australia.
START = datetime(2027, 2, 15, 13, 0, tzinfo=UTC)
GOAL_P50, GOAL_P95 = 1.0, 2.0
ORACLE_SERIES, ORACLE_WINDOWS = 1500, 60


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="finder-benchmark-") as directory,
        Services(Path(directory)) as services,
    ):
        os.environ.update(services.environment())
        os.environ.update({"RN_ENV": "local", "RN_DB_ROLE": "owner", "RN_DATA_DIR": directory})
        os.environ.update({"DJANGO_SETTINGS_MODULE": "recovery_network.settings", "LOG_LEVEL": "WARNING"})
        return run(chosen.series, chosen.rounds)


def run(series: int, rounds: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    state()
    fill_the_world(series)
    met = times(rounds)
    differing = compare_with_rrule()
    state()
    return 0 if met and not differing else 1


def state() -> None:
    import django
    import tzdata
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [postgres] = cursor.fetchone()
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    print(
        f"load {load} on {os.cpu_count()} cores; Python {platform.python_version()},"
        f" Django {django.__version__}, PostgreSQL {postgres}, tzdata {tzdata.IANA_VERSION}"
    )


def fill_the_world(series: int) -> None:
    from django.db import connection

    from benchmarks import finder_data
    from groups.services.index import index_series
    from groups.services.occurrences import fill

    timed("series written", lambda: finder_data.build(series, START.date()))
    timed("facets and words", lambda: index_series(None))
    made = timed("occurrences of ten weeks", lambda: fill(None, now=START)).made
    again = timed("the same again", lambda: fill(None, now=START))
    tomorrow = timed("a day later", lambda: fill(None, now=START + timedelta(days=1)))
    print(f"  {made:,} made, then {again.made}, then {tomorrow.made:,}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT pg_size_pretty(pg_table_size('groups_occurrence')),"
            " pg_size_pretty(pg_indexes_size('groups_occurrence'))"
        )
        print("  occurrences take {} and {} of indexes".format(*cursor.fetchone()))


def timed(name: str, deed: Callable):
    began = time.perf_counter()
    done = deed()
    print(f"  {name}: {time.perf_counter() - began:.1f} s")
    return done


class Questions:
    """Questions as people ask them: languages and kinds by how many meetings have them."""

    def __init__(self) -> None:
        from benchmarks.finder_data import LANGUAGES, TYPES
        from groups.models import Language, MeetingSeries, MeetingType

        self.random = random.Random(7)
        self.languages, self.types = LANGUAGES, TYPES
        self.language_keys = dict(Language.objects.values_list("code", "pk"))
        own = MeetingType.objects.filter(programme__code="own")
        self.type_keys = dict(own.values_list("code", "pk"))
        self.series = list(MeetingSeries.objects.order_by("pk").values_list("pk", flat=True)[::97])

    def language(self, code: str = "") -> frozenset[int]:
        from groups import facets

        code = code or self.random.choices(list(self.languages), list(self.languages.values()))[0]
        return frozenset([facets.LANGUAGE + self.language_keys[code]])

    def kind(self) -> frozenset[int]:
        from groups import facets

        code = self.random.choices(list(self.types), list(self.types.values()))[0]
        return frozenset([facets.TYPE + self.type_keys[code]])

    def words(self, count: int) -> str:
        """Words of one existing meeting: what somebody who was told of it would type."""
        from groups.models import MeetingSeries

        one = MeetingSeries.objects.select_related("group", "venue").get(pk=self.random.choice(self.series))
        known = one.group.name.split() + ([one.venue.city] if one.venue else [])
        return " ".join(self.random.sample(known, count))


def cases(ask: Questions) -> list[tuple[str, timedelta, Callable, bool]]:
    """Name, width of the window, the question of a round, and whether the goal holds for it."""
    from groups.finder import Search

    hours, day, week = timedelta(hours=2), timedelta(days=1), timedelta(days=7)
    return [
        ("next 2 h, language + kind", hours, lambda: Search(wanted=(ask.language(), ask.kind())), True),
        ("next 2 h, kind", hours, lambda: Search(wanted=(ask.kind(),)), True),
        ("today 24 h, language", day, lambda: Search(wanted=(ask.language(),)), True),
        ("next 2 h, no filter", hours, Search, True),
        ("next 2 h + 2 words", hours, lambda: Search(words=ask.words(2)), True),
        (
            "7 days + 2 words + language",
            week,
            lambda: Search(words=ask.words(2), wanted=(ask.language(),)),
            True,
        ),
        ("7 days, 1 word (thousands)", week, lambda: Search(words=ask.words(1)), False),
        ("7 days, language of 1 in 1000", week, lambda: Search(wanted=(ask.language("pa-Arab"),)), False),
    ]


@dataclass
class Taken:
    """What one kind of question took in each round."""

    in_sql: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


def times(rounds: int) -> bool:
    from django.db import connection

    from groups.finder import PAGE_SIZE, Window, keys

    ask = Questions()
    asked = cases(ask)
    taken = {name: Taken() for name in ["select 1", *(case[0] for case in asked)]}
    with connection.cursor() as cursor:
        cpu = cpu_of_backend(cursor)
        for number in range(-5, rounds):  # the first five warm the caches
            now = START + timedelta(minutes=ask.random.randrange(0, 60 * 24 * 50))
            statements = [("select 1", "SELECT 1", ())]
            for name, width, search, _goal in asked:
                query = keys(search(), Window(now, None, now + width), PAGE_SIZE + 1).query
                statements.append((name, *query.sql_with_params()))
            for name, sql, values in statements:
                spent, began = cpu(), time.perf_counter()
                cursor.execute(sql, values)
                found = len(cursor.fetchall())
                ended, spent_there = time.perf_counter(), cpu() - spent
                if number >= 0:
                    taken[name].in_sql.append(told_by_server(cursor, sql, values))
                    taken[name].wall.append((ended - began) * 1000)
                    taken[name].cpu.append(spent_there)
                    taken[name].rows.append(found)
    return report(taken, {name for name, _width, _search, goal in asked if goal})


def told_by_server(cursor, sql: str, values: tuple) -> float:
    """Milliseconds of planning and running, without the way there and back."""
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY, FORMAT JSON) {sql}", values)
    ((plans,),) = cursor.fetchall()
    return plans[0]["Planning Time"] + plans[0]["Execution Time"]


def cpu_of_backend(cursor) -> Callable[[], float]:
    """Milliseconds of CPU of PostgreSQL's process for this connection so far; Linux tells, others do not."""
    cursor.execute("SELECT pg_backend_pid()")
    told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not told.exists():
        return lambda: 0.0
    return lambda: int(told.read_text().split()[0]) / 1e6


def report(taken: dict[str, Taken], goals: set[str]) -> bool:
    floor = statistics.median(taken["select 1"].wall)
    print(f"\n{'question':31}{'in SQL p50':>11}{'p95':>6}{'wall p50':>10}{'p95':>6}{'x floor':>9}", end="")
    print(f"{'cpu p50':>9}{'p95':>6}{'rows':>6}")
    met = True
    for name, each in taken.items():
        sql, wall, cpu = (
            (statistics.median(kind), quantile(kind)) for kind in (each.in_sql, each.wall, each.cpu)
        )
        good = sql[0] <= GOAL_P50 and sql[1] <= GOAL_P95
        met = met and (good or name not in goals)
        mark = ("  met" if good else "  MISSED") if name in goals else ""
        print(
            f"{name:31}{sql[0]:11.2f}{sql[1]:6.2f}{wall[0]:10.2f}{wall[1]:6.2f}{wall[0] / floor:9.1f}", end=""
        )
        print(f"{cpu[0]:9.2f}{cpu[1]:6.2f}{statistics.mean(each.rows):6.1f}{mark}")
    return met


def quantile(each: list[float]) -> float:
    return sorted(each)[int(len(each) * 0.95)]


def compare_with_rrule() -> int:
    """Windows of two hours around every change of the clocks and at random: the same meetings as RRULE."""
    from groups.finder import Search, Window, keys
    from groups.models import MeetingSeries, Occurrence

    chance = random.Random(11)
    every = list(MeetingSeries.objects.values_list("pk", flat=True))
    sample = list(MeetingSeries.objects.filter(pk__in=chance.sample(every, min(ORACLE_SERIES, len(every)))))
    expanded, cost = expand_by_rrule(sample)
    of = dict(Occurrence.objects.filter(series__in=sample).values_list("pk", "series"))
    search = Search(series=frozenset(one.pk for one in sample))
    wrong = meetings = 0
    windows = moments(sample, chance)
    for now in windows:
        until = now + timedelta(hours=2)
        found = {(start, of[key]) for start, key in keys(search, Window(now, None, until))}
        wanted = {(start, series) for series, start, end in expanded if start < until and end > now}
        meetings += len(wanted)
        wrong += len(found ^ wanted)
    print(f"\nRRULE oracle: {len(sample)} series, {len(windows)} windows of 2 h around every change of the")
    print(f"clocks and at random, {meetings} meetings, {wrong} differences")
    print(
        f"RRULE in a request: {cost * 1000:.2f} ms of CPU a series, {cost * len(every):.0f} s for all of them"
    )
    return wrong


def expand_by_rrule(sample: list) -> tuple[list[tuple[int, datetime, datetime]], float]:
    """(series, start, end) of eight weeks by dateutil and the clocks, and its CPU seconds a series."""
    from tests.groups.rules import oracle_dates, oracle_instant

    first, last = START.date() - timedelta(days=2), (START + timedelta(days=58)).date()
    began = time.process_time()
    dates = [(one, day) for one in sample for day in oracle_dates(one.rule, first, last)]
    cost = (time.process_time() - began) / len(sample)
    expanded = []
    for one, day in dates:
        start = oracle_instant(day, one.local_start, one.time_zone)
        expanded.append((one.pk, start, start + timedelta(minutes=one.duration_minutes)))
    return expanded, cost


def moments(sample: list, chance: random.Random) -> list[datetime]:
    from groups import zones

    first, last = START.date(), (START + timedelta(days=56)).date()
    changes = {
        moment.replace(tzinfo=UTC) + timedelta(hours=hours)
        for zone in {one.time_zone for one in sample}
        for moment, _before, _after in zones.changes(zone, first, last)
        for hours in (-3, -2, -1, 0, 1)
    }
    anywhere = {START + timedelta(minutes=chance.randrange(60 * 24 * 55)) for _ in range(ORACLE_WINDOWS)}
    return sorted(changes | anywhere)


if __name__ == "__main__":
    sys.exit(main())
