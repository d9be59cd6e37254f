"""Two people walk together: both agree, either rests, stops or renews, and access ends in the same second."""

import contextlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import consent_texts
from accounts.models import Grant
from accounts.services import consent
from accounts.services.erasure import erase_account
from chat.models import Room, Seat
from mentoring import agreement
from mentoring.models import AgreementCopy, Look, Mentor, Pair, Request
from mentoring.services import endings, looks, offers, pairs, walks
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.services import blocks
from tests.mentoring import people
from tests.racing import crossing, in_threads


def begun(centre, now, mentor=None, request=None):
    """A pair whose two have read nothing yet."""
    offer, asked = mentor or people.mentor(centre, now), request or people.request(centre, now)
    return pairs.begin(
        suggestion=people.suggestion(asked, offer, now, state="asked"), request=asked, mentor=offer, now=now
    )


def agree(person, pair, now, number=None, version=agreement.CURRENT):
    number = number or walks.newest(pair).number
    return walks.agree(actor=person, pair=pair, number=number, text_version=version, now=now)


def walking(centre, now, **who):
    pair = begun(centre, now, **who)
    agree(pair.mentee, pair, now)
    return agree(pair.guide, pair, now)


def live_seats(pair):
    return Seat.objects.live().filter(room=pair.room_id).count()


def step_back(person, pair, now, somebody_else=False, again_ok=True, words=""):
    wishes = {"somebody_else": somebody_else, "again_ok": again_ok, "words": words}
    return endings.step_back(actor=person, pair=pair, now=now, **wishes)


def share(owner, reader, now):
    from journey.shareable import ALLY, DAYS

    return consent.grant(
        actor=owner, to=reader, relation=ALLY, items=[DAYS], starts_at=now, ends_at=now + timedelta(days=30),
        text_version=consent_texts.CURRENT, now=now,
    )  # fmt: skip


# --- Agreeing ---------------------------------------------------------------------------------------


def test_one_i_agree_is_not_enough(centre, now):
    pair = begun(centre, now)
    for _twice in range(2):
        assert agree(pair.mentee, pair, now).state == "agreement"
    assert live_seats(pair) == 0
    pair = agree(pair.guide, pair, now)
    assert (pair.state, live_seats(pair), pair.room.kind) == ("active", 2, Room.Kind.PAIR)
    assert pair.until_on == now.date() + timedelta(days=90)
    assert {copy.owner_id for copy in AgreementCopy.objects.all()} == {pair.mentee_id, pair.guide_id}


def test_a_copy_keeps_the_words_as_they_were_read(centre, now):
    pair = walking(centre, now)
    copy = AgreementCopy.objects.visible_to(pair.mentee).get()
    assert "No calls after nine." in copy.words
    assert "Please do not call at night." in copy.words
    step_back(pair.mentee, pair, now)
    assert AgreementCopy.objects.visible_to(pair.guide).get().words == copy.words


def test_nobody_agrees_to_words_they_did_not_read(centre, now):
    pair = begun(centre, now)
    agree(pair.mentee, pair, now)
    walks.write_agreement(actor=pair.guide, pair=pair, rhythm="twice", ways=["here"], limits="", now=now)
    with pytest.raises(DomainError, match="have changed"):
        agree(pair.guide, pair, now, number=1)
    with pytest.raises(DomainError, match="have changed"):
        agree(pair.guide, pair, now, version="2020-01")
    assert agree(pair.guide, pair, now).state == "agreement"
    assert agree(pair.mentee, pair, now).state == "active"


def test_nobody_agrees_for_another(centre, coordinator, now):
    pair = begun(centre, now)
    for stranger in (coordinator, people.person(centre)):
        with pytest.raises(NotAllowed):
            agree(stranger, pair, now)


def test_nobody_begins_beside_a_mentor_who_is_none_any_more(centre, now):
    pair = begun(centre, now)
    agree(pair.mentee, pair, now)
    Mentor.objects.filter(pk=pair.mentor_id).update(state="not_now")
    with pytest.raises(DomainError, match="cannot be now"):
        agree(pair.guide, pair, now)
    assert AgreementCopy.objects.filter(owner=pair.guide).count() == 0


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": 91}, {"ways": []}, {"ways": ["pigeon"]}, {"rhythm": "x"}]
)
def test_an_agreement_that_cannot_be(centre, now, wrong):
    pair = begun(centre, now)
    given = {"rhythm": "weekly", "ways": ["here"], "limits": ""} | wrong
    with pytest.raises(DomainError, match="Choose"):
        walks.write_agreement(actor=pair.guide, pair=pair, now=now, **given)
    assert walks.newest(pair).number == 1


@pytest.mark.parametrize(
    "fields",
    [{"state": "active"}, {"state": "paused"}, {"state": "ended"}, {"paused_at": "2026-11-18T09:00Z"}],
)
def test_the_database_knows_the_states_too(centre, now, fields):
    pair = begun(centre, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.filter(pk=pair.pk).update(**fields)


def test_renewal_needs_both(centre, now):
    pair = walking(centre, now)
    later = now + timedelta(days=80)
    walks.write_agreement(actor=pair.mentee, pair=pair, rhythm="weekly", ways=["here"], limits="", now=later)
    pair = agree(pair.mentee, pair, later)
    assert pair.until_on == now.date() + timedelta(days=90)
    pair = agree(pair.guide, pair, later)
    assert pair.until_on == later.date() + timedelta(days=90)


# --- Rest -------------------------------------------------------------------------------------------


def test_only_who_asked_for_a_rest_ends_it(centre, now):
    pair = walks.pause(actor=(made := walking(centre, now)).mentee, pair=made, now=now)
    assert (pair.state, live_seats(pair)) == ("paused", 0)
    with pytest.raises(NotAllowed):
        walks.go_on(actor=pair.guide, pair=pair, now=now)
    pair = walks.go_on(actor=pair.mentee, pair=pair, now=now)
    assert (pair.state, live_seats(pair)) == ("active", 2)
    assert Room.objects.count() == 1


def test_a_rest_that_staff_asked_for_is_theirs_to_end(centre, coordinator, now):
    pair = looks.pause_by_staff(actor=coordinator, pair=walking(centre, now), now=now)
    for person in pair.two():
        with pytest.raises(NotAllowed):
            walks.go_on(actor=person, pair=pair, now=now)
    assert walks.go_on(actor=coordinator, pair=pair, now=now).state == "active"


# --- The end ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mentee", "guide"])
def test_stepping_back_ends_access_in_the_same_second(centre, coordinator, now, who):
    pair = walking(centre, now)
    share(pair.mentee, pair.guide, now)
    person = getattr(pair, who)
    pair = step_back(person, pair, now, words="I need some quiet.")
    assert pair.state == "ended"
    assert live_seats(pair) == 0
    assert not Grant.objects.live(now).exists()
    for each in pair.two():
        assert not Room.objects.visible_to(each).exists()
    assert Notice.objects.filter(kind="mentoring.ended").get().recipient == pair.other(person)
    seen = {(look.person_id, look.reason) for look in Look.objects.visible_to(coordinator)}
    assert seen == {(person.pk, "stepped_back"), (pair.other(person).pk, "was_left")}
    assert not any(Look.objects.visible_to(each).exists() for each in pair.two())


def test_the_front_of_the_line(centre, now):
    pair = walking(centre, now, request=people.request(centre, now, days=1))
    old = people.request(centre, now, days=60)
    step_back(pair.guide, pair, now)
    first = Request.objects.waiting().filter(centre=centre).first()
    assert (first.user_id, first.hours.count(), first.avoid) == (pair.mentee_id, 5, "")
    assert first.queue_from < old.queue_from


@pytest.mark.parametrize(("somebody_else", "waiting"), [(True, 1), (False, 0)])
def test_who_asked_says_whether_they_want_somebody_else(centre, now, somebody_else, waiting):
    pair = walking(centre, now)
    step_back(pair.mentee, pair, now, somebody_else=somebody_else)
    assert Request.objects.waiting().count() == waiting
    step_back(pair.mentee, pair, now, somebody_else=True)
    assert Request.objects.waiting().count() == waiting


def test_a_mentor_who_leaves_ends_all_and_each_is_at_the_front(centre, now):
    mentor = people.mentor(centre, now, places=3)
    two = [walking(centre, now, mentor=mentor) for _each in range(2)]
    offers.end_offer(actor=mentor.user, mentor=mentor, now=now)
    assert not Pair.objects.live().exists()
    assert {each.user_id for each in Request.objects.waiting()} == {pair.mentee_id for pair in two}
    assert Notice.objects.filter(recipient=two[0].mentee, kind="mentoring.ended").exists()


def test_a_block_ends_it_and_reads_like_any_other_end(centre, now):
    pair, other = walking(centre, now), walking(centre, now)
    blocks.block(actor=pair.mentee, person=pair.guide, now=now)
    pair.refresh_from_db()
    other.refresh_from_db()
    assert (pair.state, other.state, live_seats(pair)) == ("ended", "active", 0)
    assert {each.recipient for each in Notice.objects.filter(kind="mentoring.ended")} == set(pair.two())
    with pytest.raises(DomainError, match="no free time now"):
        walks.walk_again(actor=pair.guide, pair=pair, now=now)


@pytest.mark.parametrize("who", ["mentee", "guide"])
def test_an_erased_account_leaves_the_other_with_kind_words(centre, now, who):
    pair = walking(centre, now)
    gone = getattr(pair, who)
    stays = pair.other(gone)
    erase_account(actor=gone, user=gone, now=now)
    assert not Pair.objects.exists()
    assert Notice.objects.get(recipient=stays, kind="mentoring.ended").path == "/people/"
    assert not Room.objects.visible_to(stays).exists()
    assert Request.objects.waiting().filter(user=stays).exists() == (who == "guide")


def test_staff_end_it_but_not_their_own(centre, coordinator, now):
    pair = walking(centre, now, mentor=people.mentor(centre, now, user=coordinator))
    with pytest.raises(NotAllowed):
        endings.end_by_staff(actor=coordinator, pair=pair, in_line=True, again_ok=False, now=now)
    another = people.person(centre, role="coordinator")
    assert (
        endings.end_by_staff(actor=another, pair=pair, in_line=True, again_ok=False, now=now).state == "ended"
    )
    assert Notice.objects.filter(kind="mentoring.ended").count() == 2


# --- The calendar -----------------------------------------------------------------------------------


def test_the_time_ends_by_itself_after_a_reminder(centre, now):
    people.person(centre)
    pair = walking(centre, now)
    assert endings.keep_calendar(now + timedelta(days=31))["reminded"] == 1
    assert endings.keep_calendar(now + timedelta(days=31))["reminded"] == 0
    assert endings.keep_calendar(now + timedelta(days=90))["over"] == 0
    assert Notice.objects.filter(kind="mentoring.last_days").count() == 2
    assert endings.keep_calendar(now + timedelta(days=91))["over"] == 1
    pair.refresh_from_db()
    assert (pair.state, live_seats(pair), Request.objects.waiting().count()) == ("ended", 0, 0)


def test_an_agreement_that_nobody_finishes_gives_the_place_back(centre, now):
    pair = begun(centre, now)
    agree(pair.mentee, pair, now)
    assert endings.keep_calendar(now + timedelta(days=14))["not_agreed"] == 0
    assert endings.keep_calendar(now + timedelta(days=15))["not_agreed"] == 1
    assert pairs.has_place(pair.mentor)
    assert Request.objects.waiting().get().user == pair.mentee


def test_who_left_the_centre_walks_no_more(centre, now):
    pair = walking(centre, now)
    pair.guide.memberships.update(left_at=timezone.now())
    assert endings.keep_calendar(now)["left"] == 1
    assert Request.objects.waiting().get().user == pair.mentee


# --- Again ------------------------------------------------------------------------------------------


def test_the_same_two_later_when_both_wish_it(centre, now):
    pair = walking(centre, now)
    pair = step_back(pair.mentee, pair, now)
    later = now + timedelta(days=100)
    assert walks.walk_again(actor=pair.guide, pair=pair, now=later) is None
    assert walks.walk_again(actor=pair.guide, pair=pair, now=later) is None
    made = walks.walk_again(actor=pair.mentee, pair=pair, now=later)
    assert (made.state, made.pk != pair.pk, Pair.objects.live().count()) == ("agreement", True, 1)
    agree(made.mentee, made, later)
    assert agree(made.guide, made, later).state == "active"


def test_rather_not_is_silent_and_holds(centre, now):
    pair = walking(centre, now)
    pair = step_back(pair.mentee, pair, now, again_ok=False)
    with pytest.raises(NotAllowed):
        walks.walk_again(actor=pair.guide, pair=pair, now=now)
    assert not Notice.objects.filter(kind="mentoring.again").exists()


# --- Staff look -------------------------------------------------------------------------------------


def test_words_for_staff_are_for_staff_and_go_when_it_is_settled(centre, coordinator, now):
    pair = walking(centre, now)
    look = looks.ask(actor=pair.mentee, pair=pair, words="It is too much.", now=now)
    again = looks.ask(actor=pair.mentee, pair=pair, words="It is far too much.", now=now)
    assert (again.pk, again.due_at) == (look.pk, now + timedelta(days=2))
    assert Notice.objects.filter(recipient=coordinator, kind="mentoring.look").count() == 1
    assert not Notice.objects.filter(recipient=pair.guide, kind="mentoring.look").exists()
    look = looks.settle(actor=coordinator, look=look, now=now)
    assert (look.words, look.settled_by) == ("", coordinator)
    with pytest.raises(NotAllowed):
        looks.settle(actor=pair.guide, look=look, now=now)


# --- At once ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_both_agree_at_once_and_begin_once(now):
    pair = begun(people.centre(), now)
    two = pair.two()
    in_threads(4, lambda number: agree(two[number % 2], pair, now))
    pair.refresh_from_db()
    assert (pair.state, live_seats(pair), Room.objects.count()) == ("active", 2, 1)
    assert Notice.objects.filter(kind="mentoring.begun").count() == 2


@pytest.mark.django_db(transaction=True)
def test_both_step_back_at_once(now):
    pair = walking(people.centre(), now)
    two = pair.two()
    in_threads(2, lambda number: _quietly(two[number], pair, now))
    assert Pair.objects.live().count() == 0
    assert Notice.objects.filter(kind="mentoring.ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_end_takes_the_room_before_the_pair_as_an_erasure_does(now):
    pair = walking(people.centre(), now)
    crossing(
        lambda: Room.objects.select_for_update().get(pk=pair.room_id),
        lambda: step_back(pair.mentee, pair, now),
        lambda: Pair.objects.select_for_update().get(pk=pair.pk),
    )
    assert Pair.objects.get().state == "ended"


def _quietly(person, pair, now):
    with contextlib.suppress(NotAllowed):  # the other one was so fast that the rule knew
        step_back(person, pair, now)
