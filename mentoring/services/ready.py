""" "I can be asked": saying so, a pause, taking it back, and who can be asked at this moment."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Membership, User
from groups.models import Language
from ledger.services import record
from mentoring import beside
from mentoring.beside import Kept, Side
from mentoring.models import Bond, Call, CallAsk, Pair, Ready
from mentoring.models.now import MOST_A_DAY
from mentoring.services import facts
from notifications.models import Preference
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.times import in_zone, zone_or_none
from safeguarding.models import NewcomerLift
from safeguarding.services import blocks, newcomers

FIELDS = ("languages", "gender", "meets", "starts", "ends", "time_zone", "until_on", "most_a_day")
LONGEST = timedelta(days=90)
A_DAY = timedelta(days=1)


@transaction.atomic
def say_ready(*, actor: User, centre: Centre, fields: Mapping[str, Any], now: datetime) -> Ready:
    """One's own choice, for at most 90 days; said again it changes, and ends a pause."""
    require(actor, "mentoring.be_asked", centre)
    _check(actor, fields, now)
    ready, _new = Ready.objects.update_or_create(
        user=actor,
        centre=centre,
        defaults={name: fields[name] for name in FIELDS} | {"said_at": now, "paused_at": None},
    )
    record(actor=actor, verb="mentoring.say_ready", obj=ready, now=now, centre=centre.code)
    return ready


def _check(actor: User, fields: Mapping[str, Any], now: datetime) -> None:
    """The same for every door: a form says it beside the field, another caller reads it here."""
    if newcomers.is_newcomer(actor, now):
        raise DomainError(_("In your first 90 days others are there for you. After that you can be asked."))
    zone = zone_or_none(fields["time_zone"])
    if zone is None:
        raise DomainError(_("We do not know this time zone. Choose one from the list."))
    today = in_zone(now, zone).date()
    if not today <= fields["until_on"] <= today + LONGEST:
        raise DomainError(_("Choose a last day within the next 90 days."))
    if not 1 <= fields["most_a_day"] <= MOST_A_DAY:
        raise DomainError(_("Choose from 1 to %(most)s times.") % {"most": MOST_A_DAY})
    known = Language.objects.filter(code__in=fields["languages"]).values_list("code", flat=True)
    if not fields["languages"] or set(known) != set(fields["languages"]):
        raise DomainError(_("Choose at least one language."))


@transaction.atomic
def set_ready_pause(*, actor: User, ready: Ready, paused: bool, now: datetime) -> Ready:
    """This person is asked no more, or again. What was asked already can still be answered."""
    require(actor, "mentoring.change_ready", ready)
    ready.paused_at = now if paused else None
    ready.save(update_fields=["paused_at"])
    centre = ready.centre.code
    record(actor=actor, verb="mentoring.set_ready_pause", obj=ready, now=now, centre=centre, paused=paused)
    return ready


@transaction.atomic
def end_ready(*, actor: User, ready: Ready, now: datetime) -> None:
    require(actor, "mentoring.change_ready", ready)
    record(actor=actor, verb="mentoring.end_ready", obj=ready, now=now, centre=ready.centre.code)
    ready.delete()


# --- Who can be asked: for services that asked a rule ----------------------------------------------


def kept_apart(centre: Centre, people: Collection[int], now: datetime) -> Kept:
    """Blocks, what staff know, and two who said that they would rather not again."""
    known = Bond.objects.filter(centre=centre, one__in=people, other__in=people)
    parted = Pair.objects.filter(mentee__in=people, guide__in=people, again_ok=False)
    two = {
        frozenset(each)
        for rows in (known.values_list("one", "other"), parted.values_list("mentee", "guide"))
        for each in rows
    }
    hidden = blocks.among(people)
    two |= {frozenset((viewer, other)) for viewer, others in hidden.items() for other in others}
    return Kept(frozenset(two), frozenset(facts.looked_at_among(people, now)))


def who_can(call: Call, now: datetime, most: int) -> list[User]:
    """Those who can be asked about this call, whoever was asked longest ago first."""
    rows = list(_ready_at(call, now))
    people = {row.user_id for row in rows} | {call.user_id or 0}
    kept = kept_apart(call.centre, people, now)
    quiet = {each.user_id: each for each in Preference.objects.filter(user__in=people)}
    found = [row.user for row in rows if _fits(call, row, kept, quiet.get(row.user_id), now)]
    return found[:most]


def still_can(call: Call, person: User, now: datetime) -> bool:
    """Asked once more at the yes: what keeps two people apart may have come since."""
    row = Ready.objects.filter(user=person, centre=call.centre).first()
    if row is None or call.user_id is None or not person.belongs_to(call.centre):
        return False
    return beside.may_talk(
        side_of_call(call), side_of(row), kept_apart(call.centre, {person.pk, call.user_id}, now)
    )


def _ready_at(call: Call, now: datetime) -> Any:
    """What the database can say; clocks, quiet hours and the rules for two come after."""
    centre = call.centre
    here = Membership.objects.live().filter(centre=centre, user__is_active=True).values("user")
    lifted = NewcomerLift.objects.values("user")
    busy = Call.objects.filter(state=Call.State.FOUND).exclude(taken_by=None).values("taken_by")
    asked = CallAsk.objects.filter(person=OuterRef("user"))
    rows = Ready.objects.filter(
        centre=centre, paused_at=None, until_on__gte=now.date() - A_DAY, languages__contains=[call.language]
    )
    return (
        rows.filter(user__in=here)
        .filter(Q(user__created_at__lte=now - newcomers.NEW_FOR) | Q(user__in=lifted))
        .exclude(user__in=busy)
        .exclude(user__in=CallAsk.objects.filter(call=call).values("person"))
        .annotate(last=Subquery(asked.order_by("-asked_at").values("asked_at")[:1]))
        .annotate(asked_today=_count(asked.filter(asked_at__gt=now - A_DAY)))
        .select_related("user")
        .order_by(F("last").asc(nulls_first=True), "said_at", "pk")
    )


def _count(rows: Any) -> Any:
    """How many rows a subquery has, beside each of the outer ones."""
    counted = rows.order_by().values("person").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _fits(call: Call, row: Any, kept: Kept, notes: Preference | None, now: datetime) -> bool:
    zone = zone_or_none(row.time_zone)
    if zone is None:
        return False
    hours = (row.starts, row.ends)
    if not beside.is_ready(now, zone, hours, row.until_on, row.asked_today, row.most_a_day):
        return False
    if notes and beside.is_quiet(now, row.user.time_zone, (notes.quiet_from, notes.quiet_to)):
        return False
    return beside.may_talk(side_of_call(call), side_of(row), kept)


def side_of(ready: Ready) -> Side:
    return Side(ready.user_id, tuple(ready.languages), ready.gender, ready.meets)


def side_of_call(call: Call) -> Side:
    return Side(call.user_id or 0, (call.language,), call.gender, call.meets)
