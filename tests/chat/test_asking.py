"""Asking for another look: the hosts see it where they look, and can answer it there."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from chat.models import Act, LobbyEntry, Room, Seat
from chat.services import acts, lobby
from chat.services.console import _asking, console_of
from tests.chat.conftest import person


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asks_again(circle, way_out: str, alias: str = "New Field") -> LobbyEntry:
    """Somebody stands outside, by the way that is named, and asks."""
    host, words = circle.host.user, {"words": "", "reason": "Sells.", "now": circle.now}
    if way_out == "leave":
        acts.ask_to_leave(actor=host, seat=circle.heron, **words)
        entry = LobbyEntry.objects.get(user=circle.heron.user)
    else:
        Room.objects.filter(pk=circle.room.pk).update(has_lobby=True)
        entry = lobby.come(room=circle.room, user=person(), alias=alias, role="member", now=circle.now)
        lobby.not_today(actor=host, entry=entry, **words)
    entry.refresh_from_db()
    return lobby.ask_again(actor=entry.user, entry=entry, now=circle.now)


def console(circle):
    return console_of(circle.room, circle.host, circle.now)


@pytest.mark.parametrize(
    ("way_out", "says", "then"),
    [
        ("leave", "Let them in again", LobbyEntry.State.ADMITTED),
        ("door", "Let them wait again", LobbyEntry.State.WAITING),
    ],
)
def test_a_host_lets_them_in_from_the_card(circle, way_out, says, then) -> None:
    entry = asks_again(circle, way_out)
    host = browser(circle.host.user)
    page = host.get(f"/r/{circle.room.code}/host/").content.decode()
    assert says in page
    assert "Nobody waits." not in page
    undo = f"/r/{circle.room.code}/host/acts/{console(circle).asking[0].act.code}/undo/"
    assert f'action="{undo}"' in page
    assert host.post(undo).status_code == 302
    entry.refresh_from_db()
    assert entry.state == then
    assert console(circle).asking == []


def test_it_counts_until_it_is_answered(circle) -> None:
    entry = asks_again(circle, "leave")
    assert console(circle).at_door == 1
    page = browser(circle.host.user).get(f"/r/{circle.room.code}/").content.decode()
    assert set(re.findall(r'data-count-of="waiting">(\d+)<', page)) == {"1"}
    later = circle.now + timedelta(seconds=1)
    lobby.write_to_waiting(actor=circle.host.user, entry=entry, text="Come on Wednesday.", now=later)
    assert console(circle).at_door == 0
    assert "A host has answered." in browser(entry.user).get(f"/r/{circle.room.code}/wait/").content.decode()
    lobby.write_from_door(actor=entry.user, entry=entry, text="Why?", now=later + timedelta(seconds=1))
    assert console(circle).at_door == 1


def test_hosts_hear_of_an_answer_by_the_stream(circle) -> None:
    entry = asks_again(circle, "leave")
    before = circle.room.events.filter(kind="lobby").count()
    lobby.write_to_waiting(actor=circle.host.user, entry=entry, text="Come on Wednesday.", now=circle.now)
    assert circle.room.events.filter(kind="lobby").count() == before + 1


def test_asking_costs_the_same_for_one_and_for_many(circle, django_assert_num_queries) -> None:
    asks_again(circle, "leave")
    with django_assert_num_queries(3):
        _asking(circle.room)
    asks_again(circle, "door")
    asks_again(circle, "door", "Old Lamp")
    with django_assert_num_queries(3):
        asking = _asking(circle.room)
    assert [one.act.kind for one in asking] == [Act.Kind.LEAVE, Act.Kind.NOT_TODAY, Act.Kind.NOT_TODAY]


def test_outside_nothing_says_how_one_will_be_seen(circle) -> None:
    entry = asks_again(circle, "leave")
    page = browser(entry.user).get(f"/r/{circle.room.code}/wait/").content.decode()
    assert "You will be seen as" not in page
    assert "Go to the meeting’s page" in page
    assert "?when=now" in page


def test_the_picture_is_the_same_at_the_door_and_inside(circle) -> None:
    Room.objects.filter(pk=circle.room.pk).update(has_lobby=True)
    entry = lobby.come(room=circle.room, user=person(), alias="New Field", role="member", now=circle.now)
    assert lobby.admit(actor=circle.host.user, entry=entry, now=circle.now).code == entry.code
    acts.ask_to_leave(actor=circle.host.user, seat=circle.heron, words="", now=circle.now)
    assert LobbyEntry.objects.get(user=circle.heron.user).code == circle.heron.code
    assert Seat.objects.get(user=circle.heron.user).code == circle.heron.code
