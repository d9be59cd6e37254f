"""Asks an assignment for proof that no other is better. Shares no code with matching.py.

By linear programming: if `gain(mentee) + price(mentor) >= value(pair)` for every possible pair and nothing is
negative, no assignment is worth more than all gains plus price times places. An assignment worth exactly that
is therefore best. Whoever checks needs the pool, the assignment and the prices, and no search.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

Key = Any  # whatever can stand in a dictionary


def faults(
    *,
    places: Mapping[Key, int],
    scores: Mapping[Key, Mapping[Key, int]],
    waited: Mapping[Key, int],
    assignment: Mapping[Key, Key],
    gains: Mapping[Key, int],
    prices: Mapping[Key, int],
    scale: int,
) -> list[str]:
    """What is wrong with the proof; empty when it holds."""
    return [
        *_not_an_assignment(places, scores, assignment),
        *_not_prices(places, scores, gains, prices),
        *_not_lexicographic(scores, waited, scale),
        *_too_cheap(scores, waited, gains, prices, scale),
        *_not_worth_it(places, scores, waited, assignment, gains, prices, scale),
    ]


def bound(places: Mapping[Key, int], gains: Mapping[Key, int], prices: Mapping[Key, int]) -> int:
    """What no assignment can exceed."""
    return sum(gains.values()) + sum(price * places[mentor] for mentor, price in prices.items())


def _not_an_assignment(
    places: Mapping[Key, int], scores: Mapping[Key, Mapping[Key, int]], assignment: Mapping[Key, Key]
) -> list[str]:
    impossible = [mentee for mentee, mentor in assignment.items() if mentor not in scores.get(mentee, {})]
    crowded = [mentor for mentor, count in Counter(assignment.values()).items() if count > places[mentor]]
    return [f"{each} sits where they cannot" for each in impossible] + [
        f"{each} has too many" for each in crowded
    ]


def _not_prices(
    places: Mapping[Key, int],
    scores: Mapping[Key, Mapping[Key, int]],
    gains: Mapping[Key, int],
    prices: Mapping[Key, int],
) -> list[str]:
    unknown = [*(key for key in gains if key not in scores), *(key for key in prices if key not in places)]
    negative = [key for key, amount in [*gains.items(), *prices.items()] if amount < 0]
    return [f"{each} is not in the pool" for each in unknown] + [
        f"{each} has less than 0" for each in negative
    ]


def _not_lexicographic(
    scores: Mapping[Key, Mapping[Key, int]], waited: Mapping[Key, int], scale: int
) -> list[str]:
    """Waiting must never outweigh one point of score, or it would be more than a second objective."""
    waiting = sum(waited.get(mentee, 0) for mentee in scores)
    return [] if waiting < scale else ["all waiting together is as much as a point of score"]


def _too_cheap(
    scores: Mapping[Key, Mapping[Key, int]],
    waited: Mapping[Key, int],
    gains: Mapping[Key, int],
    prices: Mapping[Key, int],
    scale: int,
) -> list[str]:
    found = []
    for mentee, possible in scores.items():
        has = gains.get(mentee, 0) - waited.get(mentee, 0)
        found += [
            f"{mentee} and {mentor} are worth more than their prices"
            for mentor, score in possible.items()
            if has + prices.get(mentor, 0) < score * scale
        ]
    return found


def _not_worth_it(
    places: Mapping[Key, int],
    scores: Mapping[Key, Mapping[Key, int]],
    waited: Mapping[Key, int],
    assignment: Mapping[Key, Key],
    gains: Mapping[Key, int],
    prices: Mapping[Key, int],
    scale: int,
) -> list[str]:
    pairs = [(mentee, mentor) for mentee, mentor in assignment.items() if mentor in scores.get(mentee, {})]
    worth = sum(scores[mentee][mentor] * scale + waited.get(mentee, 0) for mentee, mentor in pairs)
    most = bound({key: places.get(key, 0) for key in prices} | dict(places), gains, prices)
    return [] if worth == most else [f"the assignment is worth {worth}, the prices allow {most}"]
