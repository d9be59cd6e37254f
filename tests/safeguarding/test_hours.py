"""When a line answers."""

from datetime import UTC, datetime, time

import pytest

from safeguarding.hours import Hours, in_words, is_open

EVENING = Hours(opens=time(18), closes=time(22), zone="Asia/Dhaka")
LATE = Hours(opens=time(21), closes=time(3), zone="Asia/Dhaka", days=(4,))  # Friday night


def at(day: int, hour: int) -> datetime:
    """A moment of November 2026 on Dhaka's clock."""
    return datetime(2026, 11, day, hour, 30, tzinfo=UTC).replace(hour=hour) - (
        datetime(2026, 1, 1, 6) - datetime(2026, 1, 1)
    )


@pytest.mark.parametrize(
    ("hours", "moment", "answer"),
    [
        (Hours(always=True), at(23, 3), True),
        (Hours(), at(23, 3), None),
        (Hours(opens=time(9), closes=time(17)), at(23, 12), None),  # no zone: no claim
        (EVENING, at(23, 18), True),
        (EVENING, at(23, 22), False),
        (EVENING, at(23, 17), False),
        (LATE, at(27, 23), True),  # Friday
        (LATE, at(28, 2), True),  # the same night, already Saturday
        (LATE, at(28, 23), False),
        (LATE, at(27, 2), False),
    ],
)
def test_open_or_not(hours, moment, answer):
    assert is_open(hours, moment) is answer


def test_words():
    now = at(23, 12)
    assert in_words(Hours(always=True), now) == "Day and night"
    assert in_words(Hours(), now) == "We do not know the hours. Try now."
    assert in_words(EVENING, now) == "evening 6:00 to night 10:00"
    assert in_words(LATE, now) == "Friday: night 9:00 to 3:00"
