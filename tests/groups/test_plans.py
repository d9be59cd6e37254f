"""Plans: the ones that come along, a group's own, and the copy in a room."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as cases
from hypothesis import strategies as st

from chat.services import plan as room_plan
from groups import plan_texts
from groups.models import GroupPlan, GroupRole, Language, Pathway
from groups.services import meeting_plans, meetings
from groups.vocabulary import PATHWAYS
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.test_meetings import adult, enter, occurrence


@pytest.fixture
def host(db):
    meeting = occurrence()
    person = adult("Simran")
    factories.role(person, meeting.group, GroupRole.Role.FACILITATOR)
    person.meeting, person.group = meeting, meeting.group
    return person


def add(host, name="Story night"):
    return meeting_plans.add_plan(actor=host, group=host.group, name=name, now=NOW)


def test_every_pathway_has_a_plan_of_an_hour():
    for code in PATHWAYS:
        steps = plan_texts.PLANS[code]
        assert sum(minutes for _title, minutes in steps) == 60, code
        assert all(str(title) and len(str(title)) <= 80 for title, _minutes in steps), code


def test_an_unknown_pathway_gets_the_plan_without_a_set_path():
    assert plan_texts.steps_for("no-such") == plan_texts.PLANS["any"]


@cases(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 240), min_size=1, max_size=15), st.integers(1, 240))
def test_fitted_minutes_fill_the_meeting(minutes, length):
    fit = plan_texts.fitted(minutes, length)
    assert len(fit) == len(minutes)
    assert min(fit) >= 1
    assert sum(fit) == max(length, len(minutes))


@pytest.mark.django_db
def test_a_room_gets_the_steps_of_its_pathway_fitted_to_its_length():
    group = factories.group(factories.centre(), pathway=Pathway.objects.get(code="tools"))
    meeting = occurrence(group)
    room = enter(adult(), meeting).room
    shown = room_plan.shown(room)
    assert [step.title for step in shown] == [str(title) for title, _minutes in plan_texts.PLANS["tools"]]
    assert sum(step.minutes for step in shown) == 60


@pytest.mark.django_db
def test_the_plan_that_comes_along_speaks_the_groups_language():
    urdu = Language.objects.get(code="ur")
    group = factories.group(factories.centre(), language=urdu)
    with translation.override("ur"):
        expected = [str(title) for title, _minutes in plan_texts.PLANS["any"]]
    with translation.override(settings.LANGUAGE_CODE):
        assert [title for title, _minutes in meeting_plans.shipped_steps(group)] == expected


def test_a_first_plan_begins_as_a_copy_and_is_the_usual_one(host):
    first, second = add(host), add(host, "Reading night")
    assert first.is_usual
    assert not second.is_usual
    assert list(first.steps.values_list("title", "minutes")) == meeting_plans.shipped_steps(host.group)


def test_the_usual_plan_goes_into_the_room_and_a_changed_one_leaves_it_alone(host):
    own = add(host)
    edit(host, own, [("Hello", 10), ("Sharing", 40), ("Bye", 10)])
    room = meetings.ensure_room(occurrence=host.meeting, now=NOW)
    edit(host, own, [("Other", 60)])
    assert [step.title for step in room_plan.shown(room)] == ["Hello", "Sharing", "Bye"]


def edit(host, plan, steps, is_usual=True, name="Story night"):
    return meeting_plans.edit_plan(actor=host, plan=plan, name=name, steps=steps, is_usual=is_usual, now=NOW)


def test_a_series_may_have_a_plan_of_its_own(host):
    add(host)
    other = edit(host, add(host, "Reading night"), [("We read", 60)], is_usual=False)
    meeting_plans.choose_plan(actor=host, series=host.meeting.series, plan=other, now=NOW)
    host.meeting.series.refresh_from_db()
    assert meeting_plans.steps_of(host.meeting) == [("We read", 60)]


def test_another_groups_plan_cannot_be_chosen(host):
    foreign = GroupPlan.objects.create(group=factories.group(factories.centre("South")), name="Theirs")
    with pytest.raises(DomainError, match="another group"):
        meeting_plans.choose_plan(actor=host, series=host.meeting.series, plan=foreign, now=NOW)


def test_a_plan_can_be_used_in_a_room_until_it_has_begun(host):
    room = enter(host, host.meeting).room
    own = edit(host, add(host), [("Only this", 60)])
    meeting_plans.use_plan_now(actor=host, occurrence=reread(host.meeting), plan=own, now=NOW)
    assert [step.title for step in room_plan.shown(room)] == ["Only this"]


def reread(meeting):
    return type(meeting).objects.get(pk=meeting.pk)


def test_one_usual_plan_at_a_time(host):
    first, second = add(host), add(host, "Reading night")
    edit(host, second, [("We read", 60)], is_usual=True)
    first.refresh_from_db()
    assert not first.is_usual


@pytest.mark.parametrize("steps", [[], [("", 5)], [("Hello", 0)], [("Hello", 241)], [("Hello", 5)] * 16])
def test_steps_that_make_no_plan_are_refused(host, steps):
    with pytest.raises(DomainError):
        edit(host, add(host), steps)


def test_a_plan_that_goes_leaves_the_pathways(host):
    own = edit(host, add(host), [("Only this", 60)])
    meeting_plans.remove_plan(actor=host, plan=own, now=NOW)
    assert meeting_plans.steps_of(host.meeting) == meeting_plans.shipped_steps(host.group)


def test_a_day_long_meeting_keeps_its_steps_minutes(host):
    host.meeting.ends_at = host.meeting.starts_at + timedelta(hours=24)
    assert sum(minutes for _title, minutes in meeting_plans.steps_of(host.meeting)) == 60


def test_members_edit_no_plan(host):
    with pytest.raises(NotAllowed):
        meeting_plans.add_plan(actor=adult("Member"), group=host.group, name="Mine", now=NOW)


def test_steps_are_moved_by_buttons(host, client):
    own = edit(host, add(host), [("One", 5), ("Two", 6)])
    client.force_login(host)
    address = f"/host/g/{host.group.code}/plans/{own.code}/"
    posted = {"name": "Story night", "title_0": "One", "minutes_0": "5", "title_1": "Two", "minutes_1": "۶"}
    assert client.post(address, {**posted, "do": "down-0"}).status_code == 302
    assert list(own.steps.values_list("title", "minutes")) == [("Two", 6), ("One", 5)]
    page = client.get(address).content.decode()
    assert page.index("Two") < page.index("One")


def test_an_emptied_row_falls_away_and_one_without_minutes_is_asked_for(host, client):
    own = edit(host, add(host), [("One", 5), ("Two", 6)])
    client.force_login(host)
    address = f"/host/g/{host.group.code}/plans/{own.code}/"
    client.post(address, {"name": "N", "title_0": "", "minutes_0": "5", "title_1": "Two", "minutes_1": "6"})
    assert list(own.steps.values_list("title", flat=True)) == ["Two"]
    answer = client.post(address, {"name": "N", "title_0": "One", "minutes_0": ""})
    assert answer.status_code == 422
    assert "How many minutes?" in answer.content.decode()
