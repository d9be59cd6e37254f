"""What another person sees: exactly the items of a live grant, at this moment, each time in the log."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from django.urls import reverse

from accounts import consent_texts
from accounts.models import Grant
from accounts.services import consent, erasure
from accounts.services.access_log import with_names
from journey import shareable
from journey.models import CheckIn
from journey.services import check_ins, sharing
from ledger.models import AccessEntry
from recovery_network.common.errors import DomainError
from safeguarding.services import blocks
from tests.journey import making
from tests.journey.making import EVERYTHING, NOW, TODAY
from tests.queries import tables_written

pytestmark = pytest.mark.django_db
# A word that only this item brings onto the page.
TELLTALE = {
    shareable.DAYS: "100 days",
    shareable.MILESTONES: "90 days",
    shareable.MOOD: "Today was: Hard",
    shareable.CRAVING: "Wish to use: 6",
    shareable.SLEEP: "Sleep: Well",
    shareable.LINES: "Canary line",
    shareable.GOALS: "Canary step",
    shareable.PLAN: "Canary signs",
    shareable.TEN: "<b>50</b>",
}


@pytest.fixture(autouse=True)
def evening(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def pair():
    owner, reader = making.person("Paper Boat"), making.person("Quiet Heron")
    making.filled(owner)
    return owner, reader


@pytest.fixture
def browser(client):
    def ask(person, name, *args):
        client.force_login(person)
        return client.get(reverse(name, args=args))

    return ask


def shown(answer) -> str:
    """The part of the page that is drawn from the grant, its rows without the blanks between them."""
    assert answer.status_code == 200
    part = answer.content.decode().partition('<div class="stack" data-shown>')[2]
    return part.partition("<form")[0].partition("</main>")[0].strip()


def body(answer) -> str:
    return " ".join(shown(answer).split())


class TestExactItems:
    def test_each_item_shows_itself_and_nothing_of_the_others(self, pair, browser):
        owner, reader = pair
        assert set(TELLTALE) == set(EVERYTHING)
        for key in EVERYTHING:
            grant = making.shared(owner, reader, key)
            page = body(browser(reader, "shared_with_me", grant.code))
            assert {other for other, word in TELLTALE.items() if word in page} == {key}
            consent.revoke(actor=owner, grant=grant, now=NOW)

    def test_no_pair_of_items_brings_a_third(self, pair):
        """The page object itself holds no more than the template needs."""
        owner, _reader = pair
        check_in_keys = sharing.CHECK_IN_ITEMS
        for two in combinations(check_in_keys, 2):
            (row,) = sharing.page_of(owner, two, NOW).check_ins
            wanted = {shareable.MOOD: "mood", shareable.CRAVING: "craving", shareable.SLEEP: "sleep"}
            assert set(row) == {"local_date", *(wanted.get(key, "line") for key in two)}

    def test_a_day_without_the_shared_answer_is_not_even_counted(self, pair):
        owner, _reader = pair
        CheckIn.objects.create(user=owner, local_date=TODAY - timedelta(days=1), craving=3)
        assert len(sharing.page_of(owner, [shareable.MOOD], NOW).check_ins) == 1
        assert len(sharing.page_of(owner, [shareable.CRAVING], NOW).check_ins) == 2

    def test_nothing_shared_is_nothing(self, pair):
        page = sharing.page_of(pair[0], [], NOW)
        parts = [getattr(page, name) for name in ("days", "milestones", "check_ins", "goals", "measures")]
        assert parts == [None] * 5
        assert page.plan_answers is None

    def test_a_key_nobody_registers_shows_nothing(self, pair, monkeypatch):
        grant = making.shared(*pair, shareable.LINES)
        monkeypatch.delitem(sharing.ITEMS, shareable.LINES)
        assert consent.open_grant(actor=pair[1], grant=grant, now=NOW) == frozenset()


class TestSeeAs:
    @pytest.mark.parametrize("count", [1, 4, len(EVERYTHING)])
    def test_the_owner_sees_the_very_page_of_the_reader(self, pair, browser, count):
        owner, reader = pair
        grant = making.shared(owner, reader, *EVERYTHING[:count])
        theirs = body(browser(reader, "shared_with_me", grant.code))
        assert body(browser(owner, "see_as", grant.code)) == theirs
        assert TELLTALE[EVERYTHING[0]] in theirs

    def test_looking_at_ones_own_is_no_look(self, pair, browser):
        owner, reader = pair
        browser(owner, "see_as", making.shared(owner, reader).code)
        assert not AccessEntry.objects.exists()

    def test_the_reader_has_no_see_as(self, pair, browser):
        grant = making.shared(*pair)
        assert browser(pair[1], "see_as", grant.code).status_code == 404
        assert browser(pair[0], "shared_with_me", grant.code).status_code == 404


class TestAtTheNextRequest:
    def test_an_end_holds_at_once(self, pair, browser):
        owner, reader = pair
        grant = making.shared(owner, reader)
        assert browser(reader, "shared_with_me", grant.code).status_code == 200
        consent.revoke(actor=owner, grant=grant, now=NOW)
        assert browser(reader, "shared_with_me", grant.code).status_code == 404
        assert "Paper Boat" not in browser(reader, "with_me").content.decode()
        assert AccessEntry.objects.count() == 1

    def test_its_day_ends_it_and_its_first_day_begins_it(self, pair, browser, time_machine):
        grant = making.shared(*pair, starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=2))
        found = []
        for hours in (0, 24, 47, 48):
            time_machine.move_to(NOW + timedelta(hours=hours), tick=False)
            found.append(browser(pair[1], "shared_with_me", grant.code).status_code)
        assert found == [404, 200, 200, 404]

    def test_what_is_written_later_is_seen_what_is_taken_away_is_not(self, pair, browser):
        owner, reader = pair
        grant = making.shared(owner, reader, shareable.LINES)
        check_ins.check_in(actor=owner, line="Another line", now=NOW)
        page = body(browser(reader, "shared_with_me", grant.code))
        assert "Another line" in page
        check_ins.remove_check_in(actor=owner, check_in=CheckIn.objects.get(), now=NOW)
        assert "Another line" not in body(browser(reader, "shared_with_me", grant.code))

    @pytest.mark.parametrize("side", [0, 1])
    def test_a_block_hides_all_and_tells_nothing(self, pair, browser, side):
        owner, reader = pair
        grant = making.shared(owner, reader)
        blocks.block(actor=pair[side], person=pair[1 - side], now=NOW)
        assert browser(reader, "shared_with_me", grant.code).status_code == 404
        assert "Paper Boat" not in browser(reader, "with_me").content.decode()
        assert "Quiet Heron" in browser(owner, "my_shares").content.decode()

    def test_the_ledger_outlives_a_person_and_shows_nothing(self, pair, browser):
        owner, reader = pair
        grant = making.shared(owner, reader)
        erasure.erase_account(actor=owner, user=owner, now=NOW)
        assert browser(reader, "shared_with_me", grant.code).status_code == 404
        assert Grant.objects.count() == 1


class TestTheLog:
    def test_each_look_is_one_row_and_the_member_sees_it(self, pair, browser, django_assert_num_queries):
        owner, reader = pair
        grant = making.shared(owner, reader, shareable.MOOD, shareable.GOALS)
        for number in range(1, 4):
            browser(reader, "shared_with_me", grant.code)
            assert AccessEntry.objects.visible_to(owner).count() == number
        browser(reader, "with_me")
        assert AccessEntry.objects.count() == 3
        page = browser(owner, "access_log").content.decode()
        assert page.count("<bdi>Quiet Heron</bdi>") == 3
        assert page.count("Someone I trust") == 3
        assert page.count("How my days are · My goals and steps") == 3
        with django_assert_num_queries(3):
            assert len(with_names(AccessEntry.objects.visible_to(owner))) == 3

    def test_a_look_that_found_nothing_is_no_look(self, pair, browser):
        grant = making.shared(*pair)
        browser(making.person("Slow River"), "shared_with_me", grant.code)
        assert not AccessEntry.objects.exists()

    def test_reading_writes_nothing_else(self, pair, client, django_assert_num_queries):
        grant = making.shared(*pair)
        client.force_login(pair[1])
        client.get("/with-me/")
        with django_assert_num_queries(20) as queries:
            client.get(reverse("shared_with_me", args=[grant.code]))
        assert tables_written([each["sql"] for each in queries.captured_queries]) == {"ledger_accessentry"}


class TestGiving:
    DATES = {"from_on": "2026-11-22", "until_on": "2026-12-22", "text_version": consent_texts.CURRENT}

    def post(self, client, person, **fields):
        client.force_login(person)
        return client.post("/way/share/new/", self.DATES | fields)

    def test_first_the_page_as_they_see_it_then_yes(self, pair, client):
        owner, reader = pair
        said = {"code": reader.code, "items": [shareable.MOOD]}
        before = self.post(client, owner, **said)
        assert TELLTALE[shareable.MOOD] in before.content.decode()
        assert TELLTALE[shareable.GOALS] not in before.content.decode()
        assert not Grant.objects.exists()
        assert self.post(client, owner, **said, yes="1").headers["Location"] == "/way/share/"
        grant = Grant.objects.get()
        assert (grant.items, grant.relation) == ([shareable.MOOD], "ally")
        # The last day is the owner's own, whole: it ends at the midnight of Dhaka.
        assert grant.ends_at.isoformat() == "2026-12-22T18:00:00+00:00"
        shown = client.get("/way/share/").content.decode()
        assert 'Last day: <time datetime="2026-12-22"><bdi>Tue 22 December</bdi>' in shown

    def test_giving_takes_two_taps_and_ending_one(self, pair, client):
        grant = making.shared(*pair)
        client.force_login(pair[0])
        client.post("/way/share/end/", {"grant": grant.code})
        assert consent.live_items(*pair, NOW) == frozenset()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"items": []}, "Choose at least one thing"),
            ({"items": ["journey.everything"]}, "Select a valid choice"),
            ({"code": "A" * 22}, "No one has this code"),
            ({"code": ""}, "This field is required"),
            ({"until_on": "2026-11-21"}, "This day is over"),
            ({"from_on": "2026-11-01"}, "This day is over"),
            ({"until_on": "tomorrow"}, "Write a day"),
            ({"from_on": "2026-12-23"}, "The last day comes before the first"),
            ({"until_on": "9999-12-31"}, "more than 10 years away"),
            ({"until_on": "2029-01-01", "yes": "1"}, "within one year"),
            ({"text_version": "2019-01", "yes": "1"}, "have changed"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_is_lost(self, pair, client, fields, words):
        said = {"code": pair[1].code, "items": [shareable.MOOD]} | fields
        answer = self.post(client, pair[0], **said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert not Grant.objects.exists()

    def test_to_oneself(self, pair, client):
        answer = self.post(client, pair[0], code=pair[0].code, items=[shareable.MOOD])
        assert "This is your own code" in answer.content.decode()

    def test_the_service_refuses_the_same(self, pair):
        owner, reader = pair
        with pytest.raises(DomainError, match="comes before the first"):
            sharing.share(
                actor=owner, to=reader, items=[shareable.MOOD], from_on=date(2026, 12, 2),
                until_on=date(2026, 12, 1), text_version=consent_texts.CURRENT, now=NOW,
            )  # fmt: skip
