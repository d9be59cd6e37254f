"""Which limit may be set now, and for how long. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta

from safeguarding.models import Sanction

Step = Sanction.Step
ORDER = (Step.WORD, Step.REST, Step.AWAY, Step.FOR_GOOD)
# How long an earlier limit counts.
REMEMBERED = timedelta(days=365)


def allowed(before: Collection[str], *, urgent: bool) -> list[Step]:
    """A talk and a rest are always there; the next steps follow on an earlier one, or on danger."""
    steps = [Step.WORD, Step.REST]
    if urgent or {Step.REST, Step.AWAY, Step.FOR_GOOD} & set(before):
        steps.append(Step.AWAY)
    if urgent or {Step.AWAY, Step.FOR_GOOD} & set(before):
        steps.append(Step.FOR_GOOD)
    return steps


def end_of(step: Step, days: int, now: datetime) -> datetime | None:
    """Never longer than the step's own limit; only the last step has no end."""
    if step == Step.FOR_GOOD:
        return None
    return now + min(timedelta(days=days), Sanction.LONGEST[step])
