"""What a host does to one seat: from rest to leaving today, each with words, a reason, and a way back.

Locks: the room, then the seat, then the rest.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat import wording
from chat.handles import handle_of
from chat.models import Act, Ban, Event, LobbyEntry, Room, Seat
from chat.rules import own_seat
from chat.services import clocks, holding, lobby, resting, seats, settings, stream
from chat.signals import seat_asked, seats_may_be_given
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding.services.blocks import accounts_of

RESTS = {5: "rest_5", 15: "rest_15"}
DAYS = (7, 30, 90)
States = LobbyEntry.State


@transaction.atomic
def rest(*, actor: Any, seat: Seat, minutes: int, words: str, reason: str = "", now: datetime) -> Act:
    """The person reads on and sends support, and does not write for some minutes."""
    require(actor, "chat.act_on_seat", seat)
    seat = _locked(seat)
    end = now + timedelta(minutes=minutes)
    act = _done(actor, seat, Act.Kind.REST, RESTS[minutes], words, reason, now, until=end)
    resting.settle(seat, now)
    return act


@transaction.atomic
def back_to_lobby(*, actor: Any, seat: Seat, words: str, reason: str = "", now: datetime) -> Act:
    """Out of the room and into the line; nothing of the room reaches them from here on."""
    require(actor, "chat.act_on_seat", seat)
    seat = _locked(seat)
    stored = wording.changed("lobby", words)
    seats.end_seat(seat=seat, reason="left", now=now)
    lobby.entry_for(seat, States.WAITING, "lobby", stored, now)
    lobby.tell_waiting(seat.room, now)
    return _done(actor, seat, Act.Kind.LOBBY, "lobby", words, reason, now)


@transaction.atomic
def ask_to_leave(*, actor: Any, seat: Seat, words: str, reason: str = "", now: datetime) -> Act:
    """For today. They land on a page with the words, the ways to help, and "ask for another look"."""
    require(actor, "chat.act_on_seat", seat)
    seat = _locked(seat)
    _put_out(seat, "leave", wording.changed("leave", words), now)
    return _done(actor, seat, Act.Kind.LEAVE, "leave", words, reason, now)


@transaction.atomic
def ask_ban(*, actor: Any, seat: Seat, days: int, words: str, reason: str, now: datetime) -> Act:
    """Not in this group for a time: one host asks, and nothing happens until a second one agrees."""
    require(actor, "chat.act_on_seat", seat)
    room = Room.objects.select_for_update().get(pk=seat.room_id)
    if not room.handle_key or days not in DAYS:
        raise DomainError(_("This room belongs to no group. You can ask to leave today."))
    if not reason.strip():
        raise DomainError(_("Write why. The second host has to know."))
    act = Act.objects.create(
        room=room,
        kind=Act.Kind.GROUP,
        by=own_seat(actor, room),
        seat=seat,
        words_key="group",
        words=wording.changed("group", words),
        reason=reason[:200],
        until=now + timedelta(days=days),
        needs_second=True,
        at=now,
    )
    record(actor=actor, verb="chat.ask_ban", obj=act, now=now, days=days)
    return act


@transaction.atomic
def agree_ban(*, actor: Any, act: Act, now: datetime) -> Act:
    """The second host agrees: from now until the day, in every room of the group. Locks them in order."""
    require(actor, "chat.agree_ban", act)
    room, others = _rooms_of_group(act)
    act = _unsettled(act)
    seat = act.seat
    if seat is None or seat.user is None or act.until is None:
        raise DomainError(_("This account is closed. Nothing is left to do."))
    act.second_by, act.second_at = own_seat(actor, room), now
    act.save(update_fields=["second_by", "second_at"])
    handles = [handle_of(room.handle_key, account) for account in accounts_of(seat.user)]
    Ban.objects.bulk_create(Ban(handle=each, act=act, until=act.until) for each in handles)
    _put_out(seat, "group", act.words, now)
    _out_of(others, seat.user, now)
    _tell(seat, "group", act.words_key, act.words, now, act.until)
    record(actor=actor, verb="chat.agree_ban", obj=act, now=now)
    return act


@transaction.atomic
def undo(*, actor: Any, act: Act, now: datetime) -> Act:
    """Take an act back: the person gets what they had before. Once."""
    require(actor, "chat.undo_act", act)
    seats_may_be_given.send(sender=Room, room=act.room, now=now)
    Room.objects.select_for_update().get(pk=act.room_id)
    act = _unsettled(act)
    _UNDO[Act.Kind(act.kind)](act, now)
    act.undone_by, act.undone_at = own_seat(actor, act.room), now
    act.save(update_fields=["undone_by", "undone_at"])
    record(actor=actor, verb="chat.undo_act", obj=act, now=now)
    return act


def _locked(seat: Seat) -> Seat:
    Room.objects.select_for_update().get(pk=seat.room_id)
    found = Seat.objects.select_for_update(of=("self",)).select_related("room", "user").get(pk=seat.pk)
    if not found.is_live:
        raise DomainError(_("This person is not in the room any more."))
    return found


def _unsettled(act: Act) -> Act:
    """The act as it is behind the room's lock, where somebody may have been faster."""
    act = Act.objects.select_related("room", "seat__user", "entry__user").get(pk=act.pk)
    if act.undone_at is not None:
        raise DomainError(_("This was taken back already."))
    return act


def _done(
    actor: Any,
    seat: Seat,
    kind: Act.Kind,
    key: str,
    words: str,
    reason: str,
    now: datetime,
    until: datetime | None = None,
) -> Act:
    """The log, the ledger, and the words to the person and to all hosts."""
    act = Act.objects.create(
        room=seat.room,
        kind=kind,
        by=own_seat(actor, seat.room),
        seat=seat,
        words_key=key,
        words=wording.changed(key, words),
        reason=reason[:200],
        until=until,
        at=now,
    )
    _tell(seat, str(kind), key, act.words, now, until)
    record(actor=actor, verb=f"chat.act_{kind}", obj=act, now=now)
    return act


def _tell(seat: Seat, kind: str, key: str, words: str, now: datetime, until: datetime | None = None) -> None:
    payload = {"act": kind, "seat": seat.code, "name": seat.alias, "words_key": key, "words": words}
    stream.append(
        room=seat.room,
        kind=Event.Kind.ACT,
        now=now,
        audience=Event.Audience.SEAT,
        audience_seat=seat,
        payload=payload | ({"until": until.isoformat()} if until else {}),
    )


def _put_out(seat: Seat, key: str, words: str, now: datetime) -> None:
    """The caller holds the room's lock. Also for somebody who has left, or waits."""
    if seat.removed_at is None:
        seats.end_seat(seat=seat, reason="removed", now=now)
    lobby.entry_for(seat, States.ASKED_TO_LEAVE, key, words, now)
    lobby.tell_waiting(seat.room, now)


def _rooms_of_group(act: Act) -> tuple[Room, list[Room]]:
    """The act's room and the other rooms of its group that are not over."""
    rooms = Room.objects.select_for_update().filter(handle_key=act.room.handle_key)
    found = rooms.exclude(~Q(pk=act.room_id), state__in=(Room.State.CLOSED, Room.State.GONE))
    by_pk = {room.pk: room for room in found.order_by("pk")}
    return by_pk.pop(act.room_id), list(by_pk.values())


def _out_of(rooms: list[Room], user: Any, now: datetime) -> None:
    """Where they sit or wait at this moment, too. The caller holds the rooms' locks."""
    for seat in Seat.objects.live().filter(room__in=rooms, user=user).order_by("room"):
        seats.end_seat(seat=seat, reason="ended", now=now)
    waiting = LobbyEntry.objects.filter(room__in=rooms, user=user, state=States.WAITING)
    for entry in waiting.select_related("room").order_by("room"):
        LobbyEntry.objects.filter(pk=entry.pk).update(state=States.LEFT)
        lobby.tell_waiting(entry.room, now)


def _undo_rest(act: Act, now: datetime) -> None:
    seat = act.seat
    if seat is None:
        return
    still = resting.settle(seat, now, but=act)
    if seat.is_live and still is None:
        _tell(seat, "rest_over", "rest_over", "", now)


def _undo_going(act: Act, now: datetime) -> None:
    """A mistaken removal: the same seat again, under the same name, without waiting."""
    seat = act.seat
    if seat is None or seat.user is None:
        raise DomainError(_("This account is closed. Nothing is left to do."))
    seat_asked.send(sender=Room, room=act.room, user=seat.user, role=seat.role, now=now)
    Ban.objects.filter(act=act).update(lifted_at=now)
    Seat.objects.filter(pk=seat.pk, removed_at__isnull=False).update(removed_at=None, left_at=now)
    seats.give_seat(room=act.room, user=seat.user, alias=seat.alias, role=seat.role, now=now)
    lobby.entry_for(seat, States.ADMITTED, "back_in", "", now)
    lobby.tell_waiting(act.room, now)


def _undo_not_today(act: Act, now: datetime) -> None:
    entry = act.entry
    if entry is not None and entry.state == States.NOT_TODAY:
        lobby.put_outside(entry, States.WAITING, "back_in", "")
        lobby.tell_waiting(act.room, now)


def _undo_hiding(act: Act, now: datetime) -> None:
    holding.show_again_all(act.room, act.before["hidden"], now)


def _undo_settings(act: Act, now: datetime) -> None:
    settings.put(act.room, act.before["was"], now)


def _undo_calm(act: Act, now: datetime) -> None:
    """As it was, and the clock that the calm held goes on."""
    _undo_settings(act, now)
    clocks.after_calm(act.room, act.before.get("turn"), now)


_UNDO: dict[Act.Kind, Callable[[Act, datetime], None]] = {
    Act.Kind.REST: _undo_rest,
    Act.Kind.LOBBY: _undo_going,
    Act.Kind.LEAVE: _undo_going,
    Act.Kind.GROUP: _undo_going,
    Act.Kind.NOT_TODAY: _undo_not_today,
    Act.Kind.HIDE_ALL: _undo_hiding,
    Act.Kind.CALM: _undo_calm,
    Act.Kind.SETTINGS: _undo_settings,
}
