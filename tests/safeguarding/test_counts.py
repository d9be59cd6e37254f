"""Published counts: whole quarters, and nobody can be picked out of them."""

from datetime import UTC, datetime
from itertools import product

from safeguarding import small_cells
from safeguarding.models import Case, Report
from safeguarding.services import counts


def test_small_cells_are_hidden_and_cannot_be_worked_out() -> None:
    assert small_cells.published({"a": 9, "b": 0, "c": 7}) == ({"a": 9, "b": 0, "c": 7}, 16)
    assert small_cells.published({"a": 9, "b": 2, "c": 7}) == ({"a": 9, "b": None, "c": None}, 18)
    assert small_cells.published({"a": 2, "b": 0}) == ({"a": None, "b": 0}, None)


def test_no_hidden_cell_is_the_difference_of_what_is_shown() -> None:
    """For every small table: whoever knows the total and the shown cells is left with two answers or more."""
    for table in product(range(8), repeat=4):
        cells, total = small_cells.published({str(name): count for name, count in enumerate(table)})
        hidden = [name for name, count in cells.items() if count is None]
        assert all(count is None or count == 0 or count >= 5 for count in cells.values())
        if hidden and total is not None:
            assert len(hidden) >= 2, table


def test_the_last_whole_quarters() -> None:
    now = datetime(2026, 2, 3, 10, tzinfo=UTC)
    found = counts.quarters_before(now, 2)
    assert [(a.date().isoformat(), b.date().isoformat()) for a, b in found] == [
        ("2025-10-01", "2026-01-01"),
        ("2025-07-01", "2025-10-01"),
    ]


def test_counts_are_of_the_quarter(world) -> None:
    start, end = counts.quarters_before(world.now, 1)[0]
    case = Case.objects.create(centre=world.centre, thing="page:1", due_at=start)
    for number in range(6):
        Report.objects.create(
            case=case, kind="page", subject_code=str(number), reason="selling", created_at=start
        )
    Report.objects.create(case=case, kind="page", subject_code="x", reason="danger", created_at=end)
    rows = dict(counts.published(start, end)["reports"].rows)
    assert sum(count or 0 for count in rows.values()) == 6


def test_everybody_may_read_them(world) -> None:
    page = world.client("visitor").get("/help/numbers/")
    assert page.status_code == 200
    assert "max-age=600" in page["Cache-Control"]
