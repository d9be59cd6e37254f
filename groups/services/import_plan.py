"""What an import would do, worked out without writing anything.

Three values decide each field: what the list said last time, what it says now, and what stands in
our row. Only what the list changed is taken; what somebody here changed by hand stays, and is told.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from groups.importing.drafts import Draft
from groups.importing.reading import Reading
from groups.importing.report import Report
from groups.models import Group, ImportSource, MeetingSeries, Status, Venue
from groups.services.import_values import (
    Values,
    Vocabulary,
    comparable,
    current_group,
    current_series,
    group_values,
    series_values,
)

CREATED, UPDATED, UNCHANGED, MISSING = "created", "updated", "unchanged", "missing"


@dataclass
class Merge:
    """Fields to take from the list, and fields that stay because somebody changed them here."""

    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass
class GroupPlan:
    """A group of the list; `row` is None for a new one."""

    key: str
    values: Values
    row: Group | None = None
    merge: Merge = field(default_factory=Merge)
    raw: Values = field(default_factory=dict)

    @property
    def is_touched(self) -> bool:
        return self.row is None or bool(self.merge.changed) or self.row.external_id != self.key


@dataclass
class SeriesPlan:
    """A meeting of the list; `row` is None for a new one. `is_back`: it was missing before."""

    draft: Draft
    values: Values
    row: MeetingSeries | None = None
    merge: Merge = field(default_factory=Merge)
    raw: Values = field(default_factory=dict)
    is_back: bool = False
    action: str = UNCHANGED
    outcome: list[Any] = field(default_factory=list)


@dataclass
class Plan:
    """Everything one reading would do to one list's rows."""

    source: ImportSource | None
    groups: dict[str, GroupPlan]
    series: list[SeriesPlan]
    missing: list[MeetingSeries]
    report: Report
    read: int
    skipped: int

    def counts(self) -> dict[str, int]:
        done = [plan.action for plan in self.series]
        return {
            "read": self.read,
            **{name: done.count(name) for name in (CREATED, UPDATED, UNCHANGED)},
            "skipped": self.skipped,
            "missing": len(self.missing),
        }

    def lines(self) -> list[list[Any]]:
        """The table of the preview: id, name, action, fields, outcome; unchanged ones are left out."""
        lines = [self._line(plan) for plan in self.series if plan.action != UNCHANGED]
        return lines + [[row.external_id, row.title, MISSING, [], []] for row in self.missing]

    def _line(self, plan: SeriesPlan) -> list[Any]:
        group = self.groups[plan.draft.group.key]
        fields = sorted({*plan.merge.changed, *(f"group: {name}" for name in group.merge.changed)})
        told = fields if plan.action == UPDATED else []
        return [plan.draft.external_id, plan.draft.name, plan.action, told, plan.outcome]

    def digest(self) -> str:
        """Names exactly this plan: what a person confirmed is what is saved, or nothing is."""
        told = [self.lines(), [comparable(plan.values) for plan in self.series]]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def build_plan(reading: Reading, source: ImportSource | None, programme: str, lock: bool = False) -> Plan:
    """Reads our rows of this list and compares: a handful of queries, however long the list.

    `lock` holds the rows until the end of the transaction, so that an edit meanwhile is not lost.
    """
    vocabulary = Vocabulary(programme)
    rows = _rows_of(source, lock)
    groups = _plan_groups(reading.drafts, _known_groups(source, lock), programme, rows.values())
    series = [
        _plan_series(draft, rows.get(draft.external_id), groups, vocabulary) for draft in reading.drafts
    ]
    plan = Plan(source, groups, series, [], reading.report, reading.read, reading.skipped)
    # A list that lost all its meetings is more likely broken than right.
    if reading.drafts:
        plan.missing = [row for key, row in rows.items() if key not in reading.seen]
    _tell(plan)
    return plan


def _rows_of(source: ImportSource | None, lock: bool) -> dict[str, MeetingSeries]:
    if source is None:
        return {}
    rows = MeetingSeries.objects.filter(external_source=source.key).select_related("group", "venue")
    if lock:
        rows = rows.select_for_update(of=["self"])
    found = rows.prefetch_related("types", "languages").defer("words", "facets").order_by("pk")
    return {row.external_id: row for row in found}


def merge(old: Values, new: Values, current: Values) -> Merge:
    """Old is what the list said last time; all three hold comparable values."""
    result = Merge()
    for name, value in new.items():
        said_before = name in old
        if (said_before and old[name] == value) or current[name] == value:
            continue
        if said_before and current[name] != old[name]:
            result.kept.append(name)
        else:
            result.changed.append(name)
    return result


def _plan_series(
    draft: Draft, row: MeetingSeries | None, groups: dict[str, GroupPlan], vocabulary: Vocabulary
) -> SeriesPlan:
    values = series_values(draft, groups[draft.group.key].values, vocabulary)
    plan = SeriesPlan(draft, values, row, raw=comparable(values), outcome=_outcome(values))
    if row is not None:
        current = comparable(current_series(row, vocabulary, row.external_source))
        plan.merge = merge(row.external_raw, plan.raw, current)
        plan.is_back = row.missing_since is not None
        plan.outcome = _outcome(current | {name: values[name] for name in plan.merge.changed})
    plan.action = _action(plan, groups[draft.group.key])
    return plan


def _outcome(values: Values) -> list[Any]:
    """Days, hour, zone and place as they will stand here: what a person looks at before saving."""
    venue = Venue(**(values["venue"] or {}))
    return [values["weekdays"], values["local_start"], values["time_zone"], venue.place or venue.name]


def _action(plan: SeriesPlan, group: GroupPlan) -> str:
    """Settled before anything is written: afterwards new rows look like old ones."""
    if plan.row is None:
        return CREATED
    return UPDATED if plan.merge.changed or plan.is_back or group.is_touched else UNCHANGED


# --- Groups -------------------------------------------------------------------------------------


def _plan_groups(
    drafts: list[Draft], known: dict[str, Group], programme: str, rows: Iterable[MeetingSeries]
) -> dict[str, GroupPlan]:
    members: dict[str, list[Draft]] = {}
    for draft in drafts:
        members.setdefault(draft.group.key, []).append(draft)
    renamed = _renamed({d.external_id: d.group.key for d in drafts}, rows, known)
    plans = {}
    for key, of_group in members.items():
        values = group_values(of_group, programme)
        row = known.get(key) or renamed.get(key)
        plans[key] = GroupPlan(key, values, row, raw=comparable(values))
        if row is not None:
            plans[key].merge = merge(row.external_raw, plans[key].raw, comparable(current_group(row)))
    return plans


def _known_groups(source: ImportSource | None, lock: bool) -> dict[str, Group]:
    if source is None:
        return {}
    rows = Group.objects.filter(external_source=source.key).select_related("programme", "pathway")
    if lock:
        rows = rows.select_for_update(of=["self"]).order_by("pk")
    return {row.external_id: row for row in rows}


def _renamed(
    keys: dict[str, str], rows: Iterable[MeetingSeries], known: dict[str, Group]
) -> dict[str, Group]:
    """Groups whose meetings all moved to one new name: the same group, so that nobody is left behind."""
    went_to: dict[int, set[str]] = {}
    for row in rows:
        if row.external_id in keys:
            went_to.setdefault(row.group_id, set()).add(keys[row.external_id])
    now_used = set(keys.values())
    by_pk = {group.pk: group for group in known.values() if group.external_id not in now_used}
    found: dict[str, Group] = {}
    for pk, targets in went_to.items():
        if pk in by_pk and len(targets) == 1 and not targets & (known.keys() | found.keys()):
            found[targets.pop()] = by_pk[pk]
    return found


# --- The report ---------------------------------------------------------------------------------


def _tell(plan: Plan) -> None:
    """Rows about our own rows: kept by hand, gone from the list, back in it."""
    report = plan.report
    for each in plan.series:
        for name in each.merge.kept:
            closed = name == "status" and each.row is not None and each.row.status == Status.CLOSED
            report.add(each.draft.external_id, name, "", "closed_here" if closed else "edited_here")
        if each.is_back:
            report.add(each.draft.external_id, "", "", "back")
    for group in plan.groups.values():
        for name in group.merge.kept:
            report.add(group.values["name"], f"group: {name}", "", "edited_here")
    for row in plan.missing:
        report.add(row.external_id, "", row.title, "gone")
