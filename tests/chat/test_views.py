"""The room over HTTP: the wire contract, the pages, and the same room without scripts."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chat.models import Event, PresenceInterval, Room, Seat
from chat.services import messages, rooms, seats
from tests.chat.conftest import person, planned_room

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def browser(seat: Seat) -> Client:
    client = Client()
    client.force_login(seat.user)
    return client


def post(circle, seat, text="I am here.", cid=None, **more):
    data = {"cid": cid or uuid.uuid4(), "text": text}
    return browser(seat).post(f"/r/{circle.room.code}/messages/", data | more, headers=JSON)


# --- Writing -----------------------------------------------------------------------------------


def test_a_new_message_is_201_with_its_number(circle):
    cid = uuid.uuid4()
    answer = post(circle, circle.heron, cid=cid)
    assert answer.status_code == 201
    assert answer.json() == {"cid": str(cid), "seq": circle.room.last_seq + 1}


def test_the_same_cid_again_is_200_with_the_same_number(circle):
    cid = uuid.uuid4()
    first = post(circle, circle.heron, cid=cid)
    again = post(circle, circle.heron, "other words", cid=cid)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Event.objects.get(cid=cid).text == "I am here."


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"text": "   "}, 409),
        ({"text": "x" * 1001}, 409),
        ({"cid": "not-a-uuid", "text": "hello"}, 400),
        ({"cid": "", "text": "hello"}, 400),
    ],
)
def test_what_is_refused_says_why(circle, data, status):
    answer = browser(circle.heron).post(
        f"/r/{circle.room.code}/messages/", {"cid": uuid.uuid4()} | data, headers=JSON
    )
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Event.objects.filter(kind="message").exists()


def test_a_thousand_characters_are_kept_whole(circle):
    text = "آ" * 1000
    assert post(circle, circle.heron, text).status_code == 201
    assert Event.objects.get(kind="message").text == text


def test_too_fast_is_429_and_says_how_long(circle, settings):
    settings.CHAT_BURST_LIMIT = 2
    post(circle, circle.heron)
    post(circle, circle.heron)
    answer = post(circle, circle.heron)
    assert answer.status_code == 429
    assert 1 <= answer.json()["retry_after"] <= 10


def test_a_closed_room_takes_no_message(circle):
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    assert post(circle, circle.heron).status_code == 409


def test_a_muted_seat_can_read_but_not_write(circle):
    circle.heron.muted_until = timezone.now() + timedelta(minutes=5)
    circle.heron.save()
    assert post(circle, circle.heron).status_code == 403
    assert browser(circle.heron).get(f"/r/{circle.room.code}/messages/").status_code == 200


@pytest.mark.parametrize("who", ["nobody", "stranger", "removed"])
def test_without_a_seat_the_room_does_not_exist(circle, who):
    client = Client()
    if who == "stranger":
        client.force_login(person())
    if who == "removed":
        client = browser(circle.heron)
        seats.end_seat(seat=circle.heron, reason="removed", now=circle.now)
    path = f"/r/{circle.room.code}/messages/"
    answers = [
        client.post(path, {"cid": uuid.uuid4(), "text": "x"}, headers=JSON),
        client.get(path, headers=JSON),
    ]
    unknown = client.get(f"/r/{'x' * 22}/messages/", headers=JSON)
    for answer in answers:
        assert (answer.status_code, answer.content) == (404, unknown.content)


def test_a_plain_form_leads_back_to_the_room(circle):
    for extra, target in ({}, f"/r/{circle.room.code}/"), ({"lite": "1"}, f"/r/{circle.room.code}/lite/"):
        data = {"cid": uuid.uuid4(), "text": "hello"} | extra
        answer = browser(circle.heron).post(f"/r/{circle.room.code}/messages/", data)
        assert (answer.status_code, answer["Location"]) == (302, target)


def test_a_refused_plain_form_keeps_the_words(circle):
    text = "word " * 300
    answer = browser(circle.heron).post(
        f"/r/{circle.room.code}/messages/", {"cid": uuid.uuid4(), "text": text, "lite": "1"}
    )
    assert answer.status_code == 409
    assert text.strip() in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_forged_form_is_refused(circle):
    client = Client(enforce_csrf_checks=True)
    client.force_login(circle.heron.user)
    answer = client.post(f"/r/{circle.room.code}/messages/", {"cid": uuid.uuid4(), "text": "x"})
    assert answer.status_code == 403
    assert not Event.objects.filter(kind="message").exists()


# --- Reading on --------------------------------------------------------------------------------


def test_reading_on_is_gapless_and_tells_nothing_of_what_is_hidden(circle):
    first = circle.say(circle.heron, "one")
    circle.say(circle.river, "two")
    messages.hide_message(actor=circle.host.user, event=circle.event(first), now=circle.now)
    page = browser(circle.river).get(f"/r/{circle.room.code}/messages/?after=0").json()
    assert [e["seq"] for e in page["events"]] == list(range(1, len(page["events"]) + 1))
    assert page["events"][first - 1] == {"seq": first, "kind": "none"}
    assert page["more"] is False


def test_a_page_of_events_holds_five_hundred(circle):
    base = circle.room.last_seq
    Event.objects.bulk_create(
        Event(room=circle.room, seq=base + n, kind="message", cid=uuid.uuid4(), seat=circle.heron, text="x")
        for n in range(1, 502)
    )
    Room.objects.filter(pk=circle.room.pk).update(last_seq=base + 501)
    page = browser(circle.heron).get(f"/r/{circle.room.code}/messages/?after={base}").json()
    assert (len(page["events"]), page["more"]) == (500, True)
    rest = browser(circle.heron).get(f"/r/{circle.room.code}/messages/?after={base + 500}").json()
    assert ([e["seq"] for e in rest["events"]], rest["more"]) == ([base + 501], False)


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 16, "１"])
def test_a_strange_number_is_refused(circle, after):
    answer = browser(circle.heron).get(f"/r/{circle.room.code}/messages/", {"after": after})
    assert answer.status_code == 400


def test_asking_says_i_am_here(circle):
    browser(circle.heron).get(f"/r/{circle.room.code}/messages/")
    browser(circle.river).get(f"/r/{circle.room.code}/lite/")
    assert set(PresenceInterval.objects.values_list("seat", flat=True)) == {circle.heron.pk, circle.river.pk}


# --- Pages -------------------------------------------------------------------------------------


def page(circle, seat, path="") -> str:
    answer = browser(seat).get(f"/r/{circle.room.code}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", ["", "lite/"])
def test_the_room_shows_what_was_said(circle, path):
    circle.say(circle.river, "I washed <b>the dishes</b>.")
    html = page(circle, circle.heron, path)
    assert "I washed &lt;b&gt;the dishes&lt;/b&gt;." in html
    assert "Slow River" in html


@pytest.mark.parametrize("path", ["", "lite/"])
def test_words_that_are_gone_are_not_on_the_page(circle, path):
    mine, theirs = circle.say(circle.heron, "first words"), circle.say(circle.river, "second words")
    messages.take_back(actor=circle.heron.user, event=circle.event(mine), now=circle.now)
    messages.hide_message(actor=circle.host.user, event=circle.event(theirs), now=circle.now)
    html = page(circle, circle.river, path)
    assert "Message taken back." in html
    assert "A host removed a message." in html
    assert "first words" not in html


def test_the_title_of_the_tab_says_nothing(circle):
    assert f"<title>{circle.room.title}" not in page(circle, circle.heron)


def test_only_hosts_get_the_host_tools(circle):
    path = f"/r/{circle.room.code}/close/"
    assert path in page(circle, circle.host)
    assert path not in page(circle, circle.heron)
    assert browser(circle.heron).post(path).status_code == 403


def test_waiting_at_the_door_and_opening_it(db, now):
    room = planned_room(now + timedelta(minutes=5))
    host = seats.give_seat(room=room, user=person(), alias="Simran", role="host", now=now)
    member = seats.give_seat(room=room, user=person(), alias="Heron", role="member", now=now)
    assert "A host will open the door." in browser(member).get(f"/r/{room.code}/").content.decode()
    assert browser(member).post(f"/r/{room.code}/open/").status_code == 403
    assert browser(host).post(f"/r/{room.code}/open/").status_code == 302
    assert "data-composer" in browser(member).get(f"/r/{room.code}/").content.decode()


def test_a_closed_room_can_be_read_for_a_while_and_then_leads_on(circle):
    circle.say(circle.heron, "good night")
    rooms.close_room(actor=circle.host.user, room=circle.room, now=timezone.now())
    html = page(circle, circle.river)
    assert "good night" in html
    assert "data-composer" not in html
    Room.objects.filter(pk=circle.room.pk).update(closed_at=timezone.now() - timedelta(minutes=16))
    answer = browser(circle.river).get(f"/r/{circle.room.code}/")
    assert (answer.status_code, answer["Location"]) == (302, circle.room.after_path)


def test_leaving_is_asked_once_and_gives_the_seat_up(circle):
    html = page(circle, circle.heron, "leave/")
    assert "Leave the meeting?" in html
    circle.heron.refresh_from_db()
    assert circle.heron.is_live
    browser(circle.heron).post(f"/r/{circle.room.code}/leave/")
    circle.heron.refresh_from_db()
    assert not circle.heron.is_live


def test_nobody_takes_back_or_hides_for_somebody_else(circle):
    seq = circle.say(circle.heron, "mine")
    base = f"/r/{circle.room.code}/messages/{seq}"
    assert browser(circle.river).post(f"{base}/back/", headers=JSON).status_code == 403
    assert browser(circle.river).post(f"{base}/hide/", headers=JSON).status_code == 403
    assert browser(circle.heron).post(f"{base}/back/", headers=JSON).status_code == 200
    assert circle.event(seq).text == ""


def test_after_a_quarter_of_an_hour_nothing_is_read_by_number_either(circle):
    circle.say(circle.heron, "good night")
    rooms.close_room(actor=circle.host.user, room=circle.room, now=timezone.now())
    path = f"/r/{circle.room.code}/messages/?after=0"
    assert "good night" in browser(circle.river).get(path).content.decode()
    Room.objects.filter(pk=circle.room.pk).update(closed_at=timezone.now() - timedelta(minutes=16))
    answer = browser(circle.river).get(path)
    assert (answer.status_code, "good night" in answer.content.decode()) == (404, False)


def test_a_room_without_words_is_gone_for_its_hosts_too(circle):
    base = f"/r/{circle.room.code}"
    assert browser(circle.host).get(f"{base}/host/").status_code == 200
    Room.objects.filter(pk=circle.room.pk).update(state=Room.State.GONE)
    for path in ("/host/", f"/people/{circle.heron.code}/", "/leave/"):
        assert browser(circle.host).get(base + path).status_code == 404
    answer = browser(circle.host).get(f"{base}/")
    assert (answer.status_code, answer["Location"]) == (302, circle.room.after_path)


@pytest.mark.parametrize("path", ["", "lite/"])
def test_old_words_offer_no_taking_back_and_an_old_page_is_told_why(circle, path):
    seq = circle.say(circle.heron, "mine", now=timezone.now() - timedelta(minutes=3))
    assert f"messages/{seq}/back/" not in page(circle, circle.heron, path)
    young = circle.say(circle.heron, "mine too", now=timezone.now())
    assert f"messages/{young}/back/" in page(circle, circle.heron, path)
    back = f"/r/{circle.room.code}/messages/{seq}/back/"
    answer = browser(circle.heron).post(back, headers=JSON)
    assert (answer.status_code, "2 minutes" in answer.json()["error"]) == (409, True)
    plain = browser(circle.heron).post(back, {"lite": "1"}, follow=True)
    assert "2 minutes" in plain.content.decode()


def test_the_last_minutes_are_said_without_leaving_the_page(circle):
    way = f"/r/{circle.room.code}/closing/"
    assert browser(circle.host).post(way, headers=JSON).json() == {}
    assert Room.objects.get(pk=circle.room.pk).state == "winding_down"


def test_a_closed_room_says_so_once(circle):
    rooms.close_room(actor=circle.host.user, room=circle.room, now=circle.now)
    html = page(circle, circle.heron)
    assert html.count("The meeting is closed. You can read for 15 minutes.</p>") == 1


@pytest.mark.parametrize(
    ("role", "said"), [("host", "No host was heard for 10 minutes"), ("heron", "Our host did not")]
)
def test_a_room_that_closed_alone_tells_each_what_is_true(circle, role, said):
    rooms.close_by_itself(room=circle.room, now=circle.now)
    Room.objects.filter(pk=circle.room.pk).update(host_away_at=circle.now)
    assert said in page(circle, getattr(circle, role))


def test_the_simple_room_leads_to_its_field_on_top(circle):
    html = page(circle, circle.heron, "lite/")
    assert html.index('href="#write"') < html.index('aria-label="Messages"')
    Room.objects.filter(pk=circle.room.pk).update(mode="listening")
    assert 'href="#write"' not in page(circle, circle.heron, "lite/")
