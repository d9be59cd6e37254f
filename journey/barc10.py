"""The ten questions: the Brief Assessment of Recovery Capital (BARC-10), as published. Pure.

Vilsaint, Kelly, Bergman, Groshkova, Best and White, Drug and Alcohol Dependence 177 (2017), 71-76.
Freely available, permission not required (PhenX protocol 590502). Each statement is answered from
1, strongly disagree, to 6, strongly agree; the sum is 10 to 60. The paper reports 47 as the best
cut-off for twelve months of remission in its sample: a statement about groups, never about a person.

The statements are the instrument and are not shortened or softened. No translation of it into the
other languages of this site has been validated, and every page that shows one says so.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

LOWEST, HIGHEST = 1, 6
MARK = 47
VALIDATED_LANGUAGES = frozenset({"en"})

STATEMENTS = (
    _("There are more important things to me in life than using substances."),
    _("In general I am happy with my life."),
    _("I have enough energy to complete the tasks I set myself."),
    _("I am proud of the community I live in and feel part of it."),
    _("I get lots of support from friends."),
    _("I regard my life as challenging and fulfilling without the need for using drugs or alcohol."),
    _("My living space has helped to drive my recovery journey."),
    _("I take full responsibility for my actions."),
    _("I am happy dealing with a range of professional people."),
    _("I am making good progress on my recovery journey."),
)
ENDS = {LOWEST: _("Strongly disagree"), HIGHEST: _("Strongly agree")}
LOWEST_SUM, HIGHEST_SUM = LOWEST * len(STATEMENTS), HIGHEST * len(STATEMENTS)


def sum_of(answers: Sequence[int]) -> int:
    """The sum of ten answers. A missing one has no rule in the paper, so there is no sum without it."""
    if len(answers) != len(STATEMENTS):
        raise ValueError("All ten statements are answered.")
    if not all(LOWEST <= answer <= HIGHEST for answer in answers):
        raise ValueError("Answers are 1 to 6.")
    return sum(answers)


def is_validated(language: str) -> bool:
    return language.split("-")[0] in VALIDATED_LANGUAGES
