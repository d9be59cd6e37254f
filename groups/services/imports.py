"""Imports as staff ask for them and the worker does them: read, look, save, take back.

The row of the run says what is to be done next, so a lost hint or a killed worker costs time and
nothing else.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from groups.models import ImportChange, ImportRun, ImportSource
from groups.services import import_steps as steps
from groups.services.import_lists import Loaded, is_address, load, name_of
from groups.services.import_steps import Options
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
State = ImportRun.State
_MOVED_ON = _("This import has moved on. Look at where it stands now.")


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
    if options.list_key:
        run.source = ImportSource.objects.filter(centre=centre, key=options.list_key).first()
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
def drop_import(*, actor: Any, run: ImportRun, now: datetime) -> None:
    """Throw away what was read but not saved: the file, the plan, the run."""
    require(actor, "groups.import_meetings", run.centre)
    held = ImportRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if held.state != State.READY:
        raise DomainError(_MOVED_ON)
    record(actor=actor, verb="groups.drop_import", obj=held, now=now, centre=run.centre.code)
    held.delete()


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
        raise DomainError(_MOVED_ON)
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
    return Options(run.wanted_format, run.time_zone, run.programme, is_new_list=run.is_new_list)


def _loaded(run: ImportRun, fetcher: Fetcher | None) -> Loaded:
    """The file of the run; an address is fetched once and its bytes kept until the run is over."""
    if run.data is not None:
        if run.location.startswith("file:"):
            return Loaded(bytes(run.data), "", run.location.removeprefix("file:"))
        return Loaded(bytes(run.data), run.location, name_of(run.location))
    loaded = load(run.location, fetcher)
    ImportRun.objects.filter(pk=run.pk).update(data=loaded.data)
    run.data = loaded.data
    return loaded


def _read(run: ImportRun, now: datetime, fetcher: Fetcher | None) -> None:
    loaded = _loaded(run, fetcher)
    plan, _reading = steps.read_and_plan(
        centre=run.centre, loaded=loaded, options=_options(run), source=run.source, run=run
    )
    steps.note_result(run, plan)
    run.source, run.state, run.read_at, run.lease_until = plan.source, State.READY, now, None
    run.save()


def _save_confirmed(run: ImportRun, now: datetime, fetcher: Fetcher | None) -> None:
    """Saves what was looked at. If our own rows changed meanwhile, it has to be looked at again."""
    if run.data is None:
        raise DomainError(_("The file is no longer kept. Import it again."))
    loaded, options = _loaded(run, fetcher), _options(run)
    with transaction.atomic():
        steps.lock_centre(run.centre)
        plan, reading = steps.read_and_plan(
            centre=run.centre, loaded=loaded, options=options, source=run.source, lock=True
        )
        seen = run.plan_digest
        steps.note_result(run, plan)
        if plan.digest() != seen:
            run.state, run.lease_until = State.READY, None
            run.problem = str(_("Something changed here meanwhile. Look at it once more."))
            run.save()
            return
        run.state, run.saved_at, run.lease_until, run.data, run.problem = State.SAVED, now, None, None, ""
        steps.save(run, plan, loaded, options, reading.format, now)


def _undo(run: ImportRun, now: datetime, _fetcher: Fetcher | None) -> None:
    steps.undo_now(run=run, now=now)


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
