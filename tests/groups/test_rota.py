"""Hosts and stand-ins, service for a time, and what happens when no host comes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.models import Event, LobbyEntry, PresenceInterval, Room
from chat.services import doors, rooms
from groups.models import Group, GroupRole, HostSearch, Occurrence, RotaSlot, ServiceTerm
from groups.services import closing, groups, meetings, missing_host, rota, service_terms
from ledger.models import AccessEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.test_meetings import HOUR, adult, enter, occurrence
from tests.racing import crossing, in_threads

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
FIVE_BEFORE = NOW - 5 * MINUTE
FACILITATOR, GREETER = GroupRole.Role.FACILITATOR, GroupRole.Role.GREETER


def serving(group, name, role=FACILITATOR):
    person = adult(name)
    factories.role(person, group, role)
    return person


def missing(without_host="close", **fields):
    """A meeting at 13:00 with a planned host, a stand-in, and somebody who waits."""
    group = factories.group(factories.centre(), without_host=without_host, **fields)
    meeting = occurrence(group)
    host, other = serving(group, "Simran"), serving(group, "Amina", GREETER)
    rota.plan_meeting(actor=host, occurrence=meeting, hosts=[host], stand_ins=[other], now=NOW - HOUR)
    waiting = adult("Slow River")
    enter(waiting, meeting, now=NOW - 9 * MINUTE)
    return meeting, host, other, waiting


def slot_of(person):
    return RotaSlot.objects.get(user=person)


def said_about_host(meeting):
    events = Event.objects.filter(room=meeting.meeting_room.room, kind=Event.Kind.HOST).order_by("seq")
    return [event.payload["state"] for event in events]


# Planning.


def test_everyone_in_turn_and_nobody_loses_a_meeting():
    group = factories.group(factories.centre())
    series = factories.series(group)
    first, second = serving(group, "Amina"), serving(group, "Simran")
    weeks = [plan_week(series, week) for week in range(4)]
    rota.plan_meeting(actor=first, occurrence=weeks[1], hosts=[second], stand_ins=[], now=NOW)
    count = rota.plan_in_turn(actor=first, series=series, hosts=[first, second], stand_ins=[second], now=NOW)
    assert count == 3
    hosts = [week.rota.get(part="host").user for week in weeks]
    assert hosts == [first, second, second, first]
    # Nobody stands in for themselves.
    assert [week.rota.filter(part="stand_in").count() for week in weeks] == [1, 0, 0, 1]


def plan_week(series, week):
    start = NOW + timedelta(days=7 * (week + 1))
    return Occurrence.objects.create(
        series=series, group=series.group, local_date=start.date(), starts_at=start, ends_at=start + HOUR
    )


def test_planning_again_replaces_who_was_planned():
    meeting, host, other, _waiting = missing()
    rota.plan_meeting(actor=host, occurrence=meeting, hosts=[host], stand_ins=[], now=NOW)
    assert not meeting.rota.filter(user=other).exists()


@pytest.mark.parametrize("part", ["hosts", "stand_ins"])
def test_members_cannot_be_planned(part):
    meeting, host, _other, waiting = missing()
    factories.role(waiting, meeting.group)
    people = {"hosts": [host], "stand_ins": []} | {part: [waiting]}
    with pytest.raises(DomainError, match="Only hosts"):
        rota.plan_meeting(actor=host, occurrence=meeting, now=NOW, **people)


def test_a_host_who_says_no_in_time_is_excused_and_the_others_hear():
    _meeting, host, other, _waiting = missing()
    slot = rota.answer(actor=host, slot=slot_of(host), comes=False, now=NOW - HOUR)
    assert slot.outcome == "excused"
    notice = other.notices.get()
    assert notice.kind == "groups.host_cannot_come"
    with pytest.raises(NotAllowed):
        rota.answer(actor=other, slot=slot, comes=True, now=NOW)


# Missing.


def test_stand_ins_are_asked_five_minutes_before_and_those_who_wait_are_told():
    meeting, host, other, _waiting = missing()
    assert missing_host.look_at_all(FIVE_BEFORE - timedelta(seconds=1))["asked"] == 0
    assert missing_host.look_at_all(FIVE_BEFORE)["asked"] == 1
    assert other.notices.get().kind == "groups.stand_in"
    assert host.notices.get().kind == "groups.host_missed"
    assert said_about_host(meeting) == ["away"]
    assert missing_host.look_at_all(FIVE_BEFORE + MINUTE)["asked"] == 0
    assert other.notices.count() == 1


def test_nobody_is_asked_while_a_host_is_at_the_door():
    meeting, host, other, _waiting = missing()
    seat = enter(host, meeting, now=FIVE_BEFORE - 4 * MINUTE)
    PresenceInterval.objects.create(seat=seat, started_at=FIVE_BEFORE - 4 * MINUTE, last_at=FIVE_BEFORE)
    assert missing_host.look_at_all(FIVE_BEFORE)["asked"] == 0
    assert not other.notices.exists()


def test_a_meeting_whose_host_comes_after_all():
    meeting, host, _other, _waiting = missing()
    missing_host.look_at_all(FIVE_BEFORE)
    enter(host, meeting, now=NOW)
    assert missing_host.look_at_all(NOW)["hosted"] == 1
    assert said_about_host(meeting) == ["away", "back"]
    rooms.open_room(actor=host, room=meeting.meeting_room.room, now=NOW + MINUTE)
    assert HostSearch.objects.get().outcome == "hosted"


def test_the_stand_in_opens_it():
    meeting, _host, other, _waiting = missing()
    missing_host.look_at_all(FIVE_BEFORE)
    rota.answer(actor=other, slot=slot_of(other), comes=True, now=FIVE_BEFORE + MINUTE)
    seat = enter(other, meeting, now=NOW)
    assert seat.is_host
    rooms.open_room(actor=other, room=seat.room, now=NOW)
    rooms.close_room(actor=other, room=seat.room, now=NOW + HOUR)
    assert (slot_of(other).outcome, HostSearch.objects.get().outcome) == ("came", "hosted")
    assert closing.to_close(user=other, now=NOW + HOUR) == [meeting]


def test_a_greeter_who_was_only_planned_is_no_host():
    meeting, _host, other, _waiting = missing()
    assert enter(other, meeting).role == "greeter"


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_say_yes_one_opens_it():
    group = factories.group(factories.centre())
    meeting = occurrence(group)
    people = [serving(group, f"Person {number}", GREETER) for number in range(20)]
    host = serving(group, "Simran")
    rota.plan_meeting(actor=host, occurrence=meeting, hosts=[host], stand_ins=people, now=NOW - HOUR)
    missing_host.look_at_all(FIVE_BEFORE)
    refused = []

    def say_yes(number):
        try:
            rota.answer(actor=people[number], slot=slot_of(people[number]), comes=True, now=FIVE_BEFORE)
        except DomainError:
            refused.append(number)

    in_threads(20, say_yes)
    assert len(refused) == 19
    assert RotaSlot.objects.filter(answer="yes").get().pk == HostSearch.objects.get().found_id


@pytest.mark.django_db(transaction=True)
def test_a_yes_while_the_search_ends_takes_its_locks_in_the_same_order():
    _meeting, _host, other, _waiting = missing()
    missing_host.look_at_all(FIVE_BEFORE)
    slot = slot_of(other)

    def first():
        HostSearch.objects.select_for_update().get()

    def second():
        rota.answer(actor=other, slot=slot, comes=True, now=NOW)

    crossing(first, second, lambda: RotaSlot.objects.select_for_update().get(pk=slot.pk))
    assert HostSearch.objects.get().found == slot


def test_it_stays_closed_with_help_as_the_group_chose(client):
    _meeting, host, _other, waiting = missing()
    missing_host.look_at_all(FIVE_BEFORE)
    assert missing_host.look_at_all(NOW + 9 * MINUTE)["closed"] == 0
    assert missing_host.look_at_all(NOW + 10 * MINUTE)["closed"] == 1
    room = Room.objects.get()
    assert (room.state, room.opened_at) == ("closed", None)
    assert waiting.notices.get().kind == "groups.no_host_came"
    assert host.notices.filter(kind="groups.did_not_open").exists()
    client.force_login(waiting)
    answer = client.get(reverse("room", args=[room.code]))
    assert answer["Location"] == reverse("after_meeting", args=[room.code])
    page = client.get(answer["Location"]).content.decode()
    assert "No host could come today. This is not your fault." in page
    assert reverse("help") in page
    assert reverse("finder") in page


def test_the_members_open_it_as_the_group_chose():
    meeting, _host, _other, waiting = missing(without_host="peers")
    meeting_room = meeting.meeting_room.room
    Room.objects.filter(pk=meeting_room.pk).update(has_lobby=True, reads_first=True)
    late = adult("Paper Kite")
    assert isinstance(enter(late, meeting, now=NOW - 8 * MINUTE), LobbyEntry)
    missing_host.look_at_all(FIVE_BEFORE)
    assert missing_host.look_at_all(NOW + 4 * MINUTE)["peer_led"] == 0
    assert missing_host.look_at_all(NOW + 5 * MINUTE)["peer_led"] == 1
    room = Room.objects.get()
    assert (room.state, room.has_lobby, room.reads_first) == ("open", False, False)
    assert HostSearch.objects.get().outcome == "peer_led"
    assert not waiting.notices.exists()
    assert room.seats.live().filter(user=late).exists()


def test_somebody_on_the_way_is_waited_for_within_reason():
    _meeting, _host, other, _waiting = missing()
    missing_host.look_at_all(FIVE_BEFORE)
    rota.answer(actor=other, slot=slot_of(other), comes=True, now=NOW + 8 * MINUTE)
    assert missing_host.look_at_all(NOW + 12 * MINUTE)["closed"] == 0
    assert missing_host.look_at_all(NOW + 13 * MINUTE)["closed"] == 1
    with pytest.raises(DomainError, match="too late"):
        rota.answer(actor=other, slot=slot_of(other), comes=True, now=NOW + 14 * MINUTE)


def test_with_the_timetable_stopped_the_page_of_those_who_wait_moves_it_on(client, monkeypatch):
    _meeting, _host, other, waiting = missing()
    room = Room.objects.get()
    client.force_login(waiting)
    at(monkeypatch, FIVE_BEFORE)
    page = client.get(reverse("room", args=[room.code])).content.decode()
    assert "We are looking for a host." in page
    assert other.notices.get().kind == "groups.stand_in"
    at(monkeypatch, NOW + 10 * MINUTE)
    assert client.get(reverse("room", args=[room.code])).status_code == 302
    assert Room.objects.get().state == "closed"


def at(monkeypatch, moment):
    """What the clock says; sessions are signed in by the real one, which is later."""
    monkeypatch.setattr("chat.views.rooms.timezone.now", lambda: moment)


def test_with_the_timetable_stopped_the_sockets_process_moves_it_on():
    _meeting, _host, other, waiting = missing()
    assert doors.look_at_doors([waiting.seats.get().pk], FIVE_BEFORE) == 1
    assert other.notices.exists()
    doors.look_at_doors([waiting.seats.get().pk], NOW + 10 * MINUTE)
    assert Room.objects.get().state == "closed"
    assert doors.look_at_doors([waiting.seats.get().pk], NOW + 11 * MINUTE) == 0


@pytest.mark.django_db(transaction=True)
def test_ten_who_look_at_once_do_it_once():
    _meeting, _host, other, _waiting = missing()
    in_threads(10, lambda _number: missing_host.look_at_all(FIVE_BEFORE))
    assert other.notices.count() == 1
    in_threads(10, lambda _number: missing_host.look_at_all(NOW + 10 * MINUTE))
    assert Event.objects.filter(kind=Event.Kind.STATE).count() == 1


@pytest.mark.parametrize("fields", [{"opens_itself": True}, {"online_kind": "link"}])
def test_meetings_that_need_no_host_here_are_left_alone(fields):
    occurrence(**fields)
    assert set(missing_host.look_at_all(NOW + 10 * MINUTE).values()) == {0}


def test_a_therapy_group_never_opens_without_its_host():

    manager = factories.staff(centre := factories.centre(), "manager")
    fields = {"name": "Tuesday", "kind": Group.Kind.THERAPY, "visibility": "members", "join_policy": "staff"}
    with pytest.raises(DomainError, match="never opens without its host"):
        groups.create_group(actor=manager, centre=centre, now=NOW, without_host="peers", **fields)


# Reliability.


def test_staff_see_how_hosting_goes_and_leave_a_trace():
    meeting, host, _other, _waiting = missing()
    missing_host.look_at_all(FIVE_BEFORE)
    missing_host.look_at_all(NOW + 10 * MINUTE)
    counselor = factories.staff(meeting.group.centre)
    rows, searches = rota.open_reliability(actor=counselor, group=meeting.group, now=NOW + HOUR)
    by_name = {row.person.public_name: row for row in rows}
    assert (by_name["Simran"].away, by_name["Simran"].came) == (1, 0)
    assert by_name["Amina"].away == 0
    assert searches == {"hosted": 0, "peer_led": 0, "closed": 1}
    assert AccessEntry.objects.filter(actor=counselor.subject, subject=host.subject).exists()
    with pytest.raises(NotAllowed):
        rota.open_reliability(actor=host, group=meeting.group, now=NOW)


@pytest.mark.parametrize(("minutes", "outcome"), [(-5, "came"), (2, "came"), (3, "late")])
def test_late_is_more_than_two_minutes(minutes, outcome):
    meeting, host, _other, _waiting = missing()
    seat = enter(host, meeting, now=NOW + minutes * MINUTE)
    rooms.open_room(actor=host, room=seat.room, now=NOW + 4 * MINUTE)
    rooms.close_room(actor=host, room=seat.room, now=NOW + HOUR)
    assert slot_of(host).outcome == outcome


# Service.


def test_service_has_a_term_and_is_given_back():
    group = factories.group(factories.centre())
    host, person = serving(group, "Simran"), serving(group, "Slow River", GroupRole.Role.MEMBER)
    today = NOW.date()
    term = give(host, group, person, today, today + timedelta(days=90))
    assert person.notices.get().kind == "groups.service"
    with pytest.raises(DomainError, match="has this service"):
        give(host, group, person, today + timedelta(days=30), None)
    service_terms.end_service(actor=person, term=term, now=NOW)
    assert not ServiceTerm.objects.at(today).exists()
    assert give(host, group, person, today, None).until_on is None


def give(host, group, person, from_on, until_on):
    return service_terms.give_service(
        actor=host,
        group=group,
        person=person,
        position="timekeeper",
        from_on=from_on,
        until_on=until_on,
        now=NOW,
    )


def test_service_is_for_people_of_the_group_and_its_term_runs_forward():
    group = factories.group(factories.centre())
    host = serving(group, "Simran")
    with pytest.raises(DomainError, match="Only people of the group"):
        give(host, group, adult("Stranger"), NOW.date(), None)
    with pytest.raises(DomainError, match="before the first day"):
        give(host, group, host, NOW.date(), NOW.date() - timedelta(days=1))


# Pages.


def test_a_stand_in_answers_on_their_own_page(client):
    group = factories.group(factories.centre())
    meeting = occurrence(group, starts_at=timezone.now() + 4 * MINUTE)
    other = serving(group, "Amina", GREETER)
    slot = RotaSlot.objects.create(occurrence=meeting, user=other, part="stand_in")
    missing_host.look_at_all(timezone.now())
    client.force_login(other)
    assert "I come" in client.get(reverse("my_turns")).content.decode()
    client.post(reverse("answer_turn", args=[slot.code]), {"do": "yes"})
    assert HostSearch.objects.get().found == slot
    page = client.get(reverse("my_turns")).content.decode()
    assert reverse("meeting_in", args=[meeting.series.code]) in page
    client.force_login(adult("Stranger"))
    assert client.post(reverse("answer_turn", args=[slot.code]), {"do": "yes"}).status_code == 404


def test_planned_from_the_page(client):
    group = factories.group(factories.centre())
    host = serving(group, "Simran")
    meeting = occurrence(group, starts_at=timezone.now() + 3 * HOUR)
    client.force_login(host)
    address = reverse("host_meeting", args=[meeting.series.code, meeting.local_date.isoformat()])
    assert client.post(address, {"do": "rota", "hosts": ["0"]}).status_code == 302
    assert meeting.rota.get().user == host
    turns = reverse("host_rota", args=[meeting.series.code])
    assert client.post(turns, {"do": "rota"}).status_code == 422
    assert "Simran" in client.get(turns).content.decode()


def test_the_talk_beside_the_room_is_for_those_inside(client):
    group = factories.group(factories.centre())
    meeting = occurrence(group, starts_at=timezone.now(), conference_url="https://meet.jit.si/quiet-walk")
    meeting.series.conference_secret = "4711-geheim"
    meeting.series.save()
    inside, outside = adult("Slow River"), adult("Paper Boat")
    meetings.go_in(actor=inside, occurrence=meeting, alias="Slow River", now=timezone.now())
    page, card = (reverse(name, args=[meeting.series.code]) for name in ("meeting", "meeting_link"))
    client.force_login(outside)
    assert client.get(card).status_code == 404
    seen = client.get(page).content.decode()
    assert "quiet-walk" not in seen
    assert "4711-geheim" not in seen
    client.force_login(inside)
    shown = client.get(card).content.decode()
    for word in ("Jitsi Meet", "quiet-walk", "4711-geheim", "600 MB"):
        assert word in shown
