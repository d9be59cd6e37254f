"""Places: the last one goes to one person, whoever leaves calls up the next, and the door keeps them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import erasure
from groups.models import GroupRole, Occurrence, Rsvp
from groups.services import rsvp, series
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.test_meetings import HOUR, adult, enter, guest, occurrence
from tests.racing import in_threads

pytestmark = pytest.mark.django_db

SOON = NOW + HOUR


def small(capacity=1, starts_at=SOON, **fields) -> Occurrence:
    return occurrence(starts_at=starts_at, capacity=capacity, **fields)


def come(person, meeting, now=NOW):
    return rsvp.come(actor=person, occurrence=meeting, now=now)


def states(meeting):
    rows = Rsvp.objects.filter(occurrence=meeting).select_related("user")
    return {row.user.public_name: str(row.state) for row in rows}


def test_a_place_and_then_a_line():
    meeting = small(2)
    for name in ("A", "B", "C", "D"):
        come(adult(name), meeting)
    assert states(meeting) == {"A": "coming", "B": "coming", "C": "waiting", "D": "waiting"}
    last = User.objects.get(public_name="D")
    assert rsvp.places(meeting, last).in_line == 2


def test_twice_is_once():
    meeting, person = small(), adult()
    assert come(person, meeting) == come(person, meeting)
    assert Rsvp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_has_exactly_one_winner():
    meeting = small(1)
    people = [adult(f"Person {number}") for number in range(20)]
    in_threads(20, lambda number: come(people[number], meeting))
    assert sorted(states(meeting).values()).count("coming") == 1
    assert Rsvp.objects.filter(state="waiting").count() == 19


@pytest.mark.django_db(transaction=True)
def test_leaving_and_coming_at_once_never_gives_too_many_places():
    meeting = small(3)
    people = [adult(f"Person {number}") for number in range(12)]
    for person in people[:6]:
        come(person, meeting)

    def move(number):
        if number < 3:
            rsvp.stay_away(actor=people[number], occurrence=meeting, now=NOW)
        else:
            come(people[number + 3] if number + 3 < 12 else people[11], meeting)

    in_threads(9, move)
    assert Rsvp.objects.filter(state="coming").count() == 3


def test_whoever_leaves_calls_up_the_first_in_line_and_they_are_told():
    meeting = small()
    first, second, third = (adult(name) for name in "ABC")
    for at, person in enumerate((first, second, third)):
        come(person, meeting, now=NOW + timedelta(seconds=at))
    rsvp.stay_away(actor=first, occurrence=meeting, now=NOW + timedelta(minutes=1))
    assert states(meeting) == {"A": "left", "B": "coming", "C": "waiting"}
    assert second.notices.get().kind == "groups.place_free"
    assert not third.notices.exists()


def test_one_who_comes_back_stands_at_the_end():
    meeting = small()
    first, second = adult("A"), adult("B")
    come(first, meeting)
    come(second, meeting, now=NOW + timedelta(seconds=1))
    rsvp.stay_away(actor=first, occurrence=meeting, now=NOW + timedelta(seconds=2))
    come(first, meeting, now=NOW + timedelta(seconds=3))
    assert states(meeting) == {"A": "waiting", "B": "coming"}


def test_leaving_the_line_frees_no_place():
    meeting = small()
    for name in "AB":
        come(adult(name), meeting)
    rsvp.stay_away(actor=User.objects.get(public_name="B"), occurrence=meeting, now=NOW)
    assert states(meeting) == {"A": "coming", "B": "left"}


def test_more_places_take_people_off_the_line():
    meeting = small()
    host = adult("Simran")
    factories.role(host, meeting.group, GroupRole.Role.FACILITATOR)
    for name in "ABC":
        come(adult(name), meeting)
    series.edit_series(actor=host, series=meeting.series, capacity=2, now=NOW)
    assert sorted(states(meeting).values()) == ["coming", "coming", "waiting"]
    series.edit_series(actor=host, series=meeting.series, capacity=None, now=NOW)
    assert set(states(meeting).values()) == {"coming"}


def test_an_erased_persons_place_goes_to_the_next():
    meeting = small()
    first, second = adult("A"), adult("B")
    come(first, meeting)
    come(second, meeting)
    erasure.erase(user=first, doer=None, now=NOW)
    assert states(meeting) == {"B": "coming"}
    assert second.notices.filter(kind="groups.place_free").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "cancelled"}, "does not take place"),
        ({"starts_at": NOW}, "has begun"),
    ],
)
def test_a_meeting_that_is_off_or_has_begun_takes_no_word(change, words):
    meeting = small()
    Occurrence.objects.filter(pk=meeting.pk).update(**change)
    with pytest.raises(DomainError, match=words):
        come(adult(), meeting)


def test_guests_and_strangers_to_a_circle_keep_no_place():
    with pytest.raises(NotAllowed):
        come(guest(), small())
    circle = factories.group(factories.centre("North"), kind="circle", visibility="private")
    with pytest.raises(NotAllowed):
        come(adult(), occurrence(circle, starts_at=SOON, capacity=3))


def test_the_door_keeps_a_promised_place_for_five_minutes():
    meeting = small(1, starts_at=NOW)
    promised, walker = adult("Slow River"), adult("Paper Boat")
    come(promised, meeting, now=NOW - HOUR)
    with pytest.raises(DomainError, match="Every place is taken"):
        enter(walker, meeting, now=NOW + timedelta(minutes=4))
    assert enter(promised, meeting, now=NOW + timedelta(minutes=4)).is_live
    with pytest.raises(DomainError, match="Every place is taken"):
        enter(walker, meeting, now=NOW + timedelta(minutes=6))


def test_a_place_nobody_took_is_free_after_five_minutes():
    meeting = small(1, starts_at=NOW)
    come(adult("Slow River"), meeting, now=NOW - HOUR)
    assert enter(adult("Paper Boat"), meeting, now=NOW + timedelta(minutes=6)).is_live


def test_hosts_need_no_place():
    meeting = small(1, starts_at=NOW)
    host = adult("Simran")
    factories.role(host, meeting.group, GroupRole.Role.FACILITATOR)
    enter(adult("Slow River"), meeting)
    assert enter(host, meeting).is_host


@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_door_of_one_place():
    meeting = small(1, starts_at=NOW)
    people = [adult(f"Person {number}") for number in range(20)]

    def knock(number):
        try:
            enter(people[number], meeting)
        except DomainError:
            return

    in_threads(20, knock)
    assert meeting.meeting_room.room.seats.count() == 1


def test_the_page_says_where_one_stands_and_counts_nobody_out(client):
    starts = timezone.now() + HOUR
    meeting = small(1, starts_at=starts)
    address = reverse("meeting", args=[meeting.series.code])
    assert "There are free places." in client.get(address).content.decode()
    mine, other = adult("Slow River"), adult("Paper Boat")
    say = reverse("rsvp", args=[meeting.series.code, meeting.local_date.isoformat()])
    client.force_login(mine)
    client.post(say, {"do": "come"})
    assert "Your place is kept." in client.get(address).content.decode()
    client.force_login(other)
    client.post(say, {"do": "come"})
    page = client.get(address).content.decode()
    assert "You are number 1 on the waiting list." in page
    assert "Slow River" not in page
    client.force_login(mine)
    client.post(say, {"do": "leave"})
    client.force_login(other)
    assert "Your place is kept." in client.get(address).content.decode()


def test_a_meeting_with_room_for_all_asks_nobody(client):
    meeting = occurrence(starts_at=timezone.now() + HOUR)
    assert 'id="places"' not in client.get(reverse("meeting", args=[meeting.series.code])).content.decode()
    with pytest.raises(DomainError, match="room for everybody"):
        come(adult(), meeting)
