"""What staff do before somebody is a mentor: speak with references, note training, approve, renew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sealed import unseal
from ledger.services import record, record_access
from mentoring.customs import NEEDED, REFERENCES_NEEDED, RENEW_AHEAD, VALID_FOR, Topic
from mentoring.models import Mentor, MentorLook, Reference, TrainingMark
from mentoring.services import endings, facts
from mentoring.services.offers import lapse
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.times import in_zone

State = Mentor.State


@dataclass(frozen=True)
class Opened:
    """A mentor as staff look at them; `missing` says what still stands before an approval."""

    mentor: Mentor
    references: Sequence[tuple[Reference, str]]
    training: Sequence[TrainingMark]
    missing: Sequence[str | Promise]


@transaction.atomic
def open_mentor(*, actor: User, mentor: Mentor, now: datetime) -> Opened:
    """Everything that was said in the application. The person can see this look."""
    require(actor, "mentoring.decide_mentor", mentor)
    record_access(actor=actor, subject=mentor.user, role="coordinator", obj=mentor, now=now, reason="mentor")
    references = [
        (each, unseal(each.reach) if each.reach else "") for each in mentor.references.order_by("pk")
    ]
    return Opened(mentor, references, list(mentor.training.order_by("topic")), missing(mentor, now))


def missing(mentor: Mentor, now: datetime) -> list[str | Promise]:
    """In words, what a mentor lacks; empty when nothing does."""
    spoken = mentor.references.filter(speaks_for=True).count()
    valid = set(mentor.training.filter(expires_on__gt=_today(mentor, now)).values_list("topic", flat=True))
    found: list[str | Promise] = []
    if spoken < REFERENCES_NEEDED:
        found.append(_("Two people who speak for them"))
    found += [topic.label for topic in NEEDED if topic not in valid]
    if facts.looked_at_among([mentor.user_id], now):
        found.append(_("The centre is still looking at something about them"))
    return found


def _today(mentor: Mentor, now: datetime) -> date:
    return in_zone(now, mentor.centre.time_zone).date()


def _locked(mentor: Mentor) -> Mentor:
    held = Mentor.objects.select_for_update(of=["self"]).select_related("centre", "user")
    return held.get(pk=mentor.pk)


@transaction.atomic
def take_reference(
    *, actor: User, mentor: Mentor, reference: Reference, speaks_for: bool, now: datetime
) -> Reference:
    """Staff spoke with somebody. How to reach them is kept no longer."""
    require(actor, "mentoring.decide_mentor", mentor)
    reference = mentor.references.select_for_update().get(pk=reference.pk)
    reference.speaks_for, reference.taken_at, reference.taken_by, reference.reach = speaks_for, now, actor, ""
    reference.save(update_fields=["speaks_for", "taken_at", "taken_by", "reach"])
    _note(actor, "mentoring.take_reference", mentor, now, speaks_for=speaks_for)
    return reference


@transaction.atomic
def mark_training(
    *, actor: User, mentor: Mentor, topic: str, given_on: date, expires_on: date, now: datetime
) -> TrainingMark:
    """One topic, from a day that is over until a day; a new mark takes the place of an old one."""
    require(actor, "mentoring.decide_mentor", mentor)
    if given_on > _today(mentor, now):
        raise DomainError(_("This day is still to come. Choose a day that is over."))
    if expires_on <= given_on:
        raise DomainError(_("Choose a last day after the first one."))
    mark, _made = TrainingMark.objects.update_or_create(
        mentor=mentor,
        topic=Topic(topic),
        defaults={"given_on": given_on, "expires_on": expires_on, "given_by": actor},
    )
    _note(actor, "mentoring.mark_training", mentor, now, topic=topic)
    return mark


@transaction.atomic
def approve(*, actor: User, mentor: Mentor, now: datetime) -> Mentor:
    """From now on a mentor, for two years or until the first needed training ends. Also renews."""
    require(actor, "mentoring.decide_mentor", mentor)
    mentor = _locked(mentor)
    if mentor.state == State.ENDED:
        raise DomainError(_("This offer has ended. The person can offer again."))
    if lacks := missing(mentor, now):
        raise DomainError(_("Still missing: %(things)s") % {"things": "; ".join(str(each) for each in lacks)})
    renewed = mentor.state == State.APPROVED
    mentor.state, mentor.approved_at, mentor.approved_by = State.APPROVED, now, actor
    mentor.expires_on = min(_today(mentor, now) + timedelta(days=VALID_FOR), _training_until(mentor))
    mentor.save(update_fields=["state", "approved_at", "approved_by", "expires_on"])
    _settle_run_out(mentor, actor, now)
    _note(actor, "mentoring.renew" if renewed else "mentoring.approve", mentor, now)
    key, path = f"mentor:{mentor.pk}:{mentor.expires_on}", reverse("my_offer")
    notify(recipient=mentor.user, key=key, kind="mentoring.approved", path=path, now=now)
    return mentor


def _settle_run_out(mentor: Mentor, actor: User, now: datetime) -> None:
    open_ones = mentor.looks.filter(reason=MentorLook.Reason.RAN_OUT, settled_at=None)
    open_ones.update(settled_at=now, settled_by=actor, words="")


def _training_until(mentor: Mentor) -> date:
    return min(mentor.training.filter(topic__in=NEEDED).values_list("expires_on", flat=True))


@transaction.atomic
def say_not_now(*, actor: User, mentor: Mentor, now: datetime) -> Mentor:
    """Not approved, or no longer. The reason is for a talk; the person reads kind words and no reason."""
    require(actor, "mentoring.decide_mentor", mentor)
    mentor = _locked(mentor)
    mentor.state = State.NOT_NOW
    mentor.save(update_fields=["state"])
    lapse(mentor.suggestions.all(), now)
    endings.mentor_leaves(mentor, now)
    _note(actor, "mentoring.say_not_now", mentor, now)
    key, path = f"mentor:{mentor.pk}:not_now:{now.date()}", reverse("my_offer")
    notify(recipient=mentor.user, key=key, kind="mentoring.not_now", path=path, now=now)
    return mentor


def _note(actor: User, verb: str, mentor: Mentor, now: datetime, **details: object) -> None:
    record(actor=actor, verb=verb, obj=mentor, now=now, centre=mentor.centre.code, **details)


def remind_of_renewal(*, now: datetime) -> int:
    """Mentors whose approval ends soon, once for each end. Run by the timetable: no actor."""
    soon = now.date() + timedelta(days=RENEW_AHEAD)
    rows = Mentor.objects.serving(now.date()).filter(expires_on__lte=soon).select_related("user")
    path = reverse("my_offer")
    return sum(
        notify(
            recipient=mentor.user,
            key=f"mentor:{mentor.pk}:renew:{mentor.expires_on}",
            kind="mentoring.renew",
            path=path,
            now=now,
        )
        for mentor in rows.order_by("pk")
    )
