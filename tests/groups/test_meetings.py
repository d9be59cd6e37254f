"""The door, the room behind it, and the measured minutes."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from chat.models import PresenceInterval, Room, Seat
from chat.services import rooms, seats
from groups.models import Attendance, Group, GroupRole, MeetingRoom, Occurrence
from groups.services import meetings, roles
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW
from tests.racing import crossing

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def adult(name: str = "Slow River", **fields) -> User:
    return factories.person(name, adult_confirmed_at=NOW, **fields)


def guest(name: str = "Paper Boat") -> User:
    return adult(name, is_guest=True, guest_until=NOW + HOUR)


def occurrence(of: Group | None = None, starts_at=NOW, **fields) -> Occurrence:
    of = of or factories.group(factories.centre())
    series = factories.series(of, **fields)
    return Occurrence.objects.create(
        series=series,
        group=of,
        local_date=starts_at.date(),
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        visibility=series.visibility,
    )


def enter(user: User, meeting: Occurrence, now=NOW, alias: str | None = None) -> Seat:
    return meetings.go_in(actor=user, occurrence=meeting, alias=alias or user.public_name, now=now)


def test_everyone_who_comes_sits_in_one_room():
    meeting = occurrence()
    first, second = enter(adult(), meeting), enter(adult("New Field"), meeting)
    assert first.room == second.room
    assert MeetingRoom.objects.get().occurrence == meeting


def test_coming_twice_keeps_the_seat():
    meeting, user = occurrence(), adult()
    assert enter(user, meeting) == enter(user, meeting, alias="Another Name")


@pytest.mark.parametrize("role", [GroupRole.Role.FACILITATOR, GroupRole.Role.COUNSELOR])
def test_who_leads_the_group_hosts_the_room(role):
    meeting, user = occurrence(), adult()
    factories.role(user, meeting.group, role)
    assert enter(user, meeting).role == Seat.Role.HOST


def test_a_role_that_ended_hosts_nothing():
    meeting, user = occurrence(), adult()
    held = factories.role(user, meeting.group, GroupRole.Role.FACILITATOR)
    held.ended_at = held.started_at
    held.save()
    assert enter(user, meeting).role == Seat.Role.MEMBER


def end_roles(user: User, of: Group) -> None:
    roles.leave_group(actor=user, group=of, now=NOW)


def test_ending_the_role_of_a_host_in_the_room_leaves_a_members_seat():
    meeting, host = occurrence(), adult("Simran")
    factories.role(host, meeting.group, GroupRole.Role.FACILITATOR)
    seat = enter(host, meeting)
    end_roles(host, meeting.group)
    seat.refresh_from_db()
    assert (seat.role, seat.is_live) == (Seat.Role.MEMBER, True)


def test_ending_the_last_role_in_a_closed_group_ends_the_seat(client):
    meeting = occurrence(
        factories.group(factories.centre(), kind="therapy", join_policy="staff", visibility="members")
    )
    member, other = adult(), adult("New Field")
    for user in (member, other):
        factories.role(user, meeting.group)
    seat, stays = enter(member, meeting), enter(other, meeting)
    end_roles(member, meeting.group)
    seat.refresh_from_db()
    stays.refresh_from_db()
    assert (seat.is_live, stays.is_live) == (False, True)
    rooms.open_by_itself(room=seat.room, now=NOW)
    client.force_login(member)
    answer = client.get(reverse("room", args=[seat.room.code]), follow=True)
    assert answer.redirect_chain == [(reverse("after_meeting", args=[seat.room.code]), 302)]
    assert "Your place in this meeting has ended." in answer.content.decode()


def test_a_removed_person_and_a_stranger_are_told_of_no_room(client):
    seat = enter(adult(), occurrence())
    seats.end_seat(seat=seat, reason="removed", now=NOW)
    for user in (seat.user, adult("New Field")):
        client.force_login(user)
        for name in ("room", "room_lite"):
            assert client.get(reverse(name, args=[seat.room.code])).status_code == 404


@pytest.mark.parametrize(("minutes", "may"), [(-11, False), (-10, True), (0, True), (69, True), (70, False)])
def test_the_door_opens_ten_minutes_before_and_closes_ten_after(minutes, may):
    meeting, now = occurrence(), NOW + timedelta(minutes=minutes)
    if may:
        assert enter(adult(), meeting, now=now).is_live
        return
    with pytest.raises(DomainError):
        enter(adult(), meeting, now=now)


def test_nobody_goes_in_without_having_said_they_are_adult():
    with pytest.raises(NotAllowed):
        enter(factories.person(), occurrence())


def test_a_guest_has_one_meeting():
    visitor, first = guest(), occurrence()
    enter(visitor, first)
    enter(visitor, first)
    with pytest.raises(NotAllowed):
        enter(visitor, occurrence())


@pytest.mark.parametrize("kind", [Group.Kind.THERAPY, Group.Kind.CIRCLE])
def test_rosters_and_circles_ask_for_a_role_even_of_staff(kind):
    home = factories.centre()
    policy = Group.JoinPolicy.STAFF if kind == Group.Kind.THERAPY else Group.JoinPolicy.INVITE
    closed = factories.group(home, kind=kind, join_policy=policy, visibility="private")
    meeting, member = occurrence(closed), adult()
    worker = factories.staff(home)
    worker.adult_confirmed_at = NOW
    worker.save()
    for user in (member, worker):
        with pytest.raises(NotAllowed):
            enter(user, meeting)
    factories.role(member, closed)
    assert enter(member, meeting).is_live


def test_a_cancelled_meeting_lets_nobody_in():
    meeting = occurrence()
    meeting.status = Occurrence.Status.CANCELLED
    meeting.save()
    with pytest.raises(DomainError, match="does not take place"):
        enter(adult(), meeting)


def test_a_room_that_needs_no_host_opens_at_its_time():
    meeting = occurrence(opens_itself=True)
    assert enter(adult(), meeting, now=NOW - timedelta(minutes=5)).room.state == Room.State.SCHEDULED
    assert meetings.open_self_led_rooms(NOW) == 1
    assert meetings.open_self_led_rooms(NOW) == 0
    assert MeetingRoom.objects.get().room.state == Room.State.OPEN


def test_a_room_with_hosts_waits_for_one():
    occurrence()
    assert meetings.open_self_led_rooms(NOW) == 0


def test_rooms_follow_a_meeting_that_moves_or_is_cancelled():
    meeting = occurrence()
    room = meetings.ensure_room(occurrence=meeting, now=NOW - HOUR)
    meeting.starts_at, meeting.ends_at = NOW + HOUR, NOW + 2 * HOUR
    meeting.save()
    meetings.follow_occurrences([meeting.pk], NOW - HOUR)
    room.refresh_from_db()
    assert (room.opens_at, room.closes_at) == (meeting.starts_at, meeting.ends_at)
    meeting.status = Occurrence.Status.CANCELLED
    meeting.save()
    meetings.follow_occurrences([meeting.pk], NOW - HOUR)
    room.refresh_from_db()
    assert room.state == Room.State.CLOSED


class Held:
    """A meeting of an hour with a host; `there` notes somebody's presence in minutes of it."""

    def __init__(self) -> None:
        self.meeting = occurrence()
        self.host = adult("Simran")
        factories.role(self.host, self.meeting.group, GroupRole.Role.FACILITATOR)
        self.room = enter(self.host, self.meeting).room
        rooms.open_room(actor=self.host, room=self.room, now=NOW)

    def there(self, user: User, since: int, until: int) -> None:
        seat = enter(user, self.meeting)
        start, end = NOW + timedelta(minutes=since), NOW + timedelta(minutes=until)
        PresenceInterval.objects.create(seat=seat, started_at=start, last_at=end)

    def close(self) -> None:
        rooms.close_room(actor=self.host, room=self.room, now=NOW + HOUR)


def test_closing_writes_everybodys_minutes():
    held, half, less = Held(), adult("Half"), adult("Less")
    held.there(half, 0, 10)
    held.there(half, 40, 60)
    held.there(less, 0, 29)
    held.close()
    by_name = {a.user.public_name: a for a in Attendance.objects.select_related("user")}
    assert (by_name["Half"].minutes, by_name["Half"].is_present) == (30, True)
    assert (by_name["Less"].minutes, by_name["Less"].is_present) == (29, False)


@pytest.mark.django_db(transaction=True)
def test_somebody_may_come_in_while_the_room_closes():
    held, late = Held(), adult("Late")
    held.there(adult("Present"), 0, 60)
    crossing(
        first=lambda: Room.objects.select_for_update().get(pk=held.room.pk),
        second=lambda: enter_if_open(late, held.meeting),
        then=held.close,
    )
    assert Attendance.objects.filter(user__public_name="Present").exists()


def enter_if_open(user: User, meeting: Occurrence) -> None:
    with suppress(DomainError):
        enter(user, meeting)


def test_waiting_before_the_door_opened_does_not_count():
    held, early = Held(), adult("Early")
    held.there(early, -10, 20)
    held.close()
    assert Attendance.objects.get(user=early).minutes == 20


def test_guests_leave_no_record():
    held, visitor = Held(), guest()
    held.there(visitor, 0, 60)
    held.close()
    assert not Attendance.objects.filter(user=visitor).exists()


def test_only_oneself_sees_ones_attendance():
    held, member = Held(), adult()
    held.there(member, 0, 60)
    held.close()
    worker = factories.staff(held.meeting.group.centre)
    assert Attendance.objects.visible_to(member).count() == 1
    for other in (held.host, worker):
        assert not Attendance.objects.visible_to(other).filter(user=member).exists()
