"""Times as people say them."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from recovery_network.common import times

EVENING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 19:30 in India, 20:00 in Bangladesh
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def test_a_word_stands_for_the_part_of_the_day():
    assert times.clock(EVENING, "Asia/Kolkata") == "evening 7:30"
    assert times.clock(EVENING, "Europe/London") == "afternoon 2:00"


@pytest.mark.parametrize(
    ("hour", "english", "urdu"),
    [
        (0, "night", "night"),
        (3, "night", "night"),
        (4, "morning", "morning"),
        (11, "morning", "morning"),
        (12, "afternoon", "afternoon"),
        (16, "afternoon", "evening"),
        (17, "evening", "evening"),
        (20, "evening", "night"),
        (21, "night", "night"),
        (23, "night", "night"),
    ],
)
def test_each_language_divides_the_day_its_way(hour, english, urdu):
    assert times.part_of_day(hour, "en") == english
    assert times.part_of_day(hour, "ur") == urdu
    with translation.override("ur"):
        assert times.part_of_day(hour) == urdu


def test_midnight_and_noon_are_twelve():
    assert times.bare_clock(datetime(2026, 1, 1, 0, 5)) == "12:05"
    assert times.bare_clock(datetime(2026, 1, 1, 12, 0)) == "12:00"


def test_a_range_names_the_second_part_only_when_it_changes():
    hour = timedelta(hours=1)
    assert times.clock_range(EVENING, EVENING + hour, "Asia/Kolkata") == "evening 7:30 to 8:30"
    assert times.clock_range(EVENING, EVENING + 2 * hour, "Asia/Kolkata") == "evening 7:30 to night 9:30"
    almost = EVENING + 23 * hour + timedelta(minutes=59)
    assert times.clock_range(EVENING, almost, "Asia/Kolkata") == "evening 7:30 to evening 7:29"
    assert times.clock_range(EVENING, EVENING + 24 * hour, "Asia/Kolkata") == "all day"


def test_a_day_and_its_hours_are_one_phrase():
    said = times.when_range(EVENING, EVENING + timedelta(hours=1), EVENING, "Asia/Kolkata")
    assert said == "Today, evening 7:30 to 8:30"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 11, 23), "Today"),
        (date(2026, 11, 24), "Tomorrow"),
        (date(2026, 11, 22), "Yesterday"),
        (date(2026, 11, 30), "Mon 30 November"),
        (date(2027, 1, 4), "Mon 4 January 2027"),
    ],
)
def test_near_days_have_names(when, said):
    assert times.day(when, date(2026, 11, 23)) == said


def test_today_is_the_viewers_today():
    late = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    assert times.when(late, NOW, "Asia/Kolkata") == "Tomorrow, night 1:30"
    assert times.when(late, NOW, "Europe/London") == "Today, evening 8:00"


@pytest.mark.parametrize("name", ["", None, "../../etc/passwd", "Nowhere/Place", "Etc/GMT+5", "localtime"])
def test_only_real_zones_are_taken(name):
    assert times.zone_or_none(name) is None


def test_the_first_usable_guess_wins():
    assert times.first_zone([None, "x/y", "Asia/Dhaka"], "UTC") == zoneinfo.ZoneInfo("Asia/Dhaka")
    assert times.first_zone(["bad"], "Asia/Karachi") == zoneinfo.ZoneInfo("Asia/Karachi")


def test_zone_choices_begin_nearby_and_name_each_zone_once():
    (_near_label, near), (_all_label, rest) = times.zone_choices()
    names = [name for name, _label in [*near, *rest]]
    assert names[0] == "Asia/Dhaka"
    assert len(names) == len(set(names)) == len(times.zone_names() | {n for n, _l in near})
    assert times.zone_label("America/Sao_Paulo") == "Sao Paulo, America"


def test_a_country_is_guessed_only_where_it_is_known():
    assert times.country_of_zone("Asia/Karachi") == "PK"
    assert times.country_of_zone("America/Sao_Paulo") == ""
