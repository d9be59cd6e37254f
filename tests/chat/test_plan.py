"""The plan of a meeting: a guide in steps that a host moves along; the clock ends nothing."""

from datetime import timedelta

import pytest

from chat.models import Step
from chat.services import plan, rooms
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed

MINUTE = timedelta(minutes=1)
STEPS = [("Welcome", 5), ("Reading", 5), ("Sharing round", 35), ("Closing", 5)]


@pytest.fixture
def planned(circle):
    plan.set_plan(room=circle.room, steps=STEPS, now=circle.now)
    return circle


def states(circle) -> list[str]:
    return [step.state for step in plan.shown(circle.room)]


def told(circle) -> list[dict]:
    return list(circle.room.events.filter(kind="step").values_list("payload", flat=True))


def go_on(circle, after: timedelta = timedelta()) -> Step:
    return plan.next_step(actor=circle.host.user, room=circle.room, now=circle.now + after)


def test_a_plan_is_the_rooms_own_copy_in_order(planned):
    assert [(step.place, step.title, step.minutes) for step in plan.shown(planned.room)] == [
        (1, "Welcome", 5), (2, "Reading", 5), (3, "Sharing round", 35), (4, "Closing", 5),
    ]  # fmt: skip
    assert states(planned) == ["later"] * 4


def test_a_step_is_told_with_its_end_and_the_end_of_the_meeting(planned):
    go_on(planned)
    (step,) = told(planned)
    assert {key: step[key] for key in ("step", "title", "minutes")} == {
        "step": 1, "title": "Welcome", "minutes": 5,
    }  # fmt: skip
    ends = planned.now + 5 * MINUTE
    assert step["ends_at"].startswith(ends.strftime("%Y-%m-%dT%H:%M:%S"))
    assert step["meeting_ends_at"].startswith(planned.room.closes_at.strftime("%Y-%m-%dT%H:%M:%S"))


def test_going_on_back_and_to_the_end(planned):
    for _step in range(3):
        go_on(planned)
    assert states(planned) == ["done", "done", "now", "later"]
    plan.start_step(actor=planned.host.user, room=planned.room, place=2, now=planned.now)
    plan.start_step(actor=planned.host.user, room=planned.room, place=2, now=planned.now)
    assert states(planned) == ["done", "now", "later", "later"]
    go_on(planned)
    go_on(planned)
    with pytest.raises(DomainError):
        go_on(planned)
    assert states(planned) == ["done", "done", "done", "now"]
    assert [each["step"] for each in told(planned)] == [1, 2, 3, 2, 3, 4]


def test_the_ledger_knows_which_step_and_not_its_words(planned):
    go_on(planned)
    entry = AuditEntry.objects.get(verb="chat.start_step")
    assert entry.details == {"step": 1}


def test_the_time_of_a_step_runs_out_and_nothing_happens(planned):
    go_on(planned)
    (first, *_rest) = plan.shown(planned.room)
    assert first.ends_at == planned.now + 5 * MINUTE
    assert go_on(planned, 20 * MINUTE).place == 2


def test_how_far_behind_the_plan_is(planned):
    assert plan.behind_by(planned.room, planned.now) == -10 * MINUTE
    go_on(planned, 4 * MINUTE)
    assert plan.behind_by(planned.room, planned.now + 4 * MINUTE) == -6 * MINUTE
    assert plan.behind_by(planned.room, planned.now + 30 * MINUTE) == 15 * MINUTE


def test_a_room_without_a_plan_has_none(circle):
    assert plan.shown(circle.room) == []
    assert plan.behind_by(circle.room, circle.now) is None
    with pytest.raises(DomainError):
        go_on(circle)
    with pytest.raises(DomainError):
        plan.start_step(actor=circle.host.user, room=circle.room, place=1, now=circle.now)


def test_a_plan_is_replaced_until_it_begins(planned):
    plan.set_plan(room=planned.room, steps=[("Other", 10)], now=planned.now)
    assert [step.title for step in plan.shown(planned.room)] == ["Other"]
    go_on(planned)
    with pytest.raises(DomainError):
        plan.set_plan(room=planned.room, steps=STEPS, now=planned.now)


@pytest.mark.parametrize(
    "steps", [[("", 5)], [("  ", 5)], [("x" * 81, 5)], [("Welcome", 0)], [("Welcome", 241)], [("x", 1)] * 31]
)
def test_what_is_no_plan_is_refused_and_changes_nothing(planned, steps):
    with pytest.raises(DomainError):
        plan.set_plan(room=planned.room, steps=steps, now=planned.now)
    assert len(plan.shown(planned.room)) == 4


def test_only_hosts_of_an_open_room_go_on(planned):
    with pytest.raises(NotAllowed):
        plan.next_step(actor=planned.heron.user, room=planned.room, now=planned.now)
    with pytest.raises(NotAllowed):
        plan.start_step(actor=planned.heron.user, room=planned.room, place=1, now=planned.now)
    rooms.close_room(actor=planned.host.user, room=planned.room, now=planned.now)
    with pytest.raises(DomainError):
        go_on(planned)
