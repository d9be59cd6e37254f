"""The door: who waits, who is let in, and the private words said there. A person who waits has no seat."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import wording
from chat.handles import handle_of
from chat.models import Act, Ban, Event, LobbyEntry, LobbyWord, Room, Seat
from chat.models.lobby import PUT_BACK
from chat.models.seat import LIVE
from chat.rules import own_seat
from chat.services import care, seats, stream
from chat.signals import seat_asked, seats_may_be_given
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding.lures import WATCHED_MESSAGES
from safeguarding.services import blocks, limits
from safeguarding.services.blocks import accounts_of

States = LobbyEntry.State
MOST_WORDS = 20  # of one waiting person
LONGEST = 400


@transaction.atomic
def come(
    *, room: Room, user: Any, alias: str, role: str, is_first_time: bool = False, now: datetime
) -> Seat | LobbyEntry:
    """Somebody comes to the door: a seat, or a place in the waiting room. No actor: the app above has
    asked its own rule. Locks the room's row."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    limits.refuse_away(user.pk, room.centre, now)
    _refuse_banned(room, user, now)
    sits = Seat.objects.filter(room=room, user=user).first()
    entry = LobbyEntry.objects.filter(room=room, user=user).first()
    if entry is not None and _stays_out(entry, room):
        stamp(entry, now)
        return entry
    if (sits is not None and sits.is_live) or role != Seat.Role.MEMBER or _was_let_in(sits, entry):
        return _seat(room, user, alias, role, is_first_time, now, entry)
    if room.door_closed:
        raise DomainError(_("The door is closed now. You are welcome next time."))
    if room.has_lobby:
        return _wait(room, user, alias, is_first_time, now)
    seat = _seat(room, user, alias, role, is_first_time, now, entry)
    LobbyEntry.objects.filter(room=room, user=user).update(state=States.ADMITTED)
    return seat


@transaction.atomic
def admit(*, actor: Any, entry: LobbyEntry, now: datetime) -> Seat:
    """Let one person in: a seat under the name they wait with. Locks the room, then the rest."""
    require(actor, "chat.keep_door", entry.room)
    seats_may_be_given.send(sender=Room, room=entry.room, now=now)
    room = Room.objects.select_for_update().get(pk=entry.room_id)
    entry = LobbyEntry.objects.select_related("user").get(pk=entry.pk)
    if not entry.is_waiting or entry.user is None:
        raise DomainError(_("This person does not wait any more."))
    seat = _let_in(room, entry, actor, now)
    tell_waiting(room, now)
    return seat


@transaction.atomic
def admit_all(*, actor: Any, room: Room, now: datetime) -> int:
    """Let in everybody who waits with an open page, in their order, as far as there is room; the others
    go on waiting. Refused, with the reason of the last one, when nobody could be let in."""
    require(actor, "chat.keep_door", room)
    seats_may_be_given.send(sender=Room, room=room, now=now)
    room = Room.objects.select_for_update().get(pk=room.pk)
    if room.door_closed:
        raise DomainError(_("The door is closed. Open it first, or let people in one by one."))
    waiting = list(LobbyEntry.objects.filter(room=room).here(now).select_related("user"))
    refused = _let_in_each(room, waiting, actor, now)
    if refused and len(refused) == len(waiting):
        raise refused[-1]
    tell_waiting(room, now)
    return len(waiting) - len(refused)


@transaction.atomic
def let_everybody_in(*, room: Room, now: datetime) -> int:
    """Nobody keeps this door any more. No actor: a host, or the app above, decided that it stands open.
    Whom a host put back here goes on waiting for a host.

    Whose name somebody has taken meanwhile, or whose place, waits no more: their page leads to the door,
    where they are told why, or may choose another name.
    """
    room = Room.objects.select_for_update().get(pk=room.pk)
    waiting = LobbyEntry.objects.filter(room=room, state=States.WAITING).exclude(user=None)
    waiting = waiting.exclude(words_key=PUT_BACK)
    entries = list(waiting.select_related("user").order_by("asked_at", "pk"))
    refused = _let_in_each(room, entries, None, now)
    waiting.update(state=States.LEFT)
    if entries:
        tell_waiting(room, now)
    return len(entries) - len(refused)


@transaction.atomic
def follow_right(*, room: Room, user: Any, role: str | None, now: datetime) -> None:
    """Somebody's part in the group has changed: at the door, and for a seat they had, it is this one now;
    with None they may not come in any more, and wait no longer. No actor: the app above decided."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    kept = role or Seat.Role.MEMBER
    Seat.objects.filter(room=room, user=user).exclude(LIVE).update(role=kept)
    theirs = LobbyEntry.objects.filter(room=room, user=user)
    theirs.update(role=kept)
    if role is None and theirs.filter(state=States.WAITING).update(state=States.LEFT):
        tell_waiting(room, now)


@transaction.atomic
def not_today(*, actor: Any, entry: LobbyEntry, words: str, reason: str, now: datetime) -> Act:
    """The person reads the sentence and the help page's ways; they may ask for another look."""
    require(actor, "chat.keep_door", entry.room)
    room = Room.objects.select_for_update().get(pk=entry.room_id)
    entry = LobbyEntry.objects.get(pk=entry.pk)
    if not entry.is_waiting:
        raise DomainError(_("This person does not wait any more."))
    key = "not_today"
    put_outside(entry, States.NOT_TODAY, key, wording.changed(key, words))
    act = Act.objects.create(
        room=room,
        kind=Act.Kind.NOT_TODAY,
        by=own_seat(actor, room),
        entry=entry,
        words_key=key,
        words=entry.words,
        reason=reason[:200],
        at=now,
    )
    record(actor=actor, verb="chat.not_today", obj=act, now=now)
    tell_waiting(room, now)
    return act


@transaction.atomic
def write_to_waiting(*, actor: Any, entry: LobbyEntry, text: str, now: datetime) -> LobbyWord:
    """A private word from those who keep the door to one person."""
    require(actor, "chat.keep_door", entry.room)
    Room.objects.select_for_update().get(pk=entry.room_id)
    word = LobbyWord.objects.create(entry=entry, by_keeper=True, text=_checked(text), at=now)
    record(actor=actor, verb="chat.write_to_waiting", obj=entry, now=now)
    tell_waiting(entry.room, now)
    return word


@transaction.atomic
def write_from_door(*, actor: Any, entry: LobbyEntry, text: str, now: datetime) -> LobbyWord:
    """A private word from somebody who waits, or was asked to stay out, to the hosts."""
    require(actor, "chat.write_from_door", entry)
    Room.objects.select_for_update().get(pk=entry.room_id)
    if entry.said.filter(by_keeper=False).count() >= MOST_WORDS:
        raise DomainError(_("You wrote a lot. Please wait for a host."))
    word = LobbyWord.objects.create(entry=entry, by_keeper=False, text=_checked(text), at=now)
    tell_waiting(entry.room, now)
    if care.is_alarming(actor, word.text):
        care.open_at_door(entry, now)
    return word


@transaction.atomic
def ask_again(*, actor: Any, entry: LobbyEntry, now: datetime) -> LobbyEntry:
    """ "Ask for another look": the hosts see it, and another one than before decides."""
    require(actor, "chat.ask_again", entry)
    Room.objects.select_for_update().get(pk=entry.room_id)
    if entry.asked_again_at is None:
        entry.asked_again_at = now
        entry.save(update_fields=["asked_again_at"])
        record(actor=actor, verb="chat.ask_again", obj=entry, now=now)
        tell_waiting(entry.room, now)
    return entry


@transaction.atomic
def stop_waiting(*, actor: Any, entry: LobbyEntry, now: datetime) -> None:
    """Go away from the door. Nothing is kept against anybody who does."""
    require(actor, "chat.write_from_door", entry)
    room = Room.objects.select_for_update().get(pk=entry.room_id)
    if LobbyEntry.objects.filter(pk=entry.pk, state=States.WAITING).update(state=States.LEFT):
        record(actor=actor, verb="chat.stop_waiting", obj=entry, now=now)
        tell_waiting(room, now)


def stamp(entry: LobbyEntry, now: datetime) -> None:
    """The page of somebody who waits is open. No actor: being asked for says so."""
    LobbyEntry.objects.filter(pk=entry.pk).update(seen_at=now)


def place_of(entry: LobbyEntry, now: datetime) -> int:
    """The place in the line, from one on; nobody counts whom they shall not meet."""
    before = LobbyEntry.objects.filter(room=entry.room_id, asked_at__lt=entry.asked_at).here(now)
    others = before.exclude(user__in=blocks.hides(entry.user_id))
    return others.exclude(pk=entry.pk).count() + 1


def put_outside(entry: LobbyEntry, state: str, key: str, words: str) -> None:
    """The caller holds the room's lock."""
    entry.state, entry.words_key, entry.words, entry.asked_again_at = state, key, words, None
    entry.save(update_fields=["state", "words_key", "words", "asked_again_at"])


def entry_for(seat: Seat, state: str, key: str, words: str, now: datetime) -> LobbyEntry:
    """Somebody who had a seat stands at the door, with the same picture. The caller holds the room's lock."""
    now_so = {
        "alias": seat.alias,
        "alias_folded": seat.alias_folded,
        "role": seat.role,
        "is_first_time": seat.is_first_time,
        "state": state,
        "words_key": key,
        "words": words,
        "asked_at": now,
        "seen_at": now,
        "asked_again_at": None,
    }
    entry, _new = LobbyEntry.objects.update_or_create(
        room=seat.room, user=seat.user, defaults=now_so, create_defaults=now_so | {"code": seat.code}
    )
    return entry


def tell_waiting(room: Room, now: datetime) -> None:
    """The hosts learn how many wait; who they are is on the hosts' page."""
    waiting = LobbyEntry.objects.filter(room=room).here(now).count()
    stream.append(
        room=room,
        kind=Event.Kind.LOBBY,
        now=now,
        audience=Event.Audience.HOSTS,
        payload={"waiting": waiting},
    )


@transaction.atomic
def forget_person(*, user: Any) -> None:
    """The person is being erased: called in the erasing transaction."""
    for entry in LobbyEntry.objects.filter(user=user).order_by("room_id"):
        Room.objects.select_for_update().get(pk=entry.room_id)
        entry.said.all().delete()
        care.forget_check_at_door(entry)
        LobbyEntry.objects.filter(pk=entry.pk).update(
            user=None, alias="", alias_folded="", state=States.LEFT, words=""
        )


def _refuse_banned(room: Room, user: Any, now: datetime) -> None:
    """Under any account that staff know to be this person's. Whoever was asked to leave today comes back
    under none of them either; under their own they have a page at the door."""
    accounts = accounts_of(user)
    handles = {handle_of(room.handle_key, account) for account in accounts} - {""}
    banned = handles and Ban.objects.standing(now).filter(handle__in=handles).exists()
    others = LobbyEntry.objects.filter(room=room, user__in=accounts[1:], state__in=LobbyEntry.OUTSIDE)
    if banned or (len(accounts) > 1 and others.exists()):
        raise DomainError(_("You cannot go into this room today. Other meetings are open to you."))


def _stays_out(entry: LobbyEntry, room: Room) -> bool:
    return entry.is_outside or entry.was_put_back or (entry.is_waiting and room.keeps_door)


def _was_let_in(sits: Seat | None, entry: LobbyEntry | None) -> bool:
    """Whoever was inside may come back without waiting again, also when nobody new comes in."""
    if entry is not None:
        return entry.state == States.ADMITTED
    return sits is not None


def _wait(room: Room, user: Any, alias: str, is_first_time: bool, now: datetime) -> LobbyEntry:
    shown, folded = seats.free_alias(room, alias, None)
    _refuse_taken_at_door(room, user, folded)
    fields = {"alias": shown, "alias_folded": folded, "is_first_time": is_first_time}
    entry, _new = LobbyEntry.objects.update_or_create(
        room=room, user=user, defaults=fields | {"state": States.WAITING, "asked_at": now, "seen_at": now}
    )
    tell_waiting(room, now)
    return entry


def _refuse_taken_at_door(room: Room, user: Any, folded: str) -> None:
    """Nobody takes the name of somebody who waits or was asked out: the wrong one would pay for it."""
    others = LobbyEntry.objects.filter(room=room, alias_folded=folded).exclude(user=user)
    if others.exclude(state=States.LEFT).exists():
        raise DomainError(_("Someone here has a name like this. Choose another one."))


def _let_in_each(room: Room, entries: list[LobbyEntry], actor: Any, now: datetime) -> list[DomainError]:
    """In this order, each for itself: why it was refused, for those who were."""
    refused = []
    for entry in entries:
        try:
            with transaction.atomic():
                _let_in(room, entry, actor, now)
        except DomainError as reason:
            refused.append(reason)
    return refused


def _let_in(room: Room, entry: LobbyEntry, actor: Any, now: datetime) -> Seat:
    seat_asked.send(sender=Room, room=room, user=entry.user, role=entry.role, now=now)
    seat = _seat(room, entry.user, entry.alias, entry.role, entry.is_first_time, now, entry)
    entry.state, entry.words_key, entry.words = States.ADMITTED, "", ""
    entry.save(update_fields=["state", "words_key", "words"])
    record(actor=actor, verb="chat.admit", obj=seat, now=now)
    return seat


def _seat(
    room: Room,
    user: Any,
    alias: str,
    role: str,
    is_first_time: bool,
    now: datetime,
    entry: LobbyEntry | None,
) -> Seat:
    """A seat that knows whether the person is new, and how much of theirs people have read before."""
    if room.state in (Room.State.CLOSED, Room.State.GONE):
        raise DomainError(_("This meeting is over. You are welcome next time."))
    code = entry.code if entry is not None else ""
    seat = seats.give_seat(room=room, user=user, alias=alias, role=role, now=now, code=code)
    if seat.joined_at == now and not seat.shown:
        seat.is_first_time, seat.shown = is_first_time, _shown_before(room, user)
        seat.save(update_fields=["is_first_time", "shown"])
    rests = limits.rest_until(user.pk, room.centre, now)
    if rests is not None and not seat.is_muted(rests):
        seat.muted_until = rests
        seat.save(update_fields=["muted_until"])
    return seat


def _shown_before(room: Room, user: Any) -> int:
    if not room.handle_key:
        return 0
    known = Event.objects.filter(kind=Event.Kind.MESSAGE, seat__user=user)
    return known.filter(room__handle_key=room.handle_key)[:WATCHED_MESSAGES].count()


def _checked(text: str) -> str:
    words = many_lines(text)
    if not words:
        raise DomainError(_("Write something first."))
    if len(words) > LONGEST:
        raise DomainError(_("This is too long. It can have 400 characters."))
    return words
