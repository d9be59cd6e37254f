"""Who hosts which meeting: planning, saying no in time, standing in, and how reliable it all is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models import Room, Seat
from groups.models import Group, GroupRole, HostSearch, MeetingRoom, MeetingSeries, Occurrence, RotaSlot
from groups.services import host_news
from ledger.services import record, record_accesses
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

Part, Answer, Outcome = RotaSlot.Part, RotaSlot.Answer, RotaSlot.Outcome
# Who may open a meeting. A greeter may stand in: saying yes makes them its host (meetings.go_in).
HOSTING, STANDING_IN = GroupRole.HOSTS, (*GroupRole.HOSTS, GroupRole.Role.GREETER)
AHEAD = timedelta(weeks=10)
LATE = timedelta(minutes=2)
LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Reliability:
    """One person's parts as host in the last ninety days, counted."""

    person: User
    came: int
    late: int
    excused: int
    away: int
    stood_in: int


def people_for(group: Group, part: str) -> list[User]:
    """Those who may be planned: hosts, and for standing in greeters too."""
    roles = STANDING_IN if part == Part.STAND_IN else HOSTING
    held = GroupRole.objects.live().filter(group=group, role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("public_name", "pk"))


@transaction.atomic
def plan_meeting(
    *, actor: User, occurrence: Occurrence, hosts: Iterable[User], stand_ins: Iterable[User], now: datetime
) -> list[RotaSlot]:
    """The whole rota of one meeting, in place of what was planned. Locks the meeting's row."""
    require(actor, "groups.plan_rota", occurrence.series)
    occurrence = _locked(occurrence)
    if occurrence.ends_at <= now:
        raise DomainError(_("This meeting is over."))
    chosen = dict.fromkeys(stand_ins, Part.STAND_IN) | dict.fromkeys(hosts, Part.HOST)
    _check(occurrence.group, chosen)
    occurrence.rota.exclude(user__in=list(chosen)).delete()
    slots = [_put(occurrence, user, part, now) for user, part in chosen.items()]
    record(actor=actor, verb="groups.plan_rota", obj=occurrence, now=now, people=len(slots))
    return slots


@transaction.atomic
def plan_in_turn(
    *, actor: User, series: MeetingSeries, hosts: list[User], stand_ins: list[User], now: datetime
) -> int:
    """Everyone in turn over the coming weeks. Meetings that have a host keep theirs. How many got one."""
    require(actor, "groups.plan_rota", series)
    if not hosts:
        raise DomainError(_("Choose at least one host."))
    _check(series.group, dict.fromkeys(stand_ins, Part.STAND_IN) | dict.fromkeys(hosts, Part.HOST))
    free = list(_coming(series, now).exclude(rota__part=Part.HOST).order_by("starts_at"))
    for occurrence, host in zip(free, cycle(hosts), strict=False):
        slot = _put(occurrence, host, Part.HOST, now)
        for other in stand_ins:
            if other.pk != slot.user_id:
                _put(occurrence, other, Part.STAND_IN, now)
    record(actor=actor, verb="groups.plan_rota", obj=series, now=now, meetings=len(free))
    return len(free)


def _coming(series: MeetingSeries, now: datetime) -> Any:
    return series.occurrences.filter(
        status=Occurrence.Status.SCHEDULED, starts_at__gt=now, starts_at__lt=now + AHEAD
    )


def _locked(occurrence: Occurrence) -> Occurrence:
    """Without its key: a closing room, which writes attendance, must not wait."""
    held = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("series__group", "group").get(pk=occurrence.pk)


def _check(group: Group, chosen: Mapping[User, str]) -> None:
    allowed = {part: {user.pk for user in people_for(group, part)} for part in set(chosen.values())}
    if any(user.pk not in allowed[part] for user, part in chosen.items()):
        raise DomainError(_("Only hosts of the group can host. Greeters can stand in too."))


def _put(occurrence: Occurrence, user: User, part: str, now: datetime) -> RotaSlot:
    slot, made = RotaSlot.objects.get_or_create(
        occurrence=occurrence, user=user, defaults={"part": part, "planned_at": now}
    )
    if not made and slot.part != part:
        slot.part = part
        slot.save(update_fields=["part"])
    return slot


@transaction.atomic
def answer(*, actor: User, slot: RotaSlot, comes: bool, now: datetime) -> RotaSlot:
    """ "I come" or "I cannot come", any time until the meeting ends. Locks the search, then the slot,
    in the order in which a search that ends takes them.

    A host who cannot come excuses themselves; the others on the list hear of it at once.
    """
    require(actor, "groups.answer_rota", slot)
    search = HostSearch.objects.select_for_update().filter(occurrence=slot.occurrence_id).first()
    held = RotaSlot.objects.select_for_update(of=("self",)).select_related("occurrence__series__group")
    slot = held.get(pk=slot.pk)
    if slot.occurrence.ends_at <= now:
        raise DomainError(_("This meeting is over."))
    if comes and slot.part == Part.STAND_IN and search is not None:
        _take(search, slot, now)
    slot.answer, slot.answered_at = (Answer.YES if comes else Answer.NO), now
    if slot.part == Part.HOST and now < slot.occurrence.starts_at:
        slot.outcome = Outcome.UNKNOWN if comes else Outcome.EXCUSED
    slot.save(update_fields=["answer", "answered_at", "outcome"])
    record(actor=actor, verb="groups.answer_rota", obj=slot, now=now, answer=str(slot.answer))
    if not comes and slot.part == Part.HOST:
        host_news.host_cannot_come(slot, now)
    return slot


def _take(search: HostSearch, slot: RotaSlot, now: datetime) -> None:
    """The first to say yes is the one: the search's row is locked, so there is exactly one."""
    if search.outcome in {HostSearch.Outcome.CLOSED, HostSearch.Outcome.PEER_LED}:
        raise DomainError(_("It is too late for this one. Thank you for being ready."))
    if search.found_id is not None and search.found_id != slot.pk:
        raise DomainError(_("Somebody else opens it already. Thank you for being ready."))
    search.found, search.found_at = slot, now
    search.save(update_fields=["found", "found_at"])


def record_outcomes(*, room: Room, now: datetime) -> int:
    """What became of each planned host, when the room closes. In the closing transaction; no actor."""
    link = MeetingRoom.objects.filter(room=room).select_related("occurrence").first()
    if link is None:
        return 0
    slots = list(RotaSlot.objects.filter(occurrence=link.occurrence_id).exclude(outcome=Outcome.EXCUSED))
    arrived = dict(Seat.objects.filter(room=room, role=Seat.Role.HOST).values_list("user_id", "joined_at"))
    for slot in slots:
        slot.outcome = _outcome(slot, arrived.get(slot.user_id), link.occurrence.starts_at)
    RotaSlot.objects.bulk_update(slots, ["outcome"])
    return len(slots)


def _outcome(slot: RotaSlot, arrived_at: datetime | None, starts_at: datetime) -> str:
    """A stand-in who was not needed is not judged; one who said yes is."""
    if arrived_at is not None:
        is_late = slot.part == Part.HOST and arrived_at > starts_at + LATE
        return Outcome.LATE if is_late else Outcome.CAME
    if slot.part == Part.HOST or slot.answer == Answer.YES:
        return Outcome.AWAY
    return Outcome.UNKNOWN


@transaction.atomic
def open_reliability(*, actor: User, group: Group, now: datetime) -> tuple[list[Reliability], dict[str, int]]:
    """For staff: each host's parts, and what became of meetings whose host was missing.

    Each person shown can see that they were.
    """
    require(actor, "groups.see_reliability", group)
    slots = RotaSlot.objects.filter(
        occurrence__group=group, occurrence__starts_at__range=(now - LOOK_BACK, now)
    )
    host = Q(part=Part.HOST)
    counted = slots.values("user").annotate(
        came=Count("pk", filter=host & Q(outcome=Outcome.CAME)),
        late=Count("pk", filter=host & Q(outcome=Outcome.LATE)),
        excused=Count("pk", filter=host & Q(outcome=Outcome.EXCUSED)),
        away=Count("pk", filter=Q(outcome=Outcome.AWAY)),
        stood_in=Count("pk", filter=Q(part=Part.STAND_IN, outcome=Outcome.CAME)),
    )
    people = User.objects.in_bulk([row["user"] for row in counted])
    rows = [
        Reliability(
            people[row["user"]], row["came"], row["late"], row["excused"], row["away"], row["stood_in"]
        )
        for row in counted
    ]
    record_accesses(actor=actor, reads=[(row.person, group) for row in rows], role="staff", now=now)
    rows.sort(key=lambda row: (-row.away, row.person.public_name, row.person.pk))
    return rows, _searches(group, now)


def _searches(group: Group, now: datetime) -> dict[str, int]:
    found = HostSearch.objects.filter(
        occurrence__group=group, occurrence__starts_at__range=(now - LOOK_BACK, now)
    )
    counted = dict(found.values_list("outcome").annotate(Count("pk")))
    return {str(outcome): counted.get(outcome, 0) for outcome in HostSearch.Outcome if outcome}
