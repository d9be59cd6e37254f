"""The close-out: attendance corrected, who looks after whom, and a line for the next host."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.services import erasure
from chat.models import Event, PresenceInterval, Room
from chat.services import care, rooms, stream
from groups.models import Attendance, Closing, FollowUp, GroupRole, Occurrence
from groups.services import closing, meetings, rsvp
from groups.services.closing import LookAfter
from ledger.models import AccessEntry
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.services import checks
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.test_meetings import HOUR, adult, enter, occurrence

pytestmark = pytest.mark.django_db

AFTER = NOW + HOUR + timedelta(minutes=5)


def hosted(alias="Paper Boat"):
    """A host and somebody who sat with them in an hour-long meeting."""
    meeting = occurrence()
    host, person = adult("Simran"), adult("Slow River")
    factories.role(host, meeting.group, GroupRole.Role.FACILITATOR)
    enter(host, meeting)
    enter(person, meeting, alias=alias)
    return host, person, meeting


def held(minutes=60):
    """The same, opened, with so many minutes of presence, and closed."""
    host, person, meeting = hosted()
    room = meeting.meeting_room.room
    rooms.open_room(actor=host, room=room, now=NOW)
    PresenceInterval.objects.create(
        seat=person.seats.get(), started_at=NOW, last_at=NOW + timedelta(minutes=minutes)
    )
    rooms.close_room(actor=host, room=room, now=NOW + HOUR)
    return host, person, Occurrence.objects.get(pk=meeting.pk)


def correct(host, person, meeting, correction, reason="", now=AFTER):
    return closing.correct_attendance(
        actor=host,
        occurrence=meeting,
        key=f"s{person.seats.get().code}",
        correction=correction,
        reason=reason,
        now=now,
    )


def page_of(host, meeting):
    return closing.open_page(actor=host, occurrence=meeting, now=AFTER)


def test_hosts_see_the_names_of_the_room_and_no_account():
    host, person, meeting = held()
    people = page_of(host, meeting).people
    assert [(each.name, each.is_present) for each in people] == [("Paper Boat", True)]
    assert person.code not in {each.code for each in people}


def test_each_person_can_see_that_they_were_looked_at():
    host, person, meeting = held()
    page_of(host, meeting)
    assert AccessEntry.objects.filter(actor=host.subject, subject=person.subject).count() == 1


def test_somebody_measured_too_short_is_attested_and_told():
    host, person, meeting = held(minutes=5)
    assert not Attendance.objects.get(user=person).is_present
    row = correct(host, person, meeting, "attested")
    assert row.is_present
    assert Attendance.objects.present().filter(user=person).exists()
    assert person.notices.filter(kind="groups.attendance_corrected").count() == 1


def test_taking_off_needs_a_reason_that_the_person_reads(client):
    host, person, meeting = held()
    with pytest.raises(DomainError, match="Say why"):
        correct(host, person, meeting, "withdrawn", reason="  ")
    correct(host, person, meeting, "withdrawn", reason="Somebody else used the phone")
    client.force_login(person)
    said = client.get(reverse("my_record")).content.decode()
    assert "Somebody else used the phone" in said
    assert "A host says you were not here" in said


def test_a_correction_is_undone():
    host, person, meeting = held()
    correct(host, person, meeting, "withdrawn", reason="By mistake")
    assert correct(host, person, meeting, "").is_present


def test_who_was_never_measured_is_attested_by_a_new_row():
    host, person, meeting = hosted()
    rooms.open_room(actor=host, room=meeting.meeting_room.room, now=NOW)
    rooms.close_room(actor=host, room=meeting.meeting_room.room, now=NOW + HOUR)
    row = correct(host, person, Occurrence.objects.get(pk=meeting.pk), "attested")
    assert (row.seconds, row.open_seconds, row.counted_seconds) == (0, 3600, 3600)


def test_closing_the_room_again_keeps_the_correction():
    host, person, meeting = held()
    correct(host, person, meeting, "withdrawn", reason="Somebody else")
    meetings.record_attendance(room=Room.objects.get(), now=AFTER)
    assert Attendance.objects.get(user=person).correction == "withdrawn"


def test_nobody_corrects_their_own():
    host, _person, meeting = held()
    with pytest.raises(DomainError, match="Another host"):
        correct(host, host, meeting, "attested")


@pytest.mark.parametrize(("late", "may"), [(timedelta(days=6), True), (timedelta(days=8), False)])
def test_attendance_is_corrected_for_a_week(late, may):
    host, person, meeting = held(minutes=5)
    if may:
        assert correct(host, person, meeting, "attested", now=AFTER + late).is_present
        return
    with pytest.raises(DomainError, match="7 days"):
        correct(host, person, meeting, "attested", now=AFTER + late)


def test_without_a_room_those_who_said_they_come_can_be_attested():
    meeting = occurrence(starts_at=NOW + HOUR, attendance="in_person", online_kind="", capacity=5)
    host, person = adult("Simran"), adult("Slow River")
    factories.role(host, meeting.group, GroupRole.Role.FACILITATOR)
    mine = rsvp.come(actor=person, occurrence=meeting, now=NOW)
    row = closing.correct_attendance(
        actor=host, occurrence=meeting, key=f"r{mine.pk}", correction="attested", now=NOW + 3 * HOUR
    )
    assert row.counted_seconds == 3600


def test_others_neither_look_nor_correct():
    _host, person, meeting = held()
    for who in (person, adult("Stranger")):
        with pytest.raises(NotAllowed):
            page_of(who, meeting)
        with pytest.raises(NotAllowed):
            correct(who, person, meeting, "attested")


def name_one(host, meeting, owner, **fields):
    fields = {"what": "Ask how the week went", **fields}
    return closing.name_follow_up(actor=host, occurrence=meeting, owner=owner, now=AFTER, **fields)


def test_a_follow_up_has_an_owner_who_is_told():
    host, person, meeting = held()
    other = adult("Amina")
    factories.role(other, meeting.group, GroupRole.Role.FACILITATOR)
    made = name_one(host, meeting, other, key=f"s{person.seats.get().code}")
    assert made.seat.alias == "Paper Boat"
    assert other.notices.get().kind == "groups.follow_up"
    assert list(FollowUp.objects.visible_to(other)) == [made]
    assert not FollowUp.objects.visible_to(person).exists()


def test_only_hosts_and_staff_own_follow_ups():
    host, person, meeting = held()
    with pytest.raises(DomainError, match="Choose a host"):
        name_one(host, meeting, person)


def test_a_host_may_ask_for_a_talk_and_nothing_else_is_kept():
    host, _person, meeting = held()
    counselor = factories.staff(meeting.group.centre)
    made = closing.name_follow_up(actor=host, occurrence=meeting, owner=counselor, for_me=True, now=AFTER)
    assert (made.for_host, made.what) == (host, "")


def test_done_is_done_once():
    host, _person, meeting = held()
    made = name_one(host, meeting, host)
    closing.finish_follow_up(actor=host, follow_up=made, now=AFTER)
    closing.finish_follow_up(actor=host, follow_up=made, now=AFTER + HOUR)
    made.refresh_from_db()
    assert made.done_at == AFTER


def test_held_messages_are_named_until_they_are_settled():
    host, person, meeting = held()
    room, seat = Room.objects.get(), person.seats.get()
    hosts = Event.Audience.HOSTS
    first, second = (
        stream.append(room=room, kind=Event.Kind.HELD, now=NOW, seat=seat, audience=hosts) for _ in "ab"
    )
    assert page_of(host, meeting).held == 2
    stream.append(room=room, kind=Event.Kind.KEPT_BACK, now=NOW, target=first.seq)
    Event.objects.filter(pk=second.pk).update(audience=Event.Audience.NOBODY)  # let through
    assert page_of(host, meeting).held == 0


def test_somebody_to_be_looked_after_keeps_the_meeting_open():
    host, person, meeting = hosted()
    room = Room.objects.get()
    rooms.open_room(actor=host, room=room, now=NOW)
    check = care.check_on(actor=host, seat=person.seats.get(), now=NOW)
    rooms.close_room(actor=host, room=room, now=NOW + HOUR)
    with pytest.raises(DomainError, match="Paper Boat"):
        finish(host, meeting)
    assert page_of(host, meeting).look_after == [LookAfter("Paper Boat", reverse("check", args=[check.code]))]
    check = checks.take_check(actor=host, check=check, now=NOW)
    with pytest.raises(DomainError, match="Paper Boat"):
        finish(host, meeting)
    checks.finish_check(actor=host, check=check, now=NOW)
    assert page_of(host, meeting).look_after == []
    assert finish(host, meeting).finished_at == AFTER


def test_who_was_not_asked_is_led_to_the_room_or_to_nobody():
    host, person, meeting = hosted()
    rooms.open_room(actor=host, room=Room.objects.get(), now=NOW)
    care.check_on(actor=host, seat=person.seats.get(), now=NOW)
    later, never = adult("Blue Kite"), adult("Late Lamp")
    for one in (later, never):
        factories.role(one, meeting.group, GroupRole.Role.FACILITATOR)
    enter(later, meeting, alias="Blue Kite")
    assert page_of(later, meeting).look_after == [LookAfter("Paper Boat", tools_of(meeting))]
    assert page_of(never, meeting).look_after == [LookAfter("Paper Boat", "")]


def tools_of(meeting):
    return reverse("room_host", args=[meeting.meeting_room.room.code])


def test_held_messages_are_settled_from_here_after_the_meeting(client):
    host, person, meeting = held()
    stream.append(
        room=Room.objects.get(), kind=Event.Kind.HELD, now=NOW, seat=person.seats.get(), text="Read me",
        audience=Event.Audience.HOSTS,
    )  # fmt: skip
    client.force_login(host)
    address = reverse("host_close", args=[meeting.series.code, meeting.local_date.isoformat()])
    assert f'href="{tools_of(meeting)}#held-title"' in client.get(address).content.decode()
    settling = client.get(tools_of(meeting)).content.decode()
    assert "Read me" in settling
    assert 'id="held-title"' in settling
    another = adult("Blue Kite")
    factories.role(another, meeting.group, GroupRole.Role.FACILITATOR)
    assert page_of(another, meeting).tools == ""


def test_the_page_says_when_the_room_still_runs(client):
    host, _person, meeting = hosted()
    room = Room.objects.get()
    rooms.open_room(actor=host, room=room, now=NOW)
    assert page_of(host, meeting).goes_on
    client.force_login(host)
    address = reverse("host_close", args=[meeting.series.code, meeting.local_date.isoformat()])
    assert "The room is still open." in client.get(address).content.decode()
    rooms.close_room(actor=host, room=room, now=NOW + HOUR)
    assert not page_of(host, meeting).goes_on


def finish(host, meeting, line="The door code is new", now=AFTER):
    return closing.finish(actor=host, occurrence=meeting, line=line, now=now)


def test_the_next_host_reads_the_line():
    host, _person, meeting = held()
    finish(host, meeting)
    following = Occurrence.objects.create(
        series=meeting.series,
        group=meeting.group,
        local_date=meeting.local_date + timedelta(days=7),
        starts_at=meeting.starts_at + timedelta(days=7),
        ends_at=meeting.ends_at + timedelta(days=7),
    )
    assert closing.last_line(following).line_for_next == "The door code is new"
    assert closing.last_line(meeting) is None


def test_a_meeting_that_goes_on_is_not_finished():
    host, _person, meeting = hosted()
    with pytest.raises(DomainError, match="not over"):
        finish(host, meeting, now=NOW)


def test_it_waits_on_the_hosts_page_until_it_is_finished():
    host, person, meeting = held()
    assert closing.to_close(user=host, now=AFTER) == [meeting]
    assert closing.to_close(user=person, now=AFTER) == []
    finish(host, meeting)
    assert closing.to_close(user=host, now=AFTER) == []


def test_words_about_people_go():
    host, _person, meeting = held()
    made = name_one(host, meeting, host)
    finish(host, meeting)
    closing.finish_follow_up(actor=host, follow_up=made, now=AFTER)
    assert closing.forget_old(AFTER + timedelta(days=89)) == 0
    assert closing.forget_old(AFTER + timedelta(days=91)) == 1
    assert closing.forget_old(AFTER + timedelta(days=366)) == 1
    assert Closing.objects.get().line_for_next == ""


def test_an_erased_person_is_followed_up_no_more():
    host, person, meeting = held()
    name_one(host, meeting, host, key=f"s{person.seats.get().code}")
    erasure.erase(user=person, doer=None, now=AFTER)
    assert not FollowUp.objects.exists()


def test_the_page_works_with_plain_forms(client):
    host, _person, meeting = held(minutes=5)
    client.force_login(host)
    address = reverse("host_close", args=[meeting.series.code, meeting.local_date.isoformat()])
    page = client.get(address).content.decode()
    assert "Paper Boat" in page
    assert "Slow River" not in page
    empty = client.post(address, {"do": "follow", "what": "", "owner": "0"})
    assert empty.status_code == 422
    assert client.post(address, {"do": "follow", "what": "Call", "owner": "0"}).status_code == 302
    assert FollowUp.objects.get().owner == host
    assert client.post(address, {"do": "finish", "line": "All well"}).status_code == 302
    assert Closing.objects.get().line_for_next == "All well"
