"""Two equals look in on one another: finding each other without a list, a rhythm of both, marks, the end."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.services.erasure import erase_account
from mentoring import rhythm
from mentoring.models import Bond, PartnerCode, PartnerMark, Partners, PartnerSide
from mentoring.services import marks, nudges, partners
from notifications.models import Delivery, Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Case
from safeguarding.services import blocks
from tests.groups import factories
from tests.mentoring import people
from tests.mentoring.test_walks import step_back, walking
from tests.racing import in_threads

HOUR = timedelta(hours=1)


def met(centre, now, one=None, other=None):
    """Two who found each other by a code."""
    one, other = one or people.person(centre), other or people.person(centre)
    _made, code = partners.make_code(actor=one, now=now)
    return partners.use_code(actor=other, code=code, now=now)


def begun(centre, now, **who):
    two = met(centre, now, **who)
    for person in two.two():
        two = agree(person, two, now)
    return two


def agree(person, two, now, number=None):
    return partners.agree(actor=person, partners=two, number=number or two.number, now=now)


def set_rhythm(person, two, now, often="daily", weekday=0, hour=time(20)):
    return partners.set_rhythm(actor=person, partners=two, often=often, weekday=weekday, hour=hour, now=now)


def due(two, person=None):
    rows = Delivery.objects.about("partners", two.pk).open()
    return rows.filter(recipient=person).count() if person else rows.count()


def fresh(two):
    return Partners.objects.get(pk=two.pk)


# --- Finding one another ----------------------------------------------------------------------------


def test_a_code_works_once_and_however_it_is_written(centre, now):
    maker, typist = people.person(centre), people.person(centre)
    made, code = partners.make_code(actor=maker, now=now)
    assert code not in made.digest
    two = partners.use_code(actor=typist, code=f" {code[:4].lower()}-{code[4:]}", now=now)
    assert (two.one, two.other, two.state) == (maker, typist, "agreement")
    assert Notice.objects.filter(recipient=maker, kind="mentoring.beside_me").count() == 1
    with pytest.raises(DomainError, match="does not work"):
        partners.use_code(actor=people.person(centre), code=code, now=now)


def keep_apart(one, other, centre, now):
    first, second = sorted((one, other), key=lambda each: each.pk)
    Bond.objects.create(centre=centre, one=first, other=second, reason="household")


REFUSED = {
    "nothing is shared": lambda one, other, centre, now: other.memberships.all().delete(),
    "a block": lambda one, other, centre, now: blocks.block(actor=one, person=other, now=now),
    "blocked by": lambda one, other, centre, now: blocks.block(actor=other, person=one, now=now),
    "one household": keep_apart,
    "an open report": lambda one, other, centre, now: Case.objects.create(
        about=one, about_subject=one.subject, centre=centre, due_at=now
    ),
    "too late": lambda one, other, centre, now: PartnerCode.objects.update(expires_at=now),
    "closed": lambda one, other, centre, now: type(one).objects.filter(pk=one.pk).update(is_active=False),
}


@pytest.mark.parametrize("why", REFUSED)
def test_whatever_is_against_it_reads_the_same_and_uses_nothing_up(centre, now, why):
    one, other = people.person(centre), people.person(centre)
    made, code = partners.make_code(actor=one, now=now - HOUR)
    REFUSED[why](one, other, centre, now)
    with pytest.raises(DomainError) as refused:
        partners.use_code(actor=other, code=code, now=now)
    assert str(refused.value) == str(partners.NO_CODE)
    assert PartnerCode.objects.get(pk=made.pk).used_at is None
    assert not Partners.objects.exists()


def test_a_group_is_enough_to_share(centre, now):
    one, other = people.person(), people.person()
    _made, code = partners.make_code(actor=one, now=now)
    group = factories.group(centre)
    role = factories.role(one, group)
    with pytest.raises(DomainError):
        partners.use_code(actor=other, code=code, now=now)
    factories.role(other, group)
    assert partners.use_code(actor=other, code=code, now=now).centre is None
    role.refresh_from_db()


def test_ones_own_code_and_the_fourth_code_and_the_fourth_partner(centre, now):
    person = people.person(centre)
    for number in range(3):
        _made, code = partners.make_code(actor=person, now=now)
        if not number:
            first = code
    with pytest.raises(DomainError, match="three codes"):
        partners.make_code(actor=person, now=now)
    with pytest.raises(DomainError, match="does not work"):
        partners.use_code(actor=person, code=first, now=now)
    for _each in range(3):
        met(centre, now, other=person)
    with pytest.raises(DomainError, match="does not work"):
        met(centre, now, other=person)


def test_the_same_two_are_partners_once(centre, now):
    two = met(centre, now)
    assert met(centre, now, one=two.other, other=two.one).pk == two.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Partners.objects.create(one=two.other, other=two.one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partners.objects.create(one=two.other, other=two.other)
    partners.end(actor=two.one, partners=two, now=now)
    assert met(centre, now, one=two.one, other=two.other).pk != two.pk


def test_from_a_pair_that_walks_or_did(centre, now):
    pair = walking(centre, now)
    two = partners.ask_beside(actor=pair.mentee, pair=pair, now=now)
    assert (two.one, two.other, two.state) == (pair.mentee, pair.guide, "agreement")
    with pytest.raises(NotAllowed):
        partners.ask_beside(actor=people.person(centre), pair=pair, now=now)


def test_not_after_somebody_would_rather_not(centre, now):
    pair = walking(centre, now)
    pair = step_back(pair.guide, pair, now, again_ok=False)
    with pytest.raises(DomainError, match="does not work now"):
        partners.ask_beside(actor=pair.mentee, pair=pair, now=now)


def test_one_account_that_gives_codes_to_many_newcomers_is_looked_at(centre, now):
    sender = people.person(centre)
    for _each in range(3):
        assert not Case.objects.exists()
        two = met(centre, now, one=sender)
        partners.end(actor=two.other, partners=two, now=now)
    case = Case.objects.get()
    assert (case.about, case.raised, case.centre) == (sender, 3, centre)


def test_newcomers_who_give_codes_to_others_are_not(centre, now):
    for _each in range(4):
        met(centre, now, other=people.person(centre, created_at=now - timedelta(days=200)))
    assert not Case.objects.exists()


# --- A rhythm of both -------------------------------------------------------------------------------


def test_nothing_runs_before_both_agreed_to_the_same(centre, now):
    two = met(centre, now)
    assert agree(two.one, two, now).state == "agreement"
    two = set_rhythm(two.other, two, now, often="weekly", weekday=3)
    with pytest.raises(DomainError, match="changed it"):
        agree(two.one, two, now, number=1)
    assert due(two) == 0
    two = agree(two.one, two, now)
    assert (two.state, two.begun_at) == ("active", now)
    with pytest.raises(DomainError, match="how often"):
        set_rhythm(two.one, two, now, often="always")
    with pytest.raises(DomainError, match="how often"):
        set_rhythm(two.one, two, now, weekday=7)


def test_nudges_are_rows_two_days_ahead_and_planned_once(centre, now):
    """Three in the afternoon for both: this evening and the next one, in the inbox and by mail."""
    two = begun(centre, now)
    assert (due(two, two.one), due(two)) == (4, 8)
    nudges.plan(now)
    assert due(two) == 8
    first = Delivery.objects.about("partners", two.pk).order_by("due_at").first()
    assert first.due_at == datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
    assert (first.params, first.path) == ({}, f"/people/w/{two.code}/")
    assert not any(person.public_name in f"{first.key}{first.path}" for person in two.two())


def test_a_mark_answers_the_nudge_of_the_day(centre, now):
    two = begun(centre, now)
    marks.mark(actor=two.one, partners=two, mark="done", now=now)
    assert (due(two, two.one), due(two, two.other)) == (2, 4)
    nudges.plan(now)
    assert due(two, two.one) == 2
    marks.mark(actor=two.one, partners=two, mark="skip", now=now)
    assert PartnerMark.objects.get().mark == "skip"
    with pytest.raises(DomainError, match="one of the three"):
        marks.mark(actor=two.one, partners=two, mark="failed", now=now)


def test_either_pauses_for_both_and_goes_on_alone(centre, now):
    two = begun(centre, now)
    two = partners.pause(actor=two.other, partners=two, now=now)
    assert (two.state, due(two)) == ("paused", 0)
    assert nudges.plan(now) == 0
    with pytest.raises(NotAllowed):
        partners.go_on(actor=two.one, partners=two, now=now)
    two = partners.go_on(actor=two.other, partners=two, now=now)
    assert (two.state, due(two)) == ("active", 8)


def test_another_rhythm_waits_for_the_other(centre, now):
    two = begun(centre, now)
    two = set_rhythm(two.one, two, now, hour=time(21))
    assert (two.state, due(two)) == ("agreement", 0)
    two = agree(two.other, two, now)
    assert {row.due_at.hour for row in Delivery.objects.about("partners", two.pk).open()} == {15}


# --- Marks: as both chose ---------------------------------------------------------------------------


def seen(person, two):
    found = PartnerMark.objects.visible_to(person).filter(side__partners=two)
    return {mark.side.person_id for mark in found}


def test_the_other_sees_a_mark_only_while_both_chose_so(centre, now):
    two = begun(centre, now)
    one, other = two.two()
    for person in (one, other):
        marks.mark(actor=person, partners=two, mark="not_today", now=now)
    assert (seen(one, two), seen(other, two)) == ({one.pk}, {other.pk})
    marks.set_shows(actor=one, partners=two, shows=True, now=now)
    assert seen(other, two) == {other.pk}
    marks.set_shows(actor=other, partners=two, shows=True, now=now)
    assert (seen(one, two), seen(other, two)) == ({one.pk, other.pk}, {one.pk, other.pk})
    assert seen(people.person(centre), two) == set()
    assert seen(people.person(centre, role="manager"), two) == set()
    marks.set_shows(actor=one, partners=two, shows=False, now=now)
    assert seen(other, two) == {other.pk}


def test_no_marks_before_it_begins_and_they_go_after_90_days(centre, now):
    two = met(centre, now)
    with pytest.raises(DomainError, match="both of you"):
        marks.mark(actor=two.one, partners=two, mark="done", now=now)
    for person in two.two():
        agree(person, two, now)
    marks.mark(actor=two.one, partners=two, mark="done", now=now)
    assert marks.forget_old(now + timedelta(days=90)) == 0
    assert marks.forget_old(now + timedelta(days=91)) == 1


# --- The end ----------------------------------------------------------------------------------------


def shown(centre, now):
    two = begun(centre, now)
    for person in two.two():
        marks.set_shows(actor=person, partners=two, shows=True, now=now)
        marks.mark(actor=person, partners=two, mark="done", now=now)
    return two


def assert_over(two, *left):
    assert fresh(two).state == "ended"
    assert due(two) == 0
    for person in left:
        assert seen(person, two) == {person.pk}
        assert Notice.objects.filter(recipient=person, kind="mentoring.beside_ended").count() == 1


def test_one_word_ends_it_in_the_same_second(centre, now):
    two = shown(centre, now)
    partners.end(actor=two.other, partners=two, now=now)
    assert_over(two, two.one)
    assert not PartnerSide.objects.filter(shows=True).exists()
    for deed in (partners.end, partners.pause):
        with pytest.raises(NotAllowed):
            deed(actor=two.one, partners=fresh(two), now=now)


def test_a_block_ends_it_for_both_with_the_same_words(centre, now):
    two = shown(centre, now)
    blocks.block(actor=two.one, person=two.other, now=now)
    assert_over(two, two.one, two.other)


def test_an_erased_account_ends_it_and_takes_its_rows(centre, now):
    two = shown(centre, now)
    other = two.other
    erase_account(actor=two.one, user=two.one, now=now)
    assert not Partners.objects.exists()
    assert not PartnerMark.objects.exists()
    notice = Notice.objects.get(recipient=other, kind="mentoring.beside_ended")
    assert notice.path == "/people/"


@pytest.mark.django_db(transaction=True)
def test_a_code_has_one_winner_under_threads(now):
    centre = people.centre()
    typists = [people.person(centre) for _each in range(3)]
    _made, code = partners.make_code(actor=people.person(centre), now=now)
    late = []

    def work(number):
        try:
            partners.use_code(actor=typists[number], code=code, now=now)
        except DomainError:
            late.append(number)

    in_threads(3, work)
    assert (len(late), Partners.objects.count()) == (2, 1)


# --- The days ---------------------------------------------------------------------------------------


def test_which_days():
    monday = date(2026, 11, 16)
    week = [monday + timedelta(days=each) for each in range(7)]
    assert [rhythm.is_day("daily", 0, day) for day in week] == [True] * 7
    assert [rhythm.is_day("three", 0, day) for day in week] == [True, False, True, False, True, False, False]
    assert [rhythm.is_day("weekly", 5, day) for day in week] == [False] * 5 + [True, False]


@given(
    st.sampled_from(["daily", "three", "weekly"]), st.integers(0, 6), st.times(),
    st.sampled_from(["Asia/Dhaka", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
)  # fmt: skip
def test_each_day_once_within_the_window_and_on_its_own_wall(often, weekday, hour, zone, start):
    wall, after = ZoneInfo(zone), start.replace(tzinfo=UTC)
    until = after + timedelta(days=9)
    found = list(rhythm.moments(often, weekday, hour, wall, after, until))
    days = [day for day, _moment in found]
    assert days == sorted(set(days))
    assert all(after < moment <= until for _day, moment in found)
    assert all(rhythm.is_day(often, weekday, day) for day in days)
    inside = [after.astimezone(wall).date() + timedelta(days=each) for each in range(1, 8)]
    assert set(days) >= {day for day in inside if rhythm.is_day(often, weekday, day)}
