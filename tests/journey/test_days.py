"""Counting days: private by default, kept through every new beginning, kind about dates that cannot be."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from accounts.services import consent
from journey.models import CountedDays, Goal, Stretch
from journey.services import days, setbacks, way
from journey.services.setbacks import NewStart
from journey.shareable import DAYS, MOOD
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from tests.journey import making
from tests.journey.making import NOW, TODAY

pytestmark = pytest.mark.django_db
DHAKA = ZoneInfo("Asia/Dhaka")


@pytest.fixture
def heron():
    return making.person()


def again(person, counted, used_on, **said):
    return setbacks.begin_again_from(
        actor=person, days=counted, said=NewStart(used_on=used_on, **said), now=NOW
    )


def now_of(person, counted, now=NOW):
    return way.count(person, CountedDays.objects.get(pk=counted.pk), now)


class TestCounting:
    def test_several_private_and_nowhere_shown_by_default(self, heron):
        first, second = making.counted(heron, name="Evenings"), making.counted(heron, name="Mornings")
        assert list(CountedDays.objects.visible_to(heron)) == [first, second]
        assert [first.on_today, second.on_today] == [False, False]
        assert not CountedDays.objects.visible_to(making.person("Slow River")).exists()

    @pytest.mark.parametrize(("first_day", "shown"), [(0, 21), (1, 22)])
    def test_day_0_or_day_1(self, heron, first_day, shown):
        counted = making.counted(heron, TODAY - timedelta(days=21), first_day=first_day)
        assert now_of(heron, counted).sums.now == shown

    @pytest.mark.parametrize(("hour", "day"), [(17, TODAY), (18, TODAY + timedelta(days=1))])
    def test_the_day_changes_at_midnight_where_the_person_lives(self, heron, hour, day):
        """18:00 in Greenwich is midnight in Dhaka."""
        counted = making.counted(heron, TODAY - timedelta(days=1))
        found = now_of(heron, counted, NOW.replace(hour=hour))
        assert found.today == day
        assert found.sums.now == (day - TODAY).days + 1

    def test_24_hours_are_counted_from_the_chosen_moment(self, heron):
        yesterday = datetime(2026, 11, 21, 22, 0, tzinfo=DHAKA)
        counted = making.counted(heron, yesterday.date(), began_at=yesterday)
        assert now_of(heron, counted).latest is None
        later = now_of(heron, counted, NOW.replace(hour=16))
        assert later.latest.milestone.key == "24-hours"
        assert later.is_marked_today

    def test_a_year_and_what_comes_next(self, heron):
        counted = making.counted(heron, date(2025, 11, 22))
        found = now_of(heron, counted)
        assert (found.latest.words, found.is_marked_today) == ("1 year", True)
        assert (found.ahead.words, found.ahead.on) == ("18 months", date(2027, 5, 22))
        assert found.in_words == "1 year"

    def test_none_marks_nothing(self, heron):
        found = now_of(heron, making.counted(heron, pack="none"))
        assert (found.behind, found.ahead) == ([], None)

    def test_changing_keeps_what_was_before(self, heron):
        counted = making.counted(heron, TODAY - timedelta(days=50))
        again(heron, counted, TODAY - timedelta(days=10))
        days.change_days(actor=heron, days=counted, now=NOW, began_on=TODAY - timedelta(days=8), name="Days")
        assert now_of(heron, counted).sums.total == 48
        with pytest.raises(DomainError, match="already count this day"):
            days.change_days(
                actor=heron, days=counted, now=NOW, began_on=TODAY - timedelta(days=11), name="D"
            )

    def test_taken_away_nothing_of_it_is_left(self, heron):
        days.remove_days(actor=heron, days=making.counted(heron), now=NOW)
        assert not Stretch.objects.exists()

    def test_only_ones_own(self, heron):
        counted, other = making.counted(heron), making.person("Slow River")
        for deed in (
            lambda: days.remove_days(actor=other, days=counted, now=NOW),
            lambda: days.change_days(actor=other, days=counted, now=NOW, began_on=TODAY),
            lambda: again(other, counted, TODAY),
        ):
            with pytest.raises(NotAllowed):
                deed()

    def test_the_database_counts_no_day_twice(self, heron):
        counted = making.counted(heron, date(2026, 1, 1))
        with pytest.raises(IntegrityError, match="no_day_counted_twice"), transaction.atomic():
            Stretch.objects.create(days=counted, began_on=date(2025, 1, 1), ended_on=date(2026, 1, 2))
        Stretch.objects.create(days=counted, began_on=date(2025, 1, 1), ended_on=date(2026, 1, 1))

    def test_twenty_are_enough(self, heron):
        for number in range(days.MOST):
            making.counted(heron, name=f"Days {number}")
        with pytest.raises(DomainError, match="20 things"):
            making.counted(heron)

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (TODAY + timedelta(days=1), "still to come"),
            (date(1900, 1, 1), "Check the year"),
            (date(1, 1, 1), "Check the year"),
            (date.max, "still to come"),
        ],
    )
    def test_dates_that_cannot_be(self, heron, day, words):
        with pytest.raises(DomainError, match=words):
            making.counted(heron, day)
        with pytest.raises(DomainError, match=words):
            again(heron, making.counted(heron), day)

    def test_a_moment_to_come_and_a_name_of_nothing(self, heron):
        with pytest.raises(DomainError, match="still to come"):
            making.counted(heron, TODAY, began_at=NOW + timedelta(minutes=1))
        with pytest.raises(DomainError, match="Give it a name"):
            making.counted(heron, name=" \u200b ")


class TestBeginningAgain:
    def test_any_past_day_and_every_day_is_kept(self, heron):
        counted = making.counted(heron, TODAY - timedelta(days=100))
        again(heron, counted, TODAY - timedelta(days=40), again_on=TODAY - timedelta(days=38))
        again(heron, counted, TODAY - timedelta(days=70))
        found = now_of(heron, counted).sums
        assert (found.now, found.total, found.longest, found.stretches) == (38, 98, 38, 3)

    def test_a_day_that_is_not_counted_is_said_kindly(self, heron):
        counted = making.counted(heron, TODAY - timedelta(days=10))
        with pytest.raises(DomainError, match="not among the days"):
            again(heron, counted, TODAY - timedelta(days=11))
        with pytest.raises(DomainError, match="this day or a later one"):
            again(heron, counted, TODAY - timedelta(days=5), again_on=TODAY - timedelta(days=6))
        assert now_of(heron, counted).sums.now == 10

    def test_nobody_is_told_by_itself_and_the_count_does_not_tell(self, heron):
        counted, friend = making.counted(heron), making.person("Paper Boat")
        making.shared(heron, friend, DAYS, MOOD)
        again(heron, counted, TODAY)
        assert not Notice.objects.exists()
        assert consent.live_items(heron, friend, NOW) == {MOOD}

    def test_who_is_named_is_told_neutrally_and_keeps_seeing(self, heron):
        counted, friend, other = making.counted(heron), making.person("Paper Boat"), making.person("Kite")
        told = making.shared(heron, friend, DAYS)
        making.shared(heron, other, DAYS)
        again(heron, counted, TODAY, told=[told.code])
        assert [notice.recipient for notice in Notice.objects.all()] == [friend]
        assert consent.live_items(heron, friend, NOW) == {DAYS}
        assert consent.live_items(heron, other, NOW) == set()

    def test_a_grant_for_later_is_asked_about_too(self, heron):
        counted, friend = making.counted(heron), making.person("Paper Boat")
        making.shared(heron, friend, DAYS, starts_at=NOW + timedelta(days=2))
        assert [each.person for each in setbacks.readers_of_days(heron, NOW)] == [friend]
        again(heron, counted, TODAY)
        assert consent.live_items(heron, friend, NOW + timedelta(days=3)) == set()

    def test_one_next_step_until_tomorrow(self, heron):
        again(heron, making.counted(heron), TODAY, next_step="Call my sister")
        goal = Goal.objects.get()
        assert (goal.words, goal.until_on) == ("Call my sister", TODAY + timedelta(days=1))
