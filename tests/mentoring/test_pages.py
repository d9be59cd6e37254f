"""The way through the pages, without scripts: asking, offering, a round, hello, yes. Nothing is lost."""

import re

import pytest

from ledger.models import AccessEntry
from mentoring import agreement
from mentoring.models import Look, Mentor, Pair, Request, Suggestion
from mentoring.services import endings, looks, pairs, rounds
from recovery_network.common import times
from safeguarding import subjects
from tests.cast import people_and_centres
from tests.html import check_html
from tests.matrix.accounts import add_second_step
from tests.mentoring import people

WHOM = {"kinds": ["mentor"], "hopes": ["work"]}
TALK = {"first_language": "bn", "languages": ["en"], "ways": ["here"]}
WHEN = {"time_zone": "Asia/Dhaka", "days_1": ["1", "3"], "from_1": "22:00", "until_1": "01:00"}
EASE = {"meets": "anyone", "gender": "woman", "least_years": "2"}
LIMITS = {"limits": "No calls at night.", "avoid": "A cousin", "chooser": "me"}
ANSWERS = {"whom": WHOM, "talk": TALK, "when": WHEN, "ease": EASE, "limits": LIMITS}
OFFER = {
    "kinds": ["mentor"], "languages": ["bn"], "time_zone": "Asia/Dhaka", "days_1": ["1"], "from_1": "21:00",
    "until_1": "02:00", "meets": "anyone", "medicine": "yes", "since_on": "2019-05-01", "places": "3",
    "about": "I like tea.", "promise": "on", "name_1": "Anna", "knows_from_1": "work", "reach_1": "01710",
    "name_2": "Bela", "knows_from_2": "a group", "reach_2": "by post",
}  # fmt: skip


@pytest.fixture
def world(db):
    made = people_and_centres()
    for name in ("coordinator", "manager"):
        add_second_step(made, name)
    return made


def body(response):
    return response.content.decode()


def answer_all(client, **changes):
    for step, answers in ANSWERS.items():
        last = client.post(f"/people/mentor/ask/{step}/", changes.get(step, answers))
    return last


def test_asking_one_question_a_page(world):
    client = world.client("member")
    for step in ANSWERS:
        page = client.get(f"/people/mentor/ask/{step}/")
        assert check_html(body(page)) == []
    assert answer_all(client)["Location"] == "/people/mentor/matches/"
    asked = Request.objects.get()
    assert (asked.languages, asked.hopes, asked.least_years) == (["bn", "en"], ["work"], 2)
    assert [(each.weekday, f"{each.starts:%H}", f"{each.ends:%H}") for each in asked.hours.all()] == [
        (1, "22", "01"),
        (3, "22", "01"),
    ]
    assert "No match yet" in body(client.get("/people/mentor/matches/"))
    again = body(client.get("/people/mentor/ask/when/"))
    assert 'value="22:00"' in again
    assert client.post("/people/mentor/back/")["Location"] == "/people/"
    assert Request.objects.get().state == "withdrawn"


def test_a_page_left_out_is_asked_again_and_nothing_is_lost(world):
    client = world.client("member")
    for step in ("whom", "when", "ease"):
        client.post(f"/people/mentor/ask/{step}/", ANSWERS[step])
    assert client.post("/people/mentor/ask/limits/", LIMITS)["Location"] == "/people/mentor/ask/talk/"
    assert "A cousin" in body(client.get("/people/mentor/ask/limits/"))
    client.post("/people/mentor/ask/talk/", TALK)
    assert client.post("/people/mentor/ask/limits/", LIMITS)["Location"] == "/people/mentor/matches/"


@pytest.mark.parametrize(
    ("step", "changes", "words", "kept"),
    [
        ("whom", {"kinds": []}, "This field is required", 'value="work"'),
        ("whom", {"kinds": ["mentor", "family"]}, "on their own", 'value="work"'),
        ("whom", {"hopes": ["work", "family", "faith", "legal"]}, "up to three", 'value="work"'),
        ("when", {"time_zone": "Mars/Olympus"}, "Select a valid choice", 'value="22:00"'),
        ("when", {"until_1": "22:00"}, "This is no time at all", 'value="22:00"'),
        ("when", {"from_2": "09:00"}, "Say the days, from when, and until when", 'value="09:00"'),
        ("when", {"from_1": "25:99"}, "Enter a valid time", 'value="25:99"'),
        ("ease", {"least_years": "-1"}, "greater than or equal to 0", 'value="-1"'),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_stays_there(world, step, changes, words, kept):
    page = world.client("member").post(f"/people/mentor/ask/{step}/", ANSWERS[step] | changes)
    assert page.status_code == 422
    assert words in body(page)
    assert kept in body(page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"places": "0"}, "greater than or equal to 1"),
        ({"places": "-2"}, "greater than or equal to 1"),
        ({"places": "11"}, "less than or equal to 10"),
        ({"since_on": "2999-01-01"}, "This day is still to come"),
        ({"time_zone": "Asia/Atlantis"}, "Select a valid choice"),
        ({"languages": []}, "at least one language"),
        ({"days_1": []}, "This field is required"),
        ({"promise": ""}, "This field is required"),
    ],
)
def test_an_offer_that_cannot_be_stays_on_the_page(world, changes, words):
    page = world.client("member").post("/people/mentor/me/", OFFER | changes)
    assert page.status_code == 422
    assert words in body(page)
    assert "I like tea." in body(page)
    assert check_html(body(page)) == []
    assert not Mentor.objects.exists()


def test_digits_of_any_script(world):
    assert world.client("member").post("/people/mentor/me/", OFFER | {"places": "۲"}).status_code == 302
    assert Mentor.objects.get().places == 2


def test_from_offer_to_pair_through_the_pages(world):
    guide, staff, asks = world.client("neighbour"), world.client("coordinator"), world.client("member")
    guide.post("/people/mentor/me/", OFFER)
    mentor = Mentor.objects.get()
    approve(staff, mentor)
    answer_all(asks)
    made = staff.post("/centre/mentors/rounds/", {"centre": world.centre.code})
    busy = staff.get(made["Location"])
    assert busy["Refresh"] == "3"
    assert "<progress" in body(busy)
    work_on_all(world)
    assert "Speaks Bengali." in body(staff.get(made["Location"]))
    assert "Neighbour" not in body(asks.get("/people/mentor/matches/"))
    staff.post(f"{made['Location']}settle/", {"do": "show"})
    card = body(asks.get("/people/mentor/matches/"))
    assert "Free when you are: Tuesday night 10:00 to 1:00." in card
    assert "Neighbour" in card
    suggestion = Suggestion.objects.get()
    assert "Member" not in body(guide.get("/people/mentor/asked/"))
    asks.post(f"/people/mentor/matches/{suggestion.code}/", {"do": "hello", "text": "Hello, I am new."})
    question = body(guide.get("/people/mentor/asked/"))
    assert "Hello, I am new." in question
    assert "No calls at night." in question
    assert "A cousin" not in question
    guide.post(f"/people/mentor/asked/{suggestion.code}/", {"do": "yes"})
    assert Pair.objects.get().guide == world.neighbour
    assert "Neighbour" in body(asks.get("/people/"))


def approve(staff, mentor):
    page = f"/centre/mentors/m/{mentor.code}/"
    assert "Still missing" in body(staff.get(page))
    assert "01710" in body(staff.get(page))
    today = times.in_zone(mentor.applied_at, "Asia/Dhaka").date()
    for topic in ("limits", "privacy", "hard_moments"):
        marks = {
            "topic": topic,
            "given_on": str(today),
            "expires_on": str(today.replace(year=today.year + 1)),
        }
        assert staff.post(f"{page}train/", marks).status_code == 302
    for reference in mentor.references.all():
        staff.post(f"{page}decide/", {"do": "reference", "reference": reference.pk, "speaks_for": "yes"})
    assert "01710" not in body(staff.get(page))
    staff.post(f"{page}decide/", {"do": "approve"})
    mentor.refresh_from_db()
    assert mentor.state == "approved"


def work_on_all(world):
    from datetime import timedelta

    assert rounds.work_on_waiting(world.now + timedelta(minutes=1)) == 1


def test_why_somebody_was_not_offered(world):
    people.mentor(world.centre, world.now, user=world.neighbour, places=1, kinds=["coach"], gender="man")
    wish = people.request(world.centre, world.now, user=world.member, meets="women")
    page = body(world.client("coordinator").get(f"/centre/mentors/r/{wish.code}/"))
    assert "The mentor does not offer what is asked for." in page
    assert "The person asked to meet somebody else: women or men." in page
    assert "Somebody I know" in page


def test_each_person_shown_to_staff_has_one_row_in_the_log(world):
    mentor = people.mentor(world.centre, world.now, user=world.neighbour)
    wish = people.request(world.centre, world.now, user=world.member)
    people.suggestion(wish, mentor, world.now)
    staff = world.client("coordinator")

    def looks(path):
        before = set(AccessEntry.objects.values_list("pk", flat=True))
        assert staff.get(path).status_code == 200
        new = AccessEntry.objects.exclude(pk__in=before)
        return sorted(str(subject) for subject in new.values_list("subject", flat=True))

    both = sorted([str(world.member.subject), str(world.neighbour.subject)])
    assert looks("/centre/mentors/") == [str(world.member.subject)]
    assert looks("/centre/mentors/load/") == [str(world.neighbour.subject)]
    assert looks(f"/centre/mentors/r/{wish.code}/") == both
    assert looks(f"/centre/mentors/m/{mentor.code}/") == [str(world.neighbour.subject)]
    made = staff.post("/centre/mentors/rounds/", {"centre": world.centre.code})
    work_on_all(world)
    assert looks(made["Location"]) == both


def test_keeping_apart_from_the_page(world):
    mentor = people.mentor(world.centre, world.now, user=world.neighbour)
    wish = people.request(world.centre, world.now, user=world.member)
    staff, path = world.client("coordinator"), f"/centre/mentors/r/{wish.code}/"
    assert staff.post(f"{path}change/", {"do": "apart"}).status_code == 422
    staff.post(f"{path}change/", {"do": "apart", "mentor": mentor.code, "reason": "household"})
    page = body(staff.get(path))
    assert "They live in one household." in page
    bond = re.search(r'name="bond" value="(\d+)"', page)
    assert bond
    staff.post(f"{path}change/", {"do": "end_bond", "bond": bond[1]})
    assert "They live in one household." not in body(staff.get(path))


def test_load_is_a_picture_and_a_table(world):
    mentor = people.mentor(world.centre, world.now, user=world.neighbour, places=3)
    Pair.objects.create(
        mentor=mentor, mentee=world.member, guide=world.neighbour, kind="mentor", made_at=world.now
    )
    people.suggestion(people.request(world.centre, world.now), mentor, world.now, state="asked")
    page = body(world.client("coordinator").get("/centre/mentors/load/"))
    squares = [page.count(f'class="load__{kind}"') for kind in ("taken", "asked", "free")]
    assert squares == [1, 1, 1]
    assert re.findall(r'<td class="n"[^>]*>(\d+)</td>', page) == ["1", "1", "3"]


# --- Two people -------------------------------------------------------------------------------------


def test_two_agree_walk_rest_and_step_back(world, now):
    mentor = people.mentor(world.centre, now, user=world.neighbour)
    asked = people.request(world.centre, now, user=world.member)
    pair = pairs.make(
        mentor=mentor, request=asked, mentee=world.member, guide=world.neighbour, kind="mentor", now=now
    )
    member, neighbour = world.client("member"), world.client("neighbour")
    at = f"/people/p/{pair.code}/"
    words = {"rhythm": "twice", "ways": ["here"], "limits": "Not on Fridays", "days": "60"}
    assert member.post(f"{at}words/", words | {"days": "0"}).status_code == 422
    assert member.post(f"{at}words/", words)["Location"] == at
    for client in (member, neighbour):
        page = body(client.get(at))
        assert check_html(page) == []
        assert "Not on Fridays" in page
        client.post(f"{at}agree/", {"number": "2", "version": agreement.CURRENT})
    assert f"/r/{Pair.objects.get().room.code}/" in body(member.get(at))
    assert member.get(f"/r/{Pair.objects.get().room.code}/").status_code == 200
    member.post(f"{at}change/", {"do": "pause"})
    assert "You rest" in body(neighbour.get(at))
    assert "Go on together" not in body(neighbour.get(at))
    member.post(f"{at}change/", {"do": "go_on"})
    member.post(f"{at}look/", {"words": "It is too much for me."})
    assert check_html(body(member.get(f"{at}back/"))) == []
    assert member.post(f"{at}back/", {"somebody_else": "on"})["Location"] == "/people/"
    page = body(neighbour.get(at))
    assert "nobody’s fault" in page
    assert "It is too much for me." not in page
    assert "Step back" not in page
    assert member.get(f"/r/{Pair.objects.get().room.code}/").status_code in {302, 404}


def test_staff_read_whom_to_talk_with_and_each_look_is_in_the_log(world, now):
    mentor = people.mentor(world.centre, now, user=world.neighbour)
    pair = pairs.make(
        mentor=mentor, request=None, mentee=world.member, guide=world.neighbour, kind="mentor", now=now
    )
    looks.ask(actor=world.member, pair=pair, words="It is too much for me.", now=now)
    staff = world.client("coordinator")
    page = body(staff.get("/centre/mentors/"))
    assert check_html(page) == []
    assert "It is too much for me." in page
    assert AccessEntry.objects.filter(subject=world.member.subject, object_kind="mentoring.look").count() == 1
    look = Look.objects.get()
    staff.post(f"/centre/mentors/p/{pair.code}/", {"do": "settle", "look": str(look.pk)})
    assert "It is too much for me." not in body(staff.get("/centre/mentors/"))
    assert staff.get(f"/people/p/{pair.code}/").status_code == 404
    assert staff.post(f"/centre/mentors/p/{pair.code}/", {"do": "settle", "look": "x"}).status_code == 404


def test_somebody_can_be_told_about_after_the_end(world, now):
    mentor = people.mentor(world.centre, now, user=world.neighbour)
    pair = pairs.make(
        mentor=mentor, request=None, mentee=world.member, guide=world.neighbour, kind="mentor", now=now
    )
    endings.step_back(actor=world.member, pair=pair, somebody_else=False, again_ok=True, now=now)
    told = subjects.find(world.member, "pair", pair.code, now)
    assert (told.person, told.centre) == (world.neighbour, world.centre)
    assert subjects.find(world.coordinator, "pair", pair.code, now) is None
