"""What hosts, stand-ins and those who wait are told. Neutral words: a lock screen may show them."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from groups.models import FollowUp, GroupRole, Occurrence, RotaSlot, ServiceTerm
from notifications.services.notices import notify

ROTA = "/me/turns/"


def ask_stand_ins(occurrence: Occurrence, now: datetime) -> int:
    """Everybody on the list who has not said no; the planned host too, who may only be late."""
    slots = RotaSlot.objects.filter(occurrence=occurrence).exclude(answer=RotaSlot.Answer.NO)
    asked = list(slots.select_related("user"))
    for slot in asked:
        kind = "groups.stand_in" if slot.part == RotaSlot.Part.STAND_IN else "groups.host_missed"
        _tell(slot.user, f"search:{occurrence.pk}", kind, ROTA, occurrence, now)
    slots.filter(part=RotaSlot.Part.STAND_IN, answer="").update(answer=RotaSlot.Answer.ASKED)
    return len(asked)


def host_cannot_come(slot: RotaSlot, now: datetime) -> None:
    """The stand-ins of the meeting and whoever hosts the group otherwise."""
    occurrence = slot.occurrence
    others = RotaSlot.objects.filter(occurrence=occurrence).exclude(answer=RotaSlot.Answer.NO)
    hosts = GroupRole.objects.live().filter(group=occurrence.group_id, role__in=GroupRole.HOSTS)
    ids = {*others.values_list("user", flat=True), *hosts.values_list("user", flat=True)} - {slot.user_id}
    for person in User.objects.filter(pk__in=ids, is_active=True):
        _tell(person, f"no-host:{slot.pk}", "groups.host_cannot_come", ROTA, occurrence, now)


def tell_waiting(people: Iterable[User], occurrence: Occurrence, kind: str, path: str, now: datetime) -> int:
    """Those who came and found a closed door. Guests have no inbox: the page in their hand tells them."""
    told = [person for person in people if not person.is_guest]
    for person in told:
        _tell(person, f"{kind}:{occurrence.pk}", kind, path, occurrence, now)
    return len(told)


def did_not_open(occurrence: Occurrence, now: datetime) -> None:
    """The group's hosts hear that a meeting stayed closed."""
    hosts = GroupRole.objects.live().filter(group=occurrence.group_id, role__in=GroupRole.HOSTS)
    for person in User.objects.filter(pk__in=hosts.values("user"), is_active=True):
        _tell(person, f"not-opened:{occurrence.pk}", "groups.did_not_open", "/host/", occurrence, now)


def place_is_free(person: User, occurrence: Occurrence, now: datetime) -> None:
    """The key holds the moment: somebody may leave, wait and be called up again."""
    key = f"place:{occurrence.pk}:{int(now.timestamp())}"
    _tell(person, key, "groups.place_free", f"/m/{occurrence.series.code}/", occurrence, now)


def follow_up_is_yours(follow_up: FollowUp, now: datetime) -> None:
    notify(
        recipient=follow_up.owner,
        key=f"follow-up:{follow_up.pk}",
        kind="groups.follow_up",
        path="/me/turns/",
        now=now,
    )


def service_is_yours(term: ServiceTerm, now: datetime) -> None:
    notify(recipient=term.user, key=f"service:{term.pk}", kind="groups.service", path="/me/turns/", now=now)


def attendance_changed(person: User, occurrence: Occurrence, kind: str, now: datetime) -> None:
    key = f"{kind}:{occurrence.pk}:{int(now.timestamp())}"
    _tell(person, key, kind, "/me/record/", occurrence, now)


def _tell(person: User, key: str, kind: str, path: str, occurrence: Occurrence, now: datetime) -> bool:
    starts = int(occurrence.starts_at.timestamp())
    name = occurrence.series.title
    return notify(recipient=person, key=key, kind=kind, path=path, now=now, name=name, starts=starts)
