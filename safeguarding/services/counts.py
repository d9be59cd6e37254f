"""What happened to reports, for everybody to read: per quarter, small numbers hidden."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from safeguarding import small_cells
from safeguarding.models import Appeal, Case, Reason, Report, Sanction


@dataclass(frozen=True)
class Table:
    """One table; a count is None where it is kept back."""

    rows: list[tuple[str, int | None]]
    total: int | None


def quarters_before(now: datetime, many: int = 4) -> list[tuple[datetime, datetime]]:
    """The last whole quarters, the newest first."""
    month = (now.month - 1) // 3 * 3 + 1
    end = now.replace(month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
    found = []
    for _number in range(many):
        before = end.month - 3
        start = end.replace(month=before) if before > 0 else end.replace(year=end.year - 1, month=before + 12)
        found.append((start, end))
        end = start
    return found


def published(start: datetime, end: datetime) -> dict[str, Table]:
    """Reports by reason, cases by decision, limits by step, other looks by answer."""
    within = (start, end)
    return {
        "reports": _table(Reason, _counted(Report.objects.filter(_in("created_at", within)), "reason")),
        "cases": _table(Case.Decision, _counted(Case.objects.filter(_in("decided_at", within)), "decision")),
        "limits": _table(
            Sanction.Step, _counted(Sanction.objects.filter(_in("confirmed_at", within)), "step")
        ),
        "appeals": _table(
            Appeal.Answer, _counted(Appeal.objects.filter(_in("decided_at", within)), "answer")
        ),
    }


def _in(field: str, within: tuple[datetime, datetime]) -> Q:
    return Q(**{f"{field}__gte": within[0], f"{field}__lt": within[1]})


def _counted(rows: Any, field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(count=Count("pk")))


def _table(choices: Any, counts: dict[str, int]) -> Table:
    cells, total = small_cells.published({value: counts.get(value, 0) for value in choices.values})
    return Table([(label, cells[value]) for value, label in choices.choices], total)
