"""Imports step by step: staff ask, the worker does, and a killed worker costs only time."""

import json
from datetime import timedelta

import pytest

from accounts.models import StaffRole
from groups.models import ImportRun, ImportSource, MeetingSeries
from groups.services import import_steps as steps
from groups.services import imports
from groups.services.import_lists import Loaded
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.importing.makers import MEETING, as_json, meeting
from tests.groups.test_import_meetings import FakeFetcher
from tests.racing import in_threads

pytestmark = pytest.mark.django_db
State = ImportRun.State
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def centre():
    return factories.centre()


@pytest.fixture
def amina(centre):
    return factories.staff(centre, StaffRole.Role.COORDINATOR)


@pytest.fixture
def hints(monkeypatch):
    sent = []
    monkeypatch.setattr(imports, "enqueue_on_commit", lambda name, *ids: sent.append((name, *ids)))
    return sent


def start(amina, centre, data=None, address="", **options) -> ImportRun:
    return imports.start_import(
        actor=amina,
        centre=centre,
        file=None if data is None else ("list.json", data),
        address=address,
        options=steps.Options(**options),
        now=NOW,
    )


def step(run: ImportRun, now=NOW, fetcher=None) -> ImportRun:
    imports.work_on(run.pk, now, fetcher)
    run.refresh_from_db()
    return run


def ready(amina, centre, *records) -> ImportRun:
    return step(start(amina, centre, as_json(*(records or (MEETING,)))))


def saved(amina, centre, *records) -> ImportRun:
    run = ready(amina, centre, *records)
    imports.confirm_import(actor=amina, run=run, now=NOW)
    return step(run)


def test_read_look_save_undo(amina, centre, hints):
    run = start(amina, centre, as_json(MEETING, meeting(slug="b", time="8:00")))
    assert (run.state, hints) == (State.WAITING, [(imports.TASK, run.pk)])
    step(run)
    assert (run.state, run.read, run.done, run.created) == (State.READY, 2, 2, 2)
    assert [line[:4] for line in run.plan] == [
        ["lamplight", "Lamplight", "created", []],
        ["b", "Lamplight", "created", []],
    ]
    assert [row.action for row in run.report_rows()] == ["Read as 08:00."]
    assert not MeetingSeries.objects.exists()
    imports.confirm_import(actor=amina, run=run, now=NOW)
    step(run)
    assert (run.state, run.data, MeetingSeries.objects.count()) == (State.SAVED, None, 2)
    assert ImportSource.objects.get().name == "list.json"
    imports.undo_import(actor=amina, run=run, now=NOW)
    step(run)
    assert run.state == State.UNDONE
    assert not MeetingSeries.objects.exists()


def test_an_address_is_fetched_once(amina, centre, hints):
    run = start(amina, centre, address="https://lists.example.org/meetings.json")
    fetcher = FakeFetcher(**{"meetings.json": [MEETING]})
    step(run, fetcher=fetcher)
    imports.confirm_import(actor=amina, run=run, now=NOW)
    step(run, fetcher=fetcher)
    assert (run.state, len(fetcher.asked)) == (State.SAVED, 1)
    source = ImportSource.objects.get()
    assert (source.name, source.location) == ("lists.example.org", "https://lists.example.org/meetings.json")
    again = step(start(amina, centre, address=source.location), fetcher=FakeFetcher(lists=[MEETING]))
    assert (again.source, again.unchanged) == (source, 1)


@pytest.mark.parametrize("address", ["", "list.json", "ftp://x", "file:///etc/passwd"])
def test_only_web_addresses(amina, centre, hints, address):
    with pytest.raises(DomainError, match="http://"):
        start(amina, centre, address=address)


def test_a_list_that_cannot_be_used(amina, centre, hints):
    run = step(start(amina, centre, b"<html>Just a moment...</html>"))
    assert run.state == State.FAILED
    assert "human" in run.problem
    assert run.data is None
    run = step(start(amina, centre, address="http://127.0.0.1/x"))
    assert "private network" in run.problem


def test_a_fault_of_ours_is_told_without_a_trace(amina, centre, hints, monkeypatch):
    monkeypatch.setattr(steps, "read_source", lambda *a, **k: 1 / 0)
    run = step(start(amina, centre, as_json(MEETING)))
    assert (run.state, run.problem) == (
        State.FAILED,
        "Something went wrong on our side. Nothing was changed.",
    )


def test_the_problem_is_told_in_the_language_of_who_asked(amina, centre, hints):
    run = start(amina, centre, b"[]")
    ImportRun.objects.update(language="ur")
    assert step(run).problem


def test_what_is_saved_is_what_was_looked_at(amina, centre, hints):
    run = ready(amina, centre)
    steps.import_now(
        centre=centre,
        loaded=Loaded(as_json(meeting(notes="Sooner")), "", "x"),
        options=steps.Options(),
        now=NOW,
    )
    imports.confirm_import(actor=amina, run=run, now=NOW)
    step(run)
    assert run.state == State.READY
    assert "once more" in run.problem
    assert (run.created, run.updated) == (0, 1)


def test_confirming_twice_is_confirming_once(amina, centre, hints):
    run = ready(amina, centre)
    imports.confirm_import(actor=amina, run=run, now=NOW)
    imports.confirm_import(actor=amina, run=run, now=NOW)
    assert len(hints) == 2  # one to read, one to save
    step(run)
    with pytest.raises(DomainError, match="moved on"):
        imports.confirm_import(actor=amina, run=run, now=NOW)
    with pytest.raises(DomainError, match="moved on"):
        imports.undo_import(actor=amina, run=ready(amina, centre), now=NOW)


def test_a_run_is_worked_on_by_one_worker(amina, centre, hints):
    run = start(amina, centre, as_json(MEETING))
    ImportRun.objects.update(lease_until=NOW + timedelta(minutes=1))
    assert step(run).state == State.WAITING
    assert step(run, NOW + timedelta(minutes=2)).state == State.READY


def test_lost_hints_are_made_good(amina, centre, hints):
    run = start(amina, centre, as_json(MEETING))
    assert imports.work_on_waiting(LATER) == 1
    run.refresh_from_db()
    assert run.state == State.READY
    assert imports.work_on_waiting(LATER) == 0


@pytest.mark.parametrize("role", [None, StaffRole.Role.COUNSELOR])
def test_only_coordinators_and_managers_import(centre, hints, role):
    person = factories.person() if role is None else factories.staff(centre, role)
    with pytest.raises(NotAllowed):
        start(person, centre, as_json(MEETING))


def test_nobody_works_in_another_centre(amina, centre, hints):
    stranger = factories.staff(factories.centre("Indus House"), StaffRole.Role.MANAGER, "Bilal")
    run = saved(amina, centre)
    with pytest.raises(NotAllowed):
        start(stranger, centre, as_json(MEETING))
    with pytest.raises(NotAllowed):
        imports.undo_import(actor=stranger, run=run, now=NOW)
    assert list(ImportRun.objects.visible_to(stranger)) == []
    assert list(ImportRun.objects.visible_to(amina)) == [run]
    assert list(ImportSource.objects.visible_to(stranger)) == []


def test_a_list_of_another_centre_cannot_be_named(amina, centre, hints):
    other = factories.centre("Indus House")
    run = saved(factories.staff(other, StaffRole.Role.MANAGER, "Bilal"), other)
    assert start(amina, centre, as_json(MEETING), list_key=run.source.key).source is None


def test_files_go_after_a_week_and_the_way_back_after_ninety_days(amina, centre, hints):
    waiting, done = ready(amina, centre), saved(amina, centre, meeting(slug="b", name="B"))
    assert imports.forget_old_imports(NOW + timedelta(days=6)) == 0
    assert imports.forget_old_imports(NOW + timedelta(days=8)) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.data) == (State.FAILED, None)
    assert done.changes.exists()
    imports.forget_old_imports(NOW + timedelta(days=91))
    assert not done.changes.exists()
    with pytest.raises(DomainError, match="too old"):
        steps.undo_now(run=done, now=NOW)


def test_an_undo_that_fails_leaves_it_saved(amina, centre, hints):
    run = saved(amina, centre)
    run.changes.all().delete()
    imports.undo_import(actor=amina, run=run, now=NOW)
    step(run)
    assert run.state == State.SAVED
    assert "too old" in run.problem


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_list_at_once_make_each_meeting_once(centre):
    def bring_in(_number: int) -> None:
        steps.import_now(
            centre=centre,
            loaded=Loaded(as_json(*[meeting(slug=f"m{n}") for n in range(20)]), "/a.json", "a"),
            options=steps.Options(),
            now=NOW,
        )

    in_threads(3, bring_in)
    assert MeetingSeries.objects.count() == 20
    assert ImportSource.objects.count() == 1
    assert sorted(ImportRun.objects.values_list("created", "unchanged")) == [(0, 20), (0, 20), (20, 0)]


def test_json_of_a_run_can_be_kept(amina, centre, hints):
    run = ready(amina, centre, meeting(name="\x00\ud800 Odd", notes="x" * 5000))
    assert json.dumps(run.rows)
