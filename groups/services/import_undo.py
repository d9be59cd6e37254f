"""Takes a saved import back: changed rows as they were, made rows gone.

What somebody changed since stays, and is told. What people use by now is closed, not removed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db import models

from groups.importing.report import Row
from groups.models import Group, ImportChange, ImportRun, MeetingSeries, Occurrence, Status, Venue
from groups.services import import_snapshots as snapshots
from groups.services.follow import rebuild_many
from groups.services.import_values import Values
from groups.services.import_write import bulk_update

Kind = ImportChange.Kind
# Tables that hold nothing but parts of a series or a group; anything else that points to one of
# them was made by people.
OWN_PARTS = {
    ("groups", "occurrence"),
    ("groups", "meetingseries"),
    ("groups", "meetingseries_types"),
    ("groups", "meetingseries_languages"),
}


def undo(run: ImportRun, now: datetime) -> list[Row]:
    """In the caller's transaction. Rows say what could not be taken back."""
    return Undoing(run, now).undo()


class Undoing:
    """One run on its way back."""

    def __init__(self, run: ImportRun, now: datetime) -> None:
        self.run, self.now = run, now
        self.rows: list[Row] = []
        self.touched: set[int] = set()
        self.changes: dict[str, list[ImportChange]] = {kind: [] for kind in Kind.values}
        for change in run.changes.order_by("pk"):
            self.changes[change.kind].append(change)

    def undo(self) -> list[Row]:
        self._series()
        self._groups()
        self._venues()
        rebuild_many(self.touched, self.now)
        return self.rows

    def _tell(self, record: str, code: str) -> None:
        self.rows.append(Row(record, "", "", code))

    def _series(self) -> None:
        changes = self.changes[Kind.SERIES]
        query = MeetingSeries.objects.filter(pk__in=[c.object_id for c in changes])
        found = {row.pk: row for row in query.select_for_update().prefetch_related("types", "languages")}
        intact = []
        for change in changes:
            row = found.get(change.object_id)
            if row is None:
                continue
            if snapshots.of_fetched_series(row) == snapshots.unseal(change.after_sealed):
                intact.append((change, row))
            else:
                self._tell(change.record, "undo_edited")
        self._restore_series([(c, row) for c, row in intact if not c.made])
        self._remove_series([row for c, row in intact if c.made])

    def _restore_series(self, pairs: list[tuple[ImportChange, MeetingSeries]]) -> None:
        columns = {"sequence", "changed_at"}
        befores: dict[int, Values] = {}
        for change, row in pairs:
            befores[row.pk] = snapshots.unseal(change.before_sealed)
            columns |= set(snapshots.put_back(row, befores[row.pk]))
            row.changed_at = self.now
            row.sequence += 1
            self.touched.add(row.pk)
        bulk_update(MeetingSeries, [row for _change, row in pairs], columns)
        self._relink("types", "meetingtype_id", befores)
        self._relink("languages", "language_id", befores)

    def _relink(self, name: str, column: str, befores: dict[int, Values]) -> None:
        through = getattr(MeetingSeries, name).through._default_manager
        through.filter(meetingseries__in=befores).delete()
        through.bulk_create(
            through.model(meetingseries_id=pk, **{column: key})
            for pk, values in befores.items()
            for key in values[name]
        )

    def _remove_series(self, rows: list[MeetingSeries]) -> None:
        used = series_in_use([row.pk for row in rows])
        closed = [row for row in rows if row.pk in used]
        for row in closed:
            row.status, row.external_raw, row.changed_at = Status.CLOSED, {}, self.now
            row.sequence += 1
            self.touched.add(row.pk)
            self._tell(row.external_id, "undo_closed")
        bulk_update(MeetingSeries, closed, {"status", "external_raw", "changed_at", "sequence"})
        gone = [row.pk for row in rows if row.pk not in used]
        MeetingSeries.objects.filter(pk__in=gone).delete()

    def _groups(self) -> None:
        changes = self.changes[Kind.GROUP]
        query = Group.objects.filter(pk__in=[c.object_id for c in changes]).select_for_update(of=["self"])
        found = {row.pk: row for row in query}
        restored = []
        for change in changes:
            row = found.get(change.object_id)
            if row is None or change.made:
                continue
            if snapshots.of_group(row) != snapshots.unseal(change.after_sealed):
                self._tell(row.name, "undo_edited")
                continue
            snapshots.put_back(row, snapshots.unseal(change.before_sealed))
            restored.append(row)
        bulk_update(Group, restored, snapshots.GROUP_SNAPSHOT)
        self.touched |= set(MeetingSeries.objects.filter(group__in=restored).values_list("pk", flat=True))
        self._remove_groups([found[c.object_id] for c in changes if c.made and c.object_id in found])

    def _remove_groups(self, rows: list[Group]) -> None:
        """Groups with meetings left stay; those only people are left in are closed."""
        pks = [row.pk for row in rows]
        with_meetings = set(
            MeetingSeries.objects.filter(group__in=pks)
            .exclude(status=Status.CLOSED)
            .values_list("group", flat=True)
        )
        used = {
            *_pointing_to(Group, pks),
            *MeetingSeries.objects.filter(group__in=pks).values_list("group", flat=True),
        }
        closed = [row for row in rows if row.pk in used and row.pk not in with_meetings]
        for row in closed:
            row.status, row.external_raw = Status.CLOSED, {}
            self._tell(row.name, "undo_closed")
        bulk_update(Group, closed, {"status", "external_raw"})
        Group.objects.filter(pk__in=[pk for pk in pks if pk not in used and pk not in with_meetings]).delete()

    def _venues(self) -> None:
        made = [c.object_id for c in self.changes[Kind.VENUE] if c.made]
        used = _pointing_to(Venue, made, own_parts={("groups", "occurrence")})
        Venue.objects.filter(pk__in=[pk for pk in made if pk not in used]).delete()


def series_in_use(pks: list[int]) -> set[int]:
    """Series that somebody depends on: a role in the group, a room, an exception made by hand …"""
    used = _pointing_to(MeetingSeries, pks)
    of_series = dict(Occurrence.objects.filter(series__in=pks).values_list("pk", "series_id"))
    used |= {of_series[pk] for pk in _pointing_to(Occurrence, list(of_series))}
    groups = dict(MeetingSeries.objects.filter(pk__in=pks).values_list("pk", "group_id"))
    joined = _pointing_to(Group, list(set(groups.values())))
    return used | {pk for pk, group in groups.items() if group in joined}


def _pointing_to(
    model: type[models.Model], pks: Iterable[int], own_parts: set[tuple[str, str]] = OWN_PARTS
) -> set[int]:
    """Which of the rows some other table points to; tables added later are found too."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
            continue
        related, field = cast("tuple[Any, Any]", (relation.related_model, getattr(relation, "field", None)))
        if (related._meta.app_label, related._meta.model_name) in own_parts:
            continue
        column = field.name
        found |= set(related._base_manager.filter(**{f"{column}__in": pks}).values_list(column, flat=True))
    return found
