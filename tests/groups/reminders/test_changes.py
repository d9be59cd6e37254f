"""What people are told when a meeting moves, is cancelled or comes back."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import transaction

from groups.models import Group, MeetingSeries, Occurrence, SeriesException
from groups.services import dates, reminders, roles
from groups.services.occurrences import fill
from notifications.models import Delivery, Notice
from notifications.services.planning import plan as plan_everything
from tests.groups import factories
from tests.groups.reminders.words import (
    HOUR,
    NOW,
    cancel_next,
    choose_for,
    deliver,
    member_with_mail,
    move_next,
    plan,
    refill,
    the_next,
    undo_next,
    waiting,
)

pytestmark = pytest.mark.django_db


def test_moved_before_anybody_was_reminded(series, member):
    plan()
    assert move_next(series, 21) == 2
    start = the_next(series).starts_at
    assert start == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert waiting(member) == [
        ("email", "moved", NOW),
        ("email", "reminder", start - HOUR),
        ("in_app", "moved", NOW),
        ("in_app", "reminder", start - HOUR),
    ]
    assert Delivery.objects.filter(state="cancelled", reason="meeting").count() == 2


def test_moved_after_everybody_was_reminded(series, member):
    plan()
    deliver(the_next(series).starts_at - HOUR)
    assert move_next(series, 22) == 2
    start = the_next(series).starts_at
    assert {kind for _channel, kind, _due in waiting(member)} == {"moved", "reminder"}
    deliver(NOW)
    assert outbox.outbox[-1].subject == "A new time"
    assert "evening 10:00" in outbox.outbox[-1].body or "night 10:00" in outbox.outbox[-1].body
    deliver(start - HOUR)
    assert [notice.kind for notice in Notice.objects.order_by("pk")] == [
        "groups.reminder",
        "groups.moved",
        "groups.reminder",
    ]


def test_moved_beyond_the_planning_time_is_still_told(series, member):
    plan()
    assert move_next(series, 20, day=date(2026, 12, 5)) == 2
    assert {kind for _channel, kind, _due in waiting(member)} == {"moved"}


def test_moved_twice_before_the_news_left_tells_the_last(series, member):
    plan()
    move_next(series, 21)
    move_next(series, 22)
    deliver(NOW)
    notice = Notice.objects.get()
    assert notice.params["starts"] == int(the_next(series).starts_at.timestamp())


def test_moved_and_back_before_the_news_left_tells_nothing(series, member):
    plan()
    move_next(series, 21)
    undo_next(series)
    start = the_next(series).starts_at
    assert waiting(member) == [("email", "reminder", start - HOUR), ("in_app", "reminder", start - HOUR)]


def test_there_and_back_and_there_again_is_told_each_time(series, member):
    plan()
    for change in (lambda: move_next(series, 21), lambda: undo_next(series), lambda: move_next(series, 21)):
        change()
        deliver(NOW)
    told = [notice.params["starts"] for notice in Notice.objects.order_by("pk")]
    assert len(told) == 3
    assert told[0] == told[2] != told[1]


def test_cancelled_is_told_to_those_who_count_on_it(series, member):
    plan()
    start = the_next(series).starts_at
    assert cancel_next(series) == 2
    assert waiting(member) == [("email", "cancelled", NOW), ("in_app", "cancelled", NOW)]
    deliver(NOW)
    assert Notice.objects.get().params["starts"] == int(start.timestamp())
    assert deliver(start - HOUR)["sent"] == 0
    assert refill(series) == 0


def test_cancelled_after_the_reminder(series, member):
    plan()
    deliver(the_next(series).starts_at - HOUR)
    cancel_next(series)
    deliver(NOW)
    assert [m.subject for m in outbox.outbox] == [
        "Something you asked to be reminded of",
        "A change in your plan",
    ]


def test_on_again_after_it_was_cancelled(series, member):
    plan()
    cancel_next(series)
    deliver(NOW)
    undo_next(series)
    deliver(NOW)
    start = the_next(series).starts_at
    assert [notice.kind for notice in Notice.objects.order_by("pk")] == ["groups.cancelled", "groups.moved"]
    deliver(start - HOUR)
    assert Notice.objects.latest("pk").kind == "groups.reminder"


def test_a_series_that_ends_takes_its_meetings_off(series, member):
    plan()
    MeetingSeries.objects.filter(pk=series.pk).update(status="closed")
    refill(series)
    assert {kind for _channel, kind, _due in waiting(member)} == {"cancelled"}


def test_a_group_that_pauses_does_too(series, group, member):
    plan()
    Group.objects.filter(pk=group.pk).update(status="paused")
    refill(series)
    assert {kind for _channel, kind, _due in waiting(member)} == {"cancelled"}


def test_news_goes_only_to_those_who_were_to_be_reminded(series, group, member):
    off = member_with_mail(group)
    choose_for(off, "group", group, off=True)
    plan()
    move_next(series, 21)
    assert waiting(off) == []
    assert Delivery.objects.filter(recipient=off).count() == 0


def test_who_left_after_the_reminder_hears_no_news(series, member):
    plan()
    deliver(the_next(series).starts_at - HOUR)
    member.group_roles.update(ended_at=NOW + timedelta(days=900))
    assert move_next(series, 22) == 0


def test_a_change_that_is_not_of_time_is_no_news(series, group, member):
    plan()
    MeetingSeries.objects.filter(pk=series.pk).update(duration_minutes=90, name="Morning Circle")
    assert refill(series) == 0
    plan()
    assert {row.params["name"] for row in Delivery.objects.open()} == {"Morning Circle"}


def test_the_timetable_finds_what_nobody_told_it(series, member):
    plan()
    SeriesException.objects.create(series=series, local_date=the_next(series).local_date, kind="cancelled")
    fill([series.pk], now=NOW)
    assert plan_everything(now=NOW) == 2
    assert {kind for _channel, kind, _due in waiting(member)} == {"cancelled"}
    assert plan_everything(now=NOW) == 0


def test_deleted_meetings_leave_no_reminder(series, member):
    plan()
    Occurrence.objects.all().delete()
    plan()
    assert waiting(member) == []


def test_the_change_and_its_reminders_are_one_transaction(series, member):
    plan()
    before = waiting(member)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        move_next(series, 21)
        assert waiting(member) != before
        raise ZeroDivisionError
    assert waiting(member) == before


def test_a_change_after_the_hour_has_passed_is_no_news(series, member):
    plan()
    deliver(the_next(series).starts_at - HOUR)
    meeting = the_next(series)
    Occurrence.objects.filter(pk=meeting.pk).update(status="cancelled")
    assert reminders.correct([meeting.pk], now=meeting.starts_at) == 0
    assert reminders.correct([meeting.pk], now=meeting.starts_at - timedelta(seconds=1)) == 2


def test_what_a_host_does_is_told_in_the_same_breath(series, group, member):
    """Through the services a page calls, not through ours."""
    worker = factories.staff(group.centre)
    plan()
    date = the_next(series).local_date
    dates.cancel_date(actor=worker, series=series, local_date=date, note="", now=NOW)
    assert waiting(member) == [("email", "cancelled", NOW), ("in_app", "cancelled", NOW)]
    dates.restore_date(actor=worker, series=series, local_date=date, now=NOW)
    assert {kind for _channel, kind, _due in waiting(member)} == {"reminder"}


def test_joining_and_leaving_plan_at_once(series, group):
    person = factories.person()
    roles.join_group(actor=person, group=group, now=NOW)
    assert len(waiting(person)) == 1
    roles.leave_group(actor=person, group=group, now=NOW)
    assert waiting(person) == []
