"""The ally link: its maker alone makes it and says yes; before that and after the end nothing is seen."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import consent_texts
from accounts.models import Grant, Revocation
from accounts.services import consent, erasure
from accounts.services import people as accounts
from accounts.shareable import Item
from journey import shareable
from journey.models import AllyLink
from journey.services import allies
from journey.tasks import daily
from ledger.models import AccessEntry, AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.services import blocks
from tests.journey import making
from tests.journey.making import NOW, TODAY
from tests.racing import in_threads

pytestmark = pytest.mark.django_db
VERSION = consent_texts.CURRENT
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def evening(time_machine):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def owner():
    made = making.person("Paper Boat")
    making.filled(made)
    return made


@pytest.fixture
def ally():
    return making.person("Warm Stone")


offered = making.ally_link


def taken(owner, ally, *items, now=NOW, **choices) -> AllyLink:
    link, _code = offered(owner, *items, now=now, **choices)
    allies.take(actor=ally, link=link, now=now)
    link.refresh_from_db()
    return link


def agreed(owner, ally, *items, now=NOW, **choices) -> Grant:
    link = taken(owner, ally, *items, now=now, **choices)
    return allies.confirm(actor=owner, link=link, text_version=VERSION, now=now)


def visible(owner, ally, now=NOW) -> frozenset[str]:
    return consent.live_items(owner, ally, now)


class TestFromCodeToGrant:
    def test_both_say_yes_before_anything_is_shown(self, owner, ally):
        link, code = offered(owner, shareable.MOOD, shareable.GOALS, called="My sister")
        assert allies.find_open(code=code, now=NOW) == link
        assert visible(owner, ally) == frozenset()
        allies.take(actor=ally, link=link, now=NOW)
        assert visible(owner, ally) == frozenset()
        assert not Grant.objects.exists()
        grant = allies.confirm(actor=owner, link=link, text_version=VERSION, now=NOW)
        assert visible(owner, ally) == {shareable.MOOD, shareable.GOALS}
        assert (grant.relation, grant.starts_at) == (shareable.ALLY, NOW)
        # The last day is the owner's own, whole: it ends at the midnight of Dhaka.
        assert grant.ends_at.isoformat() == "2026-12-23T00:00:00+06:00"
        assert not AllyLink.objects.exists()

    def test_the_code_is_kept_nowhere_and_typed_as_people_write(self, owner):
        link, code = offered(owner)
        assert code not in str(AllyLink.objects.values().get())
        written = f" {code[:4].lower()}-{code[4:8]} {code[8:]}"
        assert allies.find_open(code=written, now=NOW) == link
        assert allies.find_open(code="0" * 12, now=NOW) is None

    def test_each_step_is_in_the_audit_without_a_word_of_anybody(self, owner, ally):
        agreed(owner, ally, called="Canary sister")
        rows = AuditEntry.objects.filter(verb__endswith="_ally").order_by("pk")
        steps = [(row.verb.partition(".")[2], row.actor) for row in rows]
        assert steps == [
            ("offer_ally", owner.subject), ("take_ally", ally.subject), ("confirm_ally", owner.subject)
        ]  # fmt: skip
        assert "Canary" not in str(list(rows.values()))

    def test_the_maker_is_told_that_somebody_came_and_the_other_nothing(self, owner, ally):
        agreed(owner, ally)
        notice = Notice.objects.get()
        assert (notice.recipient, notice.kind, notice.params) == (owner, "journey.ally_came", {})


class TestMaking:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"items": []}, "at least one thing"),
            ({"until_on": TODAY - DAY}, "This day is over"),
            ({"until_on": date(2027, 11, 25)}, "within one year"),
            ({"until_on": date(9999, 12, 31)}, "more than 10 years"),
            ({"text_version": "2019-01"}, "have changed"),
        ],
    )
    def test_what_cannot_be(self, owner, changes, words):
        with pytest.raises(DomainError, match=words):
            offered(owner, **changes)
        assert not AllyLink.objects.exists()

    def test_a_year_is_the_most_and_today_the_least(self, owner):
        assert offered(owner, until_on=date(2027, 11, 22))[0].expires_at == NOW + timedelta(days=7)
        assert offered(owner, until_on=TODAY)[0].expires_at == NOW + timedelta(hours=5)

    def test_nothing_but_ones_own_journey(self, owner, monkeypatch):
        """Whatever another app registers for another relation, no ally is ever offered it."""
        monkeypatch.setitem(allies.ITEMS, "chat.rooms", Item("chat.rooms", "Rooms", "chat", ("Room.title",)))
        for key in ("chat.rooms", "journey.everything"):
            with pytest.raises(ValueError, match="cannot be shown to an ally"):
                offered(owner, shareable.MOOD, key)

    def test_five_at_once(self, owner):
        links = [offered(owner)[0] for _each in range(allies.MOST_OPEN)]
        with pytest.raises(DomainError, match="Five links are open"):
            offered(owner)
        allies.drop(actor=owner, link=links[0], now=NOW)
        assert offered(owner)
        assert offered(owner, now=NOW + timedelta(days=8))

    def test_five_tabs_at_once_are_counted(self, transactional_db):
        owner = making.person()
        offers = []

        def work(number):
            try:
                offers.append(offered(owner))
            except DomainError:
                offers.append(None)

        in_threads(7, work)
        assert offers.count(None) == 2
        assert AllyLink.objects.count() == allies.MOST_OPEN

    def test_the_database_holds_it_too(self, owner, ally):
        link, _code = offered(owner)
        for broken in ({"taken_by": owner, "taken_at": NOW}, {"taken_by": ally}, {"items": []},
                       {"taken_at": NOW}, {"expires_at": NOW}):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                AllyLink.objects.filter(pk=link.pk).update(**broken)


class TestTaking:
    def test_not_ones_own_not_as_a_guest_and_once(self, owner, ally):
        link, code = offered(owner)
        guest = making.person(is_guest=True, guest_until=NOW + DAY)
        for person in (owner, guest):
            with pytest.raises(NotAllowed):
                allies.take(actor=person, link=link, now=NOW)
        allies.take(actor=ally, link=link, now=NOW)
        assert allies.find_open(code=code, now=NOW) is None
        with pytest.raises(DomainError, match="over"):
            allies.take(actor=making.person(), link=AllyLink(pk=link.pk, user=owner), now=NOW)
        link.refresh_from_db()
        assert link.taken_by == ally

    def test_two_at_once_and_one_came(self, transactional_db):
        owner, link = making.person(), None
        link, _code = offered(owner)
        people, refused = [making.person() for _each in range(4)], []

        def work(number):
            try:
                allies.take(actor=people[number], link=AllyLink.objects.get(pk=link.pk), now=NOW)
            except (DomainError, NotAllowed):
                refused.append(number)

        in_threads(4, work)
        link.refresh_from_db()
        assert len(refused) == 3
        assert people.index(link.taken_by) not in refused
        assert Notice.objects.count() == 1

    @pytest.mark.parametrize("side", [0, 1])
    def test_people_who_shall_not_meet_learn_nothing(self, owner, ally, client, side):
        """The answer is the very same, the code is used up, and nobody came."""
        two = (owner, ally)
        blocks.block(actor=two[side], person=two[1 - side], now=NOW)
        _link, code = offered(owner)
        client.force_login(ally)
        address = reverse("take_ally", args=[code])
        assert "Somebody wants to show you something" in client.get(address).content.decode()
        answer = client.post(address, follow=True)
        assert "If they say yes, it stands on this page" in answer.content.decode()
        assert allies.waiting(owner, NOW) == []
        assert not Notice.objects.exists()
        assert client.get(address).status_code == 404

    def test_whom_one_blocks_after_they_came_has_not_come(self, owner, ally):
        link = taken(owner, ally)
        assert allies.waiting(owner, NOW) == [link]
        blocks.block(actor=ally, person=owner, now=NOW)
        assert allies.waiting(owner, NOW) == []
        with pytest.raises(DomainError, match="over"):
            allies.confirm(actor=owner, link=link, text_version=VERSION, now=NOW)
        assert not Grant.objects.exists()


class TestSayingYesOrNo:
    def test_no_before_and_after_somebody_came(self, owner, ally):
        for link in (offered(owner)[0], taken(owner, ally)):
            allies.drop(actor=owner, link=link, now=NOW)
            allies.drop(actor=owner, link=link, now=NOW)
            assert visible(owner, ally) == frozenset()
            with pytest.raises(DomainError, match="over"):
                allies.confirm(actor=owner, link=link, text_version=VERSION, now=NOW)
        assert not AllyLink.objects.exists()
        assert not Notice.objects.filter(recipient=ally).exists()

    def test_only_its_maker(self, owner, ally):
        link = taken(owner, ally)
        for deed in (allies.drop, lambda **said: allies.confirm(text_version=VERSION, **said)):
            for person in (ally, making.person()):
                with pytest.raises(NotAllowed):
                    deed(actor=person, link=link, now=NOW)

    def test_nobody_came_so_there_is_nobody_to_say_yes_to(self, owner):
        link, _code = offered(owner)
        with pytest.raises(DomainError, match="over"):
            allies.confirm(actor=owner, link=link, text_version=VERSION, now=NOW)

    def test_the_words_are_those_that_stand_now(self, owner, ally):
        link = taken(owner, ally)
        with pytest.raises(DomainError, match="have changed"):
            allies.confirm(actor=owner, link=link, text_version="2019-01", now=NOW)
        assert AllyLink.objects.exists()

    def test_an_item_that_nobody_registers_any_more_is_left_out(self, owner, ally, monkeypatch):
        link = taken(owner, ally, shareable.MOOD, shareable.GOALS)
        monkeypatch.delitem(allies.ITEMS, shareable.GOALS)
        assert allies.confirm(actor=owner, link=link, text_version=VERSION, now=NOW).items == [shareable.MOOD]

    @pytest.mark.parametrize("who", ["owner", "ally"])
    def test_a_closed_account_has_no_link(self, owner, ally, who):
        link = taken(owner, ally)
        two, operator = {"owner": owner, "ally": ally}, making.person(is_superuser=True)
        accounts.close_account(actor=operator, person=two[who], now=NOW)
        assert allies.waiting(owner, NOW) == []
        with pytest.raises((DomainError, NotAllowed)):
            allies.confirm(actor=owner, link=link, text_version=VERSION, now=NOW)

    def test_a_link_ends_after_a_week_and_is_forgotten(self, owner, ally, time_machine):
        link, code = offered(owner)
        other = taken(owner, ally)
        later = NOW + timedelta(days=7)
        assert allies.find_open(code=code, now=later - timedelta(seconds=1)) == link
        assert allies.find_open(code=code, now=later) is None
        for deed in (
            lambda: allies.take(actor=ally, link=link, now=later),
            lambda: allies.confirm(actor=owner, link=other, text_version=VERSION, now=later),
        ):
            with pytest.raises(DomainError, match="over"):
                deed()
        time_machine.move_to(later - timedelta(seconds=1), tick=False)
        daily()
        assert AllyLink.objects.count() == 2
        time_machine.move_to(later, tick=False)
        daily()
        assert not AllyLink.objects.exists()


class TestTheEnd:
    """Whatever ends it, the ally's pages are those of somebody with whom nothing was ever shared."""

    def ways_to_end(self, owner, ally, grant):
        operator = making.person(is_superuser=True)
        return {
            "the member": lambda: consent.revoke(actor=owner, grant=grant, now=NOW),
            "the ally": lambda: consent.revoke(actor=ally, grant=grant, now=NOW),
            "a block": lambda: blocks.block(actor=owner, person=ally, now=NOW),
            "a block by the ally": lambda: blocks.block(actor=ally, person=owner, now=NOW),
            "a closed account": lambda: accounts.close_account(actor=operator, person=owner, now=NOW),
            "an erased account": lambda: erasure.erase_account(actor=owner, user=owner, now=NOW),
            "its day": lambda: None,
        }

    WAYS = ("the member", "the ally", "a block", "a block by the ally", "a closed account",
            "an erased account", "its day")  # fmt: skip

    @pytest.mark.parametrize("way", WAYS)
    def test_it_holds_at_the_next_request_and_reads_as_if_nothing_had_been(
        self, owner, ally, client, way, time_machine
    ):
        grant = agreed(owner, ally)
        ways = self.ways_to_end(owner, ally, grant)
        assert set(ways) == set(self.WAYS)
        client.force_login(ally)
        assert client.get(f"/with-me/{grant.code}/").status_code == 200
        ways[way]()
        if way == "its day":
            time_machine.move_to(grant.ends_at, tick=False)
            client.force_login(ally)
        after = [self.page(client, f"/with-me/{code}/") for code in (grant.code, "A" * 22)]
        listed = self.page(client, "/with-me/")
        client.force_login(making.person("Warm Stone", language=ally.language))
        never = self.page(client, f"/with-me/{'A' * 22}/")
        assert after == [never, never]
        assert listed == self.page(client, "/with-me/") == (200, never[1])
        assert "Nothing is shared with you" in never[1]
        assert never[0] == 404
        assert not Notice.objects.filter(recipient=ally).exists()

    def page(self, client, path):
        answer = client.get(path)
        return answer.status_code, answer.content.decode().partition("<main")[2].partition("</main>")[0]

    def test_nothing_else_of_the_member_is_ever_there(self, owner, ally, client):
        """Ticked once: the mood. Every page an ally can open is read for all the rest."""
        grant = agreed(owner, ally)
        client.force_login(ally)
        for path in ("/with-me/", f"/with-me/{grant.code}/", "/today/", "/people/", "/way/", "/way/share/"):
            html = client.get(path).content.decode()
            assert "Canary" not in html
            assert owner.code not in html
        assert "Paper Boat" not in client.get("/today/").content.decode()

    def test_the_ledger_says_when_it_ended_and_who_ended_it(self, owner, ally):
        grant = agreed(owner, ally)
        consent.revoke(actor=ally, grant=grant, now=NOW)
        assert Revocation.objects.get().grant == grant
        assert AuditEntry.objects.get(verb="accounts.end_grant").actor == ally.subject


class TestTheLog:
    def test_every_look_is_a_row_and_stands_on_the_page_of_the_grant(self, owner, ally, client):
        grant = agreed(owner, ally)
        see_as = reverse("see_as", args=[grant.code])
        client.force_login(owner)
        assert "Nobody has looked" in client.get(see_as).content.decode()
        client.force_login(ally)
        for _each in range(3):
            client.get(f"/with-me/{grant.code}/")
        client.get("/with-me/")
        consent.revoke(actor=owner, grant=agreed(owner, making.person()), now=NOW)
        assert AccessEntry.objects.visible_to(owner).count() == 3
        client.force_login(owner)
        section = client.get(see_as).content.decode().partition("When they looked")[2]
        assert section.count("<time") == 3
        assert client.get("/me/log/").content.decode().count("<bdi>Warm Stone</bdi>") == 3

    def test_a_link_is_no_look(self, owner, ally, client):
        _link, code = offered(owner)
        client.force_login(ally)
        client.get(reverse("take_ally", args=[code]))
        client.post(reverse("take_ally", args=[code]))
        assert not AccessEntry.objects.exists()


def test_people_are_locked_before_their_link(owner, ally):
    """As an erasure does. The other way round PostgreSQL would have to end one of two at the same moment."""
    link, _code = offered(owner)
    for deed in (
        lambda: allies.take(actor=ally, link=link, now=NOW),
        lambda: allies.confirm(actor=owner, link=link, text_version=VERSION, now=NOW),
    ):
        with CaptureQueriesContext(connection) as queries:
            deed()
        locks = [each["sql"] for each in queries.captured_queries if "FOR " in each["sql"]]
        people, held = locks[:2]
        assert 'FROM "accounts_user"' in people
        assert "FOR NO KEY UPDATE" in people
        assert 'FOR UPDATE OF "journey_allylink"' in held


@pytest.mark.parametrize("who", ["owner", "ally"])
def test_an_erased_account_leaves_no_link(owner, ally, who):
    taken(owner, ally, called="My sister")
    person = {"owner": owner, "ally": ally}[who]
    erasure.erase_account(actor=person, user=person, now=NOW)
    assert not AllyLink.objects.exists()
    assert "Warm Stone" not in str(list(Notice.objects.values()))
