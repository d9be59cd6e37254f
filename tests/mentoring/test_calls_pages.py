"""The pages of "I need to talk now", without scripts: the numbers first, then each true state in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.services.seats import leave_room
from mentoring.models import Call, CallAsk, Ready
from safeguarding.models import CrisisLine
from tests.cast import people_and_centres
from tests.html import check_html
from tests.matrix.accounts import add_second_step
from tests.mentoring.test_calls import on_duty, peer, say

WISH = {"language": "bn", "meets": "anyone", "gender": ""}
READY = {
    "languages": ["bn"], "starts": "22:00", "ends": "01:00", "time_zone": "Asia/Dhaka", "most_a_day": "2",
    "meets": "anyone", "gender": "",
}  # fmt: skip


@pytest.fixture
def world(db):
    made = people_and_centres()
    for name in ("counselor", "manager"):
        add_second_step(made, name)
    return made


def body(response):
    text = response.content.decode()
    assert check_html(text) == []
    return text


def page(client):
    return body(client.get("/people/now/"))


def test_each_state_in_words_to_the_room_and_back(world):
    helper = peer(world.centre, timezone.now())
    client, other = world.client("member"), world.client("member")
    other.force_login(helper)
    assert "Ask somebody to talk with me" in page(client)
    assert client.post("/people/now/", WISH)["Location"] == "/people/now/"
    shown = page(client)
    assert "We are asking people who said they have time." in shown
    assert '<meta http-equiv="refresh" content="15">' in shown
    asked = CallAsk.objects.get()
    question = body(other.get(f"/people/now/a/{asked.code}/"))
    assert world.member.public_name not in question
    assert other.post(f"/people/now/a/{asked.code}/", {"reply": "yes"})["Location"] == "/people/now/"
    call = Call.objects.get()
    assert "Somebody is there for you." in page(client)
    assert "They wait for you." in page(other)
    for each in (client, other):
        assert f"/r/{call.room.code}/" in page(each)
        assert each.get(f"/r/{call.room.code}/").status_code == 200
    assert client.post("/people/now/end/")["Location"] == "/people/now/"
    assert "This talk is over." in body(other.get(f"/people/now/a/{asked.code}/"))
    assert "Ask somebody to talk with me" in page(client)


def test_who_is_left_alone_reads_so_and_can_ask_again(world):
    helper = peer(world.centre, timezone.now())
    client = world.client("member")
    client.post("/people/now/", WISH)
    call = say(helper, Call.objects.get(), timezone.now())
    assert "in the room no more" not in page(client)
    leave_room(actor=helper, room=call.room, now=timezone.now())
    assert "The other person is in the room no more." in page(client)
    assert client.get("/people/now/", headers={"accept": "application/json"}).json()["said"] == 1
    client.post("/people/now/end/")
    assert client.post("/people/now/", WISH)["Location"] == "/people/now/"
    assert Call.objects.filter(user=world.member).count() == 2


def test_the_page_itself_moves_the_call_on(world):
    peer(world.centre, timezone.now())
    client = world.client("member")
    client.post("/people/now/", WISH)
    Call.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert "Nobody here could answer yet. Please call one of the numbers below now." in page(client)


def test_scripts_hear_only_the_state(world):
    client = world.client("member")
    accepts = {"headers": {"accept": "application/json"}}
    assert client.get("/people/now/", **accepts).json() == {"state": "", "place": 0, "said": 0}
    client.post("/people/now/", WISH)
    assert client.get("/people/now/", **accepts).json() == {"state": "nobody", "place": 2, "said": 0}


def test_the_numbers_are_there_for_everybody_at_every_moment(world):
    numbers = [line.number_shown for line in CrisisLine.objects.public().for_country("BD") if line.number]
    assert numbers
    client = world.client("member")
    before = page(client)
    client.post("/people/now/", WISH)
    after, without = page(client), body(world.client("newcomer").get("/people/now/?country=BD"))
    assert all(each in text for each in numbers[:2] for text in (before, after, without))
    assert "Ask somebody to talk with me" not in without


def test_staff_on_duty_pass_their_second_step_first(world):
    on_duty(world.centre, timezone.now(), user=world.coordinator)
    world.client("member").post("/people/now/", WISH)
    path = f"/people/now/a/{CallAsk.objects.get().code}/"
    assert world.client("coordinator").get(path).status_code == 302
    assert Call.objects.get().state == "duty"
    add_second_step(world, "coordinator")
    assert world.client("coordinator").post(path, {"reply": "yes"})["Location"] == "/people/now/"
    assert Call.objects.get().state == "found"


def test_one_tap_from_where_people_are(world):
    client = world.client("member")
    for path in ("/today/", "/people/", "/help/?country=BD"):
        assert 'href="/people/now/"' in body(client.get(path)), path
    assert "/people/now/" not in world.client("visitor").get("/help/?country=BD").content.decode()


def test_saying_that_one_can_be_asked_and_pausing_with_one_tap(world):
    type(world.member).objects.filter(pk=world.member.pk).update(
        created_at=timezone.now() - timedelta(days=99)
    )
    client = world.client("member")
    body(client.get("/people/now/ready/"))
    until = {"until_on": str(timezone.now().date() + timedelta(days=9))}
    assert client.post("/people/now/ready/", READY | until)["Location"] == "/people/"
    assert Ready.objects.get().languages == ["bn"]
    assert 'value="22:00"' in body(client.get("/people/now/ready/"))
    client.post("/people/now/ready/pause/", {"do": "pause"})
    assert "Nobody asks you" in body(client.get("/people/"))
    client.post("/people/now/ready/pause/", {"do": "go_on"})
    assert Ready.objects.get().paused_at is None
    wrong = client.post("/people/now/ready/", READY | {"until_on": "2020-01-01"})
    assert (wrong.status_code, "within the next 90 days" in wrong.content.decode()) == (422, True)
    client.post("/people/now/ready/pause/", {"do": "end"})
    assert not Ready.objects.exists()


def test_newcomers_read_why_they_cannot_be_asked(world):
    until = {"until_on": str(timezone.now().date() + timedelta(days=9))}
    answer = world.client("member").post("/people/now/ready/", READY | until)
    assert (answer.status_code, "first 90 days" in answer.content.decode()) == (422, True)


def test_counts_hide_small_numbers(world):
    world.client("member").post("/people/now/", WISH)
    world.client("member").post("/people/now/end/")
    shown = body(world.client("manager").get("/centre/mentors/now/"))
    assert shown.count('<td class="n">hidden</td>') == 3
