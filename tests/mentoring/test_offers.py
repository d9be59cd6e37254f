"""Offering to be a mentor, and the way to an approval: no step can be left out."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.sealed import unseal
from ledger.models import AccessEntry, AuditEntry
from mentoring.free_hours import Span
from mentoring.models import Mentor, TrainingMark
from mentoring.services import approval, offers
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from tests.mentoring import people
from tests.mentoring.people import EVENINGS, offered

FRIENDS = [("Anna", "work", "01710 000000"), ("Bela", "a group", "write to the centre")]


def apply(actor, centre, now, hours=EVENINGS, references=FRIENDS, **changes):
    return offers.apply(
        actor=actor, centre=centre, fields=offered(**changes), hours=hours, references=references, now=now
    )


def test_from_application_to_renewal(centre, coordinator, now):
    person = people.person(centre)
    mentor = apply(person, centre, now)
    assert not mentor.serves(now.date())
    assert Notice.objects.filter(recipient=coordinator, kind="mentoring.applied").exists()
    lacks = approval.open_mentor(actor=coordinator, mentor=mentor, now=now).missing
    assert len(lacks) == 4
    for reference in mentor.references.all():
        approval.take_reference(
            actor=coordinator, mentor=mentor, reference=reference, speaks_for=True, now=now
        )
    for topic in ("limits", "privacy", "hard_moments"):
        with pytest.raises(DomainError, match="Still missing"):
            approval.approve(actor=coordinator, mentor=mentor, now=now)
        train(coordinator, mentor, topic, now)
    mentor = approval.approve(actor=coordinator, mentor=mentor, now=now)
    assert mentor.serves(now.date())
    assert mentor.expires_on == date(2027, 11, 1)
    assert not mentor.serves(date(2027, 11, 2))
    train(coordinator, mentor, "limits", now, until=date(2030, 1, 1))
    assert approval.approve(actor=coordinator, mentor=mentor, now=now).expires_on == date(2027, 11, 1)
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"mentoring.apply", "mentoring.approve", "mentoring.renew", "mentoring.take_reference"} <= verbs


def train(coordinator, mentor, topic, now, until=date(2027, 11, 1)):
    approval.mark_training(
        actor=coordinator, mentor=mentor, topic=topic, given_on=date(2026, 11, 1), expires_on=until, now=now
    )


def test_how_to_reach_somebody_is_sealed_and_goes(centre, coordinator, now):
    mentor = apply(people.person(centre), centre, now)
    reference = mentor.references.first()
    assert "01710" not in reference.reach
    assert unseal(reference.reach) == "01710 000000"
    approval.take_reference(actor=coordinator, mentor=mentor, reference=reference, speaks_for=False, now=now)
    assert mentor.references.get(pk=reference.pk).reach == ""


def test_each_look_of_staff_is_in_the_log_once(centre, coordinator, now):
    mentor = apply(people.person(centre), centre, now)
    approval.open_mentor(actor=coordinator, mentor=mentor, now=now)
    assert AccessEntry.objects.filter(actor=coordinator.subject, subject=mentor.user.subject).count() == 1


def test_nobody_approves_themselves(centre, now):
    person = people.person(centre, role="coordinator")
    mentor = people.mentor(centre, now, user=person, state="applied")
    people.ready_to_approve(mentor, now)
    with pytest.raises(NotAllowed):
        approval.approve(actor=person, mentor=mentor, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mentor.objects.filter(pk=mentor.pk).update(approved_by=person)


@pytest.mark.parametrize("topic", ["limits", "privacy", "hard_moments"])
def test_training_that_is_over_is_no_training(centre, coordinator, now, topic):
    mentor = people.mentor(centre, now, state="applied")
    people.ready_to_approve(mentor, now)
    later = now + timedelta(days=301)
    assert approval.missing(mentor, now) == []
    TrainingMark.objects.filter(mentor=mentor).exclude(topic=topic).update(
        expires_on=later.date() + timedelta(9)
    )
    with pytest.raises(DomainError, match="Still missing"):
        approval.approve(actor=coordinator, mentor=mentor, now=later)


def test_another_statement_of_time_is_looked_at_anew(centre, now):
    mentor = people.mentor(centre, now)
    offers.edit_offer(actor=mentor.user, mentor=mentor, fields=offered(), hours=EVENINGS, now=now)
    mentor.refresh_from_db()
    assert mentor.serves(now.date())
    changed = offered(since_on=date(2010, 1, 1))
    offers.edit_offer(actor=mentor.user, mentor=mentor, fields=changed, hours=EVENINGS, now=now)
    mentor.refresh_from_db()
    assert mentor.state == Mentor.State.APPLIED


def test_a_pause_and_the_end_take_back_what_was_suggested(centre, now):
    mentor = people.mentor(centre, now)
    asked = people.suggestion(people.request(centre, now), mentor, now, state="asked", hello="Hello")
    offers.set_pause(actor=mentor.user, mentor=mentor, paused=True, now=now)
    asked.refresh_from_db()
    assert (asked.state, asked.hello) == ("lapsed", "")
    assert Notice.objects.filter(recipient=asked.mentee, kind="mentoring.no_time").exists()
    offers.end_offer(actor=mentor.user, mentor=mentor, now=now)
    mentor.refresh_from_db()
    assert not mentor.serves(now.date())
    assert apply(mentor.user, centre, now).pk != mentor.pk


def test_renewal_is_remembered_once(centre, now):
    mentor = people.mentor(centre, now, expires_on=now.date() + timedelta(days=20))
    assert approval.remind_of_renewal(now=now) == 1
    assert approval.remind_of_renewal(now=now + timedelta(days=1)) == 0
    assert Notice.objects.filter(recipient=mentor.user, kind="mentoring.renew").count() == 1


# --- What cannot be ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"places": 0}, "from 1 to 10"),
        ({"places": -3}, "from 1 to 10"),
        ({"places": 11}, "from 1 to 10"),
        ({"time_zone": "Mars/Olympus"}, "do not know this time zone"),
        ({"since_on": date(2026, 11, 19)}, "still to come"),
        ({"kinds": []}, "at least one thing"),
        ({"hours": []}, "when you are free"),
        ({"references": FRIENDS[:1]}, "two people"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(centre, now, changes, words):
    with pytest.raises(DomainError, match=words):
        apply(people.person(centre), centre, now, **changes)
    assert not Mentor.objects.exists()


def test_twice_is_refused(centre, now):
    person = people.person(centre)
    apply(person, centre, now)
    with pytest.raises(DomainError, match="offered this already"):
        apply(person, centre, now)


@pytest.mark.parametrize(
    "fields",
    [
        {"places": 0},
        {"places": 11},
        {"since_on": date(2030, 1, 1)},
        {"kinds": []},
        {"time_zone": ""},
        {"expires_on": None},
    ],
)
def test_the_database_refuses_it_too(centre, now, fields):
    mentor = people.mentor(centre, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mentor.objects.filter(pk=mentor.pk).update(**fields)


@pytest.mark.parametrize(
    "fields", [{"weekday": 7}, {"starts": time(9), "ends": time(9)}, {"request": None, "mentor": None}]
)
def test_the_database_refuses_hours_that_are_none(centre, now, fields):
    span = people.mentor(centre, now).hours.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(span).objects.filter(pk=span.pk).update(**fields)


def test_hours_over_midnight_are_kept(centre, now):
    late = [Span(4, time(22), time(2)), Span(5, time(0), time(0))]
    mentor = apply(people.person(centre), centre, now, hours=late)
    assert [each.span for each in mentor.hours.all()] == late


def test_marks_with_days_that_cannot_be(centre, coordinator, now):
    mentor = people.mentor(centre, now)
    with pytest.raises(DomainError, match="still to come"):
        approval.mark_training(
            actor=coordinator, mentor=mentor, topic="limits", given_on=date(2026, 12, 1),
            expires_on=date(2027, 1, 1), now=now,
        )  # fmt: skip
    with pytest.raises(DomainError, match="after the first"):
        train(coordinator, mentor, "limits", now, until=date(2026, 11, 1))
