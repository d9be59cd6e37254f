"""Giving and ending seats. Who gets one is decided by the apps above."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat import aliases
from chat.models import Event, Room, Seat
from chat.models.seat import LIVE
from chat.services import care, reactions, stream, turns
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding.services import limits

ENDINGS = {"left": "left_at", "removed": "removed_at", "blocked": "removed_at", "ended": "left_at"}


@transaction.atomic
def give_seat(*, room: Room, user: Any, alias: str, role: str, now: datetime, code: str = "") -> Seat:
    """The person's seat, given once: a second call finds it, with the newer role. No actor: the
    caller's own rule decided. Locks the room's row, so that two people cannot take one alias.
    `code` is theirs already when they waited at the door: the same picture shows there and here."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    seat = Seat.objects.filter(room=room, user=user).first()
    if seat is not None and seat.removed_at is not None:
        raise DomainError(_("You cannot go into this room today."))
    if seat is not None and seat.is_live:
        return _with_role(seat, role)
    shown, folded = free_alias(room, alias, seat)
    if seat is None:
        _check_room_for_one_more(room)
        own = {"code": code} if code else {}
        return Seat.objects.create(
            room=room, user=user, alias=shown, alias_folded=folded, role=role, joined_at=now, **own
        )
    return _come_back(seat, shown, folded, role)


@transaction.atomic
def end_seat(*, seat: Seat, reason: str, now: datetime) -> Seat:
    """Take the seat away; its sockets close within two seconds. `reason` is one of ENDINGS. No
    actor: the caller's own rule decided. A removed seat cannot be taken again. Locks the room, then
    the seat: a writer takes them in the same order."""
    field = ENDINGS[reason]
    Room.objects.select_for_update().get(pk=seat.room_id)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("room").get(pk=seat.pk)
    if getattr(seat, field) is None:
        setattr(seat, field, now)
        seat.save(update_fields=[field])
        stream.seats_changed(seat.room)
        turns.seat_ended(seat, now)
        record(actor=None, verb="chat.end_seat", obj=seat, now=now, reason=reason)
    return seat


@transaction.atomic
def leave_room(*, actor: Any, room: Room, now: datetime) -> None:
    """Give up one's own seat. In a room of two that lasts, whoever gave the seats takes them when the two
    rest or part."""
    require(actor, "chat.leave_room", room)
    if room.is_come_back_to:
        return
    seat = Seat.objects.visible_to(actor).get(room=room)
    end_seat(seat=seat, reason="left", now=now)


def way_on(*, user: Any, code: str, now: datetime) -> str:
    """Where somebody who had a seat in this room goes on. Empty for those who must not know of it."""
    had = Seat.objects.filter(room__code=code, user=user, removed_at=None)
    seat = had.exclude(LIVE, ~Q(room__state=Room.State.GONE)).select_related("room__centre").first()
    if seat is None:
        return ""
    step = limits.strongest(user.pk, seat.room.centre, now)
    if step in {limits.Step.AWAY, limits.Step.FOR_GOOD}:
        return reverse("my_limits")
    return seat.room.after_path or seat.room.back_path


@transaction.atomic
def forget_person(*, user: Any, now: datetime) -> int:
    """The person is being erased: words and aliases go, numbers stay. Called in the erasing
    transaction. Locks each of their rooms, in order, so that no reader meets half of it."""
    seats = list(Seat.objects.filter(user=user).select_related("room").order_by("room_id"))
    for seat in seats:
        Room.objects.select_for_update().get(pk=seat.room_id)
        Event.objects.filter(seat=seat).update(text="", payload={}, audience=Event.Audience.NOBODY)
        Event.objects.filter(audience_seat=seat).update(text="", payload={}, audience=Event.Audience.NOBODY)
        if seat.room.state != Room.State.GONE:
            _announce_forgotten(seat, now)
        Seat.objects.filter(pk=seat.pk).update(
            user=None, alias="", alias_folded="", left_at=seat.left_at or now
        )
        turns.forget_seat(seat, now)
        reactions.forget_seat(seat, now)
        care.forget_checks(seat)
        stream.seats_changed(seat.room)
    return len(seats)


def _announce_forgotten(seat: Seat, now: datetime) -> None:
    stream.append(room=seat.room, kind=Event.Kind.FORGOTTEN, now=now, payload={"seat": seat.code})


def _with_role(seat: Seat, role: str) -> Seat:
    if seat.role != role:
        seat.role = role
        seat.save(update_fields=["role"])
        if seat.is_host:
            care.forget_checks(seat)
        stream.seats_changed(seat.room)
    return seat


def _come_back(seat: Seat, shown: str, folded: str, role: str) -> Seat:
    seat.alias, seat.alias_folded, seat.role, seat.left_at = shown, folded, role, None
    seat.save(update_fields=["alias", "alias_folded", "role", "left_at"])
    stream.seats_changed(seat.room)
    return seat


def free_alias(room: Room, alias: str, own: Seat | None) -> tuple[str, str]:
    """The name as shown and as folded, when nobody here has one like it. The room's row is locked."""
    shown, folded = aliases.clean(alias), aliases.fold(alias)
    if not (aliases.MIN_LENGTH <= len(shown) <= aliases.MAX_LENGTH and folded):
        raise DomainError(_("Choose a name of 2 to 40 letters."))
    others = room.seats.live().exclude(pk=own.pk if own else 0)
    if others.filter(alias_folded=folded).exists():
        raise DomainError(_("Someone here has a name like this. Choose another one."))
    return shown, folded


def _check_room_for_one_more(room: Room) -> None:
    if room.max_seats is not None and room.seats.live().count() >= room.max_seats:
        raise DomainError(_("The room is full. Try again in a few minutes."), retry_after=120)
