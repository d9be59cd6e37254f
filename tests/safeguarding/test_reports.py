"""Reports and cases: quiet for the one who tells, first things first, one pair of hands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ledger.models import AccessEntry, AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding import subjects
from safeguarding.models import Case, Report, SamePerson, StaffChoice
from safeguarding.services import cases, forgetting, reports
from safeguarding.services.blocks import hides
from safeguarding.subjects import Reportable
from tests.racing import in_threads
from tests.safeguarding.conftest import somebody


def tell(world, subject, by=None, reason="contact", **more):
    return reports.report(
        actor=by or world.neighbour, subject=subject, reason=reason, now=more.pop("now", world.now), **more
    )


def test_a_report_opens_a_case_and_tells_staff_in_neutral_words(world, words) -> None:
    told = tell(world, words, words="He writes to me.\x00").report
    case = told.case
    assert (case.about, case.centre, case.decided_at) == (world.member, world.centre, None)
    assert case.due_at == world.now + timedelta(hours=24)
    assert told.words == "He writes to me."
    assert len(told.excerpt) == 21
    asked = {notice.recipient for notice in Notice.objects.filter(kind="safeguarding.case")}
    assert asked == {world.coordinator, world.manager}
    entry = AuditEntry.objects.get(verb="safeguarding.report")
    assert "writes" not in str(entry.details)


def test_telling_twice_is_telling_once(world, words) -> None:
    assert tell(world, words).report == tell(world, words, reason="danger").report
    assert Report.objects.count() == 1


def test_many_reports_hide_nothing_and_stay_one_case(world, words) -> None:
    for number in range(20):
        tell(world, words, by=somebody(world, f"teller-{number}", days_old=200))
    case = Case.objects.get()
    assert (case.reports.count(), case.decided_at, case.raised) == (20, None, 0)
    assert world.member.is_active


def test_an_excerpt_is_never_longer_than_ten_lines_each_way(world, words) -> None:
    longer = replace(words, excerpt=[*words.excerpt, *words.excerpt])
    subjects.KINDS["long"] = Reportable("long", "Long", lambda user, code, now: longer)
    with pytest.raises(ValueError, match="more lines"):
        subjects.find(world.neighbour, "long", "one", world.now)


def test_nobody_reports_themselves(world, words) -> None:
    with pytest.raises(NotAllowed):
        tell(world, words, by=world.member)


def test_a_flood_of_one_person_is_slowed(world, words) -> None:
    for number in range(5):
        tell(world, replace(words, code=str(number)))
    with pytest.raises(DomainError) as refused:
        tell(world, replace(words, code="more"))
    assert refused.value.retry_after == 3600
    later = world.now + timedelta(hours=1, seconds=1)
    tell(world, replace(words, code="more"), now=later)


def test_different_newcomers_raise_an_account_to_the_top(world, words) -> None:
    other = somebody(world, "other-one", days_old=300)
    old = tell(world, replace(words, person=other, code="two"), now=world.now - timedelta(hours=5)).report
    new_ones = [somebody(world, f"new-{n}", days_old=n) for n in range(3)]
    case = tell(world, words, by=new_ones[0]).report.case
    waiting = Case.objects.visible_to(world.manager).waiting().in_order()
    assert list(waiting) == [old.case, case]
    tell(world, words, by=new_ones[1])
    assert list(waiting.all()) == [case, old.case]
    tell(world, words, by=new_ones[2])
    case.refresh_from_db()
    assert case.raised == 3


def test_danger_comes_before_everything(world, words) -> None:
    for number in range(3):
        tell(world, words, by=somebody(world, f"new-{number}"))
    other = somebody(world, "other-one", days_old=300)
    danger = tell(world, replace(words, person=other), by=world.host, reason="danger").report.case
    assert Case.objects.visible_to(world.manager).in_order().first() == danger
    assert danger.due_at == world.now + timedelta(hours=1)
    asked = {notice.recipient for notice in Notice.objects.filter(key__startswith=f"case:{danger.pk}:1")}
    assert world.counselor in asked


def test_whoever_it_is_about_and_whoever_told_never_see_the_case(world, words) -> None:
    about_staff = tell(world, replace(words, person=world.manager), by=world.counselor).report.case
    for person in (world.manager, world.counselor, world.member, world.other_manager):
        assert not Case.objects.visible_to(person).filter(pk=about_staff.pk).exists()
        with pytest.raises(NotAllowed):
            cases.open_case(actor=person, case=about_staff, now=world.now)
    assert Case.objects.visible_to(world.coordinator).filter(pk=about_staff.pk).exists()
    assert not Notice.objects.filter(recipient=world.manager).exists()


def test_another_account_of_the_person_opens_no_door(world, words) -> None:
    person = tell(world, words).report.case.about_subject
    for user in (world.member, world.coordinator):
        SamePerson.objects.create(user=user, person=person)
    case = Case.objects.get()
    with pytest.raises(NotAllowed):
        cases.take_case(actor=world.coordinator, case=case, now=world.now)


def test_a_report_can_go_to_a_woman(world, words) -> None:
    made = tell(world, words, for_women=True)
    assert (made.for_women, made.report.case.for_women) == (False, False)
    cases.choose(actor=world.counselor, centre=world.centre, takes_for_women=True, now=world.now)
    made = tell(world, words, by=world.host, for_women=True)
    assert made.for_women
    assert list(Case.objects.visible_to(world.counselor).filter(for_women=True)) == [made.report.case]
    assert not Case.objects.visible_to(world.manager).filter(for_women=True).exists()
    assert StaffChoice.objects.count() == 1


def test_reading_is_on_the_record_and_says_no_reporter(world, words) -> None:
    case = tell(world, words).report.case
    opened = cases.open_case(actor=world.manager, case=case, now=world.now)
    look = AccessEntry.objects.get()
    assert (look.actor, look.subject, look.role) == (world.manager.subject, world.member.subject, "manager")
    assert opened.reports[0].get_deferred_fields() == {"reporter_id"}


def test_only_the_one_who_has_it_may_ask_who_told(world, words) -> None:
    case = tell(world, words).report.case
    with pytest.raises(NotAllowed):
        cases.open_reporters(actor=world.manager, case=case, now=world.now)
    case = cases.take_case(actor=world.manager, case=case, now=world.now)
    assert cases.open_reporters(actor=world.manager, case=case, now=world.now) == [world.neighbour]
    assert AccessEntry.objects.filter(subject=world.neighbour.subject).count() == 1


def test_a_case_in_hand_stays_there_for_a_working_day(world, words) -> None:
    case = cases.take_case(actor=world.manager, case=tell(world, words).report.case, now=world.now)
    with pytest.raises(DomainError):
        cases.take_case(actor=world.coordinator, case=case, now=world.now + timedelta(hours=7))
    case = cases.take_case(actor=world.coordinator, case=case, now=world.now + timedelta(hours=9))
    assert case.assigned_to == world.coordinator
    with pytest.raises(NotAllowed):
        cases.decide_case(actor=world.manager, case=case, decision="talked", note="x", now=world.now)


def test_a_decision_is_told_without_saying_what(world, words) -> None:
    case = cases.take_case(actor=world.manager, case=tell(world, words).report.case, now=world.now)
    cases.decide_case(actor=world.manager, case=case, decision="talked", note="We spoke.", now=world.now)
    answer = Notice.objects.get(kind="safeguarding.answer")
    assert (answer.recipient, answer.params) == (world.neighbour, {})
    case.refresh_from_db()
    with pytest.raises(NotAllowed):
        cases.decide_case(actor=world.manager, case=case, decision="nothing", note="x", now=world.now)
    again = tell(world, words)
    assert again.report.case != case


def test_the_database_refuses_a_judge_of_oneself(world, words) -> None:
    case = tell(world, words).report.case
    case.decided_by, case.decided_at, case.decision = world.member, world.now, "nothing"
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save()


def test_a_case_without_a_centre_is_given_to_one_unread(world, words) -> None:
    case = tell(world, replace(words, centre=None), by=world.newcomer).report.case
    assert case.centre is None
    with pytest.raises(NotAllowed):
        cases.open_case(actor=world.operator, case=case, now=world.now)
    cases.place_case(actor=world.operator, case=case, centre=world.other_centre, now=world.now)
    assert Case.objects.visible_to(world.other_manager).filter(pk=case.pk).exists()


def test_words_are_forgotten_half_a_year_after_the_decision(world, words) -> None:
    case = cases.take_case(
        actor=world.manager, case=tell(world, words, words="Hm").report.case, now=world.now
    )
    cases.decide_case(actor=world.manager, case=case, decision="talked", note="We spoke.", now=world.now)
    assert forgetting.forget_old_cases(now=world.now + timedelta(days=179)) == 0
    forgetting.forget_old_cases(now=world.now + timedelta(days=181))
    told = Report.objects.get()
    assert (told.words, told.excerpt, told.reporter, told.reason) == ("", [], None, "contact")
    assert Case.objects.get().note == ""


def test_also_not_meeting_is_one_step(world, words) -> None:
    tell(world, words, also_block=True)
    assert hides(world.neighbour.pk) == {world.member.pk}


@pytest.mark.django_db(transaction=True)
def test_two_who_take_a_case_at_once_have_one_winner(words, world) -> None:
    case = tell(world, words).report.case
    refused = []

    def take(number: int) -> None:
        try:
            cases.take_case(actor=[world.manager, world.coordinator][number], case=case, now=world.now)
        except DomainError:
            refused.append(number)

    in_threads(2, take)
    assert len(refused) == 1
    assert AuditEntry.objects.filter(verb="safeguarding.take_case").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_who_tell_at_once_make_one_case(words, world) -> None:
    tellers = [somebody(world, f"teller-{number}") for number in range(20)]
    in_threads(20, lambda number: tell(world, words, by=tellers[number]))
    case = Case.objects.get()
    assert (case.reports.count(), case.raised) == (20, 20)
