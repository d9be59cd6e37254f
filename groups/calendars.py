"""A series as an iCalendar file: wall times with their zone, and neutral words.

A name in a calendar at work outs its owner, so the title is "Meeting" and the place a part of town.
UIDs never change; SEQUENCE grows with every change of time or place. Outlook keeps one nth weekday a
series, so "first and third Tuesday" is written as two events.
"""

import hashlib
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event
from icalendar.prop import vDuration, vRecur

from groups import schedule, zones
from groups.models import MeetingSeries, SeriesException, Status
from groups.schedule import CANCELLED, EXTRA, LAST, MONTHLY, Change, Meeting, Rule, Season
from groups.vtimezone import vtimezone

PRODUCT = "-//Meetings//EN"  # the name of the project would say what the calendar is about
REFRESH = timedelta(hours=4)
# Meetings with other hours are written one by one: a season's, from a month ago to a year ahead.
BEHIND, AHEAD = timedelta(days=31), timedelta(days=366)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FOURTH, FIFTH = 8, 16


def fingerprint(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def of_series(series: MeetingSeries, now: datetime, url: str) -> bytes:
    """The whole file of one series; without events when it has stopped."""
    calendar = _calendar(url)
    zone = zoneinfo.ZoneInfo(series.time_zone)
    calendar.add_component(vtimezone(series.time_zone, series.start_date.year))
    if Status.CLOSED not in (series.status, series.group.status):
        for event in _Events(series, zone, now.date(), url):
            calendar.add_component(event)
    return calendar.to_ical()


def _calendar(url: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", _("Meeting"))
    calendar.add("X-WR-CALNAME", _("Meeting"))
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    calendar.add("SOURCE", f"{url}calendar.ics", parameters={"VALUE": "URI"})
    return calendar


def plain_rules(rule: Rule) -> list[tuple[str, Rule]]:
    """Rules of one nth weekday each, with a suffix for the UID; a weekly rule stays whole.

    The last weekday of a month is its fourth or its fifth, and no date may be in two events: so
    "fourth and last" is written as fourth and fifth, and "fifth and last" as last.
    """
    if rule.frequency != MONTHLY:
        return [("", rule)]
    nths = rule.nths
    if nths & LAST and nths & FOURTH:
        nths = nths & ~LAST | FIFTH
    elif nths & LAST:
        nths &= ~FIFTH
    return [
        (f"-{nth}-{day}", replace(rule, nths=1 << bit, weekdays=1 << day))
        for bit, nth in enumerate((1, 2, 3, 4, 5, -1))
        if nths & 1 << bit
        for day in range(7)
        if rule.weekdays & 1 << day
    ]


class _Events:
    """The events of one series: each plain rule, what differs from it, and extra dates."""

    def __init__(self, series: MeetingSeries, zone: zoneinfo.ZoneInfo, today: date, url: str) -> None:
        self.series, self.zone, self.url = series, zone, url
        exceptions: list[SeriesException] = list(series.exceptions.all())
        self.changes = {exception.local_date: exception.change for exception in exceptions}
        self.seasons = [season.season for season in series.seasons.all()]
        self.first, self.last = today - BEHIND, today + AHEAD

    def __iter__(self) -> Iterator[Event]:
        for suffix, rule in plain_rules(self.series.rule):
            first = next(schedule.dates(rule, rule.start_date, rule.start_date + timedelta(days=2000)), None)
            if first is not None:
                yield self._master(suffix, rule, first)
                yield from self._differing(suffix, rule)
        for change in self.changes.values():
            if change.kind == EXTRA and not schedule.matches(self.series.rule, change.local_date):
                yield self._extra(change)

    def _master(self, suffix: str, rule: Rule, first: date) -> Event:
        start = zones.instant(first, rule.local_start, self.zone)
        event = self._event(suffix, start, rule.duration_minutes)
        event.add("RRULE", self._recurrence(rule))
        gone = [
            self._wall(day, rule)
            for day, change in sorted(self.changes.items())
            if change.kind == CANCELLED and schedule.matches(rule, day)
        ]
        if gone:
            event.add("EXDATE", gone)
        return event

    def _differing(self, suffix: str, rule: Rule) -> Iterator[Event]:
        """Moved meetings and those of a season, each as an override of its date."""
        for meeting in self._made(rule, self._odd_dates(rule)):
            minutes = (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1)
            event = self._event(suffix, meeting.starts_at, minutes)
            event.add("RECURRENCE-ID", self._wall(meeting.local_date, rule))
            yield event

    def _odd_dates(self, rule: Rule) -> list[date]:
        gone = {day for day, change in self.changes.items() if change.kind == CANCELLED}
        seasonal = {
            day
            for season in self.seasons
            for day in schedule.dates(rule, max(season.from_on, self.first), min(season.to_on, self.last))
        }
        return sorted(day for day in (self.changes.keys() | seasonal) - gone if schedule.matches(rule, day))

    def _made(self, rule: Rule, days: Iterable[date]) -> Iterator[Meeting]:
        for day in days:
            change = self.changes.get(day)
            actual = (change and change.new_date) or day
            changes, seasons = [change] if change else [], self.seasons
            made = schedule.occurrences(rule, changes, seasons, self.zone, actual, actual)
            yield from (meeting for meeting in made if meeting.local_date == day)

    def _extra(self, change: Change) -> Event:
        season = next((s for s in self.seasons if s.from_on <= change.local_date <= s.to_on), None)
        start = change.new_start or _start(season, self.series.rule)
        minutes = change.new_duration or _minutes(season, self.series.rule)
        begins = zones.instant(change.local_date, start, self.zone)
        return self._event(f"-{change.local_date:%Y%m%d}", begins, minutes)

    def _wall(self, day: date, rule: Rule) -> datetime:
        return datetime.combine(day, rule.local_start, tzinfo=self.zone)

    def _recurrence(self, rule: Rule) -> vRecur:
        parts: dict[str, Any] = {"FREQ": rule.frequency.upper(), "INTERVAL": rule.every}
        count = {1 << n: str(n + 1) for n in range(5)} | {LAST: "-1", 0: ""}
        parts["BYDAY"] = [f"{count[rule.nths]}{_DAYS[n]}" for n in range(7) if rule.weekdays & 1 << n]
        parts["WKST"] = _DAYS[rule.week_start]
        if rule.end_date:
            parts["UNTIL"] = zones.instant(rule.end_date, rule.local_start, self.zone)
        return vRecur(parts)

    def _event(self, suffix: str, start: datetime, minutes: int) -> Event:
        """With DURATION, not DTEND: elapsed time stays right where the first date spans a change."""
        series, event = self.series, Event()
        event.add("UID", f"series-{series.uuid}{suffix}@{urlsplit(self.url).hostname}")
        event.add("DTSTAMP", series.changed_at)
        event.add("LAST-MODIFIED", series.changed_at)
        event.add("SEQUENCE", series.sequence)
        event.add("DTSTART", start.astimezone(self.zone))
        event.add("DURATION", timedelta(minutes=minutes))
        event.add("SUMMARY", _("Meeting"))
        event.add("URL", self.url)
        event.add("TRANSP", "TRANSPARENT")
        event.add("CLASS", "PRIVATE")
        if series.venue and series.venue.place:
            event.add("LOCATION", series.venue.place)
        return event


def _start(season: Season | None, rule: Rule) -> time:
    return season.local_start if season else rule.local_start


def _minutes(season: Season | None, rule: Rule) -> int:
    return (season and season.duration_minutes) or rule.duration_minutes
