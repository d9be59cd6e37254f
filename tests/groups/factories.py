"""Fictional centres, people, groups and series for the tests of groups."""

from datetime import UTC, date, datetime, time

from accounts.models import Centre, Membership, StaffRole, User
from groups.models import Group, GroupRole, MeetingSeries

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # a Monday, 19:00 in Dhaka, 18:30 in Amritsar


def centre(name: str = "Jamuna House", zone: str = "Asia/Dhaka") -> Centre:
    return Centre.objects.create(name=name, country="BD", time_zone=zone)


def person(name: str = "Quiet Heron", **fields) -> User:
    return User.objects.create_user(public_name=name, time_zone="Asia/Dhaka", **fields)


def staff(at: Centre, role: str = StaffRole.Role.COUNSELOR, name: str = "Amina") -> User:
    user = person(name)
    StaffRole.objects.create(user=user, centre=at, role=role)
    return user


def member_of(at: Centre, name: str = "New Field") -> User:
    user = person(name)
    Membership.objects.create(user=user, centre=at)
    return user


def group(at: Centre, name: str = "Evening Circle", **fields) -> Group:
    return Group.objects.create(centre=at, name=name, time_zone=at.time_zone, **fields)


def role(user: User, of: Group, name: str = GroupRole.Role.MEMBER) -> GroupRole:
    return GroupRole.objects.create(user=user, group=of, role=name)


def series(of: Group, **fields) -> MeetingSeries:
    """Mondays at 20:00, one hour, in the group's zone, online here; without occurrences."""
    usual = {
        "time_zone": of.time_zone,
        "local_start": time(20),
        "start_date": date(2026, 1, 1),
        "weekdays": 1,
        "online_kind": MeetingSeries.OnlineKind.ROOM,
        "visibility": of.visibility,
    }
    return MeetingSeries.objects.create(group=of, **(usual | fields))
