"""From a line in the timetable to people in a room: the door, going in, and who was there."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.services import guests
from chat.handles import new_key
from chat.models import LobbyEntry, Room, Seat
from chat.models.room import OVERTIME, WAITING_BEFORE
from chat.services import lobby, presence, rooms, seats
from groups.models import Attendance, Group, GroupRole, MeetingRoom, MeetingSeries, Occurrence
from groups.rules import opens
from groups.services import meeting_plans, room_calls, rsvp
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can, require

SEAT_ROLES = {
    GroupRole.Role.FACILITATOR: Seat.Role.HOST,
    GroupRole.Role.COUNSELOR: Seat.Role.HOST,
    GroupRole.Role.GREETER: Seat.Role.GREETER,
}
TITLE_LENGTH = 120


def reachable_occurrence(*, series: MeetingSeries, now: datetime) -> Occurrence | None:
    """The meeting one can go into now (from ten minutes before to ten after), else the next one.

    One whose room is closed is over, whatever the clock says.
    """
    planned = series.occurrences.not_over().filter(status=Occurrence.Status.SCHEDULED)
    return planned.filter(ends_at__gt=now - OVERTIME).order_by("starts_at").first()


def was_just_closed(*, series: MeetingSeries, now: datetime) -> bool:
    """Is a meeting of this series over before its time, because its room was closed?"""
    planned = series.occurrences.filter(status=Occurrence.Status.SCHEDULED)
    in_time = planned.filter(starts_at__lte=now + WAITING_BEFORE, ends_at__gt=now - OVERTIME)
    return in_time.filter(meeting_room__room__state__in=[Room.State.CLOSED, Room.State.GONE]).exists()


def is_door_time(occurrence: Occurrence, now: datetime) -> bool:
    return occurrence.starts_at - WAITING_BEFORE <= now < occurrence.ends_at + OVERTIME


@transaction.atomic
def ensure_room(*, occurrence: Occurrence, now: datetime) -> Room:
    """The room of this meeting, made by whoever comes first; no actor. Locks the occurrence's row,
    but not its key: a closing room, which writes attendance, must not wait for those who come in."""
    held = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    occurrence = held.select_related("series__group__pathway", "series__group__language", "series__plan").get(
        pk=occurrence.pk
    )
    known = MeetingRoom.objects.filter(occurrence=occurrence).select_related("room").first()
    if known is not None:
        return known.room
    series = occurrence.series
    room = rooms.create_room(
        kind=Room.Kind.MEETING,
        title=series.title[:TITLE_LENGTH],
        opens_at=occurrence.starts_at,
        closes_at=occurrence.ends_at,
        back_path=_plain_path("meeting", series.code),
        after_path="",
        now=now,
        centre=occurrence.group.centre,
        handle_key=_handle_key(occurrence.group_id),
    )
    room.after_path = _plain_path("after_meeting", room.code)
    room.save(update_fields=["after_path"])
    room = room_calls.begin_as_the_group_chose(room=room, series=series)
    MeetingRoom.objects.create(occurrence=occurrence, room=room)
    meeting_plans.give_to_room(room=room, occurrence=occurrence, now=now)
    return room


@transaction.atomic
def go_in(*, actor: Any, occurrence: Occurrence, alias: str, now: datetime) -> Seat | LobbyEntry:
    """A seat in the room of this meeting under the alias, or a place in its waiting room. The same
    person keeps the same seat."""
    require(actor, "groups.go_in", occurrence)
    if occurrence.status != Occurrence.Status.SCHEDULED:
        raise DomainError(_("This meeting does not take place."))
    if not is_door_time(occurrence, now):
        raise DomainError(_("The door opens 10 minutes before the start."))
    room = ensure_room(occurrence=occurrence, now=now)
    if room.state in {Room.State.CLOSED, Room.State.GONE}:
        raise DomainError(_("This meeting is over. You are welcome next time."))
    role = _seat_role(actor, occurrence)
    if role != Seat.Role.HOST:
        rsvp.check_place(occurrence=occurrence, room=room, user=actor, now=now)
    came = Attendance.objects.filter(user=actor).exists()
    place = lobby.come(room=room, user=actor, alias=alias, role=role, is_first_time=not came, now=now)
    guests.stay_until(actor=actor, until=occurrence.ends_at + OVERTIME, now=now)
    if occurrence.series.opens_itself and now >= occurrence.starts_at:
        rooms.open_by_itself(room=room, now=now)
    record(actor=actor, verb="groups.go_in", obj=occurrence, now=now, role=str(role))
    return place


def _handle_key(group_id: int) -> str:
    """The group's own, made once: of two first rooms at one moment, both have the key of the first."""
    Group.objects.filter(pk=group_id, handle_key="").update(handle_key=new_key())
    return Group.objects.values_list("handle_key", flat=True).get(pk=group_id)


def _plain_path(name: str, code: str) -> str:
    """Without a language: the room outlives the language of whoever came first."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(name, args=[code])


def _seat_role(actor: Any, occurrence: Occurrence) -> str:
    held = set(
        GroupRole.objects.live().filter(user=actor, group=occurrence.group).values_list("role", flat=True)
    )
    if held & {GroupRole.Role.FACILITATOR, GroupRole.Role.COUNSELOR} or opens(actor, occurrence):
        return Seat.Role.HOST
    return Seat.Role.GREETER if GroupRole.Role.GREETER in held else Seat.Role.MEMBER


def follow_role(*, role: GroupRole, now: datetime) -> None:
    """A role has ended: in the group's rooms its person now has the seat that is left to them, or none.
    Called in the ending transaction, so without an actor. Locks the rooms, in order."""
    had = Q(room__in=Seat.objects.filter(user=role.user_id).values("room"))
    stands = Q(room__in=LobbyEntry.objects.filter(user=role.user_id).values("room"))
    links = MeetingRoom.objects.filter(had | stands, occurrence__group=role.group_id)
    links = links.exclude(room__state=Room.State.GONE).select_related("occurrence__group", "room")
    for link in links.order_by("room_id"):
        may = can(role.user, "groups.go_in", link.occurrence)
        _follow_in(link.room, role.user, _seat_role(role.user, link.occurrence) if may else None, now)


def _follow_in(room: Room, user: Any, kept: str | None, now: datetime) -> None:
    seat = Seat.objects.live().filter(room=room, user=user).first()
    if seat is not None and kept is None:
        seats.end_seat(seat=seat, reason="ended", now=now)
    elif seat is not None and kept is not None:
        seats.give_seat(room=room, user=user, alias=seat.alias, role=kept, now=now)
    lobby.follow_right(room=room, user=user, role=kept, now=now)


def hold_places(*, room: Room, now: datetime) -> None:
    """Seats of a meeting's room may be given: its places are counted by one at a time. No actor: the
    room's own verb asked its rule. Locks the occurrence, before the room, as going in does."""
    held = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    held.filter(meeting_room__room=room).first()


def check_seat(*, room: Room, user: Any, role: str, now: datetime) -> None:
    """Somebody who waited is let in: may they still come, and is there a place? No actor, as above."""
    link = MeetingRoom.objects.filter(room=room).select_related("occurrence__series__group").first()
    if link is None:
        return
    if not can(user, "groups.go_in", link.occurrence):
        raise DomainError(_("This person cannot come into this meeting any more."))
    if role != Seat.Role.HOST and not rsvp.has_place(
        occurrence=link.occurrence, room=room, user=user, now=now
    ):
        raise DomainError(_("Every place is taken. Places are kept until 5 minutes after the start."))


def open_self_led_rooms(now: datetime) -> int:
    """Open the doors of meetings that open themselves. Run by the timetable: no actor."""
    begun = Occurrence.objects.filter(
        status=Occurrence.Status.SCHEDULED,
        starts_at__lte=now,
        ends_at__gt=now,
        series__opens_itself=True,
        series__online_kind=MeetingSeries.OnlineKind.ROOM,
    ).exclude(meeting_room__room__state__in=[*Room.TALKING, Room.State.CLOSED, Room.State.GONE])
    for occurrence in begun:
        with transaction.atomic():
            rooms.open_by_itself(room=ensure_room(occurrence=occurrence, now=now), now=now)
    return len(begun)


def follow_occurrences(occurrence_ids: list[int], now: datetime) -> None:
    """Rooms of meetings that moved or were cancelled follow them, in the same transaction. No actor."""
    linked = MeetingRoom.objects.filter(occurrence__in=occurrence_ids, room__state__in=Room.BEFORE)
    for link in linked.select_related("room", "occurrence"):
        if link.occurrence.status != Occurrence.Status.SCHEDULED:
            rooms.cancel_room(room=link.room, now=now)
        elif (link.room.opens_at, link.room.closes_at) != (
            link.occurrence.starts_at,
            link.occurrence.ends_at,
        ):
            rooms.move_room(
                room=link.room,
                opens_at=link.occurrence.starts_at,
                closes_at=link.occurrence.ends_at,
                now=now,
            )


def record_attendance(*, room: Room, now: datetime) -> int:
    """Everybody's measured time, written when the room closes. Called in the closing transaction."""
    link = MeetingRoom.objects.filter(room=room).first()
    if link is None or room.opened_at is None:
        return 0
    open_seconds = int(((room.closed_at or now) - room.opened_at) / timedelta(seconds=1))
    by_seat = presence.seconds_present(room, now)
    people = Seat.objects.filter(pk__in=by_seat, user__is_guest=False).values_list("pk", "user_id")
    rows = [
        Attendance(
            occurrence_id=link.occurrence_id,
            user_id=user_id,
            seconds=min(by_seat[seat_id], open_seconds),
            open_seconds=open_seconds,
            recorded_at=now,
        )
        for seat_id, user_id in people
    ]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["occurrence", "user"],
        update_fields=["seconds", "open_seconds", "recorded_at"],
    )
    return len(rows)


def following_occurrence(*, occurrence: Occurrence, now: datetime) -> Occurrence | None:
    """The next date of the same series."""
    later = occurrence.series.occurrences.filter(status=Occurrence.Status.SCHEDULED)
    return later.filter(starts_at__gt=max(now, occurrence.starts_at)).order_by("starts_at").first()
