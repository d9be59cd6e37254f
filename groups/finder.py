"""The public list of meetings: what a visitor asks for, and the rows that answer it (M1).

First the keys, in order of time, from two narrow indexes; then one query for the
rows of one page. Meetings longer than LONG run in an index of their own: a meeting that is open now
began at most LONG ago in the first, at most a day ago in the second, and neither scans more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction
from django.db.models import QuerySet

from groups import facets, words
from groups.models import MeetingSeries, Occurrence
from groups.schedule import HORIZON, LONG

PAGE_SIZE = 25
NOW, TODAY, TOMORROW, WEEK, ANY = "now", "today", "tomorrow", "week", "any"
SOON = timedelta(hours=2)
_DAY = timedelta(days=1)
MOST_NAMES = 200
IN_TIME = ("starts_at", "pk")


@dataclass(frozen=True)
class Search:
    """A question to the list. Each set of `wanted` holds facets of which one must fit; all sets must."""

    when: str = WEEK
    words: str = ""
    loose: bool = False  # each word may be only the beginning of one
    wanted: tuple[frozenset[int], ...] = ()
    series: frozenset[int] | None = field(default=None)  # only these, whatever the words

    def everything(self) -> "Search":
        return replace(self, when=ANY, words="", wanted=(), series=None)


@dataclass(frozen=True)
class Window:
    """Meetings that start before `until` and end after `now`; not yet begun before `begin`."""

    now: datetime
    begin: datetime | None
    until: datetime


def window(when: str, now: datetime, zone: ZoneInfo) -> Window:
    """What now, today, tomorrow, a week and any day mean where the viewer is."""
    today = now.astimezone(zone).date()

    def midnight(days: int) -> datetime:
        return datetime.combine(today + timedelta(days=days), time(), tzinfo=zone)

    if when == TOMORROW:
        return Window(now, midnight(1), midnight(2))
    ends = {NOW: now + SOON, TODAY: midnight(1), WEEK: midnight(7)}
    return Window(now, None, ends.get(when, now + HORIZON + _DAY))


def find(search: Search, now: datetime, zone: ZoneInfo, page: int = 1) -> list[int]:
    """Keys of one page in order of time, and one more when another page follows."""
    start = (page - 1) * PAGE_SIZE
    found = keys(search, window(search.when, now, zone), start + PAGE_SIZE + 1)
    return [key for _starts_at, key in found[start:]]


def keys(search: Search, frame: Window, most: int | None = None) -> QuerySet:
    """(start, key) of the first meetings that answer, in order of time; of all for None.

    Both parts are ordered and cut themselves: only then does PostgreSQL walk their indexes in order
    and stop when it has enough. Several words name few series, so there one part suffices: it begins
    with the series and is half the work to plan.
    """
    if search.series is None and len(words.asked(search.words)) > 1:
        return _part(search, frame, None, _DAY).order_by(*IN_TIME)[:most]
    short = _part(search, frame, False, LONG).order_by(*IN_TIME)[:most]
    long = _part(search, frame, True, _DAY).order_by(*IN_TIME)[:most]
    return short.union(long, all=True).order_by(*IN_TIME)[:most]


def _part(search: Search, frame: Window, is_long: bool | None, longest: timedelta) -> QuerySet:
    rows = (
        Occurrence.objects.listed()
        if is_long is None
        else Occurrence.objects.listed().filter(is_long=is_long)
    )
    rows = rows.filter(
        starts_at__gte=frame.begin or frame.now - longest,
        starts_at__lt=frame.until,
        ends_at__gt=frame.now,
    )
    for choice in search.wanted:
        rows = rows.filter(facets__overlap=sorted(choice))
    if search.series is not None:
        rows = rows.filter(series__in=search.series)
    elif text := words.query(search.words, loose=search.loose):
        query = SearchQuery(text, search_type="raw", config="meeting_words")
        rows = rows.filter(series__in=MeetingSeries.objects.filter(words=query).values("pk"))
    return rows.values_list("starts_at", "pk")


def near_names(text: str) -> frozenset[int]:
    """Series whose own name, group or town is spelt almost so: only asked when no word was found."""
    text = " ".join(words.asked(text))
    near = MeetingSeries.objects.values_list("pk", flat=True)
    own = near.filter(name__trigram_word_similar=text)[:MOST_NAMES]
    group = near.filter(group__name__trigram_word_similar=text)[:MOST_NAMES]
    town = near.filter(venue__city__trigram_word_similar=text)[:MOST_NAMES]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.45")
        return frozenset(own.union(group, town)) if text else frozenset()


def rows(keys: Iterable[int]) -> list[Occurrence]:
    """The meetings of these keys that are not over, in order of time, with what a card shows and no more.

    The indexes know no rooms, so a meeting its host has ended early is left out here, of one page's rows.
    """
    found = Occurrence.objects.listed().not_over().filter(pk__in=list(keys)).order_by("starts_at", "pk")
    found = found.select_related("series__group", "venue").prefetch_related("series__languages")
    return list(found.only(*_CARD))


_CARD = [
    *("series", "group", "starts_at", "ends_at", "status", "venue__area", "venue__city", "venue__name"),
    *(f"series__{name}" for name in ("code", "name", "attendance", "online_kind", "time_zone", "led_by")),
    *(f"series__{name}" for name in facets.FLAGS),
    *("series__group__name", "series__group__kind"),
]
