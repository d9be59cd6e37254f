"""Pages about people who carry much, and about pairs that rest: in words, each look in the log."""

from datetime import timedelta

import pytest

from ledger.models import AccessEntry
from mentoring.models import Mentor, MentorLook, Pair
from mentoring.services import looks
from tests.cast import people_and_centres
from tests.html import check_html
from tests.matrix.accounts import add_second_step
from tests.mentoring import people
from tests.mentoring.test_resting import lift, limit
from tests.mentoring.test_walks import walking

BOARD, MINE = "/centre/mentors/", "/people/mentor/me/now/"


@pytest.fixture
def world(db):
    made = people_and_centres()
    add_second_step(made, "coordinator")
    return made


@pytest.fixture
def now(world):
    """Pages read the clock."""
    return world.now


@pytest.fixture
def pair(world, now):
    offer = people.mentor(world.centre, now, user=world.neighbour, places=3)
    made = walking(
        world.centre, now, mentor=offer, request=people.request(world.centre, now, user=world.member)
    )
    offer.suggestions.update(state="agreed")
    return made


def body(response):
    return response.content.decode()


def logged(kind):
    rows = AccessEntry.objects.filter(object_kind=f"mentoring.{kind}")
    return sorted(rows.values_list("subject", flat=True))


def test_a_mentor_says_that_it_is_too_much(world, pair):
    mentor, staff = world.client("neighbour"), world.client("coordinator")
    assert MINE in body(mentor.get("/people/"))
    page = body(mentor.get(MINE))
    assert check_html(page) == []
    assert "Nobody reads this, unless it is too much." in page
    said = {"load": "much", "words": "The nights are long.", "ask_every": "14"}
    page = mentor.post(MINE, said)
    assert page.status_code == 422
    assert "Choose what would help you now." in body(page)
    assert "The nights are long." in body(page)
    assert mentor.post(MINE, said | {"wish": "fewer"})["Location"] == "/people/"
    assert (Mentor.objects.get().places, Mentor.objects.get().ask_every) == (1, 14)
    page = body(staff.get(BOARD))
    assert check_html(page) == []
    assert "It is too much. They would like fewer people" in page
    assert "The nights are long." in page
    assert logged("mentorlook") == [world.neighbour.subject]
    page = body(staff.get(f"{BOARD}load/"))
    assert check_html(page) == []
    assert "It is too much. They would like fewer people" in page
    at = f"{BOARD}m/{Mentor.objects.get().code}/talked/"
    assert staff.post(at, {"look": "x"}).status_code == 404
    assert staff.post(at, {"look": MentorLook.objects.get().pk})["Location"] == BOARD
    assert "It is too much" not in body(staff.get(BOARD))


def test_what_is_fine_reaches_nobody(world, pair):
    world.client("neighbour").post(MINE, {"load": "right", "words": "Fine.", "ask_every": "60"})
    assert Mentor.objects.get().ask_every == 60
    page = body(world.client("coordinator").get(BOARD))
    assert "Fine." not in page
    assert "Mentors to talk with" not in page


def test_who_is_no_mentor_is_not_asked(world, now):
    people.mentor(world.centre, now, user=world.neighbour, state="applied", approved_at=None, expires_on=None)
    for name in ("neighbour", "member"):
        assert world.client(name).get(MINE).status_code == 404
        assert MINE not in body(world.client(name).get("/people/"))


def test_a_pair_that_rests_is_a_row_with_its_reason(world, pair, now):
    set_on, staff = limit(world.centre, world.member, now), world.client("coordinator")
    page = body(staff.get(BOARD))
    assert check_html(page) == []
    assert "A limit stands on one of them" in page
    assert logged("pair") == sorted(person.subject for person in pair.two())
    at = f"{BOARD}p/{pair.code}/"
    assert at in page
    assert "Let them go on" not in body(staff.get(at))
    assert "A limit still stands" in body(staff.post(at, {"do": "go_on"}, follow=True))
    lift(set_on, now)
    assert "The limit on one of them is over." in body(staff.get(BOARD))
    assert "Let them go on" in body(staff.get(at))
    staff.post(at, {"do": "go_on"})
    assert Pair.objects.get().state == "active"
    assert "rest until you say so" not in body(staff.get(BOARD))


def test_staff_read_what_an_act_would_do_before_they_do_it(world, pair, now):
    staff, at = world.client("coordinator"), f"{BOARD}p/{pair.code}/"
    looks.ask(actor=world.member, pair=pair, words="We cannot talk.", now=now)
    listed = body(staff.get(f"{BOARD}pairs/"))
    assert check_html(listed) == []
    assert at in listed
    assert logged("pair") == sorted(person.subject for person in pair.two())
    page = body(staff.get(at))
    assert check_html(page) == []
    for words in ("We cannot talk.", "Both leave their room at once.", "is the first in the line."):
        assert words in page
    assert "No calls after nine." not in page
    assert Pair.objects.get().state == "active"
    assert len(logged("pair")) == 4
    staff.post(at, {"do": "pause"})
    page = body(staff.get(at))
    assert "You asked both to rest" in page
    assert "Let them go on" in page
    staff.post(at, {"do": "end"})
    assert Pair.objects.get().state == "ended"
    assert "End this pairing" not in body(staff.get(at))
    assert at not in body(staff.get(f"{BOARD}pairs/"))


def test_nobody_looks_at_a_pair_of_their_own(world, now):
    offer = people.mentor(world.centre, now, user=world.coordinator)
    own = walking(world.centre, now, mentor=offer)
    staff = world.client("coordinator")
    assert staff.get(f"{BOARD}p/{own.code}/").status_code in {403, 404}
    assert own.code not in body(staff.get(f"{BOARD}pairs/"))


def test_the_two_read_that_they_rest_and_never_why(world, pair, now):
    limit(world.centre, world.member, now)
    for name in ("member", "neighbour"):
        page = body(world.client(name).get(f"/people/p/{pair.code}/"))
        assert check_html(page) == []
        assert "Your centre asked for this. It talks with each of you." in page
        assert "limit" not in page.lower().split("</main>")[0].split("<main")[1]
        assert "Go on together" not in page


def test_the_next_look_together_stands_on_the_page(world, pair, now):
    Pair.objects.update(review_on="2027-01-05", until_on="2027-01-20")
    page = body(world.client("member").get(f"/people/p/{pair.code}/"))
    assert "Look together at how it goes: 5 January 2027" in page
    assert "until 20 January 2027" in page
    assert "Renew or change it" in page


def test_what_is_late_says_so(world, pair, now):
    looks.ask(actor=world.member, pair=pair, words="", now=world.now)
    staff = world.client("coordinator")
    assert "Late" not in body(staff.get(BOARD))
    pair.looks.update(due_at=world.now - timedelta(hours=1))
    assert "Late" in body(staff.get(BOARD))
