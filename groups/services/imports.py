"""Importing a foreign meeting list: read it, look at what it would do, save it, take it back.

Staff ask, the worker does: the row of the run says what is to be done next, so a lost hint or a
killed worker costs time and nothing else. The command line does the same at once.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from groups import zones
from groups.importing.errors import UnusableSourceError
from groups.importing.reading import Reading, read_source
from groups.importing.shapes import BMLT
from groups.models import ImportChange, ImportRun, ImportSource, Programme
from groups.services import import_undo, import_write
from groups.services.import_lists import Loaded, find_source, is_address, load
from groups.services.import_plan import Plan, build_plan
from ledger.services import record
from recovery_network.common.errors import DomainError
from recovery_network.common.jobs import enqueue_on_commit
from recovery_network.common.net import Fetcher
from recovery_network.common.permissions import require

log = logging.getLogger(__name__)

TASK = "groups.tasks.work_on_import"
LEASE = timedelta(minutes=5)
KEEP_FILE = timedelta(days=7)
KEEP_UNDO = timedelta(days=90)
_LOCK_CLASS = 7_310_002  # one import a centre at a time: a second one waits, then sees what the first did
_WAIT_SECONDS = 20
State = ImportRun.State


@dataclass(frozen=True)
class Options:
    """What the person said about the list. An empty value: find it out."""

    format: str = ""
    time_zone: str = ""
    programme: str = ""
    list_name: str = ""
    is_new_list: bool = False


# --- Reading and comparing ----------------------------------------------------------------------


def read_and_plan(
    *,
    centre: Any,
    loaded: Loaded,
    options: Options,
    source: ImportSource | None = None,
    run: ImportRun | None = None,
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
    return build_plan(reading, source, _programme(options, source, reading.format)), reading


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


def _save(run: ImportRun, plan: Plan, loaded: Loaded, options: Options, format: str, now: datetime) -> None:
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


def _lock(centre: Any) -> None:
    """Until the end of the transaction. Whoever waits too long is told so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_WAIT_SECONDS}s"])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, centre.pk])
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")


def _note_result(run: ImportRun, plan: Plan) -> None:
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
    _lock(centre)
    plan, reading = read_and_plan(centre=centre, loaded=loaded, options=options)
    run = ImportRun(centre=centre, state=State.SAVED, created_at=now, read_at=now, saved_at=now)
    run.location, run.time_zone, run.programme = loaded.location, options.time_zone, options.programme
    _note_result(run, plan)
    _save(run, plan, loaded, options, reading.format, now)
    return run, plan


@transaction.atomic
def undo_now(*, run: ImportRun, now: datetime) -> ImportRun:
    """Takes a saved import back at once. Raises DomainError. No actor: the operator."""
    _lock(run.centre)
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


# --- What staff ask -----------------------------------------------------------------------------


@transaction.atomic
def start_import(
    *, actor: Any, centre: Any, file: tuple[str, bytes] | None, address: str, options: Options, now: datetime
) -> ImportRun:
    """A run that waits to be read: a file's name and bytes, or an address."""
    require(actor, "groups.import_meetings", centre)
    run = ImportRun(
        centre=centre, by=actor, language=translation.get_language() or "en", created_at=now,
        wanted_format=options.format, time_zone=options.time_zone, programme=options.programme,
        is_new_list=options.is_new_list,
    )  # fmt: skip
    if options.list_name:
        run.source = ImportSource.objects.filter(centre=centre, key=options.list_name).first()
    if file is not None:
        run.location, run.data = f"file:{file[0]}"[:500], file[1]
    elif is_address(address):
        run.location = address.strip()[:500]
    else:
        raise DomainError(_("Only addresses that begin with http:// or https:// are called."))
    run.save()
    record(actor=actor, verb="groups.start_import", obj=run, now=now, centre=centre.code)
    enqueue_on_commit(TASK, run.pk)
    return run


@transaction.atomic
def confirm_import(*, actor: Any, run: ImportRun, now: datetime) -> ImportRun:
    """Save exactly what the preview shows. Asking twice is asking once."""
    require(actor, "groups.import_meetings", run.centre)
    return _ask_for(run, actor, wanted=State.CONFIRMED, only_from=State.READY, now=now)


@transaction.atomic
def undo_import(*, actor: Any, run: ImportRun, now: datetime) -> ImportRun:
    """Take a saved import back."""
    require(actor, "groups.import_meetings", run.centre)
    return _ask_for(run, actor, wanted=State.UNWANTED, only_from=State.SAVED, now=now)


def _ask_for(run: ImportRun, actor: Any, *, wanted: str, only_from: str, now: datetime) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if run.state == wanted:
        return run
    if run.state != only_from:
        raise DomainError(_("This import has moved on. Look at where it stands now."))
    run.state, run.by, run.lease_until = wanted, actor, None
    run.save(update_fields=["state", "by", "lease_until"])
    record(actor=actor, verb=f"groups.import_{wanted}", obj=run, now=now, centre=run.centre.code)
    enqueue_on_commit(TASK, run.pk)
    return run


# --- What the worker does -----------------------------------------------------------------------


def work_on(run_id: int, now: datetime, fetcher: Fetcher | None = None) -> None:
    """The next thing this run waits for, if no other worker is at it. Run by the worker: no actor."""
    claim = ImportRun.objects.filter(pk=run_id, state__in=ImportRun.TO_DO)
    claim = claim.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    if not claim.update(lease_until=now + LEASE):
        return
    run = ImportRun.objects.select_related("centre", "source", "by").get(pk=run_id)
    step = {State.WAITING: _read, State.CONFIRMED: _save_confirmed, State.UNWANTED: _undo}[State(run.state)]
    with translation.override(run.language):
        try:
            step(run, now, fetcher)
        except DomainError as error:
            _fail(run, str(error), now)
        except Exception:
            log.exception("import %s", run_id)
            _fail(run, str(_("Something went wrong on our side. Nothing was changed.")), now)


def work_on_waiting(now: datetime) -> int:
    """Runs nobody works on, after a lost hint or a killed worker. Run by the timetable: no actor."""
    free = ImportRun.objects.filter(state__in=ImportRun.TO_DO).filter(
        Q(lease_until=None) | Q(lease_until__lt=now)
    )
    waiting = list(free.filter(created_at__lt=now).order_by("created_at").values_list("pk", flat=True)[:3])
    for run_id in waiting:
        work_on(run_id, now)
    return len(waiting)


def _fail(run: ImportRun, problem: str, now: datetime) -> None:
    """A run that could not be undone is still saved; any other is over."""
    state = State.SAVED if run.state == State.UNWANTED else State.FAILED
    ImportRun.objects.filter(pk=run.pk).update(state=state, problem=problem, lease_until=None, data=None)


def _options(run: ImportRun) -> Options:
    return Options(run.wanted_format, run.time_zone, run.programme, "", run.is_new_list)


def _loaded(run: ImportRun, fetcher: Fetcher | None) -> Loaded:
    """The file of the run; an address is fetched once and its bytes kept until the run is over."""
    if run.data is not None:
        place = run.location.removeprefix("file:")
        return Loaded(bytes(run.data), "" if run.location.startswith("file:") else run.location, place)
    loaded = load(run.location, fetcher)
    ImportRun.objects.filter(pk=run.pk).update(data=loaded.data)
    run.data = loaded.data
    return loaded


def _read(run: ImportRun, now: datetime, fetcher: Fetcher | None) -> None:
    loaded = _loaded(run, fetcher)
    plan, _reading = read_and_plan(
        centre=run.centre, loaded=loaded, options=_options(run), source=run.source, run=run
    )
    _note_result(run, plan)
    run.source, run.state, run.read_at, run.lease_until = plan.source, State.READY, now, None
    run.save()


def _save_confirmed(run: ImportRun, now: datetime, fetcher: Fetcher | None) -> None:
    """Saves what was looked at. If our own rows changed meanwhile, it has to be looked at again."""
    if run.data is None:
        raise DomainError(_("The file is no longer kept. Import it again."))
    loaded, options = _loaded(run, fetcher), _options(run)
    with transaction.atomic():
        _lock(run.centre)
        plan, reading = read_and_plan(centre=run.centre, loaded=loaded, options=options, source=run.source)
        seen = run.plan_digest
        _note_result(run, plan)
        if plan.digest() != seen:
            run.state, run.lease_until = State.READY, None
            run.problem = str(_("Something changed here meanwhile. Look at it once more."))
            run.save()
            return
        run.state, run.saved_at, run.lease_until, run.data, run.problem = State.SAVED, now, None, None, ""
        loaded = replace(loaded, name=loaded.name.rpartition("/")[2] or loaded.name)
        _save(run, plan, loaded, options, reading.format, now)


def _undo(run: ImportRun, now: datetime, _fetcher: Fetcher | None) -> None:
    undo_now(run=run, now=now)


# --- Keeping no more than is needed --------------------------------------------------------------


@transaction.atomic
def forget_old_imports(now: datetime) -> int:
    """Files after a week, the way back after 90 days. Run by the timetable: no actor."""
    old = ImportRun.objects.filter(created_at__lt=now - KEEP_FILE)
    unsaved = old.filter(state__in=[State.READY, State.WAITING, State.CONFIRMED])
    unsaved.update(state=State.FAILED, problem=str(_("Nobody saved it within a week.")), lease_until=None)
    files = old.filter(data__isnull=False).update(data=None)
    ImportChange.objects.filter(run__created_at__lt=now - KEEP_UNDO).delete()
    return files


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
