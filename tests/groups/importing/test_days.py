"""Days of the week as lists write them."""

import pytest

from groups.importing.days import SUNDAY_IS_0, SUNDAY_IS_1, foreign_names, read_days

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (0, (SUN,)),
        (6, (SAT,)),
        (7, (SUN,)),
        ("3", (WED,)),
        (3.0, (WED,)),
        ("3.0", (WED,)),
        ([1, 3, 5], (MON, WED, FRI)),
        (["1", "3"], (MON, WED)),
        ([1, 1], (MON,)),
        ([0, 1, 2, 3, 4, 5, 6], (MON, TUE, WED, THU, FRI, SAT, SUN)),
        ("Sunday", (SUN,)),
        ("thur", (THU,)),
        ("Tues.", (TUE,)),
        ("Saturdays", (SAT,)),
        ("Daily", (MON, TUE, WED, THU, FRI, SAT, SUN)),
        ("Monday-Friday", (MON, TUE, WED, THU, FRI)),
        ("Fri to Mon", (MON, FRI, SAT, SUN)),
        ("Mon, Wed & Fri", (MON, WED, FRI)),
        ("Monday/Thursday", (MON, THU)),
        ("dimanche", (SUN,)),
        ("Miércoles", (WED,)),
        ("Lundi", (MON,)),
        ("শুক্রবার", (FRI,)),
        ("جمعرات", (THU,)),
        ("ਐਤਵਾਰ", (SUN,)),
        ("मंगलवार", (TUE,)),
    ],
)
def test_meeting_guide_days(value, days):
    read = read_days(value, SUNDAY_IS_0)
    assert read.days == days
    assert not read.unread


@pytest.mark.parametrize("value", [-1, 8, "Someday", "T", True, "1e9", 3.5, [["x"]], float("nan"), "९९"])
def test_what_is_no_day_is_not_guessed(value):
    assert read_days(value, SUNDAY_IS_0).days == ()


@pytest.mark.parametrize("value", [None, "", [], {}, " ", [None]])
def test_nothing_given_is_not_a_fault(value):
    read = read_days(value, SUNDAY_IS_0)
    assert not read.given
    assert read.days == ()


def test_a_bad_day_costs_only_itself():
    read = read_days([1, "Xday", 9], SUNDAY_IS_0)
    assert read.days == (MON,)
    assert read.unread == ("Xday", 9)


def test_bmlt_counts_from_one():
    assert read_days("1", SUNDAY_IS_1).days == (SUN,)
    assert read_days("7", SUNDAY_IS_1).days == (SAT,)
    assert read_days("0", SUNDAY_IS_1).days == ()


def test_unusual_forms_are_told_apart():
    assert not read_days("Monday", SUNDAY_IS_0).unusual
    assert not read_days([1, 3], SUNDAY_IS_0).unusual
    assert read_days(7, SUNDAY_IS_0).unusual
    assert read_days("Daily", SUNDAY_IS_0).unusual
    assert read_days([1, 1], SUNDAY_IS_0).unusual


def test_no_foreign_word_means_two_days():
    names = foreign_names()
    assert names["dimanche"] == SUN
    assert "so" not in names  # Sunday in German, Saturday in Polish
