"""Small words that must be true: when, where, what a button leads to, what happens if nobody acts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.services import rooms
from groups.models import Group, GroupRole
from tests.groups import factories
from tests.groups.test_host_pages import text
from tests.groups.test_meetings import adult, enter, guest, occurrence

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def now_held(alias="Paper Boat"):
    """A meeting that began now, its host, and somebody in it."""
    now = timezone.now()
    meeting = occurrence(starts_at=now)
    simran, river = adult("Simran"), adult("Slow River")
    factories.role(simran, meeting.group, GroupRole.Role.FACILITATOR)
    enter(simran, meeting, now=now)
    enter(river, meeting, now=now, alias=alias)
    return simran, river, meeting


def of_day(name, meeting):
    return reverse(name, args=[meeting.series.code, meeting.local_date.isoformat()])


def test_a_room_that_runs_is_gone_into_and_not_opened(client):
    simran, _river, meeting = now_held()
    client.force_login(simran)
    pages = (reverse("host"), of_day("host_meeting", meeting))
    for page in pages:
        assert "Open the room" in text(client.get(page))
    rooms.open_room(actor=simran, room=meeting.meeting_room.room, now=timezone.now())
    for page in pages:
        html = text(client.get(page))
        assert "Open the room" not in html
        assert "Go in" in html


@pytest.mark.parametrize(
    ("without_host", "says"),
    [
        (Group.WithoutHost.CLOSE, "If none comes, it closes and people are shown where to find help."),
        (Group.WithoutHost.PEERS, "If none comes, people talk by themselves."),
    ],
)
def test_a_meeting_that_nobody_is_planned_for_says_what_happens(client, without_host, says):
    simran, _river, meeting = now_held()
    Group.objects.filter(pk=meeting.group_id).update(without_host=without_host)
    client.force_login(simran)
    assert says in text(client.get(of_day("host_meeting", meeting)))


def test_times_at_the_door_and_afterwards_name_their_place(client):
    _simran, river, meeting = now_held()
    door = reverse("meeting_in", args=[meeting.series.code])
    assert "Time in" in text(client.get(door))
    client.force_login(adult("New Field"))
    assert "Time in" in text(client.get(door))
    later = meeting.starts_at + timedelta(days=7)
    meeting.series.occurrences.create(
        group=meeting.group, local_date=later.date(), starts_at=later, ends_at=later + timedelta(hours=1)
    )
    client.force_login(river)
    assert "Time in" in text(client.get(reverse("after_meeting", args=[meeting.meeting_room.room.code])))


def test_afterwards_a_member_may_say_how_they_are_and_a_guest_is_not_asked(client):
    _simran, river, meeting = now_held()
    after = reverse("after_meeting", args=[meeting.meeting_room.room.code])
    visitor = guest()
    enter(visitor, meeting, now=meeting.starts_at, alias="New Field")
    for person, asked in ((river, True), (visitor, False)):
        client.force_login(person)
        assert (f'href="{reverse("check_in")}"' in text(client.get(after))) is asked


def test_the_way_on_for_a_host_has_one_name(client):
    simran, _river, meeting = now_held()
    room = meeting.meeting_room.room
    rooms.open_room(actor=simran, room=room, now=timezone.now())
    rooms.close_room(actor=simran, room=room, now=timezone.now())
    client.force_login(simran)
    pages = [reverse("after_meeting", args=[room.code]), of_day("host_meeting", meeting), reverse("host")]
    for page in [*pages, of_day("host_close", meeting)]:
        html = text(client.get(page))
        assert "After the meeting" in html
        assert "Close the meeting" not in html
