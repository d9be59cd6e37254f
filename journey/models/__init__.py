"""Counted days, check-ins, goals, the toolbox, the ten questions, and links for allies."""

from journey.models.ally import AllyLink
from journey.models.check_in import CheckIn
from journey.models.days import CountedDays, Stretch
from journey.models.goal import Goal, State, Step
from journey.models.measure import Measure
from journey.models.toolbox import Sheet, Supporter, Wave

__all__ = [
    "AllyLink",
    "CheckIn",
    "CountedDays",
    "Goal",
    "Measure",
    "Sheet",
    "State",
    "Step",
    "Stretch",
    "Supporter",
    "Wave",
]
