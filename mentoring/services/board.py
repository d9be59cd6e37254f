"""What coordinators look at: who waits, how much each mentor carries, and why somebody was not offered.

Each person who is shown can see that they were.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from accounts.models import Centre, User
from groups.models import Pathway
from ledger.services import record_access, record_accesses
from mentoring import fit
from mentoring.hard_rules import Refusal, refusals
from mentoring.models import Look, Mentor, MentorLook, Pair, Request, Round, Suggestion
from mentoring.services import facts
from recovery_network.common.permissions import require
from recovery_network.common.times import in_zone

ROLE = "coordinator"


@dataclass(frozen=True)
class Numbers:
    waiting: int
    pairs: int
    mentors: int
    free: int


@dataclass(frozen=True)
class Offered:
    """One mentor beside one request: the words for it, or the words against it."""

    mentor: Mentor
    against: Sequence[Refusal]
    score: int
    words: Sequence[str]


def numbers(centre: Centre, now: datetime) -> Numbers:
    """Counted in the database; nobody is read."""
    today = in_zone(now, centre.time_zone).date()
    serving = Mentor.objects.serving(today).filter(centre=centre)
    open_places = serving.filter(paused_at=None).aggregate(all=Sum("places"))["all"] or 0
    live = Pair.objects.live().filter(mentor__centre=centre)
    taken = live.filter(mentor__in=serving.filter(paused_at=None)).count()
    return Numbers(
        waiting=Request.objects.waiting().filter(centre=centre).count(),
        pairs=live.count(),
        mentors=serving.count(),
        free=max(open_places - taken, 0),
    )


def waiting_rows(centre: Centre) -> QuerySet[Request]:
    """With how many are prepared, shown, and whether a mentor was asked."""
    state = Suggestion.State
    counts = {
        name: Count("suggestions", filter=Q(suggestions__state=value))
        for name, value in (("prepared", state.PREPARED), ("shown", state.SHOWN), ("asked", state.ASKED))
    }
    return Request.objects.waiting().filter(centre=centre).select_related("user").annotate(**counts)


def applications(centre: Centre) -> QuerySet[Mentor]:
    waiting = Mentor.objects.filter(centre=centre, state=Mentor.State.APPLIED)
    return waiting.select_related("user").order_by("applied_at", "pk")


def open_looks(seen: QuerySet[Look], centre: Centre) -> QuerySet[Look]:
    """Who is to be talked with, and by when; of those the reader may see."""
    here = seen.filter(pair__mentor__centre=centre, settled_at=None)
    return here.select_related("person", "pair").order_by("due_at", "pk")


def open_mentor_looks(seen: QuerySet[MentorLook], centre: Centre) -> QuerySet[MentorLook]:
    """Mentors to be talked with; of those the reader may see."""
    here = seen.filter(mentor__centre=centre, settled_at=None)
    return here.select_related("mentor__user").order_by("due_at", "pk")


@transaction.atomic
def open_board(
    *, actor: User, centre: Centre, people: Sequence[Any], pairs: Sequence[Pair] = (), now: datetime
) -> None:
    """Notes who is shown on the page: rows with a `user`, each once, and both of each pair."""
    require(actor, "mentoring.match", centre)
    reads = [(row.user, row) for row in dict.fromkeys(people)]
    reads += [(person, pair) for pair in pairs for person in pair.two()]
    record_accesses(actor=actor, reads=reads, role=ROLE, now=now, reason="mentor board")


def load_rows(centre: Centre) -> QuerySet[Any]:
    """Those who are or were approved, the fullest first. `walking` and `asking` beside `places`, and
    what staff are to talk about with them as `looks`."""
    rows = Mentor.objects.filter(centre=centre, state=Mentor.State.APPROVED).select_related("user")
    pairs = Count("pairs", filter=~Q(pairs__state=Pair.State.ENDED), distinct=True)
    asked = Count("suggestions", filter=Q(suggestions__state=Suggestion.State.ASKED), distinct=True)
    said = Prefetch("looks", MentorLook.objects.open())
    return (
        rows.annotate(walking=pairs, asking=asked)
        .prefetch_related(said)
        .order_by("-walking", "-asking", "user__public_name", "pk")
    )


@transaction.atomic
def explain(*, actor: User, request: Request, now: datetime) -> list[Offered]:
    """Each mentor of the centre: why, or why not. The best fit first, then who is nearest to it."""
    require(actor, "mentoring.match_request", request)
    record_access(actor=actor, subject=request.user, role=ROLE, obj=request, now=now, reason="mentor request")
    gathered = facts.gather(request.centre, now, [request])
    paths = path_names()
    mentee = gathered.mentee_facts[request.pk]
    zone = facts.zone_of(request)
    rows = []
    for pk, mentor in gathered.mentor_facts.items():
        against = refusals(mentee, mentor, gathered.between)
        words = [] if against else fit.sentences(fit.reasons(mentee, mentor, zone, gathered.monday), paths)
        rows.append(Offered(gathered.mentors[pk], against, fit.score(mentee, mentor), words))
    return sorted(rows, key=lambda row: (len(row.against), -row.score, row.mentor.pk))


def counted(rows: Sequence[Offered]) -> list[tuple[Refusal, int]]:
    """Which rule keeps most mentors from this person: what a talk could be about."""
    return Counter(code for row in rows for code in set(row.against)).most_common()


def path_names() -> dict[str, str]:
    return {path.code: path.label for path in Pathway.objects.all()}


def least_days(centre: Centre) -> dict[str, int]:
    return facts.least_days(centre)


def last_round(centre: Centre) -> Round | None:
    return Round.objects.filter(centre=centre).exclude(state=Round.State.DROPPED).defer("pool").first()
