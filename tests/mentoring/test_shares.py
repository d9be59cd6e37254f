"""What two people show one another of their own way: by a live grant alone, and each look is in the log."""

from datetime import date, timedelta

import pytest

from accounts import consent_texts
from accounts.models import Grant
from accounts.services import consent
from journey import shareable
from journey.services import goals
from ledger.models import AccessEntry
from mentoring.services import shares, walks
from mentoring.shareable import WALK
from recovery_network.common.errors import DomainError, NotAllowed
from tests.html import check_html
from tests.journey import making
from tests.mentoring import people
from tests.mentoring.test_walks import step_back, walking

LAST = date(2026, 12, 1)


def share(person, pair, now, items=(shareable.GOALS,), until_on=LAST):
    given = {"items": items, "until_on": until_on, "text_version": consent_texts.CURRENT, "now": now}
    return shares.share(actor=person, pair=pair, **given)


def looks_at(person):
    return AccessEntry.objects.filter(subject=person.subject).count()


def page_of(client, person, path):
    client.force_login(person)
    return client.get(path).content.decode()


@pytest.fixture
def at_this_time(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_nothing_appears_by_itself(centre, now, client, at_this_time):
    pair = walking(centre, now)
    making.filled(pair.mentee, now)
    page = page_of(client, pair.guide, f"/people/p/{pair.code}/")
    assert "shows you nothing" in page
    assert "Canary" not in page
    assert shares.between(pair.guide, pair, now) == shares.Between([], [])


def test_names_on_the_page_of_the_pair_and_a_look_is_logged_once(centre, now, client, at_this_time):
    pair = walking(centre, now)
    goals.add_goal(actor=pair.mentee, words="Canary goal", now=now)
    grant = share(pair.mentee, pair, now)
    page = page_of(client, pair.guide, f"/people/p/{pair.code}/")
    assert check_html(page) == []
    assert "My goals and steps" in page
    assert "Canary" not in page
    assert looks_at(pair.mentee) == 0
    assert f'href="/with-me/{grant.code}/"' in page
    assert "Canary goal" in page_of(client, pair.guide, f"/with-me/{grant.code}/")
    assert looks_at(pair.mentee) == 1
    own = page_of(client, pair.mentee, f"/people/p/{pair.code}/")
    assert "What I share with" in own
    assert f"/with-me/{grant.code}/" not in own


def test_what_another_one_shares_is_not_of_this_pair(centre, now):
    pair = walking(centre, now)
    making.shared(people.person(centre), pair.guide, now=now)
    assert shares.between(pair.guide, pair, now).theirs == []


@pytest.mark.parametrize("how", ["end", "owner", "reader"])
def test_it_ends_at_once(centre, now, client, at_this_time, how):
    pair = walking(centre, now)
    grant = share(pair.mentee, pair, now)
    if how == "end":
        step_back(pair.guide, pair, now)
    else:
        consent.revoke(actor=pair.mentee if how == "owner" else pair.guide, grant=grant, now=now)
    assert shares.between(pair.guide, pair, now).theirs == []
    client.force_login(pair.guide)
    assert client.get(f"/with-me/{grant.code}/").status_code == 404


def test_only_while_they_walk_and_only_the_two(centre, coordinator, now):
    pair = walking(centre, now)
    with pytest.raises(NotAllowed):
        share(coordinator, pair, now)
    resting = walks.pause(actor=pair.mentee, pair=pair, now=now)
    with pytest.raises(NotAllowed):
        share(resting.mentee, resting, now)
    with pytest.raises(DomainError, match="do not walk together now"):
        share(pair.mentee, pair, now)  # found a moment before
    assert not Grant.objects.exists()


def test_until_a_day_that_is_still_to_come(centre, now):
    pair = walking(centre, now)
    with pytest.raises(DomainError, match="This day is over"):
        share(pair.mentee, pair, now, until_on=now.date() - timedelta(days=1))
    grant = share(pair.mentee, pair, now)
    assert (grant.relation, grant.items, grant.reader) == (WALK, [shareable.GOALS], pair.guide.subject)


def test_first_the_page_as_they_see_it_then_yes(centre, now, client, at_this_time):
    pair = walking(centre, now)
    goals.add_goal(actor=pair.mentee, words="Canary goal", now=now)
    path = f"/people/p/{pair.code}/share/"
    page = page_of(client, pair.mentee, path)
    assert "checked" not in page
    assert pair.guide.code not in page.replace(f"/people/p/{pair.code}", "")
    said = {"items": [shareable.GOALS], "until_on": "2026-12-01", "text_version": consent_texts.CURRENT}
    assert client.post(path, said | {"items": []}).status_code == 422
    check = client.post(path, said)
    assert check.status_code == 200
    assert "Canary goal" in check.content.decode()
    assert check_html(check.content.decode()) == []
    assert not Grant.objects.exists()
    old_words = client.post(path, said | {"text_version": "2020-01", "yes": "1"})
    assert old_words.status_code == 422
    assert "have changed" in old_words.content.decode()
    assert client.post(path, said | {"yes": "1"})["Location"] == f"/people/p/{pair.code}/"
    assert Grant.objects.get().items == [shareable.GOALS]
