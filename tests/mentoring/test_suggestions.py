"""From hello to a pair: both say yes, once; a no is silent; the last place has one winner."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.models import Membership
from accounts.services.erasure import erase_account
from mentoring.models import Mentor, Pair, Request, Suggestion
from mentoring.services import bonds, rounds, suggestions
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding import subjects
from safeguarding.models import NewcomerContact
from safeguarding.services import blocks
from tests.mentoring import people
from tests.racing import in_threads


@pytest.fixture
def two(centre, now):
    """A mentor with one place, and what was shown to somebody."""
    mentor = people.mentor(centre, now, places=1)
    return people.suggestion(people.request(centre, now), mentor, now)


def hello(suggestion, now, text="Hello."):
    return suggestions.say_hello(actor=suggestion.mentee, suggestion=suggestion, text=text, now=now)


def answer(suggestion, now, yes=True):
    suggestion = Suggestion.objects.select_related("mentor__centre", "guide", "request").get(pk=suggestion.pk)
    return suggestions.answer(actor=suggestion.guide, suggestion=suggestion, yes=yes, now=now)


def told(person):
    return list(Notice.objects.filter(recipient=person).values_list("kind", flat=True))


def test_both_say_yes(two, now):
    hello(two, now, "Hello. I like tea.")
    assert told(two.guide) == ["mentoring.asked"]
    pair = answer(two, now)
    assert (pair.mentee, pair.guide, pair.state, pair.kind) == (two.mentee, two.guide, "agreement", "mentor")
    request = Request.objects.get(pk=two.request_id)
    assert (request.state, request.avoid) == ("matched", "")
    assert told(two.mentee) == ["mentoring.yes"]
    # The newcomer asked first: an answer is no approach.
    assert not NewcomerContact.objects.exists()


def test_no_pair_without_each_step(two, now):
    with pytest.raises(NotAllowed):
        answer(two, now)
    with pytest.raises(NotAllowed):
        suggestions.say_hello(actor=two.guide, suggestion=two, text="", now=now)
    hello(two, now)
    two.refresh_from_db()
    with pytest.raises(NotAllowed):
        suggestions.answer(actor=two.mentee, suggestion=two, yes=True, now=now)
    assert not Pair.objects.exists()


def test_a_no_is_silent_and_never_suggested_again(two, centre, coordinator, now):
    hello(two, now, "My words")
    assert answer(two, now, yes=False) is None
    two.refresh_from_db()
    assert (two.state, two.hello) == ("not_now", "")
    assert told(two.mentee) == ["mentoring.no_time"]
    round = rounds.start_round(actor=coordinator, centre=centre, now=now)
    rounds.work_on(round.pk, now)
    assert not Suggestion.objects.filter(state="prepared").exists()


def test_not_for_me_tells_nobody(two, now):
    suggestions.pass_by(actor=two.mentee, suggestion=two, now=now)
    two.refresh_from_db()
    assert two.state == "passed"
    assert told(two.guide) == []


def test_one_mentor_is_asked_at_a_time(two, centre, now):
    other = people.suggestion(two.request, people.mentor(centre, now), now)
    hello(two, now)
    with pytest.raises(DomainError, match="asked somebody already"):
        hello(other, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=other.pk).update(state="asked", asked_at=now)
    two.refresh_from_db()
    suggestions.pass_by(actor=two.mentee, suggestion=two, now=now)
    assert hello(other, now).state == "asked"


@pytest.mark.parametrize("change", ["paused", "full", "looked", "gone"])
def test_what_changed_meanwhile_reads_like_no_time(two, centre, now, change):
    if change == "paused":
        Mentor.objects.filter(pk=two.mentor_id).update(paused_at=now)
    elif change == "full":
        Pair.objects.create(
            mentor=two.mentor, mentee=people.person(centre), guide=two.guide, kind="mentor", made_at=now
        )
    elif change == "looked":
        from safeguarding.models import Case

        Case.objects.create(
            centre=centre,
            about=two.guide,
            about_subject=two.guide.subject,
            thing="",
            opened_at=now,
            due_at=now,
        )
    else:
        Mentor.objects.filter(pk=two.mentor_id).update(state="not_now")
    with pytest.raises(DomainError, match="They have no free time now"):
        hello(two, now)


@pytest.mark.parametrize("who_blocks", ["mentee", "guide"])
def test_a_block_ends_what_was_open_at_once(two, now, who_blocks):
    hello(two, now, "My words")
    blocker, blocked = (two.mentee, two.guide) if who_blocks == "mentee" else (two.guide, two.mentee)
    blocks.block(actor=blocker, person=blocked, now=now)
    two.refresh_from_db()
    assert (two.state, two.hello) == ("lapsed", "")
    assert not Suggestion.objects.visible_to(two.guide).exists()
    assert not Suggestion.objects.visible_to(two.mentee).exists()


def test_each_can_tell_staff_about_the_other_and_nobody_else_can(two, now):
    assert subjects.find(two.guide, "match", two.code, now) is None
    told_of = subjects.find(two.mentee, "match", two.code, now)
    assert (told_of.person, told_of.centre, told_of.excerpt[0]["text"]) == (
        two.guide,
        two.mentor.centre,
        "I like tea.",
    )
    hello(two, now, "My words")
    told_of = subjects.find(two.guide, "match", two.code, now)
    assert (told_of.person, [line["text"] for line in told_of.excerpt]) == (two.mentee, ["My words"])
    assert subjects.find(people.person(two.mentor.centre), "match", two.code, now) is None
    assert subjects.find(AnonymousUser(), "match", two.code, now) is None


def test_kept_apart_by_staff_at_once(two, centre, coordinator, now):
    bonds.keep_apart(
        actor=coordinator, centre=centre, first=two.guide, second=two.mentee, reason="household", now=now
    )
    two.refresh_from_db()
    assert two.state == "lapsed"
    with pytest.raises(DomainError, match="two people"):
        bonds.keep_apart(
            actor=coordinator, centre=centre, first=two.guide, second=two.guide, reason="household", now=now
        )


def test_the_centres_rule_on_time_holds(two, centre, coordinator, now):
    for wrong in (-1, 99999):
        with pytest.raises(DomainError, match="20 years"):
            bonds.set_least_days(actor=coordinator, centre=centre, kind="mentor", days=wrong, now=now)
    bonds.set_least_days(actor=coordinator, centre=centre, kind="mentor", days=7000, now=now)
    with pytest.raises(DomainError, match="no free time"):
        hello(two, now)


def test_who_sees_a_suggestion_when(two, now):
    sees = Suggestion.objects.visible_to
    assert sees(two.mentee).exists()
    assert not sees(two.guide).exists()
    hello(two, now)
    assert sees(two.guide).exists()
    Suggestion.objects.filter(pk=two.pk).update(state="prepared")
    assert not sees(two.mentee).exists()


def test_a_coordinator_sees_their_own_like_everybody(centre, coordinator, now):
    Membership.objects.create(user=coordinator, centre=centre)
    own = people.request(centre, now, user=coordinator)
    prepared = people.suggestion(own, people.mentor(centre, now), now, state="prepared")
    others = people.suggestion(people.request(centre, now), prepared.mentor, now, state="prepared")
    assert set(Suggestion.objects.visible_to(coordinator)) == {others}


@pytest.mark.parametrize("who", ["mentee", "guide"])
def test_erasing_leaves_no_word(two, now, who):
    hello(two, now, "My words")
    answer(two, now)
    person = getattr(two, who)
    erase_account(actor=person, user=person, now=now)
    for model in (Suggestion, Pair):
        assert not model.objects.exists()
    assert not Request.objects.filter(user=person.pk).exists()


def test_erasing_empties_a_pool_that_names_them(centre, coordinator, now):
    people.mentor(centre, now)
    request = people.request(centre, now)
    round = rounds.start_round(actor=coordinator, centre=centre, now=now)
    rounds.work_on(round.pk, now)
    erase_account(actor=request.user, user=request.user, now=now)
    round.refresh_from_db()
    assert request.code not in str(round.pool)


# --- At once ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_accepts_at_once_make_one_pair(now):
    centre = people.centre()
    two = people.suggestion(
        people.request(centre, now), people.mentor(centre, now, places=3), now, state="asked"
    )
    refused = []

    def say_yes(number):
        try:
            answer(two, now + timedelta(seconds=number))
        except (DomainError, NotAllowed) as error:
            refused.append(error)

    in_threads(4, say_yes)
    assert Pair.objects.count() == 1
    assert Suggestion.objects.get(pk=two.pk).state == "agreed"


@pytest.mark.django_db(transaction=True)
def test_the_last_place_has_one_winner(now):
    centre = people.centre()
    mentor = people.mentor(centre, now, places=2)
    people.mentor(centre, now)
    Pair.objects.create(mentor=mentor, mentee=people.person(), guide=mentor.user, kind="mentor", made_at=now)
    asked = [people.suggestion(people.request(centre, now), mentor, now, state="asked") for _each in range(5)]
    lost = []

    def say_yes(number):
        try:
            answer(asked[number], now)
        except DomainError as error:
            lost.append(str(error))

    in_threads(5, say_yes)
    assert len(lost) == 4
    assert Pair.objects.filter(mentor=mentor).count() == 2
