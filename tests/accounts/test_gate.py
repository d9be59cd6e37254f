"""The adult gate."""

from datetime import date

import pytest

from accounts import gate

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("year", "month", "adult"),
    [
        (2008, 10, True),
        (2008, 11, False),  # the day may still be to come
        (2008, 12, False),
        (2009, 1, False),
        (1990, 12, True),
    ],
)
def test_eighteen_for_certain(year, month, adult):
    assert gate.is_adult(year=year, month=month, today=TODAY) is adult


def test_the_first_answer_stands():
    session: dict = {}
    assert gate.answer(session, adult=False) is False
    assert gate.answer(session, adult=True) is False
    assert gate.is_closed(session)
    assert not gate.is_open(session)


def test_unasked_is_neither():
    assert not gate.is_open({})
    assert not gate.is_closed({})
