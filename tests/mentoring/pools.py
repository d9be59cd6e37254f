"""Random people who ask and offer; small ranges, so that they often meet. One number makes one pool."""

import random

from hypothesis import strategies as st

from mentoring.customs import Gender, Hope, Kind, Meets, Way
from mentoring.free_hours import ALWAYS
from mentoring.hard_rules import Between, MenteeFacts, MentorFacts

KINDS, LANGUAGES, PATHS = (
    (Kind.MENTOR, Kind.SPONSOR, Kind.COACH),
    ("en", "bn", "ur"),
    ("any", "secular", "medicine"),
)
EVENING, MORNING, SHORT = 0b1111 << 60, 0b1111 << 100, 0b1 << 60
HOURS = (ALWAYS, EVENING, EVENING, MORNING, SHORT, EVENING | MORNING, ALWAYS)


class Maker:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def some(self, values, least=0, most=3):
        values = list(values)
        return self.chance.sample(values, self.chance.randint(least, min(most, len(values))))

    def one(self, *values):
        return self.chance.choice(values)

    def kinds(self) -> tuple:
        """Members, now and then a family, and sometimes a mixture, which belongs to nobody."""
        members = tuple(self.some(KINDS, 1))
        return self.one(*[members] * 8, (Kind.FAMILY,), (Kind.FAMILY, *members))

    def rarely(self) -> bool:
        return self.chance.random() < 0.1

    def both(self, person: int) -> dict:
        return {
            "person": person,
            "kinds": self.kinds(),
            "languages": tuple(self.some(LANGUAGES, 1)),
            "pathways": frozenset(self.some(PATHS)),
            "hours": self.one(*HOURS),
            "gender": self.one(*Gender),
            "meets": self.one(Meets.ANYONE, *Meets),
            "is_looked_at": self.rarely(),
            "hopes": frozenset(self.some(Hope)),
            "ways": frozenset(self.some(Way)),
        }

    def mentor(self, person: int) -> MentorFacts:
        return MentorFacts(
            **self.both(person),
            places=self.one(0, 1, 1, 2, 3),
            welcomes_medicine=not self.rarely(),
            days=self.one(None, 364, 365, 1200, 1200, 4000),
            is_approved=not self.rarely(),
            is_paused=self.rarely(),
        )

    def mentee(self, person: int) -> MenteeFacts:
        return MenteeFacts(
            **self.both(person), wants_medicine=self.one(True, False), least_days=self.one(0, 0, 0, 1095)
        )

    def pairs(self) -> frozenset:
        return frozenset(
            frozenset(self.chance.sample(range(1, 10), 2)) for _each in range(self.chance.randint(0, 3))
        )

    def pool(self):
        """Mentors are people 1 to 5, mentees 3 to 9: some are both."""
        offering = [self.mentor(person) for person in range(1, self.chance.randint(2, 6))]
        asking = [self.mentee(person) for person in range(3, self.chance.randint(4, 10))]
        between = Between(
            apart={self.chance.randint(1, 9): frozenset(self.some(range(1, 10), 0, 2)) for _each in range(2)},
            not_with=self.pairs(),
            household=self.pairs(),
            employer=self.pairs(),
            said_no=self.pairs(),
            least_days={Kind.MENTOR: 365, Kind.SPONSOR: 365},
        )
        return offering, asking, between


def pools():
    return st.integers(0, 2**40).map(lambda seed: Maker(seed).pool())
