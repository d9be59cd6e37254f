"""The door: people who wait have no seat, names cannot be copied, and one decision is made once."""

from datetime import timedelta

import pytest
from django.test import Client

from chat.models import Act, Event, LobbyEntry, Room, Seat
from chat.services import acts, lobby, reading, rooms, seats, settings, stream
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.chat.conftest import person
from tests.racing import in_threads

States = LobbyEntry.State


@pytest.fixture
def door(circle):
    settings.apply_defaults(room=circle.room, has_lobby=True)
    circle.room.refresh_from_db()
    return circle


def come(circle, alias="Green Field", user=None, role=Seat.Role.MEMBER, now=None, first=False):
    return lobby.come(
        room=circle.room,
        user=user or person(),
        alias=alias,
        role=role,
        is_first_time=first,
        now=now or circle.now,
    )


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_whoever_waits_has_no_seat_and_the_room_does_not_exist(door):
    entry = come(door)
    assert isinstance(entry, LobbyEntry)
    assert not Seat.objects.filter(user=entry.user).exists()
    assert not Room.objects.visible_to(entry.user).exists()
    assert not Event.objects.visible_to(entry.user).exists()
    assert reading.seat_with_room(entry.user, door.room.code) is None


def test_hosts_learn_how_many_wait_and_nobody_else_does(door):
    come(door)
    told = door.room.events.last()
    assert (told.kind, told.audience, told.payload) == ("lobby", "hosts", {"waiting": 1})


def test_hosts_and_greeters_do_not_wait(door):
    assert isinstance(come(door, "Blue Kite", role=Seat.Role.GREETER), Seat)
    assert isinstance(come(door, "Asha", role=Seat.Role.HOST), Seat)


def test_coming_twice_is_one_place(door):
    user = person()
    first = come(door, user=user)
    assert come(door, "Other Name", user=user).pk == first.pk
    assert lobby.place_of(first, door.now) == 1


def test_places_follow_each_other_and_closed_pages_do_not_count(door):
    first = come(door)
    second = come(door, "Paper Boat", now=door.now + timedelta(seconds=1))
    third = come(door, "High Kite", now=door.now + timedelta(seconds=2))
    later = door.now + timedelta(seconds=95)
    lobby.stamp(second, later)
    lobby.stamp(third, later)
    assert [lobby.place_of(one, door.now + timedelta(seconds=3)) for one in (first, second, third)] == [
        1,
        2,
        3,
    ]
    assert [lobby.place_of(one, later) for one in (second, third)] == [1, 2]


@pytest.mark.parametrize("copied", ["Quiet Heron", "QUIET  heron", "Quiet Hегоn", "Simran"])
def test_nobody_takes_a_name_that_is_here(door, copied):
    with pytest.raises(DomainError, match="name like this"):
        come(door, copied)


def test_nobody_takes_the_name_of_somebody_who_waits_or_was_asked_out(door):
    entry = come(door, "Green Field")
    with pytest.raises(DomainError):
        come(door, "Grееn Field")  # with Cyrillic letters
    lobby.not_today(actor=door.host.user, entry=entry, words="", reason="", now=door.now)
    with pytest.raises(DomainError):
        come(door, "Green Field")
    other = come(door, "Paper Boat")
    lobby.stop_waiting(actor=other.user, entry=other, now=door.now)
    assert come(door, "Paper Boat").is_waiting


def test_letting_in_gives_the_seat_under_the_waiting_name(door):
    entry = come(door, first=True)
    seat = lobby.admit(actor=door.host.user, entry=entry, now=door.now)
    assert (seat.alias, seat.is_live, seat.is_first_time, seat.role) == ("Green Field", True, True, "member")
    assert AuditEntry.objects.filter(verb="chat.admit", actor=door.host.user.subject).exists()
    with pytest.raises(DomainError):
        lobby.admit(actor=door.host.user, entry=entry, now=door.now)


def test_greeters_let_in_and_members_do_not(door):
    greeter = come(door, "Blue Kite", role=Seat.Role.GREETER)
    entry = come(door)
    with pytest.raises(NotAllowed):
        lobby.admit(actor=door.heron.user, entry=entry, now=door.now)
    with pytest.raises(NotAllowed):
        lobby.admit(actor=entry.user, entry=entry, now=door.now)
    assert lobby.admit(actor=greeter.user, entry=entry, now=door.now).is_live


def test_all_in_goes_by_the_line_and_stops_when_the_room_is_full(door):
    entries = [
        come(door, name, now=door.now + timedelta(seconds=n))
        for n, name in enumerate(["Green Field", "Paper Boat", "High Kite"])
    ]
    Room.objects.filter(pk=door.room.pk).update(max_seats=5)
    let_in = lobby.admit_all(actor=door.host.user, room=door.room, now=door.now + timedelta(seconds=3))
    assert let_in == 2
    states = list(LobbyEntry.objects.order_by("asked_at").values_list("state", flat=True))
    assert states == [States.ADMITTED, States.ADMITTED, States.WAITING]
    assert entries[2].room.seats.live().count() == 5


def test_not_today_says_its_words_and_keeps_why_for_hosts(door):
    entry = come(door)
    act = lobby.not_today(
        actor=door.host.user, entry=entry, words="", reason="said something on the phone", now=door.now
    )
    page = browser(entry.user).get(f"/r/{door.room.code}/wait/").content.decode()
    assert "We cannot let you in today." in page
    assert "Help now" in page
    assert "on the phone" not in page
    assert (act.kind, act.reason) == (Act.Kind.NOT_TODAY, "said something on the phone")
    assert come(door, user=entry.user).state == States.NOT_TODAY


def test_changed_words_are_what_is_read(door):
    entry = come(door)
    lobby.not_today(actor=door.host.user, entry=entry, words="Come on Wednesday.", reason="", now=door.now)
    assert "Come on Wednesday." in browser(entry.user).get(f"/r/{door.room.code}/wait/").content.decode()


def test_private_words_at_the_door_reach_those_two_sides_only(door):
    entry, other = come(door), come(door, "Paper Boat")
    lobby.write_to_waiting(actor=door.host.user, entry=entry, text="Are you safe tonight?", now=door.now)
    lobby.write_from_door(actor=entry.user, entry=entry, text="Yes, thank you.", now=door.now)
    own = browser(entry.user).get(f"/r/{door.room.code}/wait/").content.decode()
    assert "Are you safe tonight?" in own
    assert "Yes, thank you." in own
    assert "safe tonight" not in browser(other.user).get(f"/r/{door.room.code}/wait/").content.decode()
    assert "Yes, thank you." in browser(door.host.user).get(f"/r/{door.room.code}/host/").content.decode()
    assert not Event.objects.filter(text__contains="safe").exists()
    with pytest.raises(NotAllowed):
        lobby.write_from_door(actor=other.user, entry=entry, text="x", now=door.now)


def test_a_closed_door_takes_nobody_new_but_those_who_were_inside(door):
    Room.objects.filter(pk=door.room.pk).update(door_closed=True)
    with pytest.raises(DomainError, match="door is closed"):
        come(door)
    seats.leave_room(actor=door.heron.user, room=door.room, now=door.now)
    back = come(door, "Quiet Heron", user=door.heron.user)
    assert (back.pk, back.is_live) == (door.heron.pk, True)


def test_a_closed_door_says_so_to_those_who_wait_and_a_host_lets_in_one_by_one(door):
    entry = come(door)
    settings.change_settings(
        actor=door.host.user, room=door.room, changes={"door_closed": True}, now=door.now
    )
    client, path = browser(entry.user), f"/r/{door.room.code}/wait/"
    assert "A host can still let you in." in client.get(path).content.decode()
    asked = client.get(path, headers={"Accept": "application/json"}).json()
    assert asked["state"] == "waiting closed"
    with pytest.raises(DomainError, match="The door is closed"):
        lobby.admit_all(actor=door.host.user, room=door.room, now=door.now)
    assert lobby.admit(actor=door.host.user, entry=entry, now=door.now).is_live


def test_the_waiting_page_says_what_happens_to_the_room_and_asks_to_be_read_again(door):
    """Before the door opens, when no host is heard, and when it is over."""
    entry = come(door)
    client, path = browser(entry.user), f"/r/{door.room.code}/wait/"

    def seen(**changes):
        Room.objects.filter(pk=door.room.pk).update(**changes)
        asked = client.get(path, headers={"Accept": "application/json"}).json()
        return asked["state"], client.get(path).content.decode()

    state, page = seen(state="open")
    assert state == "waiting"
    assert "Usually under 2 minutes" in page
    state, page = seen(state="waiting", lobby_words="Tea is on the stove.")
    assert state == "waiting early"
    assert "A host will open the door." in page
    assert "Tea is on the stove." in page
    assert "Usually under 2 minutes" not in page
    stream.append(room=door.room, kind=Event.Kind.HOST, now=door.now, payload={"state": "away"})
    state, page = seen(state="open")
    assert state == "waiting alone"
    assert "We are looking for a host." in page
    state, page = seen(state="closed")
    assert state == "waiting over alone"
    assert "Our host did not come back" in page


def switch(circle, **changes):
    actor, room = circle.host.user, Room.objects.get(pk=circle.room.pk)
    return settings.change_settings(actor=actor, room=room, changes=changes, now=circle.now)


def test_without_a_waiting_room_nobody_is_left_waiting(door):
    entry, away = come(door), come(door, "Paper Boat", now=door.now - timedelta(hours=1))
    switch(door, has_lobby=False)
    assert Seat.objects.live().filter(user__in=[entry.user, away.user]).count() == 2
    assert not LobbyEntry.objects.filter(state=States.WAITING).exists()
    assert door.room.events.filter(kind="lobby").last().payload == {"waiting": 0}


def test_whose_name_was_taken_meanwhile_may_choose_another(door):
    entry = come(door)
    seats.give_seat(room=door.room, user=person(), alias="Green Field", role="member", now=door.now)
    switch(door, has_lobby=False)
    entry.refresh_from_db()
    assert entry.state == States.LEFT
    page = browser(entry.user).get(f"/r/{door.room.code}/wait/").content.decode()
    assert "You are not waiting any more." in page
    with pytest.raises(DomainError, match="name like this"):
        come(door, user=entry.user)
    assert come(door, "Other Field", user=entry.user).is_live
    entry.refresh_from_db()
    assert entry.state == States.ADMITTED


def test_a_closed_door_keeps_them_waiting_until_it_opens(door):
    entry = come(door)
    switch(door, has_lobby=False, door_closed=True)
    assert come(door, user=entry.user).is_waiting
    act = switch(door, door_closed=False) and Act.objects.first()
    assert Seat.objects.live().filter(user=entry.user).exists()
    assert act.before["was"] == {"door_closed": True}


def test_undoing_the_waiting_room_lets_people_in_too(door):
    switch(door, has_lobby=False)
    switch(door, has_lobby=True)
    entry = come(door)
    acts.undo(actor=door.host.user, act=Act.objects.first(), now=door.now)
    assert Seat.objects.live().filter(user=entry.user).exists()


def test_whom_a_host_moved_out_waits_for_a_host(circle):
    """Also in a room where everybody else walks in, and when the waiting room is switched off."""
    acts.back_to_lobby(actor=circle.host.user, seat=circle.heron, words="", now=circle.now)
    assert come(circle, "Quiet Heron", user=circle.heron.user).is_waiting
    switch(circle, has_lobby=True)
    switch(circle, has_lobby=False)
    entry = LobbyEntry.objects.get(user=circle.heron.user)
    assert entry.was_put_back
    assert lobby.admit(actor=circle.host.user, entry=entry, now=circle.now).is_live
    assert isinstance(come(circle, "Quiet Heron", user=circle.heron.user), Seat)


def test_a_part_that_ended_is_not_given_back_at_the_door(door):
    """A greeter who was moved out, and is a member now, comes in as a member."""
    greeter = come(door, "Blue Kite", role=Seat.Role.GREETER)
    acts.back_to_lobby(actor=door.host.user, seat=greeter, words="", now=door.now)
    lobby.follow_right(room=door.room, user=greeter.user, role=Seat.Role.MEMBER, now=door.now)
    entry = LobbyEntry.objects.get(user=greeter.user)
    assert lobby.admit(actor=door.host.user, entry=entry, now=door.now).role == Seat.Role.MEMBER


def test_whoever_may_not_come_any_more_does_not_wait(door):
    entry = come(door)
    lobby.follow_right(room=door.room, user=entry.user, role=None, now=door.now)
    entry.refresh_from_db()
    assert entry.state == States.LEFT
    with pytest.raises(DomainError):
        lobby.admit(actor=door.host.user, entry=entry, now=door.now)


def test_two_hosts_let_one_person_in_once(open_circle):
    circle = open_circle()
    settings.apply_defaults(room=circle.room, has_lobby=True)
    entry = come(circle)
    let_in = []

    def admit(_number):
        try:
            let_in.append(lobby.admit(actor=circle.host.user, entry=entry, now=circle.now))
        except DomainError:
            let_in.append(None)

    in_threads(6, admit)
    assert len([seat for seat in let_in if seat]) == 1
    assert Seat.objects.filter(user=entry.user).count() == 1


def test_one_name_at_the_door_is_taken_once_under_many_at_once(open_circle):
    circle = open_circle()
    settings.apply_defaults(room=circle.room, has_lobby=True)
    people, came = [person() for _n in range(6)], []

    def arrive(number):
        try:
            came.append(come(circle, "Green Field", user=people[number]))
        except DomainError:
            came.append(None)

    in_threads(6, arrive)
    assert len([one for one in came if one]) == 1


def test_the_waiting_page_answers_scripts_and_leads_in(door):
    entry = come(door)
    client = browser(entry.user)
    path = f"/r/{door.room.code}/wait/"
    asked = client.get(path, headers={"Accept": "application/json"}).json()
    assert asked == {"state": "waiting", "place": 1, "said": 0}
    assert client.get(f"/r/{door.room.code}/").url == path
    lobby.admit(actor=door.host.user, entry=entry, now=door.now)
    assert client.get(path, headers={"Accept": "application/json"}).json() == {"state": "in"}
    assert client.get(path).url == f"/r/{door.room.code}/"


def test_the_lobby_works_as_plain_forms(door):
    entry = come(door)
    client, host = browser(entry.user), browser(door.host.user)
    base = f"/r/{door.room.code}"
    assert client.post(f"{base}/wait/word/", {"text": "Hello"}).url == f"{base}/wait/"
    shown = host.get(f"{base}/host/").content.decode()
    assert "Green Field" in shown
    assert "Hello" in shown
    assert host.post(f"{base}/host/waiting/{entry.code}/word/", {"text": "Welcome"}).url == f"{base}/host/"
    assert "Welcome" in client.get(f"{base}/wait/").content.decode()
    host.post(f"{base}/host/waiting/{entry.code}/admit/")
    assert client.get(f"{base}/").status_code == 200


def test_erasure_leaves_nothing_of_a_person_at_the_door(door):
    entry = come(door)
    lobby.write_from_door(actor=entry.user, entry=entry, text="Hello", now=door.now)
    lobby.forget_person(user=entry.user)
    entry.refresh_from_db()
    assert (entry.user, entry.alias, entry.said.count()) == (None, "", 0)


def test_nobody_is_let_into_a_room_that_is_over(door):
    """What was said there was not said to them."""
    entry = come(door)
    rooms.close_room(actor=door.host.user, room=door.room, now=door.now)
    with pytest.raises(DomainError, match="This meeting is over"):
        lobby.admit(actor=door.host.user, entry=entry, now=door.now)
    assert not Seat.objects.filter(user=entry.user).exists()
