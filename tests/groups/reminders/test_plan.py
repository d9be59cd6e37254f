"""Who is reminded of what, when and where, and what the words say."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail as outbox
from django.utils import translation

from accounts.models import User
from groups.models import MeetingSeries
from groups.services import reminders
from groups.services.occurrences import fill
from notifications.models import Delivery, Notice, Preference, ReminderChoice
from notifications.services import choices
from notifications.services.planning import plan as plan_everything
from recovery_network.common.errors import NotAllowed
from tests.groups import factories
from tests.groups.reminders.words import (
    HOUR,
    NOW,
    choose_for,
    deliver,
    member_with_mail,
    plan,
    refill,
    the_next,
    waiting,
)
from tests.racing import in_threads

pytestmark = pytest.mark.django_db

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
    guest = User.objects.create(public_name="G", is_guest=True, guest_until=NOW)
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
        ("Asia/Dhaka", date(2027, 1, 31), time(0, 5)),  # the reminder belongs to the day before
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


# --- Many at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_planners_at_the_same_moment_are_harmless():
    group = factories.group(factories.centre())
    series = factories.series(group, weekdays=127)
    for _ in range(10):
        member_with_mail(group)
    fill([series.pk], now=NOW)
    in_threads(4, lambda _n: plan_everything(now=NOW))
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
    type(member).objects.update(usually_shared=True)
    assert "Evening Circle" not in client.get("/notes/").content.decode()
    type(member).objects.update(usually_shared=False)
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
