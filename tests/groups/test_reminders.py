"""Reminders: who gets which, when; and what happens when the meeting or the person's wish changes."""

import contextlib
import itertools
import threading
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.utils import translation

from groups.models import Group, MeetingSeries, Occurrence, SeriesException
from groups.services import reminders
from groups.services.occurrences import fill
from notifications.models import Delivery, Notice, Preference, ReminderChoice
from notifications.services import choices, sending
from notifications.services.planning import plan as plan_everything
from recovery_network.common.errors import NotAllowed
from tests.groups import factories

NOW = factories.NOW  # Monday 19:00 in Dhaka; the usual series begins at 20:00
HOUR = timedelta(hours=1)
_numbers = itertools.count()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def group():
    return factories.group(factories.centre())


@pytest.fixture
def series(group):
    """Begins Tuesday 20:00 in Dhaka, which is 14:00 UTC on the 24th."""
    made = factories.series(group, weekdays=2)
    fill([made.pk], now=NOW)
    return made


@pytest.fixture
def member(group):
    return member_with_mail(group)


def member_with_mail(group):
    person = factories.person(email=f"m{next(_numbers)}@x.example")
    factories.role(person, group)
    return person


def plan(now=NOW, **scope):
    return reminders.plan(now=now, **scope)


def waiting(user=None, **only):
    rows = Delivery.objects.open().filter(**only)
    rows = rows if user is None else rows.filter(recipient=user)
    return sorted((row.channel, row.kind.removeprefix("groups."), row.due_at) for row in rows)


def the_next(series):
    return series.occurrences.filter(starts_at__gt=NOW).earliest("starts_at")


def except_next(series, **fields):
    """Change the next date as a host would, fill, and follow."""
    meeting = the_next(series)
    SeriesException.objects.update_or_create(series=series, local_date=meeting.local_date, defaults=fields)
    return refill(series)


def refill(series, now=NOW):
    return reminders.follow(fill([series.pk], now=now).changed, now=now)


def move_next(series, hour, minute=0, day=None):
    return except_next(series, kind="moved", new_start=time(hour, minute), new_date=day)


def cancel_next(series):
    return except_next(
        series, kind="cancelled", new_date=None, new_start=None, new_duration=None, new_venue=None
    )


def undo_next(series):
    SeriesException.objects.filter(series=series).delete()
    return refill(series)


def deliver(now):
    return sending.deliver_due(clock=lambda: now)


# --- Who, where, how long before ------------------------------------------------------------------


def test_a_member_hears_of_it_an_hour_before_both_ways(series, member):
    assert plan()["promised"] == 2
    due = the_next(series).starts_at - HOUR
    assert waiting(member) == [("email", "reminder", due), ("in_app", "reminder", due)]
    row = Delivery.objects.first()
    assert row.expires_at == the_next(series).starts_at + timedelta(minutes=10)
    assert row.params == {"name": "Evening Circle", "starts": int(the_next(series).starts_at.timestamp())}
    assert row.path == f"/m/{series.code}/"


def test_planning_again_changes_nothing(series, member):
    plan()
    assert plan() == {"promised": 0, "taken_back": 0, "renamed": 0}
    assert reminders.plan_all(now=NOW) == 0


def test_a_member_with_two_roles_hears_once(series, group, member):
    factories.role(member, group, "facilitator")
    assert plan()["promised"] == 2


def test_only_two_days_ahead(group, member):
    series = factories.series(group, weekdays=127)
    fill([series.pk], now=NOW)
    plan()
    dues = [due for channel, _kind, due in waiting(member) if channel == "email"]
    assert len(dues) == 3  # today's hour is now; tomorrow; the day after
    assert max(dues) <= NOW + reminders.AHEAD


def test_without_an_address_only_on_the_site(series, group):
    person = factories.person()
    factories.role(person, group)
    plan()
    assert [channel for channel, *_ in waiting(person)] == ["in_app"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": None}])
def test_nobody_there_nobody_told(series, member, change):
    type(member).objects.filter(pk=member.pk).update(**change)
    plan()
    assert "email" not in [channel for channel, *_ in waiting(member)]
    assert len(waiting(member)) == (0 if "is_active" in change else 1)


def test_who_left_the_group_hears_nothing_more(series, member):
    plan()
    member.group_roles.update(ended_at=NOW + timedelta(days=900))
    assert plan(user=member)["taken_back"] == 2
    assert set(Delivery.objects.values_list("state", "reason")) == {("cancelled", "unwanted")}


def test_usual_times_quiet_and_channels_are_the_persons_own(series, member):
    plan()
    choices.choose(
        actor=member, safe_contact="none", quiet_from=None, quiet_to=None, leads=[10, 1440], now=NOW
    )
    start = the_next(series).starts_at
    assert waiting(member) == [
        ("in_app", "reminder", start - timedelta(days=1)),
        ("in_app", "reminder", start - timedelta(minutes=10)),
    ]


def test_no_times_no_reminders(series, member):
    plan()
    choices.choose(actor=member, safe_contact="fine", quiet_from=None, quiet_to=None, leads=[], now=NOW)
    assert waiting(member) == []


def choose_for(member, kind, subject, **wish):
    usual = {"leads": None, "in_app": True, "email": True, "off": False}
    choices.choose_for(actor=member, subject_kind=kind, subject_id=subject.pk, now=NOW, **{**usual, **wish})


def test_a_groups_own_times_stand_above_the_usual(series, group, member):
    choose_for(member, "group", group, leads=[30], email=False)
    start = the_next(series).starts_at
    assert waiting(member) == [("in_app", "reminder", start - timedelta(minutes=30))]
    choose_for(member, "series", series, leads=[180], in_app=False)
    assert waiting(member) == [("email", "reminder", start - 3 * HOUR)]


def test_off_and_on_again(series, group, member):
    plan()
    choose_for(member, "group", group, off=True)
    assert waiting(member) == []
    choose_for(member, "group", group, off=False)
    assert len(waiting(member)) == 2
    assert Delivery.objects.count() == 2


# --- "Remind me" for people outside the group ------------------------------------------------------


def test_remind_me_and_stop(series):
    visitor = factories.person(email="v@x.example")
    assert not reminders.is_reminded(user=visitor, series=series)
    reminders.remind_me(actor=visitor, series=series, now=NOW)
    assert reminders.is_reminded(user=visitor, series=series)
    assert len(waiting(visitor)) == 2
    reminders.stop_reminding(actor=visitor, series=series, now=NOW)
    assert not reminders.is_reminded(user=visitor, series=series)
    assert waiting(visitor) == []


def test_a_member_may_stop_one_series_and_keep_the_group(series, group, member):
    other = factories.series(group, weekdays=2, local_start=time(9))
    fill([other.pk], now=NOW)
    reminders.stop_reminding(actor=member, series=series, now=NOW)
    assert {row.subject_id for row in Delivery.objects.open()} == {the_next(other).pk}
    assert reminders.is_reminded(user=member, series=other)


def test_remind_me_keeps_the_times_chosen_before(series, member):
    choose_for(member, "series", series, leads=[180], off=True)
    reminders.remind_me(actor=member, series=series, now=NOW)
    assert ReminderChoice.objects.get().leads == [180]


def test_what_becomes_private_is_no_longer_told_to_outsiders(series, member):
    visitor = factories.person()
    reminders.remind_me(actor=visitor, series=series, now=NOW)
    MeetingSeries.objects.update(visibility="members")
    refill(series)
    plan()
    assert waiting(visitor) == []
    assert len(waiting(member)) == 2


def test_guests_are_not_reminded(series):
    guest = factories.User.objects.create(public_name="G", is_guest=True, guest_until=NOW)
    with pytest.raises(NotAllowed):
        reminders.remind_me(actor=guest, series=series, now=NOW)


def test_the_page_of_choices_lists_groups_and_series(series, group, member, client):
    client.force_login(member)
    assert "Evening Circle" in client.get("/me/reminders/").content.decode()
    assert client.get(f"/me/reminders/group/{group.code}/").status_code == 200
    assert client.get(f"/me/reminders/series/{series.code}/").status_code == 404
    reminders.remind_me(actor=member, series=series, now=NOW)
    assert client.get(f"/me/reminders/series/{series.code}/").status_code == 200


# --- Time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "on", "wall"),
    [
        ("Asia/Dhaka", date(2027, 1, 31), time(0, 5)),  # d1: the reminder belongs to the day before
        ("Asia/Dhaka", date(2027, 2, 1), time(0, 5)),  # across a month's end
        ("Asia/Kolkata", date(2027, 1, 1), time(0, 5)),  # across a year's end
        ("America/New_York", date(2027, 3, 14), time(3, 30)),  # one hour after the skipped hour began
        ("America/New_York", date(2027, 11, 7), time(0, 5)),  # the night an hour comes twice
        ("America/New_York", date(2027, 11, 7), time(3, 0)),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(2, 30)),  # a change of half an hour
        ("Pacific/Apia", date(2027, 6, 1), time(0, 5)),
    ],
)
def test_any_hour_of_any_night(zone, on, wall):
    group = factories.group(factories.centre(zone=zone))
    member = member_with_mail(group)
    series = factories.series(group, local_start=wall, start_date=on, end_date=on, weekdays=1 << on.weekday())
    starts = datetime.combine(on, wall, zoneinfo.ZoneInfo(zone)).astimezone(UTC)
    before = starts - timedelta(days=1)
    fill([series.pk], now=before)
    assert series.occurrences.get().starts_at == starts
    plan(before)
    assert {due for _channel, _kind, due in waiting(member)} == {starts - HOUR}
    deliver(starts - HOUR - timedelta(seconds=1))
    assert Notice.objects.count() == len(outbox.outbox) == 0
    deliver(starts - HOUR)
    assert Notice.objects.count() == len(outbox.outbox) == 1


def test_a_wish_made_late_is_not_made_up_for(series, member):
    """Half an hour before the start an hour's reminder would only puzzle; ten minutes late is fine."""
    start = the_next(series).starts_at
    choose_for(member, "series", series, leads=[60, 10])
    Delivery.objects.all().delete()
    plan(start - timedelta(minutes=29))
    assert {due for *_, due in waiting(member)} == {start - timedelta(minutes=10)}
    plan(start - timedelta(minutes=31))
    assert {due for *_, due in waiting(member)} == {start - timedelta(minutes=10), start - HOUR}


def test_what_was_planned_and_is_late_still_goes(series, member):
    """The sender was away: its rows stay until the meeting has begun, then they expire."""
    plan()
    start = the_next(series).starts_at
    plan(start - timedelta(minutes=1))
    assert len(waiting(member)) == 2
    plan(start + timedelta(minutes=11))
    assert deliver(start + timedelta(minutes=11))["expired"] == 2
    assert set(Delivery.objects.values_list("state", "reason")) == {("expired", "late")}


def test_quiet_hours_hold_the_email_only(series, member):
    """20:00 in Dhaka, quiet until 19:30 there: the e-mail waits half an hour, the notice does not."""
    choices.choose(
        actor=member, safe_contact="fine", quiet_from=time(12), quiet_to=time(19, 30), leads=[60], now=NOW
    )
    due = the_next(series).starts_at - HOUR
    deliver(due)
    assert (Notice.objects.count(), len(outbox.outbox)) == (1, 0)
    deliver(due + timedelta(minutes=30))
    assert len(outbox.outbox) == 1


# --- The meeting changes ---------------------------------------------------------------------------


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


# --- Many at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_planners_at_the_same_moment_are_harmless():
    group = factories.group(factories.centre())
    series = factories.series(group, weekdays=127)
    for _ in range(10):
        member_with_mail(group)
    fill([series.pk], now=NOW)
    start, failures = threading.Barrier(4), []

    def run():
        start.wait()
        try:
            plan_everything(now=NOW)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Delivery.objects.count() == 10 * 2 * 3


def test_a_plan_costs_the_same_for_any_number(group, django_assert_num_queries):
    series = factories.series(group, weekdays=127)
    fill([series.pk], now=NOW)
    for count in (1, 20):
        for _ in range(count):
            member_with_mail(group)
        with django_assert_num_queries(4):  # savepoint, lock, plan, release
            plan()


# --- What it says ----------------------------------------------------------------------------------


def test_what_the_mail_says(series, member):
    plan()
    deliver(the_next(series).starts_at - HOUR)
    message = outbox.outbox[0]
    assert message.subject == "Something you asked to be reminded of"
    assert "Evening Circle" not in str(message.message())
    assert "Tue 24 November, evening 8:00 (time in Bangladesh)" in message.body
    assert f"http://localhost:8000/m/{series.code}/" in message.body


def test_what_the_inbox_says(series, member, client):
    plan()
    deliver(the_next(series).starts_at - HOUR)
    client.force_login(member)
    assert "Evening Circle" not in client.get("/notes/").content.decode()
    type(member).objects.update(neutral_text=False)
    page = client.get("/notes/").content.decode()
    assert "You asked us to remind you: Evening Circle, " in page
    with translation.override("ur"):
        assert client.get("/notes/").status_code == 200


def test_preferences_of_one_person_never_touch_another(series, group, member):
    other = member_with_mail(group)
    plan()
    choices.choose(actor=member, safe_contact="none", quiet_from=None, quiet_to=None, leads=[], now=NOW)
    assert len(waiting(other)) == 2
    assert Preference.objects.count() == 1


def test_a_change_after_the_hour_has_passed_is_no_news(series, member):
    plan()
    deliver(the_next(series).starts_at - HOUR)
    meeting = the_next(series)
    Occurrence.objects.filter(pk=meeting.pk).update(status="cancelled")
    assert reminders.correct([meeting.pk], now=meeting.starts_at) == 0
    assert reminders.correct([meeting.pk], now=meeting.starts_at - timedelta(seconds=1)) == 2
