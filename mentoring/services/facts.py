"""What the hard rules are asked about: everybody of a centre who waits or has a place, read set-wise.

For services that asked a rule of their own; nothing here has an actor, and nothing is written.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from accounts.models import Centre, Membership
from mentoring import free_hours
from mentoring.customs import CUSTOMS, YEAR, Kind
from mentoring.hard_rules import Between, MenteeFacts, MentorFacts, days_since
from mentoring.models import Bond, LeastTime, Mentor, Pair, Request, Suggestion
from recovery_network.common.times import in_zone, zone_or_none
from safeguarding.models import Case, Sanction
from safeguarding.services import blocks, limits

# A talk with staff is no reason to wait; every other limit is.
_WEIGH = [Sanction.Step.REST, Sanction.Step.AWAY, Sanction.Step.FOR_GOOD]


@dataclass(frozen=True)
class Gathered:
    """Rows and facts of one centre at one moment."""

    centre: Centre
    mentors: dict[int, Mentor]
    requests: dict[int, Request]
    mentor_facts: dict[int, MentorFacts]
    mentee_facts: dict[int, MenteeFacts]
    between: Between
    monday: date


def gather(centre: Centre, now: datetime, requests: Iterable[Request] | None = None) -> Gathered:
    """All mentors who serve, and these requests, or all that wait. A fixed number of queries."""
    today = in_zone(now, centre.time_zone).date()
    monday = free_hours.monday_of(today)
    mentors = _mentors(centre)
    waiting = list(_requests(centre) if requests is None else requests)
    people = {mentor.user_id for mentor in mentors} | {request.user_id for request in waiting}
    looked_at = looked_at_among(people, now)
    return Gathered(
        centre=centre,
        mentors={mentor.pk: mentor for mentor in mentors},
        requests={request.pk: request for request in waiting},
        mentor_facts={each.pk: mentor_facts(each, today, monday, looked_at) for each in mentors},
        mentee_facts={each.pk: mentee_facts(each, monday, looked_at) for each in waiting},
        between=between(centre, people),
        monday=monday,
    )


def _mentors(centre: Centre) -> list[Mentor]:
    """Whoever was ever approved, so that the coordinator can read why somebody was not offered."""
    rows = Mentor.objects.filter(centre=centre, state=Mentor.State.APPROVED, user__in=_present(centre))
    return list(with_places(rows).select_related("user").order_by("pk"))


def _present(centre: Centre) -> Any:
    """Who left the centre, or whose account is closed, is in no pool."""
    return Membership.objects.live().filter(centre=centre, user__is_active=True).values("user")


def with_places(mentors: Any) -> Any:
    """`taken`: pairs that are not over, and people who wait for this mentor's answer."""
    pairs = Count("pairs", filter=~Q(pairs__state=Pair.State.ENDED), distinct=True)
    asked = Count("suggestions", filter=Q(suggestions__state=Suggestion.State.ASKED), distinct=True)
    return mentors.annotate(walking=pairs, asking=asked).prefetch_related("languages", "pathways", "hours")


def _requests(centre: Centre) -> list[Request]:
    """Who waits and has not asked a mentor already."""
    asked = Suggestion.objects.filter(state=Suggestion.State.ASKED).values("request")
    waiting = Request.objects.waiting().filter(centre=centre, user__in=_present(centre)).exclude(pk__in=asked)
    return list(waiting.select_related("user").prefetch_related("pathways", "hours"))


def waiting_codes(centre: Centre) -> list[str]:
    return [request.code for request in _requests(centre)]


def looked_at_among(people: Collection[int], now: datetime) -> set[int]:
    """About whom a report is open, or on whom a limit stands."""
    cases = Case.objects.waiting().filter(about__in=people).values_list("about", flat=True)
    limits = Sanction.objects.standing(now).filter(user__in=people, step__in=_WEIGH)
    return {*cases, *limits.values_list("user", flat=True)}


def limited_in(pair: Pair, now: datetime) -> set[int]:
    """On whom of the two a limit of this centre stands. Another centre's is nothing to know here."""
    return limited_among([pair.mentee_id, pair.guide_id], pair.mentor.centre, now)


def limited_among(people: Collection[int], centre: Centre, now: datetime) -> set[int]:
    return limits.limited_among(people, centre, now, _WEIGH)


def mentor_facts(mentor: Any, today: date, monday: date, looked_at: Collection[int]) -> MentorFacts:
    return MentorFacts(
        person=mentor.user_id,
        kinds=tuple(mentor.kinds),
        languages=tuple(each.code for each in mentor.languages.all()),
        pathways=frozenset(each.code for each in mentor.pathways.all()),
        hours=_hours(mentor, monday),
        places=mentor.places - mentor.walking - mentor.asking,
        gender=mentor.gender,
        meets=mentor.meets,
        welcomes_medicine=mentor.medicine == Mentor.Welcome.YES,
        days=days_since(mentor.since_on, today),
        is_approved=mentor.serves(today),
        is_paused=mentor.paused_at is not None,
        is_looked_at=mentor.user_id in looked_at,
        hopes=frozenset(mentor.hopes),
        ways=frozenset(mentor.ways),
    )


def mentee_facts(request: Request, monday: date, looked_at: Collection[int]) -> MenteeFacts:
    return MenteeFacts(
        person=request.user_id,
        kinds=tuple(request.kinds),
        languages=tuple(request.languages),
        hours=_hours(request, monday),
        pathways=frozenset(each.code for each in request.pathways.all()),
        gender=request.gender,
        meets=request.meets,
        wants_medicine=request.wants_medicine,
        least_days=request.least_years * YEAR,
        is_looked_at=request.user_id in looked_at,
        hopes=frozenset(request.hopes),
        ways=frozenset(request.ways),
    )


def _hours(row: Any, monday: date) -> int:
    zone = zone_or_none(row.time_zone)
    spans = [each.span for each in row.hours.all()]
    return free_hours.quarters(spans, zone, monday) if zone is not None else 0


def zone_of(row: Any) -> ZoneInfo:
    return zone_or_none(row.time_zone) or ZoneInfo("UTC")


def between(centre: Centre, people: Collection[int]) -> Between:
    bonds: dict[str, set[frozenset[int]]] = {str(reason): set() for reason in Bond.Reason}
    known = Bond.objects.filter(centre=centre, one__in=people, other__in=people)
    for one, other, reason in known.values_list("one", "other", "reason"):
        bonds[reason].add(frozenset((one, other)))
    return Between(
        apart={viewer: frozenset(others) for viewer, others in blocks.among(people).items()},
        not_with=frozenset(bonds[Bond.Reason.NOT_WITH]),
        household=frozenset(bonds[Bond.Reason.HOUSEHOLD]),
        employer=frozenset(bonds[Bond.Reason.EMPLOYER]),
        said_no=_said_no(people),
        least_days=least_days(centre),
    )


def _said_no(people: Collection[int]) -> frozenset[frozenset[int]]:
    """Those who live as a pair now are not put to one another again either."""
    no = Suggestion.objects.filter(state__in=Suggestion.NO, mentee__in=people, guide__in=people)
    over = Pair.objects.filter(mentee__in=people, guide__in=people).filter(
        Q(again_ok=False) | ~Q(state=Pair.State.ENDED)
    )
    return frozenset(
        frozenset(two) for rows in (no, over) for two in rows.values_list("mentee", "guide").order_by()
    )


def least_days(centre: Centre) -> dict[str, int]:
    """The centre's own rule for each kind, else what is usual."""
    usual = {str(kind): CUSTOMS[kind].least_days for kind in Kind}
    return usual | dict(LeastTime.objects.filter(centre=centre).values_list("kind", "days"))
