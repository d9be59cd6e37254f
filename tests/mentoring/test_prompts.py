"""Each of the two is asked how it goes, on their own; staff hear of a "not sure" and a "change" only."""

from datetime import timedelta

import pytest
from django.db import models

from ledger.models import AuditEntry
from mentoring.models import Look, PromptAnswer
from mentoring.services import prompts, walks
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from tests.mentoring import people
from tests.mentoring.test_walks import walking


def told(person):
    return Notice.objects.filter(recipient=person, kind="mentoring.how_is_it").count()


def test_each_is_asked_on_each_day_once(centre, now):
    pair = walking(centre, now)
    assert prompts.ask_all(now + timedelta(days=6)) == 0
    for day in (7, 30, 90):
        assert prompts.ask_all(now + timedelta(days=day)) == 2
        assert prompts.ask_all(now + timedelta(days=day)) == 0
    assert (told(pair.mentee), told(pair.guide)) == (3, 3)


@pytest.mark.parametrize(
    ("answer", "reasons"), [("yes", []), ("not_sure", ["not_sure"]), ("change", ["change"])]
)
def test_staff_hear_of_all_but_a_yes(centre, coordinator, now, answer, reasons):
    pair, later = walking(centre, now), now + timedelta(days=8)
    for _twice in range(2):
        prompts.answer(actor=pair.mentee, pair=pair, answer=answer, now=later)
    assert [look.reason for look in Look.objects.visible_to(coordinator)] == reasons
    assert not Notice.objects.filter(recipient=pair.guide, created_at=later).exists()
    assert PromptAnswer.objects.count() == 1
    assert prompts.due_day(pair, pair.mentee, later) is None
    assert prompts.due_day(pair, pair.guide, later) == 7
    assert AuditEntry.objects.filter(at=later, verb="mentoring.not_yes").count() == len(reasons)


def test_a_yes_is_written_nowhere():
    columns = {field.name: field for field in PromptAnswer._meta.fields}
    assert set(columns) == {"id", "pair", "person", "day", "answered_at"}
    assert not any(isinstance(field, models.CharField | models.BooleanField) for field in columns.values())


def test_nobody_is_asked_while_they_rest_and_nobody_else_answers(centre, coordinator, now):
    pair, later = walking(centre, now), now + timedelta(days=8)
    for stranger in (coordinator, people.person(centre)):
        with pytest.raises(NotAllowed):
            prompts.answer(actor=stranger, pair=pair, answer="yes", now=later)
    with pytest.raises(DomainError, match="one of the three"):
        prompts.answer(actor=pair.guide, pair=pair, answer="never", now=later)
    walks.pause(actor=pair.mentee, pair=pair, now=later)
    assert prompts.ask_all(later) == 0
