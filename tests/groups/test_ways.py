"""What a group decides beforehand: what is usual, what its hosts choose, and how a room begins."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from chat.models import LobbyEntry, Room, Seat
from groups import ways
from groups.models import Group, GroupRole, MeetingRoom
from groups.services import groups, meetings
from ledger.models import AuditEntry
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.filled import form_with
from tests.groups.test_meetings import adult, enter, occurrence
from tests.html import check_html

pytestmark = pytest.mark.django_db
CHOSEN = {
    "mode": "listening",
    "turn_minutes": 3,
    "has_lobby": True,
    "lobby_words": "Tea is on the stove.",
    "reads_first": "all",
    "slow_seconds": 20,
    "notes_open": True,
}


@pytest.fixture
def group():
    return factories.group(factories.centre())


@pytest.fixture
def host(group, client):
    person = adult("Simran")
    factories.role(person, group, GroupRole.Role.FACILITATOR)
    client.force_login(person)
    return person


def room_of(group, **series) -> Room:
    return meetings.ensure_room(occurrence=occurrence(group, **series), now=NOW)


def begins(room) -> dict:
    names = [*(name for name in CHOSEN if name != "reads_first"), "reads_first", "reads_new_first"]
    return {name: getattr(room, name) for name in names}


class TestWhatIsUsual:
    def test_from_the_street_somebody_stands_at_the_door(self):
        for kind in ("open", "family"):
            usual = ways.usual(kind, "public")
            assert (usual["has_lobby"], usual["reads_first"]) == (True, "new")

    @pytest.mark.parametrize(
        ("kind", "visibility"), [("open", "members"), ("closed", "public"), ("circle", "private")]
    )
    def test_elsewhere_nobody_waits(self, kind, visibility):
        usual = ways.usual(kind, visibility)
        assert (usual["has_lobby"], usual["reads_first"]) == (False, "nothing")

    def test_a_new_public_group_takes_turns_behind_a_waiting_room(self):
        home = factories.centre()
        made = groups.create_group(actor=factories.staff(home), centre=home, now=NOW, name="Evening Circle")
        room = room_of(made)
        assert (room.mode, room.has_lobby, room.reads_new_first) == ("taking_turns", True, True)
        assert (room.reads_first, room.turn_minutes, room.slow_seconds) == (False, 5, 0)
        meeting = MeetingRoom.objects.get(room=room).occurrence
        assert isinstance(enter(adult(), meeting), LobbyEntry)

    def test_whoever_makes_it_may_say_otherwise(self):
        home = factories.centre()
        actor = factories.staff(home)
        made = groups.create_group(actor=actor, centre=home, now=NOW, name="Tea", mode="open_talk")
        assert (made.mode, made.has_lobby) == ("open_talk", True)


class TestTheRoom:
    def test_begins_as_the_group_chose(self, group):
        Group.objects.filter(pk=group.pk).update(**CHOSEN)
        wanted = CHOSEN | {"reads_first": True, "reads_new_first": False}
        assert begins(room_of(group)) == wanted

    def test_one_that_opens_itself_has_nobody_at_the_door(self, group):
        Group.objects.filter(pk=group.pk).update(**CHOSEN)
        room = room_of(group, opens_itself=True)
        assert (room.has_lobby, room.reads_first, room.reads_new_first) == (False, False, False)
        assert room.mode == "listening"

    def test_one_that_is_there_stays_as_it_is(self, group, host):
        room = room_of(group)
        groups.change_ways(actor=host, group=group, now=NOW, **CHOSEN)
        room.refresh_from_db()
        assert room.mode == "open_talk"

    def test_each_group_has_one_secret_key_for_those_who_may_not_come(self, group):
        first, second = room_of(group), room_of(group)
        other = room_of(factories.group(factories.centre("Ravi House")))
        assert first.handle_key == second.handle_key != other.handle_key
        assert group.code not in first.handle_key


class TestTheForm:
    def test_a_host_chooses_and_the_ledger_knows(self, client, host, group):
        url = reverse("host_ways", args=[group.code])
        shown = client.get(url).content.decode()
        assert check_html(shown) == []
        said = {"mode": ["taking_turns"], "turn_minutes": ["৭"], "has_lobby": ["on"], "reads_first": ["new"]}
        assert client.post(url, form_with(shown, "opened") | said).status_code == 302
        group.refresh_from_db()
        found = (group.mode, group.turn_minutes, group.has_lobby, group.reads_first)
        assert found == ("taking_turns", 7, True, "new")
        entry = AuditEntry.objects.get(verb="groups.change_ways")
        assert entry.details["turn_minutes"] == 7

    @pytest.mark.parametrize("minutes", ["0", "31", "-5", "x"])
    def test_a_turn_has_bounds(self, client, host, group, minutes):
        url = reverse("host_ways", args=[group.code])
        fields = form_with(client.get(url).content.decode(), "opened")
        answer = client.post(url, fields | {"turn_minutes": [minutes]})
        assert answer.status_code == 422
        group.refresh_from_db()
        assert group.turn_minutes == 5

    def test_two_hosts_do_not_overwrite_each_other(self, client, host, group):
        url = reverse("host_ways", args=[group.code])
        fields = form_with(client.get(url).content.decode(), "opened") | {"slow_seconds": ["20"]}
        groups.change_ways(actor=host, group=group, now=timezone.now(), mode="listening", turn_minutes=9)
        answer = client.post(url, fields)
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "This was changed while you were writing" in html
        assert "<bdi>Listening</bdi>" in html
        assert client.post(url, form_with(html, "opened")).status_code == 302
        group.refresh_from_db()
        assert (group.mode, group.turn_minutes, group.slow_seconds) == ("listening", 9, 20)

    def test_words_for_those_who_wait_are_read_once_more(self, client, host, group):
        url = reverse("host_ways", args=[group.code])
        fields = form_with(client.get(url).content.decode(), "opened")
        answer = client.post(url, fields | {"lobby_words": ["Addicts wait here."]})
        assert answer.status_code == 422
        assert "keep_words" in answer.content.decode()


class TestTheService:
    def test_members_decide_nothing(self, group):
        member = adult()
        factories.role(member, group)
        with pytest.raises(NotAllowed):
            groups.change_ways(actor=member, group=group, now=NOW, mode="listening")

    @pytest.mark.parametrize("wrong", [{"turn_minutes": 31}, {"mode": "shouting"}, {"slow_seconds": 7}])
    def test_nothing_unknown_is_saved(self, group, host, wrong):
        with pytest.raises(DomainError):
            groups.change_ways(actor=host, group=group, now=NOW, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            Group.objects.filter(pk=group.pk).update(**wrong)

    def test_only_these_fields(self, group, host):
        with pytest.raises(TypeError):
            groups.change_ways(actor=host, group=group, now=NOW, name="Other")
        with pytest.raises(TypeError):
            groups.edit_group(actor=host, group=group, now=NOW, mode="listening")


def test_people_who_wait_read_the_groups_own_words(client, group):
    Group.objects.filter(pk=group.pk).update(**CHOSEN)
    person = adult()
    entry = enter(person, occurrence(group))
    assert not Seat.objects.filter(user=person).exists()
    client.force_login(person)
    page = client.get(reverse("room_wait", args=[entry.room.code])).content.decode()
    assert "Tea is on the stove." in page
