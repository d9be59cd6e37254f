"""Limits on a person: a ladder with an end on each step, a second person for the last, another look."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, StaffRole
from ledger.services import record
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from safeguarding import ladder
from safeguarding.models import Appeal, Case, SamePerson, Sanction
from safeguarding.services.cases import decide
from safeguarding.signals import limit_changed

ASK_WITHIN = timedelta(days=20)
Step = Sanction.Step


@transaction.atomic
def set_limit(
    *, actor: Any, case: Case, step: str, days: int, words: str, note: str = "", now: datetime
) -> Sanction:
    """Decides the case. The last step waits for a second person; all others stand at once, for a time."""
    require(actor, "safeguarding.decide_case", case)
    person, centre = case.about, case.centre
    if person is None or centre is None:
        raise DomainError(_("There is no person behind this."))
    chosen = Step(step)
    if chosen not in steps_for(case, now):
        raise DomainError(_("Begin with a lighter step, or say that somebody is in danger."))
    second = chosen == Step.FOR_GOOD
    limit = Sanction.objects.create(
        user=person,
        centre=centre,
        case=case,
        step=chosen,
        words=many_lines(words),
        made_at=now,
        made_by=actor,
        ends_at=ladder.end_of(chosen, days, now),
        confirmed_at=None if second else now,
    )
    verb = "safeguarding.propose_limit" if second else "safeguarding.set_limit"
    record(actor=actor, verb=verb, obj=limit, now=now, centre=centre.code, step=step)
    limit.case = decide(doer=actor, case=case, decision=Case.Decision.SANCTION, note=note, now=now)
    if not second:
        _tell(limit, now)
        _follow(limit, now)
    return limit


def steps_for(case: Case, now: datetime) -> list[Sanction.Step]:
    before = Sanction.objects.filter(
        user=case.about, centre=case.centre, confirmed_at__gt=now - ladder.REMEMBERED
    )
    return ladder.allowed(set(before.values_list("step", flat=True)), urgent=case.is_urgent)


@transaction.atomic
def confirm_limit(*, actor: Any, sanction: Sanction, now: datetime) -> Sanction:
    """The second person of the last step."""
    require(actor, "safeguarding.confirm_limit", sanction)
    sanction = Sanction.objects.select_for_update().get(pk=sanction.pk)
    if sanction.confirmed_at is None and sanction.lifted_at is None:
        sanction.confirmed_at, sanction.confirmed_by = now, actor
        sanction.save(update_fields=["confirmed_at", "confirmed_by"])
        centre = sanction.centre.code
        record(actor=actor, verb="safeguarding.confirm_limit", obj=sanction, now=now, centre=centre)
        _tell(sanction, now)
        _follow(sanction, now)
    return sanction


@transaction.atomic
def lift_limit(*, actor: Any, sanction: Sanction, now: datetime) -> Sanction:
    """End it early, or drop one that was never confirmed."""
    require(actor, "safeguarding.lift_limit", sanction)
    return _lift(sanction, actor, now)


def _lift(sanction: Sanction, doer: Any, now: datetime) -> Sanction:
    sanction = Sanction.objects.select_for_update().get(pk=sanction.pk)
    if sanction.lifted_at is None:
        sanction.lifted_at = now
        sanction.save(update_fields=["lifted_at"])
        centre = sanction.centre.code
        record(actor=doer, verb="safeguarding.lift_limit", obj=sanction, now=now, centre=centre)
        if sanction.confirmed_at is not None:
            _tell(sanction, now, "lifted")
            _follow(sanction, now)
    return sanction


def _tell(limit: Sanction, now: datetime, what: str = "set") -> None:
    key, path = f"limit:{limit.pk}:{what}", reverse("my_limits")
    notify(recipient=limit.user, key=key, kind="safeguarding.limit", path=path, now=now)


def _follow(limit: Sanction, now: datetime) -> None:
    people = _accounts(limit.user_id)
    limit_changed.send(sender=Sanction, people=people, centre=limit.centre, now=now)


@transaction.atomic
def ask_for_another_look(*, actor: Any, sanction: Sanction, words: str, now: datetime) -> Appeal:
    """Once for each limit, while it is not long ago. Goes to staff who had no part in it."""
    require(actor, "safeguarding.appeal", sanction)
    if sanction.confirmed_at is None or now > sanction.confirmed_at + ASK_WITHIN:
        raise DomainError(_("This was decided more than 20 days ago. You can talk with your centre."))
    appeal, new = Appeal.objects.get_or_create(
        sanction=sanction, defaults={"words": many_lines(words)[:2000], "made_at": now}
    )
    if new:
        centre = sanction.centre.code
        record(actor=actor, verb="safeguarding.appeal", obj=appeal, now=now, centre=centre)
        for person in _others(sanction):
            key, path = f"appeal:{appeal.pk}", reverse("safety_desk")
            notify(recipient=person, key=key, kind="safeguarding.appeal", path=path, now=now)
    return appeal


def _others(limit: Sanction) -> QuerySet[Any]:
    staff = StaffRole.objects.live().filter(centre=limit.centre).values("user")
    part = [pk for pk in (limit.made_by_id, limit.confirmed_by_id, limit.user_id) if pk is not None]
    return get_user_model().objects.filter(pk__in=staff, is_active=True).exclude(pk__in=part).order_by("pk")


@transaction.atomic
def decide_appeal(*, actor: Any, appeal: Appeal, answer: str, words: str, now: datetime) -> Appeal:
    require(actor, "safeguarding.decide_appeal", appeal)
    appeal = Appeal.objects.select_for_update().select_related("sanction__centre").get(pk=appeal.pk)
    if appeal.decided_at is not None:
        raise DomainError(_("Somebody has decided this already."))
    appeal.answer, appeal.answer_words = Appeal.Answer(answer), many_lines(words)
    appeal.decided_at, appeal.decided_by = now, actor
    appeal.save(update_fields=["answer", "answer_words", "decided_at", "decided_by"])
    limit = appeal.sanction
    record(
        actor=actor,
        verb="safeguarding.decide_appeal",
        obj=appeal,
        now=now,
        centre=limit.centre.code,
        answer=appeal.answer,
    )
    _tell(limit, now, "answered")
    if appeal.answer == Appeal.Answer.LIFTED:
        _lift(limit, actor, now)
    return appeal


def strongest(user_id: int, centre: Centre | None, now: datetime) -> str:
    """The strongest step that stands for this person at the centre, under any account of theirs; "" for none.

    "rest" means no writing in the centre's rooms, "away" and "for_good" mean no seat in them.
    """
    if centre is None:
        return ""
    steps = set(_standing(user_id, centre, now).values_list("step", flat=True))
    return next((step for step in reversed(ladder.ORDER) if step in steps), "")


def limited_among(people: Collection[int], centre: Centre, now: datetime, steps: Collection[str]) -> set[int]:
    """On whom of these one of the steps stands at the centre, under any account of theirs."""
    mine = SamePerson.objects.filter(user__in=people).values("person")
    accounts = defaultdict(set)
    for user, person in SamePerson.objects.filter(person__in=mine).values_list("user", "person"):
        accounts[person].add(user)
    also = {user: theirs for theirs in accounts.values() for user in theirs}
    asked = {*people, *also}
    found = Sanction.objects.standing(now).filter(user__in=asked, centre=centre, step__in=steps)
    limited = set(found.values_list("user", flat=True))
    return {user for user in people if limited & also.get(user, {user})}


def rest_until(user_id: int | None, centre: Centre | None, now: datetime) -> datetime | None:
    """Until when this person rests from writing at the centre; None for whoever may write."""
    if user_id is None or centre is None:
        return None
    rests = _standing(user_id, centre, now).filter(step=Step.REST)
    return rests.aggregate(end=Max("ends_at"))["end"]


class AwayError(DomainError):
    """No seat for a time. The person reads why, and asks for another look, on the page of their limits."""


def refuse_away(user_id: int, centre: Centre | None, now: datetime) -> None:
    """For the doors of the centre's meetings."""
    if strongest(user_id, centre, now) in {Step.AWAY, Step.FOR_GOOD}:
        raise AwayError(
            _("You cannot come to these meetings for now. Here you read why, and can ask for another look.")
        )


def _standing(user_id: int, centre: Centre, now: datetime) -> QuerySet[Sanction]:
    return Sanction.objects.standing(now).filter(user__in=_accounts(user_id), centre=centre)


def _accounts(user_id: int) -> set[int]:
    """All accounts of the human being behind this one."""
    also = SamePerson.objects.filter(person__in=SamePerson.objects.filter(user=user_id).values("person"))
    return {user_id, *also.values_list("user_id", flat=True)}
