"""The pages of two who look in on one another, without scripts: code, agreement, a mark, the way out."""

import re

import pytest
from django.core.cache import cache

from mentoring.models import Partners
from mentoring.services import pairs
from safeguarding import subjects
from tests.cast import people_and_centres
from tests.html import check_html
from tests.mentoring import people


@pytest.fixture
def world(db):
    return people_and_centres()


@pytest.fixture
def no_tries_yet():
    cache.clear()
    yield
    cache.clear()


def body(response):
    text = response.content.decode()
    assert check_html(text) == []
    return text


def made_code(client):
    shown = body(client.post("/people/w/code/"))
    return re.search(r'<bdi dir="ltr">([0-9A-Z ]{14})</bdi>', shown).group(1)


def test_from_a_code_to_a_mark_and_the_end(world):
    one, other = world.client("member"), world.client("neighbour")
    page = other.post("/people/w/", {"code": made_code(one)})["Location"]
    body(one.get("/people/w/"))
    assert page in body(one.get("/people/"))
    for client in (one, other):
        assert "I agree" in body(client.get(page))
        client.post(f"{page}change/", {"do": "agree", "number": "1"})
    assert "Only you see your marks." in body(one.get(page))
    one.post(f"{page}change/", {"do": "done"})
    for client in (one, other):
        client.post(f"{page}change/", {"do": "show"})
    assert "Their days" in body(other.get(page))
    one.post(f"{page}change/", {"do": "hide"})
    assert "Their days" not in body(other.get(page))
    one.post(f"{page}change/", {"do": "pause"})
    assert "Go on together" not in body(other.get(page))
    assert "Go on together" in body(one.get(page))
    one.post(f"{page}change/", {"do": "go_on"})
    assert other.post(f"{page}change/", {"do": "end"})["Location"] == "/people/"
    assert "It is nobody’s fault." in body(one.get(page))


def test_another_rhythm(world):
    one, other = world.client("member"), world.client("neighbour")
    page = other.post("/people/w/", {"code": made_code(one)})["Location"]
    body(one.get(f"{page}rhythm/"))
    said = {"often": "weekly", "weekday": "4", "hour": "07:30"}
    assert one.post(f"{page}rhythm/", said)["Location"] == page
    shown = body(other.get(page))
    assert "Once a week · Friday" in shown
    assert "07:30" in shown
    assert one.post(f"{page}rhythm/", said | {"hour": "x"}).status_code == 422


def test_wrong_codes_get_one_answer_and_are_limited(world, no_tries_yet):
    client = world.client("member")
    answers = [client.post("/people/w/", {"code": "0000 0000 0000"}) for _each in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "This code does not work." in answers[0].content.decode()
    assert world.client("neighbour").get("/people/w/").status_code == 200


def test_others_find_nothing_and_the_two_can_tell_staff(world):
    one, other = world.client("member"), world.client("neighbour")
    page = other.post("/people/w/", {"code": made_code(one)})["Location"]
    for name in ("host", "manager", "stranger"):
        assert world.client(name).get(page).status_code == 404
    two = Partners.objects.get()
    assert f"/tell/partners/{two.code}/" in body(one.get(page))
    found = subjects.find(world.member, "partners", two.code, world.now)
    assert (found.person, found.centre) == (world.neighbour, world.centre)
    assert subjects.find(world.host, "partners", two.code, world.now) is None


def test_from_the_page_of_a_pair(world):
    offer = people.mentor(world.centre, world.now, user=world.neighbour)
    pair = pairs.make(
        mentor=offer, request=None, mentee=world.member, guide=world.neighbour, kind="mentor", now=world.now
    )
    client = world.client("member")
    assert f"/people/p/{pair.code}/beside/" in body(client.get(f"/people/p/{pair.code}/"))
    page = client.post(f"/people/p/{pair.code}/beside/")["Location"]
    assert page == f"/people/w/{Partners.objects.get().code}/"
    assert world.client("host").post(f"/people/p/{pair.code}/beside/").status_code == 404
