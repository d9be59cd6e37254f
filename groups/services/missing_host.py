"""A meeting whose host does not come: others are asked, those who wait are told, and it opens or it ends.

Nothing is remembered outside the rows, so whoever looks moves it on: the timetable, the page of
those who wait, the sockets' process, or the next person at the door (docs/decisions/0042).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from chat.models import PresenceInterval, Room, Seat
from chat.services import rooms
from groups.models import Group, HostSearch, MeetingRoom, MeetingSeries, Occurrence
from groups.services import host_news, meetings, room_calls
from ledger.services import record

ASK_BEFORE = timedelta(minutes=5)
PEERS_AFTER = timedelta(minutes=5)
CLOSE_AFTER = timedelta(minutes=10)
# Somebody who said yes is given so long to come, and no promise holds longer than this.
ON_THE_WAY, LATEST = timedelta(minutes=5), timedelta(minutes=20)
HERE = timedelta(minutes=2)
Outcome = HostSearch.Outcome


def look_at_all(now: datetime) -> dict[str, int]:
    """Every meeting that should have a host by now. Run by the timetable: no actor."""
    done = [look(occurrence, now) for occurrence in _due(now)]
    return {word: done.count(word) for word in ("asked", "hosted", "peer_led", "closed")}


def look_at_meeting(occurrence: Occurrence, now: datetime) -> str:
    """Somebody knocks at its door. No actor: it only does what the clock has decided."""
    due = _due(now).filter(pk=occurrence.pk).first()
    return look(due, now) if due else ""


def look_at_room(room: Room, now: datetime) -> str:
    """The meeting of a room in which people wait. No actor: it only does what the clock has decided."""
    if room.state not in Room.BEFORE or now < room.opens_at - ASK_BEFORE:
        return ""
    link = MeetingRoom.objects.filter(room=room).first()
    return look_at_meeting(Occurrence(pk=link.occurrence_id), now) if link else ""


def _due(now: datetime) -> QuerySet[Occurrence]:
    """Begun or about to, in a room of ours that needs a host and has not opened, and not yet settled."""
    begun = MeetingRoom.objects.filter(occurrence=OuterRef("pk")).exclude(room__state__in=Room.BEFORE)
    settled = HostSearch.objects.filter(occurrence=OuterRef("pk")).exclude(settled_at=None)
    return Occurrence.objects.filter(
        ~Exists(begun),
        ~Exists(settled),
        status=Occurrence.Status.SCHEDULED,
        starts_at__lte=now + ASK_BEFORE,
        ends_at__gt=now,
        series__opens_itself=False,
        series__online_kind=MeetingSeries.OnlineKind.ROOM,
    ).order_by("pk")


@transaction.atomic
def look(occurrence: Occurrence, now: datetime) -> str:
    """One step for one meeting, or none; what was done. No actor. Locks occurrence, room and search."""
    room = meetings.ensure_room(occurrence=occurrence, now=now)
    room = Room.objects.select_for_update().get(pk=room.pk)
    occurrence = Occurrence.objects.select_related("series__group").get(pk=occurrence.pk)
    held = HostSearch.objects.select_for_update(of=("self",)).select_related("occurrence__series__group")
    search = held.filter(occurrence=occurrence).first()
    if room.state not in Room.BEFORE or (search and search.settled_at):
        return ""
    if _host_is_here(room, now):
        return _stop_looking(search, room, now)
    if search is None:
        return _ask(occurrence, room, now)
    return _settle(search, room, now) if now >= _until(search) else ""


def _host_is_here(room: Room, now: datetime) -> bool:
    """A host sits at the door: seen within two minutes, by a stamp or by coming in."""
    seen = PresenceInterval.objects.filter(seat=OuterRef("pk"), last_at__gt=now - HERE)
    hosts = Seat.objects.live().filter(room=room, role=Seat.Role.HOST)
    return hosts.filter(Q(joined_at__gt=now - HERE) | Q(Exists(seen))).exists()


def _ask(occurrence: Occurrence, room: Room, now: datetime) -> str:
    """Stand-ins are asked, and those who wait are told so."""
    HostSearch.objects.create(occurrence=occurrence, asked_at=now)
    asked = host_news.ask_stand_ins(occurrence, now)
    room_calls.tell_about_host(room=room, state=room_calls.AWAY, now=now)
    record(actor=None, verb="groups.ask_stand_ins", obj=occurrence, now=now, asked=asked)
    return "asked"


def _stop_looking(search: HostSearch | None, room: Room, now: datetime) -> str:
    """A host came; they open the door when they are ready, and that ends the search."""
    if search is None or search.came_at is not None:
        return ""
    search.came_at = now
    search.save(update_fields=["came_at"])
    room_calls.tell_about_host(room=room, state=room_calls.BACK, now=now)
    return "hosted"


def _until(search: HostSearch) -> datetime:
    """When the group's choice takes effect. Who said yes, or came and went, is waited for, within reason."""
    start = search.occurrence.starts_at
    by_peers = search.occurrence.series.group.without_host == Group.WithoutHost.PEERS
    usual = start + (PEERS_AFTER if by_peers else CLOSE_AFTER)
    hopes = [at + ON_THE_WAY for at in (search.found_at, search.came_at) if at is not None]
    return min(max(usual, *hopes), start + LATEST) if hopes else usual


def _settle(search: HostSearch, room: Room, now: datetime) -> str:
    """As the group chose. The caller holds the locks of the occurrence, the room and the search."""
    if search.occurrence.series.group.without_host == Group.WithoutHost.PEERS:
        room_calls.without_lobby(room=room, now=now)
        _end(search, Outcome.PEER_LED, now)
        rooms.open_by_itself(room=room, now=now)
        return "peer_led"
    _end(search, Outcome.CLOSED, now)
    waiting = User.objects.filter(seats__in=Seat.objects.live().filter(room=room))
    host_news.tell_waiting(waiting, search.occurrence, "groups.no_host_came", room.after_path, now)
    host_news.did_not_open(search.occurrence, now)
    rooms.cancel_room(room=room, now=now)
    return "closed"


def _end(search: HostSearch, outcome: str, now: datetime) -> None:
    search.outcome, search.settled_at = outcome, now
    search.save(update_fields=["outcome", "settled_at"])
    record(actor=None, verb="groups.end_host_search", obj=search, now=now, outcome=str(outcome))


def room_changed(*, room: Room, now: datetime) -> None:
    """The door opened, or closed for good, while a host was looked for. In that transaction; no actor."""
    held = HostSearch.objects.select_for_update(of=("self",))
    search = held.filter(occurrence__meeting_room__room=room, settled_at=None).first()
    if search is not None:
        _end(search, Outcome.HOSTED if room.opened_at else Outcome.CLOSED, now)


def outcome_of(room: Room) -> str:
    """For the page after: how the search for a host of this room's meeting ended, if there was one."""
    found = HostSearch.objects.filter(occurrence__meeting_room__room=room).values_list("outcome", flat=True)
    return found.first() or ""
