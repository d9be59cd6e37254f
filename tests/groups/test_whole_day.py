"""Meetings that last a whole day: said alike everywhere, and a meeting that never ends is one card."""

import zoneinfo
from datetime import time, timedelta

import pytest
import time_machine

from groups import listing
from groups.finder import WEEK, Search
from groups.services.index import index_series
from groups.services.occurrences import fill
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.reading import read

pytestmark = pytest.mark.django_db
EVERY_DAY = 127


@pytest.fixture(autouse=True)
def monday_evening():
    with time_machine.travel(NOW, tick=False):
        yield


def whole_day(**fields):
    """From half past eleven in the evening for a day: what runs now began yesterday."""
    usual = {"local_start": time(23, 30), "duration_minutes": 1440, "weekdays": EVERY_DAY}
    made = factories.series(factories.group(factories.centre()), **usual | fields)
    index_series([made.pk])
    fill([made.pk], now=NOW)
    return made


def days_of(zone: str = "Asia/Dhaka") -> list[str]:
    page = listing.answer(Search(when=WEEK), NOW, zoneinfo.ZoneInfo(zone))
    return [
        f"{card.occurrence.local_date:%a}{' open' if card.is_open else ''}"
        for section in page.sections
        for card in section.cards
    ]


@pytest.mark.parametrize("name", ["finder", "home", "meeting"])
def test_every_page_says_all_day_and_no_hour_of_its_end(client, name):
    series = whole_day()
    page = read(client, name, *([series.code] if name == "meeting" else []))
    assert "Open now" in page
    assert "all day" in page
    for wrong in ("until", "11:30", "24 hours", "Yesterday"):
        assert wrong not in page, wrong


def test_what_never_ends_is_one_card_and_has_no_next_dates(client):
    series = whole_day()
    assert days_of() == ["Sun open"]
    assert "Next dates" not in read(client, "meeting", series.code)


def test_a_day_that_falls_away_is_said_and_the_card_begins_anew(client):
    series = whole_day()
    tuesday = NOW.date() + timedelta(days=1)
    series.exceptions.create(local_date=tuesday, kind="cancelled")
    fill([series.pk], now=NOW)
    assert days_of() == ["Sun open", "Wed"]
    page = read(client, "meeting", series.code)
    assert "does not take place" in page
    assert "Tomorrow, all day" in page


def test_single_days_keep_their_own_cards(client):
    series = whole_day(weekdays=1 | 8)
    assert days_of() == ["Mon", "Thu"]
    page = read(client, "meeting", series.code)
    assert "Today, all day" in page
    assert "Thu 26 November, all day" in page


def test_the_change_of_the_clocks_does_not_end_the_card():
    whole_day()
    rows = [
        card.occurrence for card in listing.answer(Search(), NOW, zoneinfo.ZoneInfo("UTC")).sections[0].cards
    ]
    [first] = rows
    later = type(first)(
        series=first.series,
        starts_at=first.ends_at + timedelta(hours=1),
        ends_at=first.ends_at + timedelta(hours=25),
    )
    gone = type(first)(
        series=first.series,
        starts_at=later.ends_at + timedelta(hours=2),
        ends_at=later.ends_at + timedelta(hours=26),
    )
    zone = zoneinfo.ZoneInfo("UTC")
    kept = listing.fold(listing.Card(row, NOW, zone) for row in (first, later, gone))
    assert [card.occurrence for card in kept] == [first, gone]


def test_shorter_meetings_are_never_folded():
    whole_day(duration_minutes=60)
    assert len(days_of()) == 7
