"""Places and the waiting room agree, and whoever may not come any more does not wait."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chat.models import LobbyEntry, Room, Seat
from chat.services import acts, lobby, settings
from groups.models import Group, GroupRole, MeetingSeries, Occurrence, Visibility
from groups.services import roles, rsvp
from recovery_network.common.errors import DomainError
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.test_meetings import adult, enter, guest, occurrence
from tests.racing import crossing, in_threads

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Door:
    """A meeting with a waiting room and, if said so, few places; its host sits inside."""

    def __init__(self, capacity=None, starts_at=NOW, **group) -> None:
        self.group = factories.group(factories.centre(), has_lobby=True, **group)
        self.meeting = occurrence(self.group, starts_at=starts_at, capacity=capacity)
        self.host = adult("Simran")
        factories.role(self.host, self.group, GroupRole.Role.FACILITATOR)
        self.room = enter(self.host, self.meeting, now=max(NOW, starts_at - 9 * MINUTE)).room

    def wait(self, name, user=None, now=NOW) -> LobbyEntry:
        entry = enter(user or adult(name), self.meeting, alias=name, now=now)
        assert isinstance(entry, LobbyEntry)
        return entry

    def admit(self, entry, now=NOW) -> Seat:
        return lobby.admit(actor=self.host, entry=entry, now=now)

    def inside(self) -> int:
        return Seat.objects.live().filter(room=self.room).exclude(user=self.host).count()


# --- Places -----------------------------------------------------------------------------------------


def test_nobody_is_let_in_beyond_the_places():
    door = Door(capacity=1)
    first, second = door.wait("River"), door.wait("Field")
    door.admit(first, now=NOW + 6 * MINUTE)
    with pytest.raises(DomainError, match="Every place is taken"):
        door.admit(second, now=NOW + 6 * MINUTE)
    second.refresh_from_db()
    assert second.is_waiting
    assert door.inside() == 1


def test_a_promised_place_is_kept_from_those_who_wait_too():
    """Until five minutes after the start; the one it is kept for walks past the line."""
    door = Door(capacity=1, starts_at=NOW + 20 * MINUTE)
    promised, late = adult("Kite"), NOW + 21 * MINUTE
    entry = door.wait("River", now=NOW + 15 * MINUTE)
    rsvp.come(actor=promised, occurrence=door.meeting, now=NOW + 16 * MINUTE)
    with pytest.raises(DomainError, match="kept until 5 minutes"):
        door.admit(entry, now=late)
    kept = door.wait("Kite", user=promised, now=late)
    assert lobby.admit_all(actor=door.host, room=door.room, now=late) == 1
    assert Seat.objects.live().filter(user=promised).exists()
    assert LobbyEntry.objects.get(pk=kept.pk).state == "admitted"


def test_whoever_sits_without_a_word_is_counted_when_places_are_promised():
    door = Door(capacity=1, starts_at=NOW + 20 * MINUTE)
    door.admit(door.wait("River", now=NOW + 15 * MINUTE), now=NOW + 15 * MINUTE)
    said = rsvp.come(actor=adult("Kite"), occurrence=door.meeting, now=NOW + 16 * MINUTE)
    assert said.state == "waiting"


def test_letting_all_in_says_why_when_nobody_fits():
    door = Door(capacity=1)
    door.wait("River")
    door.wait("Field")
    late = NOW + 6 * MINUTE
    LobbyEntry.objects.update(seen_at=late)
    assert lobby.admit_all(actor=door.host, room=door.room, now=late) == 1
    with pytest.raises(DomainError, match="Every place is taken"):
        lobby.admit_all(actor=door.host, room=door.room, now=late)


def test_switching_the_waiting_room_off_fills_the_places_and_no_more():
    door = Door(capacity=2)
    entries = [door.wait(name) for name in ("River", "Field", "Kite")]
    off = {"has_lobby": False}
    settings.change_settings(actor=door.host, room=door.room, changes=off, now=NOW + 6 * MINUTE)
    assert door.inside() == 2
    states = [LobbyEntry.objects.get(pk=each.pk).state for each in entries]
    assert states == ["admitted", "admitted", "left"]


def test_taking_back_a_removal_waits_for_a_place():
    door = Door(capacity=1)
    seat = door.admit(door.wait("River"), now=NOW)
    act = acts.ask_to_leave(actor=door.host, seat=seat, words="", reason="", now=NOW)
    door.admit(door.wait("Field"), now=NOW)
    with pytest.raises(DomainError, match="Every place is taken"):
        acts.undo(actor=door.host, act=act, now=NOW)


def test_the_host_reads_why_on_the_page(client):
    door = Door(capacity=1)
    door.admit(door.wait("River"))
    entry = LobbyEntry.objects.create(
        room=door.room, user=adult("Kite"), alias="Kite", alias_folded="kite", asked_at=NOW, seen_at=NOW
    )
    client.force_login(door.host)
    path = reverse("lobby_admit", args=[door.room.code, entry.code])
    answer = client.post(path, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert "Every place is taken" in answer.json()["error"]


@pytest.mark.django_db(transaction=True)
def test_two_greeters_and_one_last_place():
    door = Door(capacity=2)  # one for the greeter, who is a member as well
    greeters = [door.host, adult("Blue Kite")]
    factories.role(greeters[1], door.group, GroupRole.Role.GREETER)
    enter(greeters[1], door.meeting)
    entries = [door.wait(f"Person {letter}") for letter in "ABCDEF"]
    done = []

    def admit(number):
        try:
            done.append(lobby.admit(actor=greeters[number % 2], entry=entries[number], now=NOW + 6 * MINUTE))
        except DomainError:
            done.append(None)

    in_threads(6, admit)
    assert len([seat for seat in done if seat]) == 1
    assert door.inside() == 2


@pytest.mark.django_db(transaction=True)
def test_letting_in_and_coming_in_take_their_locks_in_one_order():
    door = Door(capacity=3)
    entry = door.wait("River")
    crossing(
        first=lambda: Occurrence.objects.select_for_update(no_key=True).get(pk=door.meeting.pk),
        second=lambda: door.admit(entry),
        then=lambda: Room.objects.select_for_update().get(pk=door.room.pk),
    )
    assert door.inside() == 1


# --- Who may still come ------------------------------------------------------------------------------


def test_leaving_the_group_ends_the_wait():
    door = Door(kind="closed", visibility=Visibility.MEMBERS)
    person = adult("River")
    held = factories.role(person, door.group)
    entry = door.wait("River", user=person)
    roles.end_role(actor=door.host, role=held, now=NOW)
    entry.refresh_from_db()
    assert entry.state == "left"


def test_who_may_not_come_any_more_is_not_let_in_by_mistake():
    """However the right ended: here the group stopped being for everybody."""
    door = Door()
    entry = door.wait("River")
    MeetingSeries.objects.filter(pk=door.meeting.series_id).update(visibility=Visibility.MEMBERS)
    Group.objects.filter(pk=door.group.pk).update(visibility=Visibility.MEMBERS)
    with pytest.raises(DomainError, match="cannot come into this meeting"):
        door.admit(entry)


def test_a_greeter_whose_part_ended_comes_in_as_a_member():
    door = Door()
    person = adult("Blue Kite")
    held = factories.role(person, door.group, GroupRole.Role.GREETER)
    seat = enter(person, door.meeting)
    acts.back_to_lobby(actor=door.host, seat=seat, words="", now=NOW)
    roles.end_role(actor=door.host, role=held, now=NOW)
    entry = LobbyEntry.objects.get(user=person)
    assert (entry.is_waiting, entry.role) == (True, "member")
    assert door.admit(entry).role == "member"


def test_a_removal_taken_back_gives_no_part_that_ended():
    door = Door()
    person = adult("Blue Kite")
    held = factories.role(person, door.group, GroupRole.Role.GREETER)
    act = acts.ask_to_leave(actor=door.host, seat=enter(person, door.meeting), words="", reason="", now=NOW)
    roles.end_role(actor=door.host, role=held, now=NOW)
    act.refresh_from_db()
    acts.undo(actor=door.host, act=act, now=NOW)
    assert Seat.objects.live().get(user=person).role == "member"


def test_a_guest_waits_and_is_let_in_like_anybody():
    door = Door()
    assert door.admit(door.wait("Paper Boat", user=guest())).is_live


def test_another_guest_is_another_person_and_waits_again():
    """What the waiting room can hold of a guest who was sent away and comes back: the name, and the wait."""
    door = Door()
    entry = door.wait("Paper Boat", user=guest())
    lobby.not_today(actor=door.host, entry=entry, words="", reason="", now=NOW)
    with pytest.raises(DomainError, match="name like this"):
        enter(guest("Other"), door.meeting, alias="paper boat")
    assert door.wait("High Kite", user=guest("Other")).is_waiting
