"""What came of "I need to talk now" at a centre, in numbers from which nobody can be picked out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q

from accounts.models import Centre
from mentoring.models import Call, CallAsk
from safeguarding import small_cells

# A call counts for so long, and keeps the people it was about for so long.
LOOKED_AT = timedelta(days=90)
Answer = Call.Answer


@dataclass(frozen=True)
class Counts:
    """`rows` hold None for 1 to 4; `minutes` is the time until a yes, in the middle of all of them."""

    rows: list[tuple[Any, int | None]]
    total: int | None
    minutes: float | None


def counts(centre: Centre, now: datetime) -> Counts:
    """Of the last 90 days. Reads no person."""
    ended = Call.objects.filter(centre=centre, asked_at__gt=now - LOOKED_AT).exclude(answer=Answer.NONE)
    found = dict(ended.values_list("answer").annotate(number=Count("pk")).order_by())
    kinds = [each for each in Answer if each != Answer.NONE]
    cells, total = small_cells.published({str(each): found.get(each, 0) for each in kinds})
    return Counts([(each.label, cells[each]) for each in kinds], total, _minutes(ended))


def _minutes(ended: Any) -> float | None:
    """From asking to the first yes; hidden for fewer than five."""
    times = [
        (found - asked).total_seconds() / 60
        for asked, found in ended.exclude(found_at=None).values_list("asked_at", "found_at")
    ]
    return round(median(times), 1) if len(times) >= small_cells.LEAST else None


def forget_old(now: datetime) -> int:
    """Old calls keep their times and lose their people. Run by the timetable: no actor."""
    old = Call.objects.filter(asked_at__lt=now - LOOKED_AT).exclude(state__in=Call.LIVE)
    old = old.filter(Q(asks__isnull=False) | Q(user__isnull=False) | Q(taken_by__isnull=False))
    keys = list(old.values_list("pk", flat=True).distinct())
    CallAsk.objects.filter(call__in=keys).delete()
    return Call.objects.filter(pk__in=keys).update(user=None, taken_by=None)
