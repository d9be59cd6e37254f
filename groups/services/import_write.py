"""Saves a plan: all of it in the caller's transaction, noting what each row was before and is after."""

import zoneinfo
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db import models

from groups import ways
from groups.models import (
    Group,
    ImportChange,
    ImportRun,
    MeetingSeries,
    Pathway,
    Programme,
    Venue,
    Visibility,
)
from groups.services import import_snapshots as snapshots
from groups.services.follow import rebuild_many
from groups.services.import_plan import GroupPlan, Plan, SeriesPlan
from groups.services.import_values import GROUP_COLUMNS, Values, Vocabulary
from groups.services.series import TIME_AND_PLACE

BATCH = 500
Kind = ImportChange.Kind
# What is worth a new number in calendars; the list's words for two of the columns differ from ours.
NEWS = {*TIME_AND_PLACE, "name", "secret", "group"}


def write(plan: Plan, run: ImportRun, now: datetime) -> None:
    """Places, groups, meetings, types and languages; then the finder's index and the timetable."""
    Writer(plan, run, now).write()


class Writer:
    """One saving of one plan into the list of its run."""

    def __init__(self, plan: Plan, run: ImportRun, now: datetime) -> None:
        assert run.source is not None
        self.plan, self.run, self.now, self.source = plan, run, now, run.source
        self.vocabulary = Vocabulary(self.source.programme)
        self.programmes = dict(Programme.objects.values_list("code", "pk"))
        self.pathways = dict(Pathway.objects.values_list("code", "pk"))
        self.changes: list[ImportChange] = []
        self.touched: set[int] = set()
        self.venues: dict[str, int] = {}
        self.groups: dict[str, int] = {}

    def write(self) -> None:
        self._write_venues()
        self._write_groups()
        self._write_series()
        self._flag_missing()
        ImportChange.objects.bulk_create(self.changes, batch_size=BATCH)
        rebuild_many(self.touched, self.now)

    def _note(self, kind: str, pk: int, after: Values, before: Values | None, record: str = "") -> None:
        change = ImportChange(run=self.run, kind=kind, object_id=pk, record=record, made=before is None)
        change.before_sealed, change.after_sealed = snapshots.seal(before), snapshots.seal(after)
        self.changes.append(change)

    # --- Places ---------------------------------------------------------------------------------

    def _write_venues(self) -> None:
        """One place for one content: the list's own places are used again, the others made."""
        own = MeetingSeries.objects.filter(external_source=self.source.key).values("venue")
        for row in Venue.objects.filter(pk__in=own).order_by("pk"):
            self.venues.setdefault(snapshots.content_key(snapshots.of_venue(row)), row.pk)
        contents = [plan.values["venue"] for plan in self.plan.series if plan.values["venue"]]
        wanted = {snapshots.content_key(values): values for values in contents}
        fresh = [Venue(centre=self.source.centre, **v) for k, v in wanted.items() if k not in self.venues]
        for row in Venue.objects.bulk_create(fresh, batch_size=BATCH):
            values = snapshots.of_venue(row)
            self.venues[snapshots.content_key(values)] = row.pk
            self._note(Kind.VENUE, row.pk, values, None)

    # --- Groups ---------------------------------------------------------------------------------

    def _write_groups(self) -> None:
        fresh = [plan for plan in self.plan.groups.values() if plan.row is None]
        known = [plan for plan in self.plan.groups.values() if plan.row is not None]
        rows = Group.objects.bulk_create([self._new_group(plan) for plan in fresh], batch_size=BATCH)
        for plan, row in zip(fresh, rows, strict=True):
            plan.row = row
            self._note(Kind.GROUP, row.pk, snapshots.of_group(row), None)
        self._update_groups(known)
        self.groups = {key: plan.row.pk for key, plan in self.plan.groups.items() if plan.row}

    def _new_group(self, plan: GroupPlan) -> Group:
        return Group(
            centre=self.source.centre,
            external_source=self.source.key,
            external_id=plan.key,
            external_raw=plan.raw,
            visibility=Visibility.PUBLIC,
            programme_id=self.programmes.get(plan.values["programme"]),
            pathway_id=self.pathways.get(plan.values["pathway"]),
            created_at=self.now,
            **ways.usual(Group.Kind.OPEN, Visibility.PUBLIC),
            **{column: plan.values[column] for column in GROUP_COLUMNS},
        )

    def _update_groups(self, plans: list[GroupPlan]) -> None:
        columns, rows = {"external_id", "external_raw"}, []
        for plan in plans:
            row = plan.row
            if row is None or (row.external_id, row.external_raw) == (plan.key, plan.raw):
                continue
            before = snapshots.of_group(row)
            for name in plan.merge.changed:
                columns.add(self._set_group(row, name, plan.values[name]))
            row.external_id, row.external_raw = plan.key, plan.raw
            self._note(Kind.GROUP, row.pk, snapshots.of_group(row), before)
            rows.append(row)
        bulk_update(Group, rows, columns)
        # The finder's words of a meeting hold its group's name.
        self.touched |= set(MeetingSeries.objects.filter(group__in=rows).values_list("pk", flat=True))

    def _set_group(self, row: Group, name: str, value: Any) -> str:
        keys = {"programme": self.programmes, "pathway": self.pathways}.get(name)
        column = f"{name}_id" if keys is not None else name
        setattr(row, column, keys.get(value) if keys is not None else value)
        return column

    # --- Meetings -------------------------------------------------------------------------------

    def _write_series(self) -> None:
        fresh = [plan for plan in self.plan.series if plan.row is None]
        changed = [plan for plan in self.plan.series if plan.row is not None and _differs(plan)]
        befores = {plan.row.pk: snapshots.of_fetched_series(plan.row) for plan in changed if plan.row}
        rows = MeetingSeries.objects.bulk_create([self._new_series(p) for p in fresh], batch_size=BATCH)
        for plan, row in zip(fresh, rows, strict=True):
            plan.row = row
            self.touched.add(row.pk)
        self._update_series(changed)
        self._link("types", "meetingtype_id", self.vocabulary.ids, fresh, changed)
        self._link("languages", "language_id", self.vocabulary.languages, fresh, changed)
        for plan in [*fresh, *changed]:
            self._note_series(plan, befores)

    def _note_series(self, plan: SeriesPlan, befores: dict[int, Values]) -> None:
        row = plan.row
        assert row is not None
        before = befores.get(row.pk)
        types = [self.vocabulary.ids[name] for name in plan.values["types"]]
        languages = [self.vocabulary.languages[name] for name in plan.values["languages"]]
        if before is not None:
            types = types if "types" in plan.merge.changed else before["types"]
            languages = languages if "languages" in plan.merge.changed else before["languages"]
        after = snapshots.of_series(row, types, languages)
        self._note(Kind.SERIES, row.pk, after, before, plan.draft.external_id)

    def _new_series(self, plan: SeriesPlan) -> MeetingSeries:
        row = MeetingSeries(
            external_source=self.source.key,
            external_id=plan.draft.external_id,
            external_slug=plan.draft.external_id,
            external_raw=plan.raw,
            start_date=self.now.astimezone(zoneinfo.ZoneInfo(plan.values["time_zone"])).date(),
            created_at=self.now,
            changed_at=self.now,
        )
        for name, value in plan.values.items():
            self._set_series(row, name, value)
        return row

    def _set_series(self, row: MeetingSeries, name: str, value: Any) -> str:
        """Sets one field; the column it is kept in, or nothing for types and languages."""
        if name in ("types", "languages"):
            return ""
        if name == "venue":
            row.venue_id = self.venues[snapshots.content_key(value)] if value else None
        elif name == "group":
            row.group_id = self.groups[value]
        elif name == "secret":
            row.conference_secret = value
            return "conference_secret_sealed"
        elif name == "local_start":
            row.local_start = time.fromisoformat(value) if value else None
        else:
            setattr(row, name, value)
        return name

    def _update_series(self, plans: list[SeriesPlan]) -> None:
        columns = {"external_raw", "missing_since", "sequence", "changed_at"}
        for plan in plans:
            row = plan.row
            assert row is not None
            columns |= {self._set_series(row, name, plan.values[name]) for name in plan.merge.changed}
            row.external_raw, row.missing_since = plan.raw, None
            if plan.merge.changed or plan.is_back:
                self.touched.add(row.pk)
                row.changed_at = self.now
                row.sequence += bool(NEWS & set(plan.merge.changed))
        bulk_update(MeetingSeries, [plan.row for plan in plans], columns - {""})

    def _link(
        self, name: str, column: str, ids: dict[str, int], fresh: list[SeriesPlan], changed: list[SeriesPlan]
    ) -> None:
        """Types or languages of all meetings at once."""
        through = getattr(MeetingSeries, name).through._default_manager
        renewed = [plan for plan in changed if name in plan.merge.changed]
        through.filter(meetingseries__in=[plan.row.pk for plan in renewed if plan.row]).delete()
        links = [
            through.model(meetingseries_id=plan.row.pk, **{column: ids[value]})
            for plan in [*fresh, *renewed]
            if plan.row
            for value in plan.values[name]
        ]
        through.bulk_create(links, batch_size=5000)

    def _flag_missing(self) -> None:
        """Kept, and marked: the list may have lost it, or the meeting may be over."""
        fresh = [row for row in self.plan.missing if row.missing_since is None]
        for row in fresh:
            before = snapshots.of_fetched_series(row)
            row.missing_since = self.now
            self._note(Kind.SERIES, row.pk, snapshots.of_fetched_series(row), before, row.external_id)
        bulk_update(MeetingSeries, fresh, {"missing_since"})


def _differs(plan: SeriesPlan) -> bool:
    """Something to write, be it only what the list said (a value that somebody here changed stays)."""
    raw_differs = plan.row is not None and plan.row.external_raw != plan.raw
    return bool(plan.merge.changed or plan.is_back or raw_differs)


def bulk_update(model: type[models.Model], rows: list[Any], columns: Iterable[str]) -> None:
    if rows:
        model._default_manager.bulk_update(rows, sorted(columns), batch_size=BATCH)
