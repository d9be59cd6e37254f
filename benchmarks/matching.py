"""Mentor matching against OR-tools and scipy: the same sum each time, and what one arrival costs.

    python -m benchmarks.matching [--trials 200] [--rounds 3] [--arrivals 500]

Needs `pip install ortools scipy` in the Python that runs it (the extra `oracles`), and nothing else: no
store, no Django. CPU seconds of this process. A sum is the total of scores; every assignment of ours is
checked by mentoring/certificate.py too. Ratios are against OR-tools' solve alone, without building its arcs.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.common import machine_state
from mentoring.certificate import faults
from mentoring.matching import SCALE, Pool, best_pool

Scores = dict[Any, dict[int, int]]
# Mean and p99 of one arrival as a share of a full solve: what must hold, and what we aim for.
MUST_MEAN, MUST_P99, GOALS_P99 = 100, 10, (100, 1000)


@dataclass(frozen=True)
class Instance:
    mentees: int
    mentors: int
    places: int
    candidates: int = 50

    def __str__(self) -> str:
        each = "" if self.places == 1 else f", {self.places} places each"
        return f"{self.mentees:,} x {self.mentors:,}{each}, {self.candidates} candidates"

    def scores(self, chance: random.Random) -> dict[int, int]:
        chosen = chance.sample(range(self.mentors), min(self.candidates, self.mentors))
        return {mentor: chance.randint(1, 1000) for mentor in chosen}

    def make(self, seed: int) -> tuple[dict[int, int], Scores, dict[Any, int]]:
        chance = random.Random(seed)
        scores: Scores = {mentee: self.scores(chance) for mentee in range(self.mentees)}
        waited = {mentee: chance.randint(1, 120) for mentee in scores}
        return dict.fromkeys(range(self.mentors), self.places), scores, waited


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--arrivals", type=int, default=500)
    chosen = parser.parse_args()
    print(machine_state())
    wrong = small_trials(chosen.trials)
    missed = 0
    for instance in (Instance(20_000, 10_000, 1), Instance(5_000, 2_000, 3)):
        for seed in range(chosen.rounds):
            missed += one_round(instance, seed, chosen.arrivals)
    print("\nas many mentees as places, where a chain is longest")
    one_round(Instance(10_000, 10_000, 1), 0, chosen.arrivals)
    growth(chosen.arrivals)
    print(f"\n{wrong} wrong sums, {missed} goals that must hold missed")
    return 1 if wrong or missed else 0


def cpu(deed: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    done = deed()
    return time.process_time() - began, done


# --- The others -------------------------------------------------------------------------------------


def or_tools(places: dict[int, int], scores: Scores) -> tuple[float, int]:
    """CPU seconds of the solve, and the greatest sum, as a flow of least cost."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    mentee_at = {mentee: number for number, mentee in enumerate(scores)}
    mentor_at = {mentor: len(scores) + number for number, mentor in enumerate(places)}
    source = len(scores) + len(places)
    for mentee, possible in scores.items():
        flow.add_arc_with_capacity_and_unit_cost(source, mentee_at[mentee], 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(mentee_at[mentee], source + 1, 1, 0)
        for mentor, score in possible.items():
            flow.add_arc_with_capacity_and_unit_cost(mentee_at[mentee], mentor_at[mentor], 1, -score)
    for mentor, count in places.items():
        flow.add_arc_with_capacity_and_unit_cost(mentor_at[mentor], source + 1, count, 0)
    flow.set_node_supply(source, len(scores))
    flow.set_node_supply(source + 1, -len(scores))
    spent, status = cpu(flow.solve)
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-tools says {status}")
    return spent, -flow.optimal_cost()


def scipy_sum(places: dict[int, int], scores: Scores) -> int:
    """A dense table with a column for each place; what is not possible counts nothing."""
    import numpy
    from scipy.optimize import linear_sum_assignment

    columns = [mentor for mentor, count in places.items() for _place in range(count)]
    table = numpy.array([[possible.get(mentor, 0) for mentor in columns] for possible in scores.values()])
    rows, chosen = linear_sum_assignment(table, maximize=True)
    return int(table[rows, chosen].sum())


def first_come(places: dict[int, int], scores: Scores) -> int:
    """Each takes the best that is still free."""
    left, total = dict(places), 0
    for possible in scores.values():
        free = [(score, mentor) for mentor, score in possible.items() if left[mentor]]
        if free:
            score, mentor = max(free)
            left[mentor] -= 1
            total += score
    return total


def stable(places: dict[int, int], scores: Scores) -> int:
    """Deferred acceptance: mentees ask in the order of their scores, mentors keep the best who asked."""
    order = {mentee: sorted(possible, key=possible.get, reverse=True) for mentee, possible in scores.items()}
    kept: dict[int, list[Any]] = {mentor: [] for mentor in places}
    asking = list(scores)
    while asking:
        mentee = asking.pop()
        if not order[mentee]:
            continue
        mentor = order[mentee].pop(0)
        kept[mentor].append(mentee)
        if len(kept[mentor]) > places[mentor]:
            worst = min(kept[mentor], key=lambda each: scores[each][mentor])
            kept[mentor].remove(worst)
            asking.append(worst)
    return sum(scores[mentee][mentor] for mentor, mentees in kept.items() for mentee in mentees)


# --- Ours beside them -------------------------------------------------------------------------------


def proof_faults(pool: Pool, places: dict[int, int], scores: Scores, waited: dict[Any, int]) -> list[str]:
    proof = pool.certificate()
    return faults(
        places=places,
        scores=scores,
        waited=waited,
        assignment=pool.assignment(),
        gains=proof.gains,
        prices=proof.prices,
        scale=SCALE,
    )


def small_trials(trials: int) -> int:
    """Pools of every shape: our sum, OR-tools' and scipy's."""
    chance, wrong = random.Random(1), 0
    for trial in range(trials):
        shape = Instance(
            chance.randint(1, 300), chance.randint(1, 200), chance.randint(1, 4), chance.randint(1, 30)
        )
        places, scores, waited = shape.make(trial)
        pool = best_pool(places, scores, waited)
        sums = {pool.total(), or_tools(places, scores)[1], scipy_sum(places, scores)}
        wrong += len(sums) > 1 or bool(proof_faults(pool, places, scores, waited))
    print(f"{trials} random pools against OR-tools and scipy: {trials - wrong} the same sum and proved")
    return wrong


def one_round(instance: Instance, seed: int, arrivals: int) -> int:
    """One solve of each, then people who arrive one by one; how many goals that must hold were missed."""
    places, scores, waited = instance.make(seed)
    theirs, best = or_tools(places, scores)
    ours, pool = cpu(lambda: best_pool(places, scores, waited))
    print(f"\n{instance}, round {seed + 1}")
    print(f"  whole pool: ours {ours:.2f} s, OR-tools {theirs:.2f} s ({ours / theirs:.1f}x)")
    same = pool.total() == best and not proof_faults(pool, places, scores, waited)
    print(f"  sum {pool.total():,}, OR-tools {best:,}, {'the same and proved' if same else 'WRONG'}")
    if seed == 0:
        print(
            f"  first come {first_come(places, scores) / best:.2%},"
            f" stable {stable(places, scores) / best:.2%} of it"
        )
    mean, p99, most = arrive(instance, pool, scores, waited, seed, arrivals)
    after = pool.total() == or_tools(places, scores)[1] and not proof_faults(pool, places, scores, waited)
    print(
        f"  one arrival of {arrivals}: mean {mean * 1e3:.2f} ms (1/{theirs / mean:,.0f}),"
        f" p99 {p99 * 1e3:.2f} ms (1/{theirs / p99:,.0f}), longest {most * 1e3:.1f} ms;"
        f" then {'best' if after else 'WRONG'}"
    )
    reached = [f"1/{goal}" for goal in GOALS_P99 if theirs / p99 >= goal]
    print(f"  goals reached at p99: {', '.join(reached) or 'none'}")
    return (not same) + (not after) + (theirs / mean < MUST_MEAN) + (theirs / p99 < MUST_P99)


def arrive(
    instance: Instance, pool: Pool, scores: Scores, waited: dict[Any, int], seed: int, arrivals: int
) -> tuple[float, float, float]:
    """Mean, p99 and longest CPU seconds of people who come to a full pool."""
    chance, spent = random.Random(seed + 1000), []
    for number in range(arrivals):
        key = ("late", number)
        scores[key], waited[key] = instance.scores(chance), 0
        taken, _none = cpu(lambda key=key: pool.add_mentee(key, scores[key], 0))
        spent.append(taken)
    spent.sort()
    return statistics.fmean(spent), spent[int(len(spent) * 0.99)], spent[-1]


def growth(arrivals: int) -> None:
    print("\nhow cost grows, two mentees for each mentor: whole pool, one arrival (mean, p99), OR-tools")
    for mentees in (1_000, 2_000, 5_000, 10_000, 20_000):
        instance = Instance(mentees, mentees // 2, 1)
        places, scores, waited = instance.make(7)
        theirs, _best = or_tools(places, scores)
        ours, pool = cpu(lambda made=(places, scores, waited): best_pool(*made))
        mean, p99, _most = arrive(instance, pool, scores, waited, 7, arrivals)
        print(
            f"  {mentees:>6,}: {ours:6.2f} s, {mean * 1e3:.3f} ms, {p99 * 1e3:.3f} ms, {theirs:.3f} s"
            f"; an arrival is 1/{theirs / mean:,.0f} of a solve"
        )


if __name__ == "__main__":
    sys.exit(main())
