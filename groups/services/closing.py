"""After the meeting: who was there, who is looked after by whom, and a line for the next host."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffRole, User
from chat.models import Room, Seat
from groups.models import Attendance, Closing, FollowUp, GroupRole, MeetingRoom, Occurrence, Rsvp
from groups.rules import CLOSED_TO_STAFF
from groups.services import host_news, proofs, room_calls
from ledger.services import record, record_accesses
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line
from safeguarding.models import Check

Correction = Attendance.Correction
# Later than this a host no longer remembers, and a proof may already be in somebody's hands.
CORRECTABLE = timedelta(days=7)
KEPT_AFTER_DONE, KEPT_LONGEST = timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True)
class Present:
    """Somebody who was there, by the name the host knows them by."""

    key: str
    name: str
    code: str
    user_id: int
    row: Attendance | None

    @property
    def is_present(self) -> bool:
        return self.row is not None and self.row.is_present


@dataclass(frozen=True)
class LookAfter:
    """Somebody whom a check is open about, and where this host can go on with it; "" for nowhere."""

    name: str
    path: str


@dataclass(frozen=True)
class Page:
    """What the close-out page shows. `tools` is the hosts' page of the room, for those who may see it."""

    people: list[Present]
    follow_ups: list[FollowUp]
    owners: list[User]
    closing: Closing | None
    held: int
    look_after: list[LookAfter]
    may_correct: bool
    tools: str
    goes_on: bool


@transaction.atomic
def open_page(*, actor: User, occurrence: Occurrence, now: datetime) -> Page:
    """Everybody shown can see that they were. Names are those of the room, never of an account."""
    require(actor, "groups.host_meeting", occurrence)
    people = _people(occurrence)
    shown = User.objects.filter(pk__in=[each.user_id for each in people])
    record_accesses(actor=actor, reads=[(person, occurrence) for person in shown], role="host", now=now)
    link = MeetingRoom.objects.filter(occurrence=occurrence).select_related("room").first()
    follow_ups = FollowUp.objects.visible_to(actor).filter(occurrence=occurrence)
    return Page(
        people=[each for each in people if each.user_id != actor.pk],
        follow_ups=list(follow_ups.select_related("seat", "owner", "for_host")),
        owners=owners(occurrence),
        closing=Closing.objects.filter(occurrence=occurrence).select_related("finished_by").first(),
        held=room_calls.held(link.room) if link else 0,
        look_after=_look_after(actor, link.room, now) if link else [],
        may_correct=_is_correctable(occurrence, now),
        tools=_tools(actor, link.room) if link else "",
        goes_on=link is not None and link.room.is_talking,
    )


def _tools(actor: User, room: Room) -> str:
    """Held words are settled there also when the room has closed, by those who hosted in it."""
    mine = Seat.objects.visible_to(actor).filter(room__in=Room.objects.visible_to(actor), role=Seat.Role.HOST)
    return reverse("room_host", args=[room.code]) if mine.filter(room=room).exists() else ""


def _look_after(actor: User, room: Room, now: datetime) -> list[LookAfter]:
    """Whoever was asked goes on with the steps; another host of the room takes it there."""
    found = room_calls.open_checks(room, now)
    asked = set(
        Check.objects.visible_to(actor)
        .filter(pk__in=[each.pk for each in found])
        .values_list("pk", flat=True)
    )
    tools = _tools(actor, room) if found else ""
    return [
        LookAfter(each.alias, reverse("check", args=[each.code]) if each.pk in asked else tools)
        for each in found
    ]


def owners(occurrence: Occurrence) -> list[User]:
    """Who may look after somebody: the group's hosts, and staff of its centre unless it is closed to them."""
    group = occurrence.group
    roles = GroupRole.objects.live().filter(group=group, role__in=GroupRole.HOSTS).values("user")
    wanted = Q(pk__in=roles)
    if group.kind not in CLOSED_TO_STAFF:
        wanted |= Q(pk__in=StaffRole.objects.live().filter(centre=group.centre_id).values("user"))
    return list(User.objects.filter(wanted, is_active=True).order_by("public_name", "pk"))


def _people(occurrence: Occurrence) -> list[Present]:
    """Seats of its room; for a meeting without a room of ours, those who said that they come."""
    rows = {row.user_id: row for row in Attendance.objects.filter(occurrence=occurrence)}
    link = MeetingRoom.objects.filter(occurrence=occurrence).first()
    if link is not None:
        seats = Seat.objects.filter(room=link.room_id, user__isnull=False, user__is_guest=False)
        return [_of_seat(seat, rows) for seat in seats.order_by("alias", "pk")]
    coming = Rsvp.objects.filter(occurrence=occurrence, state=Rsvp.State.COMING).select_related("user")
    return [
        Present(f"r{rsvp.pk}", rsvp.user.public_name, rsvp.user.code, rsvp.user_id, rows.get(rsvp.user_id))
        for rsvp in coming
    ]


def _of_seat(seat: Seat, rows: dict[int, Attendance]) -> Present:
    assert seat.user_id is not None, "asked for seats that have a person"
    return Present(f"s{seat.code}", seat.alias, seat.code, seat.user_id, rows.get(seat.user_id))


def _is_correctable(occurrence: Occurrence, now: datetime) -> bool:
    return occurrence.starts_at <= now < occurrence.ends_at + CORRECTABLE


@transaction.atomic
def correct_attendance(
    *, actor: User, occurrence: Occurrence, key: str, correction: str, reason: str = "", now: datetime
) -> Attendance:
    """Attested, withdrawn with a reason, or as measured again. The person is told and sees the reason."""
    require(actor, "groups.host_meeting", occurrence)
    correction, reason = Correction(correction), one_line(reason)[:200]
    if not _is_correctable(occurrence, now):
        raise DomainError(_("Attendance can be corrected for 7 days after the meeting."))
    if correction == Correction.WITHDRAWN and not reason:
        raise DomainError(_("Say why. The person will read it."))
    person = next((each for each in _people(occurrence) if each.key == key), None)
    if person is None or person.user_id == actor.pk:
        raise DomainError(_("Another host corrects your own attendance."))
    row = _row_of(occurrence, person.user_id, now)
    if row.correction != correction or row.reason != reason:
        _correct(row, actor, correction, reason, now)
    return row


def _row_of(occurrence: Occurrence, user_id: int, now: datetime) -> Attendance:
    """The measured row, or one without measure. Held: two hosts may correct at once."""
    Attendance.objects.get_or_create(
        occurrence=occurrence,
        user_id=user_id,
        defaults={"seconds": 0, "open_seconds": _open_seconds(occurrence), "recorded_at": now},
    )
    held = Attendance.objects.select_for_update(of=("self",)).select_related(
        "user", "occurrence__series__group"
    )
    return held.get(occurrence=occurrence, user=user_id)


def _open_seconds(occurrence: Occurrence) -> int:
    """As long as the room was open; without a room of ours, as long as the meeting was planned."""
    link = MeetingRoom.objects.filter(occurrence=occurrence).select_related("room").first()
    length = occurrence.ends_at - occurrence.starts_at
    if link and link.room.opened_at and link.room.closed_at:
        length = link.room.closed_at - link.room.opened_at
    return max(0, length // timedelta(seconds=1))


def _correct(row: Attendance, actor: User, correction: str, reason: str, now: datetime) -> None:
    was_present = row.is_present
    row.correction, row.reason = correction, reason
    row.corrected_by, row.corrected_at = actor, now
    row.save(update_fields=["correction", "reason", "corrected_by", "corrected_at"])
    record(actor=actor, verb="groups.correct_attendance", obj=row, now=now, correction=str(correction))
    host_news.attendance_changed(row.user, row.occurrence, "groups.attendance_corrected", now)
    if was_present and not row.is_present:
        proofs.revoke_counting(user=row.user, occurrence=row.occurrence, now=now)


@transaction.atomic
def name_follow_up(
    *,
    actor: User,
    occurrence: Occurrence,
    owner: User,
    key: str = "",
    what: str = "",
    due_on: date | None = None,
    for_me: bool = False,
    now: datetime,
) -> FollowUp:
    """Somebody looks after somebody, or after the host who asks for a talk. The owner is told."""
    require(actor, "groups.host_meeting", occurrence)
    if owner.pk not in {each.pk for each in owners(occurrence)}:
        raise DomainError(_("Choose a host of the group or somebody of the centre."))
    what = one_line(what)[:200]
    if not for_me and not what:
        raise DomainError(_("Say what is to be done."))
    made = FollowUp.objects.create(
        occurrence=occurrence,
        seat=_seat(occurrence, key),
        for_host=actor if for_me else None,
        owner=owner,
        what=what,
        due_on=due_on,
        named_at=now,
    )
    record(actor=actor, verb="groups.name_follow_up", obj=made, now=now, owner=str(owner.subject))
    if owner.pk != actor.pk:
        host_news.follow_up_is_yours(made, now)
    return made


def _seat(occurrence: Occurrence, key: str) -> Seat | None:
    if not key.startswith("s"):
        return None
    return Seat.objects.filter(room__in=_rooms([occurrence]), code=key[1:]).first()


def _rooms(occurrences: Iterable[Occurrence]) -> list[int]:
    return list(MeetingRoom.objects.filter(occurrence__in=occurrences).values_list("room", flat=True))


@transaction.atomic
def finish_follow_up(*, actor: User, follow_up: FollowUp, now: datetime) -> None:
    require(actor, "groups.finish_follow_up", follow_up)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if follow_up.done_at is None:
        follow_up.done_at = now
        follow_up.save(update_fields=["done_at"])
        record(actor=actor, verb="groups.finish_follow_up", obj=follow_up, now=now)


@transaction.atomic
def finish(*, actor: User, occurrence: Occurrence, line: str, now: datetime) -> Closing:
    """Done with this meeting. Only somebody who is still to be looked after keeps it open."""
    require(actor, "groups.host_meeting", occurrence)
    link = MeetingRoom.objects.filter(occurrence=occurrence).select_related("room").first()
    if link and (open_checks := room_calls.open_checks(link.room, now)):
        names = ", ".join(each.alias for each in open_checks)
        raise DomainError(
            _("Still to be looked after: %(names)s. Take care of that first.") % {"names": names}
        )
    if now < occurrence.ends_at and not (link and link.room.closed_at):
        raise DomainError(_("The meeting is not over yet."))
    done, _made = Closing.objects.update_or_create(
        occurrence=occurrence,
        defaults={"line_for_next": one_line(line)[:300], "finished_by": actor, "finished_at": now},
    )
    record(actor=actor, verb="groups.finish_meeting", obj=done, now=now)
    return done


def last_line(occurrence: Occurrence) -> Closing | None:
    """What the host of the time before left for this one."""
    before = Closing.objects.filter(
        occurrence__series=occurrence.series_id, occurrence__starts_at__lt=occurrence.starts_at
    )
    return before.exclude(line_for_next="").order_by("-occurrence__starts_at").first()


def to_close(*, user: User, now: datetime) -> list[Occurrence]:
    """Meetings of the last week that the person hosted and nobody has closed out."""
    hosted = Seat.objects.filter(user=user, role=Seat.Role.HOST, room__closed_at__gt=now - CORRECTABLE)
    held = MeetingRoom.objects.filter(room__in=hosted.values("room"), room__opened_at__isnull=False)
    waiting = Occurrence.objects.filter(meeting_room__in=held, closing=None)
    return list(waiting.select_related("series__group").order_by("-starts_at"))


@transaction.atomic
def forget_person(*, user: User, now: datetime) -> int:
    """The person is being erased: what is to be done for them is to be done no more."""
    # The seats may have been emptied already, by the app they belong to.
    seats = Q(seat__user=user) | Q(seat__isnull=False, seat__user=None)
    done, _each = FollowUp.objects.filter(seats | Q(for_host=user)).delete()
    return done


def forget_old(now: datetime) -> int:
    """Words about people go: ninety days after they were done, a year after they were written. No actor."""
    old = Q(done_at__lt=now - KEPT_AFTER_DONE) | Q(named_at__lt=now - KEPT_LONGEST)
    gone, _each = FollowUp.objects.filter(old).delete()
    lines = Closing.objects.filter(finished_at__lt=now - KEPT_LONGEST).exclude(line_for_next="")
    return gone + lines.update(line_for_next="")
