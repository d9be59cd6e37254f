"""Who cannot be brought together, and why. Pure: facts in, codes out; the words are for the coordinator.

Each rule is a predicate that says "not these two". All of them hold in every suggestion, round and pair;
what speaks for two people is another question (fit.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import free_hours
from mentoring.customs import LEAST_SHARED_MINUTES, Gender, Kind, Meets

Pair = frozenset[int]
# Pathways of people who set none.
ANY_PATH = "any"
_NOBODY: frozenset[int] = frozenset()


class Refusal(models.TextChoices):
    NOT_APPROVED = "not_approved", _("The mentor is not approved, or the approval is over.")
    PAUSED = "paused", _("The mentor takes a pause.")
    SAME_PERSON = "same_person", _("They are one person.")
    LOOKED_AT = "looked_at", _("The centre is still looking at something about one of them.")
    APART = "apart", _("They are not to be placed together.")
    NOT_WITH = "not_with", _("They are not to be placed together.")
    HOUSEHOLD = "household", _("They live in one household.")
    EMPLOYER = "employer", _("They work together, or one cares for the other.")
    SAID_NO = "said_no", _("One of them said no to this before.")
    KIND = "kind", _("The mentor does not offer what is asked for.")
    FAMILY = "family", _("Family mentors are for family alone, and family asks them alone.")
    GENDER = "gender", _("The person asked to meet somebody else: women or men.")
    MENTOR_GENDER = "mentor_gender", _("The mentor asked to meet somebody else: women or men.")
    LANGUAGE = "language", _("They share no language.")
    PATHWAY = "pathway", _("They follow different paths.")
    MEDICINE = "medicine", _("The person asked for somebody who welcomes medicine.")
    TIME = "time", _("The mentor’s own time is shorter than asked, or than the centre’s rule.")
    PLACES = "places", _("The mentor has no free place.")
    HOURS = "hours", _("They are not free at the same time.")


@dataclass(frozen=True)
class MentorFacts:
    """`hours` is a week of quarters in UTC; `days` one's own time on the path, None where none is counted."""

    person: int
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    pathways: frozenset[str]
    hours: int
    places: int
    gender: str = Gender.UNSAID
    meets: str = Meets.ANYONE
    welcomes_medicine: bool = False
    days: int | None = None
    is_approved: bool = True
    is_paused: bool = False
    is_looked_at: bool = False
    hopes: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MenteeFacts:
    """`kinds` and `languages` in the order of wishing; no pathways means any."""

    person: int
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    hours: int
    pathways: frozenset[str] = frozenset()
    gender: str = Gender.UNSAID
    meets: str = Meets.ANYONE
    wants_medicine: bool = False
    least_days: int = 0
    is_looked_at: bool = False
    hopes: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Between:
    """What is known about two people, by their numbers, and the centre's least days for each kind."""

    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)
    not_with: frozenset[Pair] = frozenset()
    household: frozenset[Pair] = frozenset()
    employer: frozenset[Pair] = frozenset()
    said_no: frozenset[Pair] = frozenset()
    least_days: Mapping[str, int] = field(default_factory=dict)


Rule = Callable[[MenteeFacts, MentorFacts, Between], bool]


def shared_kinds(mentee: MenteeFacts, mentor: MentorFacts) -> list[str]:
    return [kind for kind in mentee.kinds if kind in mentor.kinds]


def kind_of(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> str | None:
    """The first kind both want for which the mentor's own time is long enough."""
    return next(
        (kind for kind in shared_kinds(mentee, mentor) if _long_enough(kind, mentee, mentor, between)), None
    )


def _long_enough(kind: str, mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    least = max(mentee.least_days, between.least_days.get(kind, 0))
    return least == 0 or (mentor.days is not None and mentor.days >= least)


def same_side(one: Iterable[str], other: Iterable[str]) -> bool:
    """All of it is for family, or none of it is. Who mixes the two belongs to neither side."""
    return len({kind == Kind.FAMILY for kinds in (one, other) for kind in kinds}) == 1


def may_meet(wish: str, gender: str) -> bool:
    """Who said nothing about themselves is nobody's man or woman."""
    return wish == Meets.ANYONE or (wish, gender) in {(Meets.WOMEN, Gender.WOMAN), (Meets.MEN, Gender.MAN)}


def share_a_path(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or ANY_PATH in one | other or not one.isdisjoint(other)


def _in(pairs: frozenset[Pair], mentee: MenteeFacts, mentor: MentorFacts) -> bool:
    return frozenset((mentee.person, mentor.person)) in pairs


# In this order a coordinator reads them; the quick ones stand early, because a round asks every pair.
RULES: dict[Refusal, Rule] = {}


def refuses(code: Refusal) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        RULES[code] = rule
        return rule

    return register


@refuses(Refusal.NOT_APPROVED)
def _not_approved(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return not mentor.is_approved


@refuses(Refusal.PAUSED)
def _paused(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return mentor.is_paused


@refuses(Refusal.SAME_PERSON)
def _same_person(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return mentee.person == mentor.person


@refuses(Refusal.LOOKED_AT)
def _looked_at(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return mentee.is_looked_at or mentor.is_looked_at


@refuses(Refusal.PLACES)
def _places(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return mentor.places < 1


@refuses(Refusal.KIND)
def _kind(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return not shared_kinds(mentee, mentor)


@refuses(Refusal.FAMILY)
def _family(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return not same_side(mentee.kinds, mentor.kinds)


@refuses(Refusal.GENDER)
def _gender(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return not may_meet(mentee.meets, mentor.gender)


@refuses(Refusal.MENTOR_GENDER)
def _mentor_gender(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return not may_meet(mentor.meets, mentee.gender)


@refuses(Refusal.LANGUAGE)
def _language(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return set(mentee.languages).isdisjoint(mentor.languages)


@refuses(Refusal.PATHWAY)
def _pathway(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return not share_a_path(mentee.pathways, mentor.pathways)


@refuses(Refusal.MEDICINE)
def _medicine(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return mentee.wants_medicine and not mentor.welcomes_medicine


@refuses(Refusal.TIME)
def _time(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return bool(shared_kinds(mentee, mentor)) and kind_of(mentee, mentor, between) is None


@refuses(Refusal.HOURS)
def _hours(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return free_hours.minutes(mentee.hours & mentor.hours) < LEAST_SHARED_MINUTES


@refuses(Refusal.APART)
def _apart(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return mentor.person in between.apart.get(mentee.person, _NOBODY) or mentee.person in between.apart.get(
        mentor.person, _NOBODY
    )


@refuses(Refusal.NOT_WITH)
def _not_with(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return _in(between.not_with, mentee, mentor)


@refuses(Refusal.HOUSEHOLD)
def _household(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return _in(between.household, mentee, mentor)


@refuses(Refusal.EMPLOYER)
def _employer(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return _in(between.employer, mentee, mentor)


@refuses(Refusal.SAID_NO)
def _said_no(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return _in(between.said_no, mentee, mentor)


def refusals(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> list[Refusal]:
    """Everything that keeps these two from one another; empty when nothing does."""
    return [code for code, keeps_apart in RULES.items() if keeps_apart(mentee, mentor, between)]


def allows(mentee: MenteeFacts, mentor: MentorFacts, between: Between) -> bool:
    return not any(keeps_apart(mentee, mentor, between) for keeps_apart in RULES.values())


def days_since(since_on: date | None, today: date) -> int | None:
    return None if since_on is None else (today - since_on).days
