"""Who was there and for how long, in steps of a stamp, whatever crashes in between."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from chat.models import PresenceInterval
from chat.services import presence, rooms

SECOND = timedelta(seconds=1)


def be_there(seats, start, seconds: int, step: int = 15) -> None:
    for passed in range(0, seconds + 1, step):
        presence.stamp([seat.pk for seat in seats], start + passed * SECOND)


def test_stamps_make_one_interval(circle):
    be_there([circle.heron, circle.river], circle.now, 60)
    assert PresenceInterval.objects.count() == 2
    assert presence.seconds_present(circle.room, circle.now + timedelta(hours=1)) == {
        circle.heron.pk: 60,
        circle.river.pk: 60,
    }


def test_a_crash_ends_an_interval_at_its_last_stamp(circle):
    be_there([circle.heron], circle.now, 60)
    be_there([circle.heron], circle.now + 300 * SECOND, 45)
    assert PresenceInterval.objects.filter(seat=circle.heron).count() == 2
    assert presence.seconds_present(circle.room, circle.now + 600 * SECOND) == {circle.heron.pk: 105}


def test_two_missed_stamps_are_no_absence(circle):
    be_there([circle.heron], circle.now, 30)
    be_there([circle.heron], circle.now + 69 * SECOND, 15)
    assert PresenceInterval.objects.filter(seat=circle.heron).count() == 1


def test_only_the_open_time_counts(circle):
    be_there([circle.heron], circle.now - 60 * SECOND, 180)
    closed = rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now + 90 * SECOND)
    assert presence.seconds_present(closed, timezone.now() + timedelta(hours=1)) == {circle.heron.pk: 90}


def test_two_processes_do_not_count_twice(circle):
    for start, seconds in ((0, 100), (50, 100)):
        PresenceInterval.objects.create(
            seat=circle.heron,
            started_at=circle.now + start * SECOND,
            last_at=circle.now + (start + seconds) * SECOND,
        )
    assert presence.seconds_present(circle.room, circle.now + 300 * SECOND) == {circle.heron.pk: 150}


def test_a_clock_that_goes_back_takes_nothing_away(circle):
    presence.stamp([circle.heron.pk], circle.now)
    presence.stamp([circle.heron.pk], circle.now - 10 * SECOND)
    assert PresenceInterval.objects.get(seat=circle.heron).last_at == circle.now


def test_a_door_that_never_opened_counts_nobody(db, now, circle):
    from tests.chat.conftest import planned_room

    assert presence.seconds_present(planned_room(now), now) == {}


def test_one_statement_stamps_them_all(circle, django_assert_num_queries):
    seats = [circle.sit(f"Bird number {chr(97 + n)}").pk for n in range(10)]
    with django_assert_num_queries(4):  # savepoint, lock, stamp, release
        presence.stamp(seats, circle.now)
    presence.stamp([], circle.now)
    presence.stamp([999_999], circle.now)
    assert PresenceInterval.objects.count() == 10


def test_how_many_are_here(circle):
    presence.stamp([circle.heron.pk, circle.river.pk], circle.now)
    assert presence.count_here(circle.room, circle.now + 39 * SECOND) == 2
    assert presence.count_here(circle.room, circle.now + 40 * SECOND) == 0


@pytest.mark.parametrize(
    ("count", "words"), [(0, "fewer than 5 people"), (4, "fewer than 5 people"), (5, "5 people")]
)
def test_nobody_is_found_alone(count, words):
    with translation.override("en"):
        assert presence.public_count_words(count) == words


def test_inside_the_count_is_told():
    with translation.override("en"):
        assert [presence.count_words(n) for n in (1, 14)] == ["1 person", "14 people"]
