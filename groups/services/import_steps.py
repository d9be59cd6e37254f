"""The steps of an import, each of them whole: read and compare, save, take back, report.

The command line walks them at once; for staff the worker walks them one by one (imports.py).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _

from groups import zones
from groups.importing.errors import UnusableSourceError
from groups.importing.reading import Reading, read_source
from groups.importing.shapes import BMLT
from groups.models import ImportRun, ImportSource, Programme
from groups.services import import_undo, import_write
from groups.services.import_lists import Loaded, find_source
from groups.services.import_plan import Plan, build_plan
from ledger.services import record
from recovery_network.common.errors import DomainError

_LOCK_CLASS = 7_310_002  # one import a centre at a time: a second one waits, then sees what the first did
_WAIT_SECONDS = 20
State = ImportRun.State


@dataclass(frozen=True)
class Options:
    """What the person said about the list. An empty value: find it out.

    `list_name` is for the command line, `list_key` names one of the centre's lists exactly.
    """

    format: str = ""
    time_zone: str = ""
    programme: str = ""
    list_name: str = ""
    list_key: str = ""
    is_new_list: bool = False


def read_and_plan(
    *,
    centre: Any,
    loaded: Loaded,
    options: Options,
    source: ImportSource | None = None,
    run: ImportRun | None = None,
    lock: bool = False,
) -> tuple[Plan, Reading]:
    """What the list would do; writes only the progress of `run`. Raises UnusableSourceError. No actor."""
    if options.time_zone and options.time_zone not in zones.names():
        raise UnusableSourceError(_("%(zone)s is not a time zone we know.") % {"zone": options.time_zone})
    if options.programme and not Programme.objects.filter(code=options.programme).exists():
        raise UnusableSourceError(_("%(code)s is not a programme we know.") % {"code": options.programme})

    def progress(count: int) -> None:
        if run is not None:
            ImportRun.objects.filter(pk=run.pk).update(done=count)

    reading = read_source(
        loaded.data,
        format=options.format or None,
        zone=options.time_zone or None,
        zone_exists=zones.names().__contains__,
        progress=progress,
    )
    source = source or _source_of(centre, loaded, options, reading)
    return build_plan(reading, source, _programme(options, source, reading.format), lock), reading


def _source_of(centre: Any, loaded: Loaded, options: Options, reading: Reading) -> ImportSource | None:
    if options.list_name:
        named = ImportSource.objects.filter(centre=centre, name=options.list_name)
        return named.order_by("-pk").first()
    if options.is_new_list:
        return None
    source, by_meetings = find_source(centre, loaded.location, reading.drafts, reading.format)
    if source is not None and by_meetings:
        reading.report.add("", "", "", "same_list", source.name)
    return source


def _programme(options: Options, source: ImportSource | None, format: str) -> str:
    """BMLT is Narcotics Anonymous; the other forms are used by many fellowships."""
    known = source.programme if source is not None else ""
    return options.programme or known or ("na" if format == BMLT else "")


def save(run: ImportRun, plan: Plan, loaded: Loaded, options: Options, format: str, now: datetime) -> None:
    """The list itself and everything in it, in the caller's transaction."""
    if plan.source is None:
        run.source = ImportSource.objects.create(
            centre=run.centre,
            name=(options.list_name or loaded.name)[:200],
            location=loaded.location,
            format=format,
            programme=_programme(options, None, format),
            created_at=now,
        )
    else:
        run.source = plan.source
        if loaded.location and run.source.location != loaded.location:
            run.source.location = loaded.location
            run.source.save(update_fields=["location"])
    run.save()
    import_write.write(plan, run, now)
    record(
        actor=run.by, verb="groups.import_meetings", obj=run, now=now, centre=run.centre.code, **plan.counts()
    )


def lock_centre(centre: Any) -> None:
    """Until the end of the transaction. Whoever waits too long is told so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_WAIT_SECONDS}s"])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, centre.pk])
        except OperationalError:  # lock_timeout
            raise DomainError(_("Another import of this centre is running. Try again in a minute.")) from None
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")


def note_result(run: ImportRun, plan: Plan) -> None:
    for name, value in plan.counts().items():
        setattr(run, name, value)
    run.done = run.read
    run.rows = [[r.record, r.field, r.value, r.code, r.result] for r in plan.report]
    run.plan, run.plan_digest = plan.lines(), plan.digest()


# --- At once, for the command line --------------------------------------------------------------


def preview(*, centre: Any, loaded: Loaded, options: Options) -> Plan:
    """The plan, and nothing written. Raises UnusableSourceError. No actor: the server's operator."""
    return read_and_plan(centre=centre, loaded=loaded, options=options)[0]


@transaction.atomic
def import_now(*, centre: Any, loaded: Loaded, options: Options, now: datetime) -> tuple[ImportRun, Plan]:
    """Read, compared and saved in one transaction. Raises UnusableSourceError. No actor: the operator."""
    lock_centre(centre)
    plan, reading = read_and_plan(centre=centre, loaded=loaded, options=options, lock=True)
    run = ImportRun(centre=centre, state=State.SAVED, created_at=now, read_at=now, saved_at=now)
    run.location, run.time_zone, run.programme = loaded.location, options.time_zone, options.programme
    note_result(run, plan)
    save(run, plan, loaded, options, reading.format, now)
    return run, plan


@transaction.atomic
def undo_now(*, run: ImportRun, now: datetime) -> ImportRun:
    """Takes a saved import back at once. Raises DomainError. No actor: the operator."""
    lock_centre(run.centre)
    run = ImportRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if run.state not in (State.SAVED, State.UNWANTED):
        raise DomainError(_("Only an import that was saved can be undone."))
    if not run.changes.exists() and run.total:
        raise DomainError(_("This import is too old to be undone."))
    rows = import_undo.undo(run, now)
    run.undo_rows = [[r.record, r.field, r.value, r.code, r.result] for r in rows]
    run.state, run.undone_at, run.lease_until = State.UNDONE, now, None
    run.save(update_fields=["undo_rows", "state", "undone_at", "lease_until"])
    record(actor=run.by, verb="groups.undo_import", obj=run, now=now, centre=run.centre.code)
    return run


# --- The report ---------------------------------------------------------------------------------


def report_of(plan: Plan) -> dict[str, Any]:
    """The report as every import gives it."""
    return {**plan.counts(), "warnings": [row.as_json() for row in plan.report]}


def report_of_failure(error: DomainError) -> dict[str, Any]:
    """The same for a list that could not be used: how far it was read, and why nothing was done."""
    reading = error.reading if isinstance(error, UnusableSourceError) else None
    names = ("read", "created", "updated", "unchanged", "skipped", "missing")
    counts = dict.fromkeys(names, 0)
    rows = []
    if reading is not None:
        counts |= {"read": reading.read, "skipped": reading.skipped}
        rows = [row.as_json() for row in reading.report]
    return {**counts, "warnings": rows, "error": str(error)}
