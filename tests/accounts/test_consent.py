"""The consent ledger: exact, dated, append-only, ended at once, and never wider than agreed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import consent_texts, shareable
from accounts.models import Grant, Revocation
from accounts.services import consent, erasure
from accounts.services import people as people_services
from accounts.signals import consent_changed
from ledger.models import AccessEntry, AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.accounts import people
from tests.ledger.test_append_only import as_role, refused
from tests.racing import in_threads

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Two things that can be shown, in two relations."""
    for key in ("test.one", "test.two"):
        monkeypatch.setitem(shareable.ITEMS, key, shareable.Item(key, key, "test", ("line",)))
    for key in ("friend", "guide"):
        monkeypatch.setitem(shareable.RELATIONS, key, shareable.Relation(key, key.title(), "test"))


@pytest.fixture
def pair():
    return people.join("Quiet Heron"), people.join("Paper Boat", base="boat")


NOW = timezone.now()


def give(owner, reader, *items, now=NOW, **choices) -> Grant:
    values = {
        "relation": "friend",
        "items": items or ("test.one",),
        "starts_at": now,
        "ends_at": now + 30 * DAY,
        "text_version": consent_texts.CURRENT,
    } | choices
    return consent.grant(actor=owner, to=reader, now=now, **values)


def seen(owner, reader, now=NOW) -> set[str]:
    return set(consent.live_items(owner, reader, now))


def test_a_grant_is_exact_and_one_way(pair):
    owner, reader = pair
    made = give(owner, reader)
    assert seen(owner, reader) == {"test.one"}
    assert seen(reader, owner) == set()
    assert seen(owner, people.join("Late Lamp", base="lamp")) == set()
    assert (made.text_version, made.language) == (consent_texts.CURRENT, owner.language)
    assert AuditEntry.objects.filter(verb="accounts.grant", actor=owner.subject).count() == 1


def test_it_holds_between_its_two_moments(pair):
    owner, reader = pair
    give(owner, reader, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY)
    moments = {NOW: 0, NOW + DAY: 1, NOW + 2 * DAY - timedelta(microseconds=1): 1, NOW + 2 * DAY: 0}
    assert {moment: len(seen(owner, reader, moment)) for moment in moments} == moments


@pytest.mark.parametrize("side", [0, 1])
def test_either_side_ends_it_and_it_holds_at_once(pair, side):
    owner, reader = pair
    made = give(owner, reader)
    consent.revoke(actor=pair[side], grant=made, now=NOW)
    consent.revoke(actor=pair[side], grant=made, now=NOW + DAY)
    assert seen(owner, reader) == set()
    assert Revocation.objects.get().at == NOW
    with pytest.raises(DomainError, match="no longer shared"):
        consent.open_grant(actor=reader, grant=made, now=NOW)
    assert not AccessEntry.objects.exists()


def test_an_outsider_neither_ends_nor_opens_it(pair):
    made = give(*pair)
    outsider = people.operator()
    for deed in (consent.revoke, consent.open_grant):
        with pytest.raises(NotAllowed):
            deed(actor=outsider, grant=made, now=NOW)
    with pytest.raises(NotAllowed):
        consent.open_grant(actor=pair[0], grant=made, now=NOW)


def test_a_new_list_in_the_same_relation_takes_the_place_of_the_old(pair):
    owner, reader = pair
    give(owner, reader, "test.one", "test.two")
    give(owner, reader, "test.two")
    assert seen(owner, reader) == {"test.two"}
    give(owner, reader, "test.one", relation="guide")
    assert seen(owner, reader) == {"test.one", "test.two"}
    assert (Grant.objects.count(), Revocation.objects.count()) == (3, 1)


def test_asked_twice_it_is_one_grant(pair):
    first = give(*pair)
    again = consent.grant(
        actor=pair[0],
        to=pair[1],
        relation="friend",
        items=["test.one"],
        starts_at=NOW + timedelta(seconds=2),
        ends_at=first.ends_at,
        text_version=consent_texts.CURRENT,
        now=NOW + timedelta(seconds=2),
    )
    assert again == first
    assert not Revocation.objects.exists()


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"ends_at": NOW}, "still to come"),
        ({"ends_at": NOW - DAY}, "still to come"),
        ({"starts_at": NOW - DAY}, "not over"),
        ({"ends_at": NOW + 400 * DAY}, "within one year"),
        ({"text_version": "2020-01"}, "have changed"),
        ({"items": ()}, "at least one"),
    ],
)
def test_what_cannot_be_is_said_kindly(pair, choices, words):
    with pytest.raises(DomainError, match=words):
        give(*pair, **choices) if choices.get("items") is None else consent.grant(
            actor=pair[0], to=pair[1], relation="friend", items=(), starts_at=NOW,
            ends_at=NOW + DAY, text_version=consent_texts.CURRENT, now=NOW,
        )  # fmt: skip
    assert not Grant.objects.exists()


@pytest.mark.parametrize("choices", [{"items": ("test.three",)}, {"relation": "stranger"}])
def test_what_nobody_registered_is_a_fault_of_the_code(pair, choices):
    with pytest.raises(ValueError, match="No app registered"):
        give(*pair, **choices)


def test_nobody_shares_with_themselves_or_a_guest_or_a_closed_account(pair):
    owner, reader = pair
    closed = people_services.close_account(actor=people.operator(), person=reader, now=NOW)
    guest = type(owner)(is_guest=True, public_name="Guest", guest_until=NOW)
    for to in (owner, closed, guest):
        with pytest.raises(NotAllowed):
            give(owner, to)


# --- Append-only, and never wider ----------------------------------------------------------------


@pytest.mark.parametrize("model", [Grant, Revocation])
def test_the_database_refuses_change(pair, model):
    consent.revoke(actor=pair[0], grant=give(*pair), now=NOW)
    for change in (
        lambda: model.objects.update(id=1),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            change()


@pytest.mark.parametrize("model", [Grant, Revocation])
def test_the_application_has_no_right_to_change_it(model, settings):
    with as_role(settings.DATABASE_APP_ROLE) as cursor:
        for statement in ("UPDATE {} SET id = 1", "DELETE FROM {}", "TRUNCATE {}"):
            with refused():
                cursor.execute(statement.format(model._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_of_two_lists_given_at_once_one_stands(pair):
    owner, reader = pair
    in_threads(2, lambda number: give(owner, reader, ("test.one", "test.two")[number]))
    assert len(seen(owner, reader)) == 1
    assert (Grant.objects.count(), Revocation.objects.count()) == (2, 1)


def test_narrowed_it_is_another_grant_in_the_same_words(pair, monkeypatch):
    owner, reader = pair
    made = give(owner, reader, "test.one", "test.two")
    monkeypatch.setattr(consent_texts, "CURRENT", "2027-01")
    left = consent.leave_out(actor=owner, grant=made, items=["test.two"], now=NOW)
    assert (left.items, left.text_version, left.ends_at) == (["test.one"], made.text_version, made.ends_at)
    assert seen(owner, reader) == {"test.one"}
    assert consent.leave_out(actor=owner, grant=left, items=["test.two"], now=NOW) == left
    assert consent.leave_out(actor=owner, grant=left, items=["test.one"], now=NOW) is None
    assert seen(owner, reader) == set()
    with pytest.raises(NotAllowed):
        consent.leave_out(actor=people.operator(), grant=made, items=["test.one"], now=NOW)


def test_a_release_that_adds_an_item_adds_it_to_no_grant(pair, monkeypatch):
    owner, reader = pair
    made = give(owner, reader, "test.one", "test.two")
    for key in ("test.three", "test.one.more", "test.*", "*"):
        monkeypatch.setitem(shareable.ITEMS, key, shareable.Item(key, key, "test"))
    assert seen(owner, reader) == {"test.one", "test.two"}
    assert consent.open_grant(actor=reader, grant=made, now=NOW) == {"test.one", "test.two"}


def test_a_release_that_drops_an_item_shows_it_no_more(pair, monkeypatch):
    give(*pair, "test.one", "test.two")
    monkeypatch.delitem(shareable.ITEMS, "test.two")
    assert seen(*pair) == {"test.one"}


def test_a_key_cannot_come_to_mean_more(monkeypatch):
    monkeypatch.setattr(shareable, "ITEMS", {})
    item = shareable.register_item("test.one", "One", "test", ("line",))
    assert shareable.register_item("test.one", "One", "test", ("line",)) == item
    with pytest.raises(ValueError, match="Two items"):
        shareable.register_item("test.one", "One", "test", ("line", "mood"))
    assert replace(item, covers=("line", "mood")) != item


# --- Who looked -----------------------------------------------------------------------------------


def test_each_look_is_one_row_that_the_owner_reads(pair):
    owner, reader = pair
    made = give(owner, reader)
    for number in range(1, 4):
        consent.open_grant(actor=reader, grant=made, now=NOW + number * timedelta(minutes=1))
        assert AccessEntry.objects.visible_to(owner).count() == number
    entry = AccessEntry.objects.visible_to(owner).first()
    assert (entry.actor, entry.role) == (reader.subject, "friend")
    assert (entry.object_kind, entry.object_id) == ("accounts.grant", str(made.pk))
    assert not AccessEntry.objects.visible_to(reader).exists()


def test_people_who_shall_not_meet_see_nothing_of_one_another(pair, monkeypatch):
    owner, reader = pair
    made = give(owner, reader)
    assert [each.person for each in consent.given_to(reader, NOW)] == [owner]
    monkeypatch.setattr(shareable, "APART", [lambda pk: {owner.pk} if pk == reader.pk else set()])
    assert seen(owner, reader) == set()
    assert consent.given_to(reader, NOW) == []
    assert [each.person for each in consent.given_by(owner, NOW)] == [reader]
    with pytest.raises(DomainError, match="no longer shared"):
        consent.open_grant(actor=reader, grant=made, now=NOW)


def test_ending_what_two_people_share_without_a_doer(pair):
    owner, reader = pair
    give(owner, reader)
    give(reader, owner, relation="guide")
    consent.end_between(people=pair, relation="guide", now=NOW)
    assert (seen(owner, reader), seen(reader, owner)) == ({"test.one"}, set())
    consent.end_between(people=pair, now=NOW)
    assert seen(owner, reader) == set()


def test_apps_above_hear_of_each_change_in_its_transaction(pair):
    heard = []

    def hear(sender, owner, reader, now, **kwargs):
        heard.append((owner, reader, transaction.get_connection().in_atomic_block))

    consent_changed.connect(hear)
    try:
        made = give(*pair)
        consent.revoke(actor=pair[0], grant=made, now=NOW)
        consent.revoke(actor=pair[0], grant=made, now=NOW)
    finally:
        consent_changed.disconnect(hear)
    assert heard == [(pair[0].subject, pair[1].subject, True)] * 2


@pytest.mark.parametrize("side", [0, 1])
def test_after_an_erasure_the_rows_point_to_nobody(pair, side):
    give(*pair)
    erasure.erase_account(actor=pair[side], user=pair[side], now=NOW)
    assert Grant.objects.count() == 1
    left = consent.given_to(pair[1], NOW) if side == 0 else consent.given_by(pair[0], NOW)
    assert left == []


def test_lists_cost_two_questions_however_long(pair, django_assert_num_queries):
    owner, reader = pair
    give(owner, reader)
    give(owner, people.join("Late Lamp", base="lamp"))
    with django_assert_num_queries(2):
        assert len(consent.given_by(owner, NOW)) == 2
