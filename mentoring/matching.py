"""Who walks beside whom: the best use of all places at once, exact, and kept best as people come and go.

Each mentee may sit at one mentor, each mentor has so many places, and each possible pair has a score from
1 to `MOST`. The pool always holds an assignment whose sum of scores no other one exceeds and, among all
with that sum, one that seats those who have waited longest: a pair's value is `score * SCALE + waited`,
and all waiting together is less than one SCALE. (The sets of people whom a best assignment can seat are a
generalised matroid, so the greatest sum of waiting is also the longest waiting first.)

Beside it stand prices: `price` of a place at a mentor, `gain` of a mentee. They prove that the assignment is
best (certificate.py asks for the proof again, with other code), and they say what any other pair would cost
everybody together at the least (`losses`).

One person who comes or goes costs one search for the cheapest chain of moves (a shortest path by Dijkstra
over what each step loses, as in the successive shortest path method), cut off as soon as nothing cheaper can
follow. Plain integers, no database, no clock.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

SCALE = 1 << 30
MOST = 1 << 20
NOBODY = -1

Key = Any  # whatever can stand in a dictionary
Offer = tuple[int, int]


@dataclass(frozen=True)
class Certificate:
    """Prices in units of 1 / SCALE of a score; whoever is not named has 0."""

    gains: Mapping[Key, int]
    prices: Mapping[Key, int]


class Pool:
    """Mentors with places, mentees with scores, and at every moment a best assignment."""

    def __init__(self) -> None:
        self._mentors: dict[Key, int] = {}
        self._mentor_keys: list[Key] = []
        self._free: list[int] = []
        self._price: list[int] = []
        self._seated: list[list[int]] = []
        self._askers: list[list[Offer]] = []  # mentor -> (value, mentee)
        self._mentees: dict[Key, int] = {}
        self._mentee_keys: list[Key] = []
        self._waited: list[int] = []
        self._gain: list[int] = []
        self._offers: list[list[Offer]] = []  # mentee -> (value, mentor)
        self._mentor_of: list[int] = []
        self._waiting = 0

    # --- Who comes and who goes --------------------------------------------------------------------

    def add_mentor(self, key: Key, places: int, scores: Mapping[Key, int] | None = None) -> None:
        """`scores` are those with the mentees who are here already."""
        if places < 1 or key in self._mentors:
            raise ValueError("A mentor comes once, with at least one place.")
        at = self._mentors[key] = len(self._mentor_keys)
        self._mentor_keys.append(key)
        self._free.append(places)
        self._price.append(0)
        self._seated.append([])
        self._askers.append([])
        for mentee, score in (scores or {}).items():
            self._join(self._mentees[mentee], at, score)
        gain = self._gain
        self._price[at] = max([0, *(value - gain[mentee] for value, mentee in self._askers[at])])
        self._fill(at)

    def add_mentee(self, key: Key, scores: Mapping[Key, int], waited: int = 0) -> None:
        """`waited` is in whole units, days as a rule; of two who fit equally the longer one is seated."""
        self._enter(key, scores, waited)
        self._find_place(self._mentees[key])

    def remove_mentee(self, key: Key) -> None:
        mentee = self._mentees.pop(key)
        self._waiting -= self._waited[mentee]
        for _value, mentor in self._offers[mentee]:
            self._askers[mentor] = [offer for offer in self._askers[mentor] if offer[1] != mentee]
        self._offers[mentee], self._gain[mentee] = [], 0
        mentor = self._mentor_of[mentee]
        if mentor != NOBODY:
            self._stand_up(mentee, mentor)
            self._fill(mentor)

    def remove_mentor(self, key: Key) -> None:
        """Those who sat there find the next best place, before anybody new."""
        mentor = self._mentors.pop(key)
        for _value, mentee in self._askers[mentor]:
            self._offers[mentee] = [offer for offer in self._offers[mentee] if offer[1] != mentor]
        standing, self._seated[mentor], self._askers[mentor] = self._seated[mentor], [], []
        self._free[mentor] = self._price[mentor] = 0
        for mentee in standing:
            self._mentor_of[mentee] = NOBODY
        for mentee in standing:
            self._find_place(mentee)

    def put_back(self, key: Key, scores: Mapping[Key, int], waited: int, mentor: Key | None) -> None:
        """Somebody whose mentor is known; `set_prices` follows when all are back."""
        self._enter(key, scores, waited)
        if mentor is not None:
            self._sit_down(self._mentees[key], self._mentors[mentor])

    def set_prices(self, prices: Mapping[Key, int]) -> None:
        """The prices that belong to the assignment; gains follow from them."""
        for key, amount in prices.items():
            self._price[self._mentors[key]] = amount
        price = self._price
        for at, offers in enumerate(self._offers):
            self._gain[at] = max([0, *(value - price[mentor] for value, mentor in offers)])

    def _enter(self, key: Key, scores: Mapping[Key, int], waited: int) -> None:
        if key in self._mentees or waited < 0 or self._waiting + waited >= SCALE:
            raise ValueError("A mentee comes once, and all waiting together stays below SCALE.")
        at = self._mentees[key] = len(self._mentee_keys)
        self._waiting += waited
        self._mentee_keys.append(key)
        self._waited.append(waited)
        self._gain.append(0)
        self._mentor_of.append(NOBODY)
        self._offers.append([])
        for mentor, score in scores.items():
            self._join(at, self._mentors[mentor], score)

    def _join(self, mentee: int, mentor: int, score: int) -> None:
        if not 1 <= score <= MOST:
            raise ValueError(f"A score is from 1 to {MOST}.")
        value = score * SCALE + self._waited[mentee]
        self._offers[mentee].append((value, mentor))
        self._askers[mentor].append((value, mentee))

    # --- What stands --------------------------------------------------------------------------------

    def assignment(self) -> dict[Key, Key]:
        """Each seated mentee's mentor."""
        seated = ((key, self._mentor_of[at]) for key, at in self._mentees.items())
        return {key: self._mentor_keys[mentor] for key, mentor in seated if mentor != NOBODY}

    def mentor_of(self, mentee: Key) -> Key | None:
        at = self._mentor_of[self._mentees[mentee]]
        return None if at == NOBODY else self._mentor_keys[at]

    def total(self) -> int:
        """The sum of scores, which no assignment exceeds."""
        return sum(self._value_of(at) // SCALE for at in self._mentees.values())

    def _value_of(self, mentee: int) -> int:
        mentor = self._mentor_of[mentee]
        return next((value for value, at in self._offers[mentee] if at == mentor), 0)

    def certificate(self) -> Certificate:
        gains = {key: self._gain[at] for key, at in self._mentees.items() if self._gain[at]}
        prices = {key: self._price[at] for key, at in self._mentors.items() if self._price[at]}
        return Certificate(gains, prices)

    def losses(self, mentee: Key) -> list[tuple[int, Key]]:
        """What each possible mentor of this mentee would cost everybody together at least, the least first.

        In units of score; 0 for the one the mentee has, and for others that may be as good for the whole.
        """
        at = self._mentees[mentee]
        have, gain = self._mentor_of[at], self._gain[at]
        found = [
            (0 if mentor == have else gain + self._price[mentor] - value, mentor != have, mentor)
            for value, mentor in self._offers[at]
        ]
        return [(lost // SCALE, self._mentor_keys[mentor]) for lost, _other, mentor in sorted(found)]

    # --- The two searches ---------------------------------------------------------------------------

    def _find_place(self, mentee: int) -> None:
        """Seat one more mentee, or leave out the one whose seat is worth least to all."""
        price = self._price
        self._gain[mentee] = max([0, *(value - price[mentor] for value, mentor in self._offers[mentee])])
        if self._gain[mentee] == 0:
            return
        best, end, loser, via, reached = self._search_from_mentee(mentee)
        self._gain[mentee] -= best
        self._shift(reached, best)
        if loser == mentee:
            return
        if end == NOBODY:
            end = self._mentor_of[loser]
            self._stand_up(loser, end)
        while True:
            mover = via[end]
            left = self._mentor_of[mover]
            if left != NOBODY:
                self._stand_up(mover, left)
            self._sit_down(mover, end)
            if mover == mentee:
                return
            end = left

    def _search_from_mentee(self, start: int) -> tuple[int, int, int, dict[int, int], list[tuple[int, int]]]:
        """The cheapest chain: what it loses, the free place or the mentee it ends at, and the way there.

        A mentee who is `d` away moves to a mentor for `gain + price - value`; whoever sat there is then as
        far. A chain ends at a free place, or at a mentee who stays without one and loses their gain.
        """
        price, gain, offers, seated, free = self._price, self._gain, self._offers, self._seated, self._free
        best, end, loser = gain[start], NOBODY, start
        least: dict[int, int] = {}
        via: dict[int, int] = {}
        reached: list[tuple[int, int]] = []
        heap: list[tuple[int, int]] = []
        movers, far = [start], 0
        while True:
            for mover in movers:
                base = far + gain[mover]
                if base < best:
                    best, end, loser = base, NOBODY, mover
                for value, mentor in offers[mover]:
                    cost = base + price[mentor] - value
                    if cost < best and cost < least.get(mentor, best):
                        least[mentor], via[mentor] = cost, mover
                        if free[mentor]:
                            best, end, loser = cost, mentor, NOBODY
                        else:
                            heappush(heap, (cost, mentor))
            while heap and heap[0][0] > least[heap[0][1]]:
                heappop(heap)
            if not heap or heap[0][0] >= best:
                return best, end, loser, via, reached
            far, mentor = heappop(heap)
            reached.append((far, mentor))
            movers = seated[mentor]

    def _shift(self, reached: Iterable[tuple[int, int]], best: int, sign: int = 1) -> None:
        """Everything nearer than the end of the chain changes its price by what is missing to it."""
        price, gain, seated = self._price, self._gain, self._seated
        for far, mentor in reached:
            missing = sign * (best - far)
            price[mentor] += missing
            for mentee in seated[mentor]:
                gain[mentee] -= missing

    def _fill(self, mentor: int) -> None:
        """Give free places that have a price to those who gain most by them, or let the price fall to 0."""
        while self._free[mentor] and self._price[mentor]:
            best, end, newcomer, via, reached = self._search_from_place(mentor)
            self._shift(reached, best, -1)
            if newcomer != NOBODY:
                self._sit_down(newcomer, end)
            while end != mentor:
                mover, to = via[end]
                self._stand_up(mover, end)
                self._sit_down(mover, to)
                end = to

    def _search_from_place(
        self, start: int
    ) -> tuple[int, int, int, dict[int, tuple[int, int]], list[tuple[int, int]]]:
        """The cheapest chain that fills a place: it ends at a mentee without one, or at an empty place."""
        price, gain, askers, sits = self._price, self._gain, self._askers, self._mentor_of
        best, end, newcomer = price[start], start, NOBODY
        least = {start: 0}
        via: dict[int, tuple[int, int]] = {}
        reached: list[tuple[int, int]] = []
        heap = [(0, start)]
        while heap:
            far, mentor = heappop(heap)
            if far >= best:
                break
            if far > least[mentor]:
                continue
            reached.append((far, mentor))
            if far + price[mentor] < best:
                best, end, newcomer = far + price[mentor], mentor, NOBODY
            for value, mentee in askers[mentor]:
                cost, left = far + gain[mentee] + price[mentor] - value, sits[mentee]
                if cost >= best or left == mentor:
                    continue
                if left == NOBODY:
                    best, end, newcomer = cost, mentor, mentee
                elif cost < least.get(left, best):
                    least[left], via[left] = cost, (mentee, mentor)
                    heappush(heap, (cost, left))
        return best, end, newcomer, via, reached

    def _sit_down(self, mentee: int, mentor: int) -> None:
        self._mentor_of[mentee] = mentor
        self._seated[mentor].append(mentee)
        self._free[mentor] -= 1

    def _stand_up(self, mentee: int, mentor: int) -> None:
        self._mentor_of[mentee] = NOBODY
        self._seated[mentor].remove(mentee)
        self._free[mentor] += 1


def resumed(
    places: Mapping[Key, int],
    scores: Mapping[Key, Mapping[Key, int]],
    waited: Mapping[Key, int],
    assignment: Mapping[Key, Key],
    prices: Mapping[Key, int],
) -> Pool:
    """A pool as it was left, without a search. Whoever stored it checks its certificate again."""
    pool = Pool()
    for mentor, count in places.items():
        pool.add_mentor(mentor, count)
    for mentee, possible in scores.items():
        pool.put_back(mentee, possible, waited.get(mentee, 0), assignment.get(mentee))
    pool.set_prices(prices)
    return pool


def best_pool(
    places: Mapping[Key, int],
    scores: Mapping[Key, Mapping[Key, int]],
    waited: Mapping[Key, int],
    progress: Callable[[int], object] = int,
) -> Pool:
    """Everybody at once, those who wait longest first; `progress` hears how many have been looked at."""
    pool = Pool()
    for mentor, count in places.items():
        pool.add_mentor(mentor, count)
    order = sorted(scores, key=lambda mentee: -waited.get(mentee, 0))
    for number, mentee in enumerate(order, 1):
        pool.add_mentee(mentee, scores[mentee], waited.get(mentee, 0))
        progress(number)
    return pool
