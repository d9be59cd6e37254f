"""A page of the list as people read it: open now, later today, tomorrow, then by date."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Centre
from chat.models.room import WAITING_BEFORE
from groups import finder, phrases
from groups.finder import PAGE_SIZE, Search
from groups.models import Group, GroupRole, MeetingSeries, Occurrence, Status
from notifications.models import ReminderChoice
from recovery_network.common import times

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
NEAREST = 5


@dataclass(frozen=True)
class Card:
    """One meeting in a list, with what depends on who looks and when."""

    occurrence: Occurrence
    now: datetime
    zone: ZoneInfo

    @property
    def series(self) -> MeetingSeries:
        return self.occurrence.series

    @property
    def is_open(self) -> bool:
        return self.occurrence.starts_at - WAITING_BEFORE <= self.now < self.occurrence.ends_at

    @property
    def is_all_day(self) -> bool:
        return times.is_whole_day(self.occurrence.starts_at, self.occurrence.ends_at)

    @property
    def is_ahead(self) -> bool:
        """Does it stand among the next dates? Not while open; a cancelled one until its hour is over."""
        if self.occurrence.is_cancelled and not self.is_all_day:
            return True
        return not self.is_open and self.occurrence.starts_at > self.now

    @property
    def has_door(self) -> bool:
        """Can one go in from here? Only our own rooms have a door."""
        return self.is_open and self.series.online_kind == MeetingSeries.OnlineKind.ROOM

    @property
    def aside(self) -> str:
        """Under the hour: when it ends if it has begun, when it starts if that is soon, else its length."""
        if self.is_all_day:
            return _("all day")
        wait = self.occurrence.starts_at - self.now
        if wait <= timedelta(0):
            ends = self.occurrence.ends_at.astimezone(self.zone)
            return _("until %(clock)s") % {"clock": times.bare_clock(ends)}
        if wait < HOUR:
            return phrases.starts_in(int(wait / timedelta(minutes=1)))
        return phrases.length(
            int((self.occurrence.ends_at - self.occurrence.starts_at) / timedelta(minutes=1))
        )

    @property
    def other_zone(self) -> str:
        """The meeting's own zone, where its clocks show another hour than the viewer's."""
        if self.is_all_day:
            return ""
        there = self.occurrence.starts_at.astimezone(ZoneInfo(self.series.time_zone))
        here = self.occurrence.starts_at.astimezone(self.zone)
        return "" if there.utcoffset() == here.utcoffset() else self.series.time_zone

    @property
    def clock_there(self) -> str:
        return times.clock(self.occurrence.starts_at, self.series.time_zone)

    @property
    def place_of_zone(self) -> str:
        return times.zone_label(self.series.time_zone)

    @property
    def has_tags(self) -> bool:
        series = self.series
        return (
            series.newcomers_welcome
            or series.for_women
            or series.for_men
            or series.group.kind == Group.Kind.FAMILY
        )

    @property
    def place(self) -> str:
        return self.occurrence.venue.place if self.occurrence.venue else ""


@dataclass(frozen=True)
class Section:
    """Meetings under one heading. `date` stands beside headings that are words."""

    title: str
    date: str
    cards: list[Card]


@dataclass(frozen=True)
class Page:
    """One page of answers, or the nearest meetings in time when nothing answers."""

    sections: list[Section]
    number: int
    has_next: bool
    nearest: list[Card]
    spelt_almost: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.sections

    @property
    def is_past_end(self) -> bool:
        return self.is_empty and self.number > 1

    @property
    def count(self) -> int:
        return sum(len(section.cards) for section in self.sections)

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1


def answer(search: Search, now: datetime, zone: ZoneInfo, number: int = 1) -> Page:
    """The page of a search. Words nobody uses are taken for beginnings, then for misspelt names."""
    keys = finder.find(search, now, zone, number)
    if not keys and search.words:
        search = replace(search, loose=True)
        keys = finder.find(search, now, zone, number)
    almost = not keys and number == 1 and bool(search.words)
    if almost and (series := finder.near_names(search.words)):
        keys = finder.find(replace(search, series=series), now, zone)
    found = cards(keys[:PAGE_SIZE], now, zone)
    nearest = [] if found else cards(finder.find(search.everything(), now, zone), now, zone)[:NEAREST]
    return Page(sections(found, now, zone), number, len(keys) > PAGE_SIZE, nearest, almost and bool(found))


def open_or_next(now: datetime, zone: ZoneInfo, most: int) -> list[Card]:
    """What is open now, else what comes next."""
    soon = cards(finder.find(Search(when=finder.NOW), now, zone), now, zone)
    opened = [card for card in soon if card.is_open]
    return (opened or soon or cards(finder.find(Search(when=finder.ANY), now, zone), now, zone))[:most]


def of_person(user: Any, now: datetime, zone: ZoneInfo) -> list[Card]:
    """The coming week of a person: their groups, and what they asked to be reminded of and may see."""
    groups = GroupRole.objects.live().filter(user=user).values("group")
    asked = ReminderChoice.objects.visible_to(user).filter(subject_kind="series", off=False)
    rows = Occurrence.objects.visible_to(user).not_over()
    rows = rows.filter(Q(group__in=groups) | Q(series__in=asked.values("subject_id")))
    rows = rows.filter(starts_at__gt=now - DAY, starts_at__lt=now + WEEK, ends_at__gt=now)
    rows = rows.select_related("series__group", "venue").prefetch_related("series__languages")
    return fold(Card(row, now, zone) for row in rows.order_by("starts_at", "pk")[:PAGE_SIZE])


def centre_names() -> list[str]:
    """Who runs the groups of the public list; nothing else of a centre is public."""
    listed = Group.objects.visible_to(AnonymousUser()).filter(centre=OuterRef("pk"), status=Status.ACTIVE)
    return list(Centre.objects.filter(Exists(listed)).order_by("name").values_list("name", flat=True))


def cards(keys: Iterable[int], now: datetime, zone: ZoneInfo) -> list[Card]:
    return fold(Card(row, now, zone) for row in finder.rows(keys))


def fold(found: Iterable[Card]) -> list[Card]:
    """Cards in order of time, with one for a meeting that never ends: a whole day after whole day.

    An hour between two days is the change of the clocks. A day that falls away ends the one card.
    """
    until: dict[int, datetime] = {}
    kept = []
    for card in found:
        row = card.occurrence
        before = until.get(row.series_id) if card.is_all_day and not row.is_cancelled else None
        if before is None or row.starts_at - before > HOUR:
            kept.append(card)
        if card.is_all_day and not row.is_cancelled:
            until[row.series_id] = row.ends_at
    return kept


def sections(found: list[Card], now: datetime, zone: ZoneInfo) -> list[Section]:
    return [_section(key, list(group), now, zone) for key, group in groupby(found, lambda c: _key(c, zone))]


def _key(card: Card, zone: ZoneInfo) -> tuple[bool, str]:
    if card.is_open:
        return (True, "")
    return (False, card.occurrence.starts_at.astimezone(zone).date().isoformat())


def _section(key: tuple[bool, str], found: list[Card], now: datetime, zone: ZoneInfo) -> Section:
    if key[0]:
        return Section(_("Open now"), "", found)
    day = found[0].occurrence.starts_at.astimezone(zone).date()
    said = date_format(day, "l j F")
    ahead = (day - now.astimezone(zone).date()).days
    if ahead > 1:
        return Section(said, "", found)
    return Section(_("Tomorrow") if ahead == 1 else _("Later today"), said, found)
