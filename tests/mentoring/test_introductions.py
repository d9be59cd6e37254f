"""Introductions: both say yes before either sees the other, and a no has no name."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.services.erasure import erase_account
from ledger.models import AccessEntry, AuditEntry
from mentoring.models import Bond, Introduction, Pair, Partners, Request
from mentoring.services import introductions, offers
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Case
from safeguarding.services import blocks
from tests.mentoring import people
from tests.racing import in_threads

GENERAL = {"words_one": "Somebody who likes long walks.", "words_other": "Somebody who cooks for others."}


@pytest.fixture
def counselor(centre):
    return people.person(centre, role="counselor")


def introduce(counselor, centre, now, one=None, other=None, as_mentor=False, **words):
    two = {"one": one or people.person(centre), "other": other or people.person(centre)}
    said = GENERAL | words
    return introductions.introduce(
        actor=counselor, centre=centre, as_mentor=as_mentor, now=now, **two, **said
    )


def answer(person, made, now, yes=True):
    return introductions.answer_introduction(actor=person, introduction=made, yes=yes, now=now)


def fresh(made):
    return Introduction.objects.get(pk=made.pk)


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def sees(person, made):
    return Introduction.objects.visible_to(person).filter(pk=made.pk).exists()


# --- Both say yes -----------------------------------------------------------------------------------


def test_neither_sees_the_other_before_both_said_yes(counselor, centre, now):
    made = introduce(counselor, centre, now)
    assert (made.words_for(made.one), made.words_for(made.other)) == tuple(GENERAL.values())
    assert answer(made.one, made, now) == ""
    assert not Partners.objects.exists()
    assert told(made.other) == ["mentoring.introduced"]
    path = answer(made.other, made, now)
    two = Partners.objects.get()
    assert (path, {two.one, two.other}, two.state) == (
        f"/people/w/{two.code}/",
        {made.one, made.other},
        "agreement",
    )
    for person in (made.one, made.other):
        assert told(person) == ["mentoring.introduced", "mentoring.both_yes"]
    assert told(counselor) == ["mentoring.introduction_yes"]
    made = fresh(made)
    assert (made.state, made.words_one, made.words_other) == ("met", "", "")


def test_as_a_mentor_it_is_a_pair_that_reads_its_agreement(counselor, centre, now):
    offer, wish = people.mentor(centre, now), people.request(centre, now)
    shown = people.suggestion(wish, people.mentor(centre, now), now)
    made = introduce(counselor, centre, now, one=wish.user, other=offer.user, as_mentor=True)
    answer(offer.user, made, now)
    path = answer(wish.user, made, now)
    pair = Pair.objects.get()
    assert (pair.mentee, pair.guide, pair.state, pair.request) == (wish.user, offer.user, "agreement", wish)
    assert path == f"/people/p/{pair.code}/"
    assert Request.objects.get(pk=wish.pk).state == "matched"
    shown.refresh_from_db()
    assert shown.state == "lapsed"


def no_mentor(centre, now):
    return people.person(centre)


def paused(centre, now):
    offer = people.mentor(centre, now)
    return offers.set_pause(actor=offer.user, mentor=offer, paused=True, now=now).user


def full(centre, now):
    offer = people.mentor(centre, now, places=1)
    Pair.objects.create(mentor=offer, mentee=people.person(centre), guide=offer.user, kind="mentor")
    return offer.user


def over(centre, now):
    return people.mentor(centre, now, expires_on=now.date() - timedelta(days=1)).user


@pytest.mark.parametrize("who", [no_mentor, paused, full, over])
def test_only_a_mentor_with_a_place_is_proposed_as_one(counselor, centre, now, who):
    with pytest.raises(DomainError, match="no mentor here"):
        introduce(counselor, centre, now, other=who(centre, now), as_mentor=True)


def test_a_place_that_went_in_the_meantime_ends_it_kindly(counselor, centre, now):
    offer = people.mentor(centre, now, places=1)
    made = introduce(counselor, centre, now, other=offer.user, as_mentor=True)
    answer(made.one, made, now)
    Pair.objects.create(mentor=offer, mentee=people.person(centre), guide=offer.user, kind="mentor")
    assert answer(offer.user, made, now) == ""
    assert fresh(made).state == "over"
    assert told(made.one)[-1] == "mentoring.introduction_over"
    assert Pair.objects.count() == 1


# --- A no -------------------------------------------------------------------------------------------


def test_a_no_is_silent_and_kind(counselor, centre, now):
    made = introduce(counselor, centre, now)
    assert answer(made.one, made, now, yes=False) == ""
    assert told(made.other) == ["mentoring.introduced"]
    assert told(counselor) == ["mentoring.introduction_not_now"]
    made = fresh(made)
    assert (made.state, made.answer_one, made.answer_other) == ("not_now", "", "")
    assert not sees(made.one, made)
    assert not sees(made.other, made)
    with pytest.raises(NotAllowed):
        answer(made.other, made, now)
    details = AuditEntry.objects.filter(verb="mentoring.answer_introduction").values_list(
        "details", flat=True
    )
    assert list(details) == [{}]


def test_who_had_said_yes_reads_one_kind_sentence(counselor, centre, now):
    made = introduce(counselor, centre, now)
    answer(made.one, made, now)
    answer(made.other, made, now, yes=False)
    assert told(made.one)[-1] == "mentoring.introduction_over"
    assert told(made.other) == ["mentoring.introduced"]


def test_a_yes_may_become_a_no_and_twice_is_once(counselor, centre, now):
    made = introduce(counselor, centre, now)
    for _twice in range(2):
        assert answer(made.one, made, now) == ""
    answer(made.one, made, now, yes=False)
    assert fresh(made).state == "not_now"
    assert told(made.one) == ["mentoring.introduced"]


def test_the_database_keeps_no_name_for_a_no(counselor, centre, now):
    made = introduce(counselor, centre, now)
    for wrong in ({"answer_one": "not_now"}, {"answer_other": "not_now"}, {"state": "met"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Introduction.objects.filter(pk=made.pk).update(**wrong)


# --- Who may, and what may not be written -----------------------------------------------------------


def test_staff_of_the_centre_and_never_about_themselves(counselor, centre, now):
    for role in ("coordinator", "manager"):
        introduce(people.person(centre, role=role), centre, now)
    outsider = people.person(people.centre("South House"), role="counselor")
    for person in (outsider, people.person(centre)):
        with pytest.raises(NotAllowed):
            introduce(person, centre, now)
    Membership.objects.create(user=counselor, centre=centre)
    for place in ("one", "other"):
        with pytest.raises(DomainError, match="two people"):
            introduce(counselor, centre, now, **{place: counselor})
    person = people.person(centre)
    with pytest.raises(DomainError, match="two people"):
        introduce(counselor, centre, now, one=person, other=person)
    with pytest.raises(DomainError, match="belong to the centre"):
        introduce(counselor, centre, now, other=people.person())


@pytest.mark.parametrize("words", ["", "   "])
def test_each_reads_something(counselor, centre, now, words):
    with pytest.raises(DomainError, match="general words"):
        introduce(counselor, centre, now, words_other=words)


@pytest.mark.parametrize(
    "words", ["She is called QUIET river.", "Call 01712 345678", "See https://example.com/x"]
)
def test_no_names_numbers_or_links(counselor, centre, now, words):
    one = people.person(centre, public_name="Quiet River")
    for field in GENERAL:
        with pytest.raises(DomainError, match="Leave out names"):
            introduce(counselor, centre, now, one=one, **{field: words})


def test_the_same_two_are_asked_once_at_a_time(counselor, centre, now):
    made = introduce(counselor, centre, now)
    with pytest.raises(DomainError, match="asked already"):
        introduce(counselor, centre, now, one=made.other, other=made.one)
    answer(made.one, made, now, yes=False)
    introduce(counselor, centre, now, one=made.other, other=made.one)


def bond(one, other, centre, now):
    first, second = sorted((one, other), key=lambda each: each.pk)
    Bond.objects.create(centre=centre, one=first, other=second, reason="employer")


KEPT = {
    "blocked": lambda one, other, centre, now: blocks.block(actor=one, person=other, now=now),
    "employer": bond,
    "an open report": lambda one, other, centre, now: Case.objects.create(
        about=other, about_subject=other.subject, centre=centre, due_at=now
    ),
}


@pytest.mark.parametrize("why", KEPT)
def test_two_who_are_kept_apart_before_and_at_the_yes(counselor, centre, now, why):
    one, other = people.person(centre), people.person(centre)
    made = introduce(counselor, centre, now, one=one, other=other)
    answer(one, made, now)
    KEPT[why](one, other, centre, now)
    if fresh(made).is_open:
        assert answer(other, made, now) == ""
    assert fresh(made).state == "over"
    assert not Partners.objects.exists()
    with pytest.raises(DomainError, match="placed together"):
        introduce(counselor, centre, now, one=one, other=other)


def test_who_left_the_centre_meets_nobody(counselor, centre, now):
    made = introduce(counselor, centre, now)
    answer(made.one, made, now)
    Membership.objects.filter(user=made.one).update(left_at=timezone.now())
    assert answer(made.other, made, now) == ""
    assert fresh(made).state == "over"


def test_each_of_the_two_can_see_that_staff_looked(counselor, centre, now):
    made = introduce(counselor, centre, now)
    looked = AccessEntry.objects.filter(actor=counselor.subject)
    assert set(looked.values_list("subject", flat=True)) == {made.one.subject, made.other.subject}
    page = introductions.open_people(actor=counselor, centre=centre, number=None, now=now)
    assert {row.user for row in page} == {made.one, made.other}
    assert looked.count() == 4
    shown = Introduction.objects.visible_to(counselor)
    assert introductions.open_list(actor=counselor, centre=centre, shown=shown, now=now) == [made]
    assert looked.count() == 6
    assert set(looked.values_list("role", "reason")) == {("counselor", "introduction")}


def test_staff_do_not_watch_their_own(centre, now, counselor):
    worker = people.person(centre, role="coordinator")
    Membership.objects.create(user=worker, centre=centre)
    made = introduce(counselor, centre, now, one=worker)
    assert sees(worker, made)
    answer(worker, made, now, yes=False)
    assert not sees(worker, made)
    again = introduce(counselor, centre, now, one=worker, other=made.other)
    with pytest.raises(NotAllowed):
        introductions.take_back(actor=worker, introduction=again, now=now)


# --- What ends by itself ----------------------------------------------------------------------------


def test_taken_back_over_time_and_erased(counselor, centre, now):
    made = introduce(counselor, centre, now)
    answer(made.one, made, now)
    introductions.take_back(actor=counselor, introduction=made, now=now)
    assert (fresh(made).state, told(made.one)[-1]) == ("over", "mentoring.introduction_over")
    made = introduce(counselor, centre, now)
    later = now + introductions.OPEN_FOR
    with pytest.raises(DomainError, match="does not work any more"):
        answer(made.one, made, later)
    assert introductions.end_old(later - timedelta(seconds=1)) == 0
    assert introductions.end_old(later) == 1
    assert fresh(made).state == "over"


def test_an_erased_account_takes_it_along_and_the_other_is_told(counselor, centre, now):
    made = introduce(counselor, centre, now)
    other = made.other
    answer(other, made, now)
    erase_account(actor=made.one, user=made.one, now=now)
    assert not Introduction.objects.exists()
    assert told(other)[-1] == "mentoring.introduction_over"
    kept = introduce(counselor, centre, now)
    erase_account(actor=counselor, user=counselor, now=now)
    assert (fresh(kept).made_by, fresh(kept).state) == (None, "open")


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_make_one_of_it(now):
    centre = people.centre()
    made = introduce(people.person(centre, role="counselor"), centre, now)
    in_threads(2, lambda number: answer(made.two()[number], made, now))
    assert (fresh(made).state, Partners.objects.count()) == ("met", 1)
