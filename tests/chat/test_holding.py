"""Words that a host reads first: nobody else sees them, they come through once, and keeping back says why."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from chat import wording
from chat.models import Event, Room, Seat
from chat.services import holding, messages, rooms, sweeping, turns
from chat.services.reading import read_after
from chat.wire import full
from recovery_network.common.errors import DomainError, NotAllowed
from tests.chat.taking_turns import MINUTE, give, host_does, shown, states, take_turns
from tests.racing import in_threads

LURE = "Good stuff here, call me on 98765 43210"


@pytest.fixture
def read_first(circle):
    Room.objects.filter(pk=circle.room.pk).update(reads_first=True)
    circle.room.refresh_from_db()
    return circle


def held(circle, text="I am here.", seat=None) -> Event:
    return circle.event(circle.say(seat or circle.heron, text))


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_read_first_holds_members_and_not_hosts(read_first):
    event = held(read_first)
    assert (event.kind, event.audience, event.payload) == ("held", "hosts", {"why": "reads_first"})
    assert read_first.event(read_first.say(read_first.host, "Welcome")).kind == "message"


def test_the_answer_says_held_now_and_when_asked_again(read_first):
    client, cid = browser(read_first.heron.user), uuid.uuid4()
    path, sent = f"/r/{read_first.room.code}/messages/", {"cid": cid, "text": "I am here."}
    first = client.post(path, sent, headers={"Accept": "application/json"})
    again = client.post(path, sent, headers={"Accept": "application/json"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"cid": str(cid), "seq": 2, "state": "held"}


def test_only_hosts_and_the_author_know(read_first):
    event = held(read_first)
    knows = {
        seat.alias: Event.objects.visible_to(seat.user).filter(pk=event.pk).exists()
        for seat in (read_first.host, read_first.heron, read_first.river)
    }
    assert knows == {"Simran": True, "Quiet Heron": True, "Slow River": False}


def test_let_through_is_a_new_message_of_the_same_seat(read_first):
    event = held(read_first)
    shown = holding.let_through(actor=read_first.host.user, event=event, now=read_first.now)
    assert (shown.kind, shown.text, shown.seat_id, shown.cid) == (
        "message",
        "I am here.",
        event.seat_id,
        None,
    )
    assert shown.payload == {"released": event.seq}
    event.refresh_from_db()
    assert (event.text, event.audience) == ("", "nobody")
    assert Seat.objects.get(pk=read_first.heron.pk).shown == 1


def test_the_wire_shows_a_released_message_without_a_cid(read_first):
    holding.let_through(actor=read_first.host.user, event=held(read_first), now=read_first.now)
    _facts, rows = read_after(read_first.room.pk, 2)
    assert full(rows[0]) | {"at": ""} == {
        "seq": 3,
        "kind": "message",
        "cid": None,
        "seat": read_first.heron.code,
        "name": "Quiet Heron",
        "at": "",
        "text": "I am here.",
        "released": 2,
    }


def test_kept_back_tells_the_author_why_and_can_still_come_through(circle):
    event = held(circle, LURE)
    assert event.payload == {"why": "contact"}
    told = holding.keep_back(actor=circle.host.user, event=event, words="", now=circle.now)
    assert (told.kind, told.target, told.audience_seat_id) == ("kept_back", event.seq, circle.heron.pk)
    page = browser(circle.heron.user).get(f"/r/{circle.room.code}/lite/").content.decode()
    assert "We kept this back because it has a number or a contact." in page
    assert "Kept back" in page
    assert "A host reads this first." not in page
    assert holding.open_ones(circle.room) == []
    event.refresh_from_db()
    with pytest.raises(DomainError):
        holding.keep_back(actor=circle.host.user, event=event, words="", now=circle.now)
    assert holding.let_through(actor=circle.host.user, event=event, now=circle.now).text == LURE


def test_a_lure_is_held_in_the_first_messages_only(circle):
    Seat.objects.filter(pk=circle.heron.pk).update(shown=5)
    assert held(circle, LURE).kind == "message"
    assert held(circle, LURE, circle.river).kind == "held"
    assert held(circle, LURE, circle.host).kind == "message"


def test_a_first_timer_is_let_in_by_a_person(circle):
    Room.objects.filter(pk=circle.room.pk).update(reads_new_first=True)
    Seat.objects.filter(pk=circle.heron.pk).update(is_first_time=True)
    first = held(circle)
    assert first.payload == {"why": "first"}
    assert held(circle, "And another.").kind == "held"
    holding.let_through(actor=circle.host.user, event=first, now=circle.now)
    assert held(circle, "Now I am known.").kind == "message"


def test_members_settle_nothing(read_first):
    event = held(read_first)
    for seat in (read_first.heron, read_first.river):
        with pytest.raises(NotAllowed):
            holding.let_through(actor=seat.user, event=event, now=read_first.now)
        with pytest.raises(NotAllowed):
            holding.keep_back(actor=seat.user, event=event, words="", now=read_first.now)


def test_the_author_takes_held_words_back_and_only_hosts_learn_of_it(read_first):
    event = held(read_first)
    told = messages.take_back(actor=read_first.heron.user, event=event, now=read_first.now)
    event.refresh_from_db()
    assert (event.text, event.audience, told.audience) == ("", "nobody", "hosts")
    assert holding.open_ones(read_first.room) == []


def test_two_hosts_let_one_message_through_once(open_circle):
    circle = open_circle()
    Room.objects.filter(pk=circle.room.pk).update(reads_first=True)
    event = held(circle)
    done = []

    def let(_number):
        try:
            fresh = Event.objects.select_related("room", "seat").get(pk=event.pk)
            done.append(holding.let_through(actor=circle.host.user, event=fresh, now=circle.now))
        except DomainError:
            done.append(None)

    in_threads(6, let)
    assert len([one for one in done if one]) == 1
    assert Event.objects.filter(kind="message", text="I am here.").count() == 1


def test_a_hidden_message_is_shown_again_as_a_new_one(circle):
    event = circle.event(circle.say(circle.heron, "Misread."))
    messages.hide_message(actor=circle.host.user, event=event, now=circle.now)
    event.refresh_from_db()
    shown = holding.show_again(actor=circle.host.user, event=event, now=circle.now)
    assert (shown.text, shown.audience, shown.payload) == ("Misread.", "all", {"released": event.seq})
    assert circle.event(event.seq).text == ""


def test_the_hosts_page_says_why_and_works_as_plain_forms(circle):
    event = held(circle, LURE)
    client, base = browser(circle.host.user), f"/r/{circle.room.code}"
    page = client.get(f"{base}/host/").content.decode()
    assert "It has a number or a contact." in page
    assert "98765" in page
    assert client.post(f"{base}/messages/{event.seq}/let/").url == f"{base}/host/"
    assert LURE in browser(circle.river.user).get(f"{base}/lite/").content.decode()


def test_held_words_go_with_the_others(read_first):
    held(read_first, "gone tomorrow")
    rooms.close_room(actor=read_first.host.user, room=read_first.room, now=read_first.now)
    sweeping.sweep_messages(read_first.now + timedelta(hours=25))
    assert not Event.objects.filter(text__contains="tomorrow").exists()


# --- The sharer's clock ------------------------------------------------------------------------------


@pytest.fixture
def sharing(read_first):
    """Quiet Heron shares, and every word is read first."""
    ring = take_turns(read_first)
    give(ring, ring.heron)
    ring.room.refresh_from_db()
    return ring


@pytest.mark.parametrize("settle", ["let", "keep", "back"])
def test_the_clock_rests_while_the_sharers_words_wait(sharing, settle):
    event, later = held(sharing), sharing.now + 3 * MINUTE
    assert (states(sharing)[-1], shown(sharing, sharing.river, MINUTE).sharing.left) == (
        ("paused", "Quiet Heron"),
        5 * 60,
    )
    event.refresh_from_db()
    if settle == "let":
        holding.let_through(actor=sharing.host.user, event=event, now=later)
    elif settle == "keep":
        holding.keep_back(actor=sharing.host.user, event=event, words="", now=later)
    else:
        messages.take_back(actor=sharing.heron.user, event=event, now=later)
    assert states(sharing)[-1] == ("resumed", "Quiet Heron")
    assert shown(sharing, sharing.river, 3 * MINUTE).sharing.left == 5 * 60


def test_the_clock_goes_on_when_the_last_of_the_words_is_settled(sharing):
    first, second = held(sharing, "one"), held(sharing, "two")
    for event, state in ((first, "paused"), (second, "resumed")):
        event.refresh_from_db()
        holding.let_through(actor=sharing.host.user, event=event, now=sharing.now)
        assert states(sharing)[-1][0] == state


def test_a_clock_that_a_host_paused_is_left_to_the_host(sharing):
    host_does(sharing, turns.pause_turn)
    event = held(sharing)
    holding.let_through(actor=sharing.host.user, event=event, now=sharing.now)
    assert states(sharing)[-1][0] == "paused"


def test_a_turn_of_somebody_else_is_not_touched(sharing):
    event = held(sharing)
    give(sharing, sharing.river)
    event.refresh_from_db()
    holding.let_through(actor=sharing.host.user, event=event, now=sharing.now)
    assert states(sharing)[-1] == ("began", "Slow River")


# --- What hosts and the writer are told of it ---------------------------------------------------------


def test_all_that_was_found_is_named_to_the_host_and_to_the_writer(circle, client):
    event = held(circle, "Call me on 98765 43210 or www.stuff.example.com")
    client.force_login(circle.host.user)
    html = client.get(f"/r/{circle.room.code}/host/").content.decode()
    assert "It has a link." in html
    assert "It has a number or a contact." in html
    told = holding.keep_back(actor=circle.host.user, event=event, words="", now=circle.now)
    assert told.payload["words_key"] == "kept_link_contact"


@pytest.mark.parametrize(
    ("whys", "key"),
    [
        (["link"], "kept_link"),
        (["contact", "link"], "kept_link_contact"),
        (["payment", "seller"], "kept_place"),
        (["contact", "seller"], "kept_several"),
        (["reads_first"], "kept"),
        ([], "kept"),
    ],
)
def test_the_sentence_fits_all_of_the_reasons(whys, key):
    assert wording.key_for_kept(whys) == key
    assert wording.SENTENCES[key]
