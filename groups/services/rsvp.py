"""Places in a meeting that has few: coming, waiting for one, giving it back, and who may go in.

Every change holds the occurrence's row, so the last place goes to exactly one person, and whoever
leaves calls up the first who waits in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models import Room, Seat
from groups.models import MeetingRoom, MeetingSeries, Occurrence, Rsvp
from groups.services import host_news
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

State = Rsvp.State
# A place that was promised is kept so long after the start; then whoever stands at the door may have it.
KEPT = timedelta(minutes=5)
FEW = 5


@dataclass(frozen=True)
class Places:
    """What one person may know: nobody learns who comes, and small numbers are not counted out."""

    capacity: int
    coming: int
    mine: str
    in_line: int

    @property
    def is_full(self) -> bool:
        return self.coming >= self.capacity

    @property
    def has_few(self) -> bool:
        return self.coming < FEW

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.coming)


def places(occurrence: Occurrence, user: Any) -> Places | None:
    """For the meeting's page; None where nobody needs to say that they come."""
    capacity = occurrence.series.capacity
    if capacity is None:
        return None
    rows = Rsvp.objects.filter(occurrence=occurrence)
    mine = Rsvp.objects.visible_to(user).filter(occurrence=occurrence).first()
    line = 0
    if mine is not None and mine.state == State.WAITING:
        line = 1 + _before(mine).count()
    return Places(capacity, rows.filter(state=State.COMING).count(), mine.state if mine else "", line)


def _before(mine: Rsvp) -> Any:
    waiting = Rsvp.objects.filter(occurrence=mine.occurrence_id, state=State.WAITING)
    same_moment = waiting.filter(asked_at=mine.asked_at, pk__lt=mine.pk)
    return waiting.filter(asked_at__lt=mine.asked_at) | same_moment


@transaction.atomic
def come(*, actor: User, occurrence: Occurrence, now: datetime) -> Rsvp:
    """A place, or one in the line. Twice is the same as once."""
    require(actor, "groups.rsvp", occurrence)
    occurrence = _locked(occurrence)
    _check_open(occurrence, now)
    known = Rsvp.objects.filter(occurrence=occurrence, user=actor).first()
    if known is not None and known.state != State.LEFT:
        return known
    state = State.COMING if _free(occurrence) > 0 else State.WAITING
    mine, _made = Rsvp.objects.update_or_create(
        occurrence=occurrence,
        user=actor,
        defaults={"state": state, "asked_at": now, "changed_at": now},
    )
    record(actor=actor, verb="groups.rsvp", obj=mine, now=now, state=str(state))
    return mine


@transaction.atomic
def stay_away(*, actor: User, occurrence: Occurrence, now: datetime) -> None:
    """Give the place back, or leave the line. The first who waits has it at once and is told."""
    require(actor, "groups.leave_rsvp", occurrence)
    occurrence = _locked(occurrence)
    mine = Rsvp.objects.filter(occurrence=occurrence, user=actor).exclude(state=State.LEFT).first()
    if mine is None:
        return
    _leave(mine, now)
    record(actor=actor, verb="groups.leave_rsvp", obj=mine, now=now)
    _promote(occurrence, now)


@transaction.atomic
def forget_person(*, user: User, now: datetime) -> int:
    """The person is being erased: their places go to those who wait. In the erasing transaction."""
    held = Rsvp.objects.filter(user=user, occurrence__ends_at__gt=now).exclude(state=State.LEFT)
    ids = sorted(held.values_list("occurrence", flat=True))
    for pk in ids:
        occurrence = _locked(Occurrence(pk=pk))
        Rsvp.objects.filter(occurrence=occurrence, user=user).update(state=State.LEFT, changed_at=now)
        _promote(occurrence, now)
    return len(ids)


@transaction.atomic
def more_places(*, series: MeetingSeries, now: datetime) -> int:
    """The series has other places now: whoever has room comes off the line. No actor: its change decided."""
    waiting = Occurrence.objects.filter(series=series, starts_at__gt=now, rsvps__state=State.WAITING)
    ids = sorted(set(waiting.values_list("pk", flat=True)))
    return sum(_promote(_locked(Occurrence(pk=pk)), now) for pk in ids)


def check_place(*, occurrence: Occurrence, room: Room, user: User, now: datetime) -> None:
    """At the door, for whoever comes to it; as `has_place`."""
    if not has_place(occurrence=occurrence, room=room, user=user, now=now):
        raise DomainError(_("Every place is taken now. Try again 5 minutes after the start."))


def has_place(*, occurrence: Occurrence, room: Room, user: User, now: datetime) -> bool:
    """In a room with few places. The caller holds the occurrence's row and let hosts pass.

    Who has a place goes in. Others wait until places kept for people who did not come are free.
    """
    capacity = occurrence.series.capacity
    inside = Seat.objects.live().filter(room=room).exclude(role=Seat.Role.HOST)
    if capacity is None or inside.filter(user=user).exists():
        return True
    coming = Rsvp.objects.filter(occurrence=occurrence, state=State.COMING)
    if coming.filter(user=user).exists():
        return True
    taken = inside.count()
    if now < occurrence.starts_at + KEPT:
        taken += coming.exclude(user__in=inside.values("user")).count()
    return taken < capacity


def _check_open(occurrence: Occurrence, now: datetime) -> None:
    if occurrence.status != Occurrence.Status.SCHEDULED:
        raise DomainError(_("This meeting does not take place."))
    if occurrence.series.capacity is None:
        raise DomainError(_("This meeting has room for everybody. Just come."))
    if occurrence.starts_at <= now:
        raise DomainError(_("This meeting has begun. Go in if there is a place."))


def _locked(occurrence: Occurrence) -> Occurrence:
    """Without its key: a closing room, which writes attendance, must not wait."""
    held = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("series__group").get(pk=occurrence.pk)


def _free(occurrence: Occurrence) -> int:
    """Places that nobody was promised, and nobody who came without a word sits on already."""
    capacity = occurrence.series.capacity or 0
    coming = Rsvp.objects.filter(occurrence=occurrence, state=State.COMING)
    inside = Seat.objects.live().filter(room__in=_room_of(occurrence)).exclude(role=Seat.Role.HOST)
    return capacity - coming.count() - inside.exclude(user__in=coming.values("user")).count()


def _room_of(occurrence: Occurrence) -> QuerySet[MeetingRoom, int]:
    return MeetingRoom.objects.filter(occurrence=occurrence).values_list("room", flat=True)


def _leave(mine: Rsvp, now: datetime) -> None:
    mine.state, mine.changed_at = State.LEFT, now
    mine.save(update_fields=["state", "changed_at"])


def _promote(occurrence: Occurrence, now: datetime) -> int:
    """The first in line, as many as there are places. The caller holds the occurrence's row."""
    if occurrence.starts_at <= now or occurrence.status != Occurrence.Status.SCHEDULED:
        return 0
    capacity = occurrence.series.capacity
    waiting = Rsvp.objects.filter(occurrence=occurrence, state=State.WAITING, user__is_active=True)
    line = list(waiting.select_related("user").order_by("asked_at", "pk"))
    called = line if capacity is None else line[: max(0, _free(occurrence))]
    for row in called:
        row.state, row.changed_at = State.COMING, now
        row.save(update_fields=["state", "changed_at"])
        host_news.place_is_free(row.user, occurrence, now)
        record(actor=None, verb="groups.place_free", obj=row, now=now)
    return len(called)
