"""A mentor is asked how much it is, at their own rhythm. Only "too much" is heard, and heard at once."""

from datetime import timedelta

import pytest
from django.db import models

from ledger.models import AuditEntry
from mentoring.models import Mentor, MentorLook, Pair, Request, Suggestion
from mentoring.services import approval, offers, walks, wellbeing
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from tests.mentoring import people
from tests.mentoring.test_walks import agree, walking


def say(mentor, now, load="right", wish="", words="", ask_every=30):
    given = {"load": load, "wish": wish, "words": words, "ask_every": ask_every}
    return wellbeing.say(actor=mentor.user, mentor=mentor, now=now, **given)


def asked(mentor):
    return Notice.objects.filter(recipient=mentor.user, kind="mentoring.own_load").count()


def mentor_of(centre, now, **fields):
    mentor = walking(centre, now, mentor=people.mentor(centre, now, **fields)).mentor
    mentor.suggestions.update(state="agreed")
    return mentor


# --- Asked ------------------------------------------------------------------------------------------


def test_asked_once_a_month_while_they_walk_with_somebody(centre, now):
    mentor, alone = mentor_of(centre, now), people.mentor(centre, now)
    assert wellbeing.ask_all(now + timedelta(days=29)) == 0
    assert wellbeing.ask_all(now + timedelta(days=30)) == 1
    assert wellbeing.ask_all(now + timedelta(days=40)) == 0
    say(mentor, now + timedelta(days=41))
    assert wellbeing.ask_all(now + timedelta(days=70)) == 0
    assert wellbeing.ask_all(now + timedelta(days=71)) == 1
    assert (asked(mentor), asked(alone)) == (2, 0)


@pytest.mark.parametrize("days", [14, 30, 60])
def test_the_rhythm_is_their_own(centre, now, days):
    mentor = say(mentor_of(centre, now), now, ask_every=days)
    assert wellbeing.due_on(mentor) == now.date() + timedelta(days=days)


def test_who_was_never_approved_is_not_asked(centre, now):
    applied = people.mentor(centre, now, state="applied", approved_at=None, expires_on=None)
    assert wellbeing.due_on(applied) is None


# --- Answered ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("load", ["light", "right"])
def test_what_is_fine_is_written_nowhere(centre, coordinator, now, load):
    mentor = mentor_of(centre, now)
    before = AuditEntry.objects.count()
    for_staff = say(mentor, now, load, wish="help", words="All is well.")
    assert (for_staff.load_said_on, for_staff.places, for_staff.paused_at) == (now.date(), 2, None)
    assert not MentorLook.objects.exists()
    assert not Notice.objects.filter(recipient=coordinator, kind="mentoring.mentor_look").exists()
    assert AuditEntry.objects.count() == before


def test_no_column_could_keep_an_answer_or_a_number_of_it():
    kept = {field.name for field in Mentor._meta.fields} & {"load", "wellbeing", "ask_every", "load_said_on"}
    assert kept == {"ask_every", "load_said_on"}
    numbers = (models.IntegerField, models.FloatField, models.DecimalField)
    columns = [field for field in MentorLook._meta.fields if not field.primary_key]
    assert not any(isinstance(field, numbers) for field in columns)


@pytest.mark.parametrize("wish", ["pause", "fewer", "help"])
def test_too_much_is_a_row_in_words_for_staff(centre, coordinator, now, wish):
    mentor = mentor_of(centre, now)
    for words in ("It is a lot.", "It is a lot, at night."):
        say(mentor, now, "much", wish, words)
    look = MentorLook.objects.visible_to(coordinator).get()
    assert (look.reason, look.words, look.due_at) == (wish, "It is a lot, at night.", now + timedelta(days=2))
    assert look.get_reason_display().startswith("It is too much.")
    assert Notice.objects.filter(recipient=coordinator, kind="mentoring.mentor_look").count() == 1
    assert not MentorLook.objects.visible_to(mentor.user).exists()
    assert not MentorLook.objects.visible_to(people.person(people.centre("South"), role="manager")).exists()
    assert Pair.objects.get().state == "active"


def test_a_pause_and_fewer_hold_from_the_same_second_on(centre, now):
    first, second = (mentor_of(centre, now, places=4) for _each in range(2))
    for mentor in (first, second):
        people.suggestion(people.request(centre, now), mentor, now, state="asked")
    first, second = say(first, now, "much", "pause"), say(second, now, "much", "fewer")
    assert (first.paused_at, first.places) == (now, 4)
    assert (second.paused_at, second.places) == (None, 1)
    assert not Suggestion.objects.open().exists()
    assert Notice.objects.filter(kind="mentoring.no_time").count() == 2
    third = mentor_of(centre, now, places=4)
    people.suggestion(people.request(centre, now), third, now, state="asked")
    assert say(third, now, "much", "help").places == 4
    assert Suggestion.objects.open().count() == 1


def test_who_took_a_pause_before_keeps_its_beginning_and_no_place_is_given(centre, now):
    mentor = people.mentor(centre, now, places=3)
    offers.set_pause(actor=mentor.user, mentor=mentor, paused=True, now=now)
    mentor = say(mentor, now + timedelta(days=1), "much", "pause")
    assert mentor.paused_at == now
    assert say(mentor, now, "much", "fewer").places == 1


@pytest.mark.parametrize("wrong", [{"load": "x"}, {"load": "much"}, {"ask_every": 1}, {"load": ""}])
def test_an_answer_that_is_none(centre, now, wrong):
    mentor = mentor_of(centre, now)
    with pytest.raises(DomainError, match="Choose"):
        say(mentor, now, **wrong)
    assert Mentor.objects.get(pk=mentor.pk).load_said_on is None


def test_nobody_answers_for_a_mentor_or_settles_about_themselves(centre, coordinator, now):
    mentor = people.mentor(centre, now, user=coordinator)
    with pytest.raises(NotAllowed):
        wellbeing.say(
            actor=people.person(centre), mentor=mentor, load="right", wish="", words="", ask_every=30, now=now
        )
    say(mentor, now, "much", "help", "Tired.")
    look = MentorLook.objects.get()
    assert not MentorLook.objects.visible_to(coordinator).exists()
    with pytest.raises(NotAllowed):
        wellbeing.settle(actor=coordinator, look=look, now=now)
    another = people.person(centre, role="manager")
    look = wellbeing.settle(actor=another, look=look, now=now)
    assert (look.words, look.settled_by, look.settled_at) == ("", another, now)
    assert AuditEntry.objects.filter(verb="mentoring.settle_mentor_look").count() == 1


def test_what_is_late_is_told_once_more(centre, coordinator, now):
    mentor = mentor_of(centre, now, user=people.person(centre, role="manager"))
    say(mentor, now, "much", "help")
    assert wellbeing.say_what_is_late(now + timedelta(days=2)) == 0
    assert [wellbeing.say_what_is_late(now + timedelta(days=3)) for _twice in range(2)] == [1, 1]
    told = Notice.objects.filter(kind="mentoring.mentor_look")
    assert [notice.recipient for notice in told] == [coordinator, coordinator]


# --- When the approval runs out, and when a mentor leaves -------------------------------------------


def test_an_approval_that_ran_out_is_a_row_once_and_goes_with_the_renewal(centre, coordinator, now):
    mentor, alone = mentor_of(centre, now), people.mentor(centre, now, expires_on=now.date())
    Mentor.objects.filter(pk=mentor.pk).update(expires_on=now.date())
    later = now + timedelta(days=1)
    assert wellbeing.look_at_run_out(now) == 0
    assert [wellbeing.look_at_run_out(later) for _twice in range(2)] == [1, 0]
    look = MentorLook.objects.visible_to(coordinator).get()
    assert (look.mentor, look.reason) == (mentor, "ran_out")
    wellbeing.settle(actor=coordinator, look=look, now=later)
    assert wellbeing.look_at_run_out(later + timedelta(days=5)) == 0
    MentorLook.objects.filter(pk=look.pk).update(settled_at=None)
    people.ready_to_approve(mentor, later)
    approval.approve(actor=coordinator, mentor=mentor, now=later)
    assert not MentorLook.objects.open().exists()
    assert alone.looks.count() == 0


def test_nobody_renews_beside_a_mentor_whose_approval_ran_out(centre, now):
    pair, later = walking(centre, now), now + timedelta(days=80)
    Mentor.objects.filter(pk=pair.mentor_id).update(expires_on=now.date())
    walks.write_agreement(actor=pair.mentee, pair=pair, rhythm="weekly", ways=["here"], limits="", now=later)
    agree(pair.mentee, pair, later)
    with pytest.raises(DomainError, match="cannot be now"):
        agree(pair.guide, pair, later)
    pair = Pair.objects.get()
    assert (pair.state, pair.until_on) == ("active", now.date() + timedelta(days=90))


def test_who_walked_with_a_mentor_who_leaves_waits_before_all_others(centre, now):
    mentor = people.mentor(centre, now, places=2)
    two = [walking(centre, now, mentor=mentor) for _each in range(2)]
    people.request(centre, now, days=80)
    offers.end_offer(actor=mentor.user, mentor=mentor, now=now)
    line = [each.user_id for each in Request.objects.waiting().filter(centre=centre)]
    assert set(line[:2]) == {pair.mentee_id for pair in two}
    assert len(line) == 3
