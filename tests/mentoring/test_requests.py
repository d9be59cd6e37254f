"""Asking for a mentor: kept in line, changed, taken back; what cannot be is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mentoring.models import Request, Suggestion
from mentoring.services import requests
from recovery_network.common.errors import DomainError, NotAllowed
from tests.mentoring import people
from tests.mentoring.people import EVENINGS, wished


def ask(actor, centre, now, hours=EVENINGS, **changes):
    return requests.ask(actor=actor, centre=centre, fields=wished(**changes), hours=hours, now=now)


def test_asking_again_changes_it_and_keeps_the_place_in_the_line(centre, now):
    person = people.person(centre)
    first = ask(person, centre, now)
    shown = people.suggestion(first, people.mentor(centre, now), now)
    later = now + timedelta(days=3)
    again = ask(person, centre, later, meets="women")
    assert (again.pk, again.queue_from, again.meets) == (first.pk, now, "women")
    shown.refresh_from_db()
    assert shown.state == Suggestion.State.LAPSED


def test_not_while_somebody_thinks_about_it(centre, now):
    request = people.request(centre, now)
    people.suggestion(request, people.mentor(centre, now), now, state="asked")
    with pytest.raises(DomainError, match="Wait for their answer"):
        ask(request.user, centre, now)


def test_taking_it_back_forgets_names(centre, now):
    request = people.request(centre, now)
    asked = people.suggestion(request, people.mentor(centre, now), now, state="asked", hello="Hello")
    requests.withdraw(actor=request.user, request=request, now=now)
    request.refresh_from_db()
    asked.refresh_from_db()
    assert (request.state, request.avoid, asked.state, asked.hello) == ("withdrawn", "", "lapsed", "")
    assert ask(request.user, centre, now).pk != request.pk


def test_only_people_of_the_centre(centre, now):
    with pytest.raises(NotAllowed):
        ask(people.person(people.centre("South House")), centre, now)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"languages": []}, "at least one language"),
        ({"languages": ["bn", "xx"]}, "at least one language"),
        ({"kinds": []}, "whom you are looking for"),
        ({"kinds": ["wizard"]}, "whom you are looking for"),
        ({"kinds": ["family", "mentor"]}, "on their own"),
        ({"hopes": ["work", "family", "faith", "legal"]}, "up to three"),
        ({"least_years": -1}, "from 0 to 20"),
        ({"time_zone": "Asia/Atlantis"}, "do not know this time zone"),
        ({"hours": []}, "when you are free"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(centre, now, changes, words):
    with pytest.raises(DomainError, match=words):
        ask(people.person(centre), centre, now, **changes)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"kinds": []}, {"languages": []}, {"time_zone": ""}, {"state": "matched"}, {"hopes": ["a"] * 4}],
)
def test_the_database_refuses_it_too(centre, now, fields):
    request = people.request(centre, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(**fields)


def test_nobody_is_put_to_themselves(centre, now):
    """The database says so, whatever a service may have missed."""
    mentor = people.mentor(centre, now)
    request = people.request(centre, now, user=mentor.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        people.suggestion(request, mentor, now)
