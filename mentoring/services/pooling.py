"""From facts to a pool and back: who may meet whom, the best use of all places, what to suggest.

A stored pool holds codes, scores, prices and the assignment, and nothing about a person.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mentoring import certificate, fit
from mentoring.customs import SUGGESTIONS
from mentoring.hard_rules import allows, kind_of
from mentoring.matching import SCALE, Key, Pool, best_pool, resumed
from mentoring.models import Round, Suggestion
from mentoring.services import facts
from mentoring.services.facts import Gathered

Scores = dict[str, dict[str, int]]


def scores_of(gathered: Gathered, progress: Callable[[int], object] = int) -> Scores:
    """For each request the mentors no hard rule keeps from it, with what each pair counts."""
    found: Scores = {}
    for number, (pk, mentee) in enumerate(gathered.mentee_facts.items(), 1):
        found[gathered.requests[pk].code] = {
            gathered.mentors[at].code: fit.value(mentee, mentor)
            for at, mentor in gathered.mentor_facts.items()
            if allows(mentee, mentor, gathered.between)
        }
        progress(number)
    return found


def places_of(gathered: Gathered) -> dict[str, int]:
    """Of those who can take somebody now."""
    rows = gathered.mentor_facts.items()
    return {gathered.mentors[pk].code: mentor.places for pk, mentor in rows if mentor.places > 0}


def waits_of(gathered: Gathered, now: datetime) -> dict[str, int]:
    """Whole days, one at least: a seat is worth more than none."""
    return {each.code: max(1, (now - each.queue_from).days) for each in gathered.requests.values()}


def whole_pool(
    gathered: Gathered, now: datetime, progress: Callable[[int], object]
) -> tuple[Pool, dict[str, Any]]:
    """A best pool, and what a round stores of it."""
    places, waited = places_of(gathered), waits_of(gathered, now)
    scores = scores_of(gathered, progress)
    pool = best_pool(places, scores, waited)
    return pool, stored(pool, places, scores, waited)


def stored(
    pool: Pool, places: Mapping[str, int], scores: Scores, waited: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "places": dict(places),
        "scores": scores,
        "waited": dict(waited),
        "prices": dict(pool.certificate().prices),
        "assignment": pool.assignment(),
    }


def is_proved(pool: Pool, kept: Mapping[str, Any]) -> bool:
    """Asks the certificate with the numbers that are stored, not with the pool's own."""
    proof = pool.certificate()
    return not certificate.faults(
        places=kept["places"],
        scores=kept["scores"],
        waited=kept["waited"],
        assignment=kept["assignment"],
        gains=proof.gains,
        prices=kept["prices"],
        scale=SCALE,
    )


def with_arrival(kept: Mapping[str, Any], gathered: Gathered, now: datetime) -> tuple[Pool, dict[str, Any]]:
    """The pool as a round left it, brought up to date by who came and went, and one person more.

    Only the newcomer is asked about by the hard rules; everything else is taken as the round found it.
    """
    pool = resumed(kept["places"], kept["scores"], kept["waited"], kept["assignment"], kept["prices"])
    places, waited = dict(kept["places"]), dict(kept["waited"])
    scores: Scores = {mentee: dict(possible) for mentee, possible in kept["scores"].items()}
    for code in _gone(scores, gathered):
        pool.remove_mentee(code)
        del scores[code], waited[code]
    _bring_places(pool, places, scores, places_of(gathered))
    for code, possible in scores_of(gathered).items():
        scores[code], waited[code] = possible, waits_of(gathered, now)[code]
        pool.add_mentee(code, possible, waited[code])
    return pool, stored(pool, places, scores, waited)


def _gone(scores: Scores, gathered: Gathered) -> list[str]:
    """Whoever does not wait any more, and whoever asks again with other wishes."""
    waiting = set(facts.waiting_codes(gathered.centre))
    again = {request.code for request in gathered.requests.values()}
    return [code for code in scores if code not in waiting or code in again]


def _bring_places(pool: Pool, places: dict[str, int], scores: Scores, now_free: Mapping[str, int]) -> None:
    """Mentors who came, went, or have another number of places than the round found."""
    for code in [code for code, count in places.items() if now_free.get(code) != count]:
        pool.remove_mentor(code)
        del places[code]
        known = {mentee: possible.pop(code) for mentee, possible in scores.items() if code in possible}
        if code in now_free:
            _add_mentor(pool, places, scores, code, now_free[code], known)
    for code in now_free.keys() - places.keys():
        _add_mentor(pool, places, scores, code, now_free[code], {})


def _add_mentor(
    pool: Pool, places: dict[str, int], scores: Scores, code: str, count: int, known: Mapping[Key, int]
) -> None:
    places[code] = count
    for mentee, score in known.items():
        scores[str(mentee)][code] = score
    pool.add_mentor(code, count, known)


def suggestions_for(pool: Pool, gathered: Gathered, round_: Round, now: datetime) -> list[Suggestion]:
    """Up to three for everybody seated in the best use of all: theirs first, then what costs others least."""
    mentors = {mentor.code: pk for pk, mentor in gathered.mentors.items()}
    made = []
    for pk, request in gathered.requests.items():
        if pool.mentor_of(request.code) is None:
            continue
        best = [mentors[str(code)] for _lost, code in pool.losses(request.code)[:SUGGESTIONS]]
        made += [
            _suggestion(gathered, pk, mentor, position, round_, now)
            for position, mentor in enumerate(best, 1)
        ]
    return made


def _suggestion(
    gathered: Gathered, request_pk: int, mentor_pk: int, position: int, round_: Round, now: datetime
) -> Suggestion:
    request, mentor = gathered.requests[request_pk], gathered.mentors[mentor_pk]
    mentee, guide = gathered.mentee_facts[request_pk], gathered.mentor_facts[mentor_pk]
    return Suggestion(
        request=request,
        mentor=mentor,
        mentee_id=request.user_id,
        guide_id=mentor.user_id,
        round=round_,
        kind=kind_of(mentee, guide, gathered.between) or "",
        position=position,
        score=fit.score(mentee, guide),
        reasons=fit.reasons(mentee, guide, facts.zone_of(request), gathered.monday),
        made_at=now,
    )
