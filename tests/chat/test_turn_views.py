"""Hands, turns, support and steps over HTTP: for scripts, for plain forms, and on the pages."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from chat import hub as hub_module
from chat.models import Room, Seat, Turn
from chat.services import plan, seats
from tests.chat.taking_turns import give, take_turns, up

JSON = {"Accept": "application/json"}


def send(ring, who: Seat, path: str, json: bool = True, **data: str):
    client = Client()
    client.force_login(who.user)
    address = f"/r/{ring.room.code}/{path}"
    return client.post(address, data, headers=JSON if json else {})


def page(ring, seat: Seat, path: str = "") -> str:
    client = Client()
    client.force_login(seat.user)
    return client.get(f"/r/{ring.room.code}/{path}").content.decode()


def test_every_verb_answers_scripts_and_leads_plain_forms_back(ring):
    up(ring, ring.heron)
    seat = {"seat": ring.heron.code}
    for path, data in (
        ("hand/first/", seat), ("turn/give/", seat), ("turn/more/", {}), ("turn/pause/", {}),
        ("turn/resume/", {}), ("turn/end/", {}), ("turn/next/", {}), ("hand/lower-other/", seat),
    ):  # fmt: skip
        assert (send(ring, ring.host, path, **data).status_code, path) in [(200, path), (409, path)]
    for extra, target in (({}, ""), ({"lite": "1"}, "lite/")):
        answer = send(ring, ring.heron, "hand/raise/", json=False, **extra)
        assert (answer.status_code, answer["Location"]) == (302, f"/r/{ring.room.code}/{target}")


def test_what_cannot_be_done_now_says_why(ring):
    answer = send(ring, ring.host, "turn/more/")
    assert (answer.status_code, answer.json()) == (409, {"error": "Nobody is sharing now."})
    answer = send(ring, ring.host, "turn/more/", json=False)
    assert answer.status_code == 302
    for _time in range(20):
        last = send(ring, ring.heron, "hand/raise/")
        send(ring, ring.heron, "hand/lower/")
    assert last.status_code == 429


def test_words_out_of_turn_are_refused_with_the_reason(ring):
    answer = send(ring, ring.heron, "messages/", cid="0b0e7cf2-6f0c-4c9b-a3c5-64b46f6ea5a1", text="x")
    assert (answer.status_code, answer.json()["error"]) == (
        403,
        "It is not your turn now. Raise your hand to share.",
    )


def test_a_message_of_the_sharer_costs_no_question_more(ring):
    def questions() -> int:
        client = Client()
        client.force_login(ring.heron.user)
        data = {"cid": uuid.uuid4(), "text": "x"}
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(f"/r/{ring.room.code}/messages/", data, headers=JSON)
        assert answer.status_code == 201
        return len(asked)

    give(ring, ring.heron)
    in_turn = questions()
    take_turns(ring, "open_talk")
    assert questions() == in_turn


def test_support_over_http_is_counted_and_taken_back(ring):
    seq = ring.say(ring.host, "Welcome, everyone.")
    answer = send(ring, ring.heron, "support/", to=f"{seq}:thank_you:on")
    assert answer.json() == {"counts": {"with_you": 0, "thank_you": 1, "strength": 0}}
    assert 'data-counts="0 1 0 " data-mine="0 1 0 "' in page(ring, ring.heron)
    assert 'data-counts="0 1 0 " data-mine="0 0 0 "' in page(ring, ring.river)
    assert f'value="{seq}:thank_you:off" aria-pressed="true"' in page(ring, ring.heron, "lite/")
    assert f'value="{seq}:thank_you:on" aria-pressed="false"' in page(ring, ring.river, "lite/")
    answer = send(ring, ring.heron, "support/", to=f"{seq}:thank_you:off")
    assert answer.json()["counts"]["thank_you"] == 0


@pytest.mark.parametrize(
    "to", ["", "1", "1:laughing:on", "1:with_you:maybe", "x:with_you:on", "99:with_you:on"]
)
def test_a_made_up_button_finds_nothing(ring, to):
    assert send(ring, ring.heron, "support/", to=to).status_code == 404


def test_without_a_seat_no_verb_finds_the_room(ring):
    seats.end_seat(seat=ring.heron, reason="left", now=ring.now)
    for path in ("hand/raise/", "turn/next/", "plan/step/"):
        assert send(ring, ring.heron, path).status_code == 404


def test_the_plan_moves_and_is_on_the_page(ring):
    plan.set_plan(room=ring.room, steps=[("Welcome", 5), ("Reading", 1)], now=ring.now)
    assert send(ring, ring.host, "plan/step/").status_code == 200
    assert send(ring, ring.host, "plan/step/", place="2").status_code == 200
    assert send(ring, ring.host, "plan/step/").status_code == 409
    assert send(ring, ring.host, "plan/step/", place="x").status_code == 404
    html = page(ring, ring.river)
    assert 'data-step="1" class="done"' in html
    assert 'data-step="2" class="now" aria-current="step"' in html


@pytest.mark.parametrize("path", ["", "lite/"])
def test_the_page_tells_whose_turn_it_is_and_where_one_stands(ring, path):
    up(ring, ring.river)
    give(ring, ring.heron)
    html = page(ring, ring.river, path)
    assert "<bdi>Quiet Heron</bdi> is sharing" in html
    assert "You are next in line." in html
    assert "It is your turn" in page(ring, ring.heron, path)
    assert "/turn/next/" in page(ring, ring.host, path)
    assert "/turn/next/" not in html


@pytest.mark.parametrize("path", ["", "lite/", "host/"])
def test_who_is_sharing_now_is_said_beside_the_name(ring, path):
    give(ring, ring.heron)
    ring.room.refresh_from_db()
    ring.say(ring.heron, "It was like this.")
    ring.say(ring.host, "Thank you.")
    tag = '<span class="tag tag--leaf" data-sharing-tag>Sharing now</span>'
    html = page(ring, ring.host, path).split("<template")[0]
    if path != "host/":
        assert html.count(tag) == 1
    if path != "lite/":
        person = html.split(f'data-person="{ring.heron.code}"')[1].split("</li>")[0]
        assert "Sharing now" in person
    Room.objects.filter(pk=ring.room.pk).update(mode="open_talk")
    assert tag not in page(ring, ring.host, path).split("<template")[0]


def test_the_key_that_raises_a_hand_is_ones_own_choice(ring):
    assert 'aria-keyshortcuts="Alt+Shift+H"' in page(ring, ring.heron)
    User.objects.filter(pk=ring.heron.user_id).update(hand_key="")
    User.objects.filter(pk=ring.river.user_id).update(hand_key="J", read_aloud="hosts")
    without, other = page(ring, ring.heron), page(ring, ring.river)
    assert "aria-keyshortcuts" not in without
    assert 'aria-keyshortcuts="Alt+Shift+J"' in other
    assert 'data-hand-key="J"' in other
    assert "js/room/aloud" in other
    assert "js/room/aloud" not in without


def test_the_page_after_a_restart_is_the_page_before(ring):
    """Nothing of a turn is in a process: a new one reads the same from the rows."""
    up(ring, ring.river)
    give(ring, ring.heron)
    Turn.objects.update(ends_at=timezone.now() + timedelta(minutes=3, seconds=20))
    hub_module._hubs.clear()
    assert "3:2" in page(ring, ring.river) or "3:1" in page(ring, ring.river)


def test_waiting_longer_costs_no_more_queries(ring, django_assert_max_num_queries):
    for name in ("Grey Kite", "Green Boat", "Early Star"):
        up(ring, ring.sit(name))
    client = Client()
    client.force_login(ring.heron.user)
    client.get(f"/r/{ring.room.code}/")
    with django_assert_max_num_queries(18):
        client.get(f"/r/{ring.room.code}/")


@pytest.mark.parametrize("path", ["", "lite/"])
def test_sharing_now_stands_on_what_is_said_in_the_turn(circle, path):
    circle.say(circle.heron, "Before.")
    ring = take_turns(circle)
    give(ring, ring.heron, timedelta(seconds=1))
    assert "data-sharing-tag" not in page(ring, ring.river, path).split("<template")[0]
    ring.room.refresh_from_db()
    ring.say(ring.heron, "In my turn.", now=ring.now + timedelta(seconds=2))
    html = page(ring, ring.river, path).split("<template")[0]
    assert html.count("data-sharing-tag") == 1
    assert html.index("data-sharing-tag") > html.index("Before.")


def test_the_sentence_about_the_mode_is_true_for_who_waits_and_who_shares(ring):
    assert "Taking turns. Raise your hand to share.</p>" in page(ring, ring.river).replace("\n", "")
    up(ring, ring.river)
    give(ring, ring.heron)
    for seat in (ring.river, ring.heron):
        html = page(ring, seat).replace("\n", "")
        assert "Taking turns. Raise your hand to share.</p>" not in html
        assert "Taking turns.</p>" in html


def test_nobody_is_first_time_who_hosts(circle):
    Seat.objects.update(is_first_time=True)
    html = page(circle, circle.host, "host/")
    assert html.count("First time") == 2, "the two members, not the host"
