"""What of a journey a person may let somebody see, each with the exact columns it shows.

A key's columns never grow: whoever wants to show more registers another key, and asks again.
tests/journey/test_shareable.py holds them frozen.
"""

from django.utils.translation import gettext_lazy as _

from accounts.services.consent import register_item, register_relation

APP = "journey"
DAYS, MILESTONES = "journey.days", "journey.milestones"
MOOD, CRAVING, SLEEP, LINES = "journey.mood", "journey.craving", "journey.sleep", "journey.lines"
GOALS, PLAN, TEN = "journey.goals", "journey.plan", "journey.ten"
# What changes when somebody begins again.
TELLS_OF_DAYS = frozenset({DAYS, MILESTONES})
ALLY = "ally"

ITEMS = (
    (DAYS, _("The days I count"), ("CountedDays.name", "Stretch.began_on", "Stretch.ended_on")),
    (MILESTONES, _("Milestones I have reached"), ("CountedDays.name", "Stretch.began_on")),
    (MOOD, _("How my days are"), ("CheckIn.local_date", "CheckIn.mood")),
    (CRAVING, _("How strong the wish to use is"), ("CheckIn.local_date", "CheckIn.craving")),
    (SLEEP, _("How I sleep"), ("CheckIn.local_date", "CheckIn.sleep")),
    (LINES, _("What I write when I check in"), ("CheckIn.local_date", "CheckIn.line")),
    (
        GOALS,
        _("My goals and steps"),
        ("Goal.words", "Goal.until_on", "Goal.state", "Step.words", "Step.state"),
    ),
    (PLAN, _("My plan"), ("Sheet.answers",)),
    (TEN, _("The sum of my ten questions"), ("Measure.taken_on", "Measure.total")),
)


def register() -> None:
    for key, label, covers in ITEMS:
        register_item(key, label, APP, covers)
    register_relation(ALLY, _("Someone I trust"), APP)
