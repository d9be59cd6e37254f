"""A round: everybody who waits and every free place at once. Worked out by a job, looked at by people.

The row says what is to be done next. Nothing a round finds is seen by anybody but staff before they show it.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from ledger.services import record
from mentoring.matching import Pool
from mentoring.models import Request, Round, Suggestion
from mentoring.services import facts, pooling
from mentoring.services.suggestions import show_prepared
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.jobs import enqueue_on_commit
from recovery_network.common.permissions import require

log = logging.getLogger(__name__)

TASK = "mentoring.tasks.work_on_round"
LEASE = timedelta(minutes=10)
KEEP_POOL = timedelta(days=30)
PROGRESS_EVERY = 20
State = Round.State
_MOVED_ON = _("This has moved on. Look at where it stands now.")


@transaction.atomic
def start_round(*, actor: User, centre: Centre, now: datetime) -> Round:
    """Asked twice it is one round: another one begins when this is shown or dropped."""
    require(actor, "mentoring.match", centre)
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    open_one = Round.objects.filter(centre=centre, state__in=[State.WAITING, State.READY]).first()
    if open_one is not None:
        return open_one
    made = Round.objects.create(centre=centre, asked_by=actor, asked_at=now)
    record(actor=actor, verb="mentoring.start_round", obj=made, now=now, centre=centre.code)
    enqueue_on_commit(TASK, made.pk)
    return made


@transaction.atomic
def show_round(*, actor: User, round: Round, now: datetime) -> Round:
    """Exactly what was looked at is shown to those who choose for themselves; the others are talked with."""
    require(actor, "mentoring.match", round.centre)
    round = _ready(round)
    theirs = round.suggestions.filter(request__chooser=Request.Chooser.ME).exclude(mentee=actor)
    shown = show_prepared(theirs, now)
    round.state, round.settled_at = State.SHOWN, now
    round.save(update_fields=["state", "settled_at"])
    record(
        actor=actor, verb="mentoring.show_round", obj=round, now=now, centre=round.centre.code, shown=shown
    )
    return round


@transaction.atomic
def drop_round(*, actor: User, round: Round, now: datetime) -> Round:
    """Nobody ever knows what it suggested."""
    require(actor, "mentoring.match", round.centre)
    round = _ready(round)
    round.suggestions.filter(state=Suggestion.State.PREPARED).delete()
    round.state, round.settled_at, round.pool = State.DROPPED, now, {}
    round.save(update_fields=["state", "settled_at", "pool"])
    record(actor=actor, verb="mentoring.drop_round", obj=round, now=now, centre=round.centre.code)
    return round


def _ready(round: Round) -> Round:
    round = Round.objects.select_for_update(of=["self"]).select_related("centre").get(pk=round.pk)
    if round.state != State.READY:
        raise DomainError(_MOVED_ON)
    return round


# --- What the worker does ---------------------------------------------------------------------------


def work_on(round_id: int, now: datetime) -> None:
    """Works a round out, if no other worker is at it. Run by the worker: no actor."""
    claim = Round.objects.filter(pk=round_id, state=State.WAITING)
    claim = claim.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    if not claim.update(lease_until=now + LEASE):
        return
    round = Round.objects.select_related("centre", "asked_by").get(pk=round_id)
    try:
        _work_out(round, now)
    except Exception:
        log.exception("round %s", round_id)
        Round.objects.filter(pk=round_id).update(state=State.FAILED, lease_until=None, settled_at=now)


def work_on_waiting(now: datetime) -> int:
    """Rounds nobody works on, after a lost hint or a killed worker. Run by the timetable: no actor."""
    free = Round.objects.filter(state=State.WAITING, asked_at__lt=now)
    free = free.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    waiting = list(free.order_by("asked_at").values_list("pk", flat=True)[:3])
    for round_id in waiting:
        work_on(round_id, now)
    return len(waiting)


def _work_out(round: Round, now: datetime) -> None:
    gathered = facts.gather(round.centre, now)
    people = len(gathered.requests)
    Round.objects.filter(pk=round.pk).update(people=people, mentors=len(gathered.mentors), done=0)

    def progress(count: int) -> None:
        if count % PROGRESS_EVERY == 0 or count == people:
            Round.objects.filter(pk=round.pk).update(done=count)

    pool, kept = pooling.whole_pool(gathered, now, progress)
    with transaction.atomic():
        _keep(round, gathered, pool, kept, now)


def _keep(round: Round, gathered: facts.Gathered, pool: Pool, kept: dict[str, Any], now: datetime) -> None:
    round = Round.objects.select_for_update(of=["self"]).select_related("centre", "asked_by").get(pk=round.pk)
    if round.state != State.WAITING:
        return
    if not pooling.is_proved(pool, kept):
        raise RuntimeError("the certificate does not hold")
    _replace_prepared(gathered)
    made = pooling.suggestions_for(pool, gathered, round, now)
    Suggestion.objects.bulk_create(made)
    round.people, round.done, round.mentors = (
        len(gathered.requests),
        len(gathered.requests),
        len(gathered.mentors),
    )
    round.found, round.total, round.is_proved = len(pool.assignment()), pool.total(), True
    round.pool, round.state, round.ready_at, round.lease_until = kept, State.READY, now, None
    round.save()
    if round.asked_by is not None:
        path = reverse("mentor_round", args=[round.code])
        notify(
            recipient=round.asked_by,
            key=f"round:{round.pk}",
            kind="mentoring.round_ready",
            path=path,
            now=now,
        )


def _replace_prepared(gathered: facts.Gathered) -> None:
    Suggestion.objects.filter(request__in=list(gathered.requests), state=Suggestion.State.PREPARED).delete()


@transaction.atomic
def place_arrival(request_id: int, now: datetime) -> int:
    """Somebody asked after a round was shown: the best use of all places is found anew, by one search, and
    up to three suggestions are prepared for them. How many. Run by the worker: no actor."""
    request = Request.objects.waiting().filter(pk=request_id).select_related("centre", "user").first()
    if request is None:
        return 0
    shown = Round.objects.filter(centre=request.centre, state=State.SHOWN, asked_at__gt=now - KEEP_POOL)
    round = shown.exclude(pool={}).select_for_update(of=["self"]).order_by("-asked_at", "-pk").first()
    if round is None:
        return 0
    gathered = facts.gather(request.centre, now, [request])
    pool, kept = pooling.with_arrival(round.pool, gathered, now)
    if not pooling.is_proved(pool, kept):
        raise RuntimeError("the certificate does not hold")
    _replace_prepared(gathered)
    made = pooling.suggestions_for(pool, gathered, round, now)
    Suggestion.objects.bulk_create(made)
    round.pool = kept
    round.save(update_fields=["pool"])
    return len(made)


# --- Keeping no more than is needed -----------------------------------------------------------------


def forget_old(now: datetime) -> int:
    """Pools after a month; suggestions nobody took up, too. Run by the timetable: no actor."""
    old = Round.objects.filter(asked_at__lt=now - KEEP_POOL)
    pools = old.exclude(pool={}).update(pool={})
    gone = Suggestion.objects.filter(state=Suggestion.State.LAPSED, answered_at__lt=now - KEEP_POOL)
    return pools + gone.delete()[0]


def forget_person(*, user: User, now: datetime) -> None:
    """In the erasing transaction: a stored pool names requests and mentors by code. Their rows cascade."""
    codes = {
        *user.mentor_requests.values_list("code", flat=True),
        *user.mentoring.values_list("code", flat=True),
    }
    centres = {
        *user.mentor_requests.values_list("centre", flat=True),
        *user.mentoring.values_list("centre", flat=True),
    }
    for round in Round.objects.filter(centre__in=centres).exclude(pool={}):
        if codes & {*round.pool["places"], *round.pool["scores"]}:
            round.pool = {}
            round.save(update_fields=["pool"])
