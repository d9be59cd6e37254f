"""Whatever people do, in whatever order: nobody walks with anybody unless each step was taken."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chat.models import Room, Seat
from ledger.models import AuditEntry
from mentoring import agreement
from mentoring.customs import NEEDED
from mentoring.models import AgreementCopy, Mentor, MentorLook, Pair, Request, Suggestion
from mentoring.services import (
    approval,
    endings,
    looks,
    offers,
    requests,
    resting,
    suggestions,
    walks,
    wellbeing,
)
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Case, Sanction
from safeguarding.services import blocks, limits
from tests.mentoring import people
from tests.mentoring.people import EVENINGS, offered, wished
from tests.mentoring.test_offers import FRIENDS

TWO = st.integers(0, 1)
SIDES = st.sampled_from(["mentee", "guide"])


class Steps(RuleBasedStateMachine):
    """Two who may offer, two who may ask, one coordinator. What is refused changes nothing."""

    def __init__(self):
        super().__init__()
        self.all = transaction.atomic()
        self.all.__enter__()
        self.now = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
        self.centre = people.centre()
        self.by_staff, self.let_go_on = set(), False
        self.staff = people.person(self.centre, role="coordinator")
        self.guides = [people.person(self.centre) for _each in TWO_OF_THEM]
        self.askers = [people.person(self.centre) for _each in TWO_OF_THEM]
        self.spoken, self.trained, self.agreed, self.heard = set(), set(), set(), set()

    def teardown(self):
        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)

    def attempt(self, deed, **given):
        """True when it was done."""
        try:
            with transaction.atomic():
                deed(now=self.now, **given)
        except (DomainError, NotAllowed):
            return False
        return True

    def mentor(self, number):
        return Mentor.objects.filter(user=self.guides[number]).order_by("-pk").first()

    def newest_pair(self):
        return Pair.objects.order_by("-pk").first()

    @initialize(count=st.integers(0, 8))
    def begin_somewhere(self, count):
        """Short ways into the far end, so that it is searched as well as the beginning."""
        for step in way(self)[:count]:
            step()

    # --- Becoming a mentor ---

    @rule(number=TWO)
    def apply(self, number):
        given = {"fields": offered(places=1), "hours": EVENINGS, "references": FRIENDS}
        self.attempt(offers.apply, actor=self.guides[number], centre=self.centre, **given)

    @rule(number=TWO, speaks_for=st.booleans())
    def take_references(self, number, speaks_for):
        if (mentor := self.mentor(number)) is None:
            return
        for reference in mentor.references.all():
            given = {"reference": reference, "speaks_for": speaks_for}
            if self.attempt(approval.take_reference, actor=self.staff, mentor=mentor, **given):
                (self.spoken.add if speaks_for else self.spoken.discard)((mentor.pk, reference.pk))

    @rule(number=TWO, topics=st.sets(st.sampled_from(NEEDED), min_size=1))
    def train(self, number, topics):
        if (mentor := self.mentor(number)) is None:
            return
        for topic in topics:
            days = {"given_on": date(2026, 11, 1), "expires_on": date(2028, 1, 1)}
            if self.attempt(approval.mark_training, actor=self.staff, mentor=mentor, topic=topic, **days):
                self.trained.add((mentor.pk, topic))

    @rule(number=TWO, by_themselves=st.booleans())
    def approve(self, number, by_themselves):
        if (mentor := self.mentor(number)) is not None:
            actor = mentor.user if by_themselves else self.staff
            self.attempt(approval.approve, actor=actor, mentor=mentor)

    @rule(number=TWO)
    def the_mentor_leaves(self, number):
        if (mentor := self.mentor(number)) is not None:
            self.attempt(offers.end_offer, actor=mentor.user, mentor=mentor)

    # --- Being found ---

    @rule(number=TWO, other=TWO)
    def find(self, number, other):
        """Ask, be shown somebody, say hello. Suggestions stand even where a rule has changed since."""
        given = {"centre": self.centre, "fields": wished(), "hours": EVENINGS}
        self.attempt(requests.ask, actor=self.askers[number], **given)
        asked = Request.objects.waiting().filter(user=self.askers[number]).first()
        mentor = self.mentor(other)
        if asked is None or mentor is None or asked.suggestions.open().exists():
            return
        shown = people.suggestion(asked, mentor, self.now)
        self.attempt(suggestions.say_hello, actor=asked.user, suggestion=shown, text="Hello")

    @rule(yes=st.booleans(), right_one=st.booleans())
    def answer(self, yes, right_one):
        asked = Suggestion.objects.filter(state="asked").order_by("pk").first()
        if asked is not None:
            actor = asked.guide if right_one else asked.mentee
            self.attempt(suggestions.answer, actor=actor, suggestion=asked, yes=yes)

    # --- Walking ---

    @rule(side=SIDES)
    def agree(self, side):
        if (pair := self.newest_pair()) is None:
            return
        person, number = getattr(pair, side), walks.newest(pair).number
        given = {"number": number, "text_version": agreement.CURRENT}
        if self.attempt(walks.agree, actor=person, pair=pair, **given):
            self.agreed.add((pair.pk, number, person.pk))

    @rule(side=SIDES)
    def write(self, side):
        if (pair := self.newest_pair()) is not None:
            words = {"rhythm": "weekly", "ways": ["here"], "limits": ""}
            self.attempt(walks.write_agreement, actor=getattr(pair, side), pair=pair, **words)

    @rule(side=SIDES, deed=st.sampled_from([walks.pause, walks.go_on, walks.walk_again, walks.not_again]))
    def rest_or_again(self, side, deed):
        if (pair := self.newest_pair()) is not None:
            self.attempt(deed, actor=getattr(pair, side), pair=pair)

    @rule(deed=st.sampled_from([looks.pause_by_staff, walks.go_on]))
    def staff_pause(self, deed):
        if (pair := self.newest_pair()) is not None:
            self.attempt(deed, actor=self.staff, pair=pair)
            self.let_go_on = deed is walks.go_on

    @rule(side=SIDES, again_ok=st.booleans())
    def step_back(self, side, again_ok):
        if (pair := self.newest_pair()) is not None:
            given = {"somebody_else": True, "again_ok": again_ok}
            self.attempt(endings.step_back, actor=getattr(pair, side), pair=pair, **given)

    @rule(side=SIDES)
    def block(self, side):
        if (pair := self.newest_pair()) is not None:
            person = getattr(pair, side)
            self.attempt(blocks.block, actor=person, person=pair.other(person))

    # --- What weighs on a pair ---

    @rule(side=SIDES, step=st.sampled_from(["word", "rest", "away"]))
    def limit(self, side, step):
        """As staff set it, for three days."""
        if (pair := self.newest_pair()) is None:
            return
        person = getattr(pair, side)
        case = Case.objects.create(
            centre=self.centre, about=person, about_subject=person.subject, is_urgent=True,
            opened_at=self.now, due_at=self.now, assigned_to=self.staff, assigned_at=self.now,
        )  # fmt: skip
        given = {"step": step, "days": 0 if step == "word" else 3, "words": "Please rest."}
        assert self.attempt(limits.set_limit, actor=self.staff, case=case, **given)

    @rule()
    def lift(self):
        if (standing := Sanction.objects.standing(self.now).first()) is not None:
            assert self.attempt(limits.lift_limit, actor=self.staff, sanction=standing)

    @rule(
        number=TWO, load=st.sampled_from(wellbeing.Load.values), wish=st.sampled_from(wellbeing.Wish.values)
    )
    def say_how_it_is(self, number, load, wish):
        if (mentor := self.mentor(number)) is not None:
            given = {"load": load, "wish": wish, "ask_every": 30}
            if self.attempt(wellbeing.say, actor=mentor.user, mentor=mentor, **given) and load == "much":
                self.heard.add((mentor.pk, wish))

    @rule(days=st.integers(1, 40))
    def time_goes_by(self, days):
        self.now += timedelta(days=days)
        endings.keep_calendar(self.now)
        resting.say_what_is_over(self.now)
        wellbeing.ask_all(self.now)
        wellbeing.look_at_run_out(self.now)

    # --- What always holds ---

    @invariant()
    def a_mentor_was_approved_step_by_step(self):
        for mentor in Mentor.objects.exclude(approved_at=None):
            assert len([pk for pk, _reference in self.spoken if pk == mentor.pk]) >= 2 or self.once(mentor)
            assert {topic for pk, topic in self.trained if pk == mentor.pk} >= set(NEEDED)
            assert mentor.approved_by == self.staff

    def once(self, mentor):
        """A reference may be taken back after the approval."""
        return mentor.references.filter(taken_at__isnull=False).count() >= 2

    @invariant()
    def a_pair_walks_only_when_both_agreed_to_the_same(self):
        for pair in Pair.objects.exclude(state="agreement").exclude(begun_at=None):
            numbers = {number for pk, number, _person in self.agreed if pk == pair.pk}
            both = [
                n
                for n in numbers
                if {(pair.pk, n, pair.mentee_id), (pair.pk, n, pair.guide_id)} <= self.agreed
            ]
            assert both
            assert AgreementCopy.objects.filter(agreement__pair=pair).count() >= 2

    @invariant()
    def a_pair_was_answered_with_yes(self):
        for pair in Pair.objects.exclude(request=None):
            agreed = Suggestion.objects.filter(request=pair.request, state="agreed")
            assert [(each.mentee_id, each.guide_id) for each in agreed] == [(pair.mentee_id, pair.guide_id)]
            assert AuditEntry.objects.filter(verb="mentoring.answer", details__yes=True).exists()

    @invariant()
    def seats_are_live_exactly_while_they_walk(self):
        for pair in Pair.objects.all():
            live = Seat.objects.live().filter(room=pair.room_id).count() if pair.room_id else 0
            assert live == (2 if pair.state == "active" else 0)
            if pair.state == "ended":
                assert not Room.objects.filter(pk=pair.room_id, state="open").exists()

    @invariant()
    def nobody_walks_while_a_limit_stands(self):
        for pair in Pair.objects.filter(state="active"):
            for person in pair.two():
                assert limits.strongest(person.pk, self.centre, self.now) in {"", "word"}

    @invariant()
    def a_pause_of_staff_ends_by_staff_alone(self):
        assert self.let_go_on or not Pair.objects.filter(pk__in=self.by_staff, state="active").exists()
        paused = Pair.objects.filter(state="paused", paused_by=None)
        self.by_staff, self.let_go_on = set(paused.values_list("pk", flat=True)), False

    @invariant()
    def too_much_is_heard(self):
        heard = set(MentorLook.objects.exclude(reason="ran_out").values_list("mentor", "reason"))
        assert heard == self.heard
        rested = [pk for pk, wish in self.heard if wish == "pause"]
        assert not Mentor.objects.filter(pk__in=rested, paused_at=None).exists()

    @invariant()
    def nobody_walks_with_somebody_they_keep_away_from(self):
        for pair in Pair.objects.live():
            assert pair.guide_id not in blocks.hides(pair.mentee_id)

    @invariant()
    def no_mentor_has_more_than_their_places(self):
        for mentor in Mentor.objects.all():
            living = Pair.objects.live().filter(mentor=mentor)
            assert living.count() <= mentor.places
            assert mentor.state != "ended" or not living.exists()


TWO_OF_THEM = range(2)


def way(steps):
    """From an application to a pair that walks."""
    return [
        lambda: steps.apply(0),
        lambda: steps.take_references(0, True),
        lambda: steps.train(0, set(NEEDED)),
        lambda: steps.approve(0, False),
        lambda: steps.find(0, 0),
        lambda: steps.answer(True, True),
        lambda: steps.agree("mentee"),
        lambda: steps.agree("guide"),
    ]


@pytest.mark.django_db
def test_no_way_around_a_step():
    unhurried = settings(
        max_examples=15,
        stateful_step_count=30,
        deadline=None,
        phases=[Phase.reuse, Phase.generate],  # a long way is readable enough, and shrinking it takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Steps, settings=unhurried)


@pytest.mark.django_db
def test_the_whole_way_can_be_gone():
    """So that the machine above does not hold only because nothing is ever done."""
    steps = Steps()
    for step in way(steps):
        step()
    assert steps.newest_pair().state == "active"
    steps.limit("guide", "rest")
    steps.staff_pause(walks.go_on)
    steps.rest_or_again("mentee", walks.go_on)
    assert steps.newest_pair().paused_why == "limit"
    steps.lift()
    steps.rest_or_again("mentee", walks.go_on)
    assert steps.newest_pair().state == "paused"
    steps.staff_pause(walks.go_on)
    assert steps.newest_pair().state == "active"
    steps.say_how_it_is(0, "much", "fewer")
    steps.too_much_is_heard()
    steps.step_back("guide", True)
    steps.rest_or_again("guide", walks.walk_again)
    steps.rest_or_again("mentee", walks.walk_again)
    assert [pair.state for pair in Pair.objects.order_by("pk")] == ["ended", "agreement"]
    steps.teardown()
