"""Family and members are two pools: no round, answer, offer or second walk leads from one to the other."""

from datetime import timedelta
from itertools import combinations, product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Membership
from mentoring.customs import Kind, Topic
from mentoring.hard_rules import Refusal, same_side
from mentoring.models import Mentor, Pair, Request, Suggestion
from mentoring.services import approval, board, offers, requests, rounds, suggestions, walks
from recovery_network.common.errors import DomainError
from tests.mentoring import people
from tests.mentoring.people import EVENINGS, offered, wished

pytestmark = pytest.mark.django_db
FAMILY = {"kinds": ["family"]}


def some(kinds):
    return [list(each) for count in range(1, len(kinds) + 1) for each in combinations(kinds, count)]


def test_every_wish_and_every_offer():
    """All that can be chosen on both sides, written again in plain words."""
    for wish, offer in product(some(Kind.values), repeat=2):
        both_family = wish == offer == ["family"]
        no_family = "family" not in wish and "family" not in offer
        assert same_side(wish, offer) == (both_family or no_family), (wish, offer)


class TestARound:
    def pool(self, centre, now):
        """Three of each; nothing but the kind keeps anybody from anybody."""
        for kinds in (["mentor"], ["family"], ["mentor", "sponsor", "coach", "practice"]):
            people.mentor(centre, now, kinds=kinds, places=5)
            people.request(centre, now, kinds=kinds)

    def test_brings_nobody_across(self, centre, coordinator, now):
        self.pool(centre, now)
        made = rounds.start_round(actor=coordinator, centre=centre, now=now)
        rounds.work_on(made.pk, now)
        sides = {
            (each.request.kinds == ["family"], each.mentor.kinds == ["family"], each.kind == "family")
            for each in Suggestion.objects.select_related("request", "mentor")
        }
        assert sides == {(True, True, True), (False, False, False)}

    @pytest.mark.parametrize(("asks", "offers_"), [("family", "mentor"), ("mentor", "family")])
    def test_rather_leaves_somebody_waiting(self, centre, coordinator, now, asks, offers_):
        mentor = people.mentor(centre, now, kinds=[offers_])
        asked = people.request(centre, now, kinds=[asks])
        made = rounds.start_round(actor=coordinator, centre=centre, now=now)
        rounds.work_on(made.pk, now)
        assert not Suggestion.objects.exists()
        rounds.place_arrival(asked.pk, now)
        assert not Suggestion.objects.exists()
        (row,) = board.explain(actor=coordinator, request=asked, now=now)
        assert (row.mentor, row.against) == (mentor, [Refusal.KIND, Refusal.FAMILY])


class TestAnOldSuggestion:
    """Staff of another day, a list of another release: what stands in a row is asked again."""

    @pytest.mark.parametrize(("asks", "offers_"), [("family", "mentor"), ("mentor", "family")])
    def test_leads_nowhere(self, centre, now, asks, offers_):
        mentor = people.mentor(centre, now, kinds=[offers_])
        shown = people.suggestion(people.request(centre, now, kinds=[asks]), mentor, now)
        with pytest.raises(DomainError, match="no free time"):
            suggestions.say_hello(actor=shown.mentee, suggestion=shown, text="Hello", now=now)
        asked = people.suggestion(people.request(centre, now, kinds=[asks]), mentor, now, state="asked")
        with pytest.raises(DomainError, match="does not work any more"):
            suggestions.answer(actor=mentor.user, suggestion=asked, yes=True, now=now)
        assert not Pair.objects.exists()

    @pytest.mark.parametrize(("kind", "became"), [("mentor", "family"), ("family", "mentor")])
    def test_neither_does_an_old_walk(self, centre, now, kind, became):
        mentor = people.mentor(centre, now, kinds=[became])
        past = Pair.objects.create(
            mentor=mentor, mentee=people.person(centre), guide=mentor.user, kind=kind, state="ended",
            made_at=now, ended_at=now,
        )  # fmt: skip
        with pytest.raises(DomainError, match="no free time"):
            walks.walk_again(actor=past.mentee, pair=past, now=now)
        Mentor.objects.filter(pk=mentor.pk).update(kinds=[kind])
        assert walks.walk_again(actor=past.mentee, pair=past, now=now) is None


class TestOffering:
    BOTH = "Be a mentor for families, or for members"

    def test_both_at_once_is_refused_at_every_door(self, centre, now):
        person = people.person(centre)
        friends = [("Anna", "work", "x"), ("Bela", "home", "y")]
        with pytest.raises(DomainError, match=self.BOTH):
            offers.apply(
                actor=person, centre=centre, fields=offered(kinds=["family", "coach"]), hours=EVENINGS,
                references=friends, now=now,
            )  # fmt: skip
        with pytest.raises(DomainError, match="on their own"):
            requests.ask(
                actor=person, centre=centre, fields=wished(kinds=["coach", "family"]), hours=EVENINGS, now=now
            )
        for model, made in ((Mentor, people.mentor(centre, now)), (Request, people.request(centre, now))):
            with pytest.raises(IntegrityError, match="family_alone"), transaction.atomic():
                model.objects.filter(pk=made.pk).update(kinds=["mentor", "family"])

    def edit(self, mentor, now, **changes):
        offers.edit_offer(
            actor=mentor.user, mentor=mentor, fields=offered(**changes), hours=EVENINGS, now=now
        )
        mentor.refresh_from_db()
        return mentor

    def test_who_walks_with_families_has_learned_one_thing_more(self, centre, coordinator, now):
        made = {
            kind: people.mentor(centre, now, kinds=[kind], state="applied") for kind in ("mentor", "family")
        }
        for mentor in made.values():
            people.ready_to_approve(mentor, now)
        approval.approve(actor=coordinator, mentor=made["mentor"], now=now)
        assert approval.missing(made["family"], now) == [Topic.AT_HOME.label]
        with pytest.raises(DomainError, match="Families: what helps"):
            approval.approve(actor=coordinator, mentor=made["family"], now=now)
        until = now.date() + timedelta(days=90)
        approval.mark_training(
            actor=coordinator, mentor=made["family"], topic="at_home", given_on=now.date(), expires_on=until,
            now=now,
        )  # fmt: skip
        assert approval.approve(actor=coordinator, mentor=made["family"], now=now).expires_on == until

    @pytest.mark.parametrize(("before", "after"), [("mentor", "family"), ("family", "coach")])
    def test_changing_over_is_looked_at_anew_and_takes_back_what_was_suggested(
        self, centre, now, before, after
    ):
        mentor = people.mentor(centre, now, kinds=[before])
        open_one = people.suggestion(people.request(centre, now, kinds=[before]), mentor, now)
        assert self.edit(mentor, now, kinds=[after]).state == Mentor.State.APPLIED
        open_one.refresh_from_db()
        assert open_one.state == "lapsed"

    def test_another_kind_on_the_same_side_is_no_change_over(self, centre, now):
        mentor = people.mentor(centre, now)
        open_one = people.suggestion(people.request(centre, now), mentor, now)
        assert self.edit(mentor, now, kinds=["sponsor", "coach"]).state == Mentor.State.APPROVED
        open_one.refresh_from_db()
        assert open_one.state == "shown"

    def test_nobody_changes_over_while_walking_with_somebody(self, centre, now):
        mentor = people.mentor(centre, now)
        pair = Pair.objects.create(
            mentor=mentor, mentee=people.person(centre), guide=mentor.user, kind="mentor", made_at=now
        )
        with pytest.raises(DomainError, match="You walk with somebody now"):
            self.edit(mentor, now, **FAMILY)
        mentor.refresh_from_db()
        assert mentor.kinds == ["mentor"]
        pair.state, pair.ended_at = "ended", now
        pair.save()
        assert self.edit(mentor, now, **FAMILY).kinds == ["family"]


class TestAskingAsFamily:
    STEPS = {
        "whom": {"kinds": ["family"], "hopes": ["listen"]},
        "talk": {"first_language": "bn"},
        "when": {"time_zone": "Asia/Dhaka", "days_1": ["1"], "from_1": "18:00", "until_1": "20:00"},
        "ease": {"meets": "anyone"},
        "limits": {"chooser": "me"},
    }

    @pytest.fixture
    def browser(self, client, centre):
        person = people.person(centre)
        client.force_login(person)
        return client

    def test_the_link_of_the_family_page_begins_here(self, browser):
        page = browser.get(reverse("ask_mentor") + "?for=family").content.decode()
        assert page.count("checked") == 1
        assert 'value="family" id="id_kinds_4" checked' in page.replace(" required", "")

    def test_what_is_asked_of_members_is_not_asked(self, browser):
        page = browser.get("/people/mentor/ask/ease/").content.decode()
        assert "welcome medicine" in page
        browser.post("/people/mentor/ask/whom/", self.STEPS["whom"])
        page = browser.get("/people/mentor/ask/ease/").content.decode()
        assert "With whom do you feel at ease?" in page
        for words in ("welcome medicine", "On the path of", "so many years"):
            assert words not in page

    def test_from_the_first_page_to_the_line(self, browser):
        for step, answers in self.STEPS.items():
            last = browser.post(f"/people/mentor/ask/{step}/", answers)
        assert last["Location"] == "/people/mentor/matches/"
        asked = Request.objects.get()
        assert (asked.kinds, asked.least_years, asked.wants_medicine) == (["family"], 0, False)
        assert not asked.pathways.exists()

    def test_without_a_centre_it_says_how_to_begin(self, client, db):
        client.force_login(people.person())
        assert not Membership.objects.exists()
        assert "This begins at a centre" in client.get("/people/mentor/ask/?for=family").content.decode()
