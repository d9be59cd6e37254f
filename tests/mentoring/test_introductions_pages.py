"""The pages of an introduction, without scripts: two to choose, words for each, two separate answers."""

import pytest

from accounts.models import Membership
from mentoring.models import Introduction, Partners
from tests.cast import people_and_centres
from tests.html import check_html
from tests.matrix.accounts import add_second_step

WORDS = {"words_one": "Likes long walks.", "words_other": "Cooks for others.", "as_mentor": "no"}


@pytest.fixture
def world(db):
    made = people_and_centres()
    for name in ("counselor", "other_manager"):
        add_second_step(made, name)
    return made


def body(response):
    text = response.content.decode()
    assert check_html(text) == []
    return text


def two(world):
    rows = {row.user_id: row.pk for row in Membership.objects.filter(centre=world.centre)}
    return rows[world.member.pk], rows[world.neighbour.pk]


def introduced(world, **changes):
    one, other = two(world)
    answer = world.client("counselor").post(f"/centre/meet/new/{one}/{other}/", WORDS | changes)
    return answer, Introduction.objects.first()


def test_choosing_writing_and_two_answers(world):
    staff, (one, other) = world.client("counselor"), two(world)
    assert "No introductions yet" in body(staff.get("/centre/meet/"))
    assert f"first={one}" in body(staff.get("/centre/meet/new/"))
    assert f"/centre/meet/new/{one}/{other}/" in body(staff.get(f"/centre/meet/new/?first={one}"))
    assert world.member.public_name in body(staff.get(f"/centre/meet/new/{one}/{other}/"))
    answer, made = introduced(world)
    assert answer["Location"].startswith("/centre/meet/?centre=")
    member, neighbour, path = world.client("member"), world.client("neighbour"), f"/people/meet/{made.code}/"
    assert path in body(member.get("/people/"))
    for client, words in ((member, "Likes long walks."), (neighbour, "Cooks for others.")):
        page = body(client.get(path))
        assert words in page
        assert not any(person.public_name in page.split("<main")[1] for person in made.two())
    assert member.post(path, {"answer": "yes"})["Location"] == "/people/"
    assert "You said yes." in body(member.get(path))
    assert "You said yes." not in body(neighbour.get(path))
    assert neighbour.post(path, {"answer": "yes"})["Location"] == f"/people/w/{Partners.objects.get().code}/"
    assert "Both said yes" in body(staff.get("/centre/meet/"))
    assert member.get(path).status_code == 404


def test_a_no_leaves_no_trace_on_any_page(world):
    _answer, made = introduced(world)
    path = f"/people/meet/{made.code}/"
    world.client("member").post(path, {"answer": "not_now"})
    for name in ("member", "neighbour"):
        assert world.client(name).get(path).status_code == 404
    shown = body(world.client("counselor").get("/centre/meet/"))
    assert shown.count("Not now") == 1


def test_judging_words_are_named_and_faults_are_said(world):
    answer, made = introduced(world, words_one="A clean addict.")
    assert (answer.status_code, made) == (422, None)
    assert "may hurt" in answer.content.decode()
    answer, made = introduced(world, words_one=f"It is {world.neighbour.public_name}.")
    assert (answer.status_code, made) == (422, None)
    assert "Leave out names" in answer.content.decode()
    answer, made = introduced(world, as_mentor="yes")
    assert "is no mentor here" in answer.content.decode()


def test_another_centre_finds_nobody(world):
    one, other = two(world)
    staff = world.client("other_manager")
    assert staff.get(f"/centre/meet/new/{one}/{other}/").status_code == 404
    assert staff.get(f"/centre/meet/new/?centre={world.centre.code}").status_code == 404
    _answer, made = introduced(world)
    assert staff.post(f"/centre/meet/{made.code}/back/").status_code == 404
    assert world.client("counselor").post(f"/centre/meet/{made.code}/back/").status_code == 302
    assert Introduction.objects.get().state == "over"
