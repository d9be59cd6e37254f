"""Proof of attendance: made for the person, read by whoever holds the paper, taken back at any time.

It never says that somebody was away, and it lists nobody else: it adds up what is there.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups import sealing
from groups.models import Attendance, Group, MeetingSeries, Occurrence, Proof
from groups.services import host_news
from ledger.services import record
from recovery_network.common.codes import CROCKFORD, read_typed_code, typed_code
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line

LASTS = timedelta(days=90)
MOST_STANDING = 20
NAME_LENGTH = 80
CODE_LENGTH = 12
IN_PERSON = {MeetingSeries.Attendance.IN_PERSON}


@dataclass(frozen=True)
class Wish:
    """What the person chose to have said."""

    name: str
    from_on: date
    until_on: date
    group: Group | None = None
    with_minutes: bool = False
    with_way: bool = False


@dataclass(frozen=True)
class Confirmed:
    """What the paper and the verify page say: the same words from the same row."""

    proof: Proof
    name: str
    code: str

    @property
    def hours(self) -> int:
        return (self.proof.minutes or 0) // 60

    @property
    def minutes(self) -> int:
        return (self.proof.minutes or 0) % 60


@transaction.atomic
def make_proof(*, actor: User, wish: Wish, now: datetime) -> Confirmed:
    """Afterwards the code is in nobody's keeping but the person's: a digest stays. Locks the person's row."""
    require(actor, "groups.make_proof")
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    name = one_line(wish.name)[:NAME_LENGTH]
    if not name:
        raise DomainError(_("Write the name that stands on it."))
    if Proof.objects.standing(now).filter(user=actor).count() >= MOST_STANDING:
        raise DomainError(_("You have 20 records now. Take one back first."))
    counted = _counted(actor, wish)
    if not counted:
        raise DomainError(_("There is no meeting of yours in this time. Choose other days."))
    code = typed_code()
    proof = Proof.objects.create(
        user=actor,
        code_digest=sealing.digests(code)[0],
        name_sealed=sealing.seal_with(code, name),
        **_facts(wish, counted),
        issued_at=now,
        expires_at=now + LASTS,
    )
    record(actor=actor, verb="groups.make_proof", obj=proof, now=now, meetings=proof.meetings)
    return Confirmed(proof, name, code)


def _facts(wish: Wish, counted: list[Attendance]) -> dict[str, Any]:
    """Only what was chosen is written down: what was not chosen cannot be shown by mistake."""
    seconds = sum(row.counted_seconds for row in counted)
    return {
        "named": Proof.Named.GROUP if wish.group else Proof.Named.NEUTRAL,
        "group": wish.group,
        "group_name": wish.group.name if wish.group else "",
        "from_on": wish.from_on,
        "until_on": wish.until_on,
        "meetings": len(counted),
        "minutes": seconds // 60 if wish.with_minutes else None,
        "way": _way(counted) if wish.with_way else "",
    }


def _counted(user: User, wish: Wish) -> list[Attendance]:
    """Meetings the person was present at, by the days of their own calendar."""
    zone = ZoneInfo(user.time_zone)
    start = datetime.combine(wish.from_on, datetime.min.time(), zone)
    end = datetime.combine(wish.until_on + timedelta(days=1), datetime.min.time(), zone)
    rows = Attendance.objects.visible_to(user).present()
    rows = rows.filter(occurrence__starts_at__gte=start, occurrence__starts_at__lt=end)
    if wish.group is not None:
        rows = rows.filter(occurrence__group=wish.group)
    return list(rows.select_related("occurrence__series"))


def _way(counted: list[Attendance]) -> str:
    in_person = {row.occurrence.series.attendance in IN_PERSON for row in counted}
    if in_person == {True, False}:
        return "both"
    return "in_person" if True in in_person else "online"


@transaction.atomic
def revoke_proof(*, actor: User, proof: Proof, now: datetime) -> None:
    """From now on its code says nothing. Twice is the same as once."""
    require(actor, "groups.revoke_proof", proof)
    _revoke(proof, actor, now)


def _revoke(proof: Proof, actor: User | None, now: datetime) -> None:
    proof = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if proof.revoked_at is None:
        proof.revoked_at = now
        proof.save(update_fields=["revoked_at"])
        record(actor=actor, verb="groups.revoke_proof", obj=proof, now=now)


def revoke_counting(*, user: User, occurrence: Occurrence, now: datetime) -> int:
    """A host says the person was not there: papers that counted the meeting are true no more. No actor:
    the correction decided, and this runs in its transaction."""
    day = occurrence.starts_at.astimezone(ZoneInfo(user.time_zone)).date()
    standing = Proof.objects.standing(now).filter(
        user=user, from_on__lte=day, until_on__gte=day, issued_at__gte=occurrence.starts_at
    )
    touched = [proof for proof in standing if proof.group_id in {None, occurrence.group_id}]
    for proof in touched:
        _revoke(proof, None, now)
    if touched:
        host_news.attendance_changed(user, occurrence, "groups.proof_ended", now)
    return len(touched)


def confirm(*, code: str, now: datetime) -> Confirmed | None:
    """What a code says, to anybody who has it. Wrong, ended and taken back are one answer, by one query."""
    read = read_typed_code(code)
    proof = Proof.objects.standing(now).filter(code_digest__in=sealing.digests(read)).first()
    return None if proof is None else Confirmed(proof, sealing.unseal_with(read, proof.name_sealed), read)


def confirm_own(*, user: User, code: str, now: datetime) -> Confirmed | None:
    """The same, of one's own only: for printing."""
    found = confirm(code=code, now=now)
    return found if found is not None and found.proof.user_id == user.pk else None


def is_over(*, user: User, code: str) -> bool:
    """Is it the code of a record of one's own that stands no more? To others it is no code at all."""
    digests = sealing.digests(read_typed_code(code))
    return Proof.objects.visible_to(user).filter(code_digest__in=digests).exists()


def is_code(text: str) -> bool:
    read = read_typed_code(text)
    return len(read) == CODE_LENGTH and set(read) <= set(CROCKFORD)


def groups_of(user: User) -> list[Group]:
    """Groups one has been present in: what a proof may name."""
    there = Attendance.objects.visible_to(user).present().values("occurrence__group")
    return list(Group.objects.filter(pk__in=there).order_by("name", "pk"))
