"""What a host does to one seat: the words that were shown, the way back, the second person, and who may."""

import contextlib
import uuid
from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from django.test import Client
from django.utils import timezone

from accounts.models import Centre, StaffRole
from accounts.services.erasure import erase_account
from chat.handles import handle_of, new_key
from chat.models import Act, Ban, Event, LobbyEntry, Opening, Room, Seat
from chat.services import accounts, acts, lobby, messages, seats
from ledger.models import AccessEntry, AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import SamePerson
from tests.chat.conftest import person, planned_room
from tests.racing import crossing, in_threads

LEAVE = "We are asking you to leave today&#x27;s meeting."


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def leave(circle, seat, **more):
    asked = {"words": "", "reason": ""} | more
    return acts.ask_to_leave(actor=circle.host.user, seat=seat, now=circle.now, **asked)


def test_rest_ends_by_itself_and_tells_the_person_and_the_hosts(circle):
    act = acts.rest(actor=circle.host.user, seat=circle.heron, minutes=5, words="", now=circle.now)
    with pytest.raises(NotAllowed):
        circle.say(circle.heron, "x")
    told = circle.room.events.last()
    assert (told.kind, told.audience_seat_id) == ("act", circle.heron.pk)
    assert (told.payload["words_key"], told.payload["words"]) == ("rest_5", "")
    assert Event.objects.visible_to(circle.host.user).filter(pk=told.pk).exists()
    assert not Event.objects.visible_to(circle.river.user).filter(pk=told.pk).exists()
    acts.undo(actor=circle.host.user, act=act, now=circle.now)
    assert circle.say(circle.heron, "x")


def test_a_script_is_told_the_way_back_from_an_act(circle):
    """What the room shows beside "Done."; after it was taken, there is none."""
    host, path = browser(circle.host.user), f"/r/{circle.room.code}/people/{circle.heron.code}/act/"
    answer = host.post(path, {"act": "leave"}, headers={"accept": "application/json"}).json()
    assert not Seat.objects.get(pk=circle.heron.pk).is_live
    again = host.post(answer["undo"], headers={"accept": "application/json"})
    assert (again.status_code, again.json()) == (200, {})
    assert Seat.objects.get(pk=circle.heron.pk).is_live
    settings = f"/r/{circle.room.code}/host/settings/"
    assert host.post(settings, {"mode": "listening"}, headers={"accept": "application/json"}).json() == {}


def test_rest_is_asked_in_the_writing_statement_too(circle):
    """The rule looked at the seat as it was when the page was asked for."""
    stale = Seat.objects.select_related("room", "user").get(pk=circle.heron.pk)
    acts.rest(actor=circle.host.user, seat=circle.heron, minutes=5, words="", now=circle.now)
    stale.room.remember(stale)
    with pytest.raises(NotAllowed):
        messages.post_message(
            actor=stale.user, room=stale.room, cid=uuid.uuid4(), text="late", now=circle.now
        )
    assert not Event.objects.filter(kind="message").exists()


def test_back_to_the_waiting_room_takes_the_seat_and_gives_a_place_in_line(circle):
    acts.back_to_lobby(actor=circle.host.user, seat=circle.heron, words="", now=circle.now)
    entry = LobbyEntry.objects.get(user=circle.heron.user)
    assert entry.is_waiting
    assert not Room.objects.visible_to(circle.heron.user).exists()
    page = browser(circle.heron.user).get(f"/r/{circle.room.code}/", follow=True).content.decode()
    assert "We moved you back to the waiting room." in page
    back = lobby.come(
        room=circle.room, user=circle.heron.user, alias="Quiet Heron", role="member", now=circle.now
    )
    assert back.pk == entry.pk, "nobody walks past the line again"
    seat = lobby.admit(actor=circle.host.user, entry=entry, now=circle.now)
    assert (seat.pk, seat.is_live) == (circle.heron.pk, True)


def test_asked_to_leave_lands_on_words_and_help(circle):
    leave(circle, circle.heron, reason="shouted")
    page = browser(circle.heron.user).get(f"/r/{circle.room.code}/", follow=True).content.decode()
    assert LEAVE in page
    assert "Help now" in page
    assert "Ask for another look" in page
    assert "shouted" not in page
    assert "Simran" not in page
    with pytest.raises(NotAllowed):
        circle.say(circle.heron, "x")


def test_a_mistaken_removal_is_taken_back_with_the_same_seat(circle):
    act = leave(circle, circle.heron)
    entry = LobbyEntry.objects.get(user=circle.heron.user)
    lobby.ask_again(actor=circle.heron.user, entry=entry, now=circle.now)
    page = browser(circle.host.user).get(f"/r/{circle.room.code}/host/").content.decode()
    assert "Asks for another look" in page
    acts.undo(actor=circle.host.user, act=act, now=circle.now)
    circle.heron.refresh_from_db()
    assert circle.heron.is_live
    assert circle.heron.alias == "Quiet Heron"
    assert browser(circle.heron.user).get(f"/r/{circle.room.code}/").status_code == 200
    with pytest.raises((DomainError, NotAllowed)):
        acts.undo(actor=circle.host.user, act=act, now=circle.now)


def test_nobody_took_the_name_in_between(circle):
    act = leave(circle, circle.heron)
    Room.objects.filter(pk=circle.room.pk).update(has_lobby=True)
    with pytest.raises(DomainError):
        lobby.come(room=circle.room, user=person(), alias="Quiet Heron", role="member", now=circle.now)
    acts.undo(actor=circle.host.user, act=act, now=circle.now)
    assert Seat.objects.get(pk=circle.heron.pk).is_live


def test_hosts_do_not_act_on_hosts_and_members_on_nobody(circle):
    other = circle.sit("Blue Kite", Seat.Role.HOST)
    with pytest.raises(NotAllowed):
        leave(circle, other)
    with pytest.raises(NotAllowed):
        acts.ask_to_leave(actor=circle.river.user, seat=circle.heron, words="", now=circle.now)
    with pytest.raises(NotAllowed):
        acts.ask_to_leave(actor=person(), seat=circle.heron, words="", now=circle.now)


def test_the_log_says_who_and_why_and_the_ledger_has_no_words(circle):
    leave(circle, circle.heron, words="Please go.", reason="shouted")
    page = (
        browser(circle.host.user).get(f"/r/{circle.room.code}/people/{circle.heron.code}/").content.decode()
    )
    assert "shouted" in page
    assert "Simran" in page
    entry = AuditEntry.objects.get(verb="chat.act_leave")
    assert entry.actor == circle.host.user.subject
    assert "Please go" not in str(entry.details)


def test_the_person_page_shows_the_exact_words_before_it_is_done(circle):
    path = f"/r/{circle.room.code}/people/{circle.heron.code}/"
    page = browser(circle.host.user).get(path).content.decode()
    assert LEAVE in page
    browser(circle.host.user).post(f"{path}act/", {"act": "leave", "words": ""})
    assert LEAVE in browser(circle.heron.user).get(f"/r/{circle.room.code}/wait/").content.decode()


# --- Not in this group for a time ------------------------------------------------------------------


@pytest.fixture
def grouped(circle):
    Room.objects.filter(pk=circle.room.pk).update(handle_key=new_key())
    circle.room.refresh_from_db()
    circle.second = circle.sit("Blue Kite", Seat.Role.HOST)
    for seat in (circle.heron, circle.host, circle.second):
        seat.refresh_from_db()
    return circle


def ask_ban(circle, days=30):
    return acts.ask_ban(
        actor=circle.host.user, seat=circle.heron, days=days, words="", reason="sells", now=circle.now
    )


def test_one_host_alone_changes_nothing(grouped):
    act = ask_ban(grouped)
    assert not Ban.objects.exists()
    assert Seat.objects.get(pk=grouped.heron.pk).is_live
    with pytest.raises(NotAllowed):
        acts.agree_ban(actor=grouped.host.user, act=act, now=grouped.now)


def test_the_second_host_agrees_and_every_room_of_the_group_is_closed_to_the_person(grouped):
    acts.agree_ban(actor=grouped.second.user, act=ask_ban(grouped), now=grouped.now)
    assert not Seat.objects.get(pk=grouped.heron.pk).is_live
    next_week = planned_room(grouped.now, handle_key=grouped.room.handle_key)
    with pytest.raises(DomainError):
        lobby.come(room=next_week, user=grouped.heron.user, alias="Other", role="member", now=grouped.now)
    later = grouped.now + timedelta(days=31)
    assert lobby.come(room=next_week, user=grouped.heron.user, alias="Other", role="member", now=later)
    elsewhere = planned_room(grouped.now, handle_key=new_key())
    assert lobby.come(room=elsewhere, user=grouped.heron.user, alias="Other", role="member", now=grouped.now)


def test_a_handle_is_no_account_and_differs_between_groups(grouped):
    acts.agree_ban(actor=grouped.second.user, act=ask_ban(grouped), now=grouped.now)
    ban = Ban.objects.get()
    user = grouped.heron.user
    assert str(user.subject) not in ban.handle
    assert ban.handle == handle_of(grouped.room.handle_key, user) != handle_of(new_key(), user)
    assert handle_of("", user) == ""


def test_a_copy_of_the_database_makes_no_handles(grouped, settings):
    sealed = grouped.room.handle_key
    settings.FIELD_KEY = "the key of somebody who only has the tables"
    with pytest.raises(InvalidToken):
        handle_of(sealed, grouped.heron.user)


def test_an_older_field_key_still_opens_the_list(grouped, settings):
    user, sealed = grouped.heron.user, grouped.room.handle_key
    before = handle_of(sealed, user)
    settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = "a newer key", [settings.FIELD_KEY]
    assert handle_of(sealed, user) == before


def linked(*users):
    one = uuid.uuid4()
    SamePerson.objects.bulk_create(SamePerson(user=user, person=one) for user in users)


def test_it_follows_the_person_to_the_accounts_staff_know(grouped):
    """Linked before, linked after, and when the account it fell on is gone."""
    before, after, nobody = person("Before"), person("After"), person("Nobody")
    linked(grouped.heron.user, before)
    acts.agree_ban(actor=grouped.second.user, act=ask_ban(grouped), now=grouped.now)
    assert Ban.objects.count() == 2
    erase_account(actor=grouped.heron.user, user=grouped.heron.user, now=grouped.now)
    SamePerson.objects.create(user=after, person=SamePerson.objects.get(user=before).person)
    room = planned_room(grouped.now, handle_key=grouped.room.handle_key)
    for user in (before, after):
        with pytest.raises(DomainError, match="cannot go into this room"):
            lobby.come(room=room, user=user, alias="Other Name", role="member", now=grouped.now)
    assert lobby.come(room=room, user=nobody, alias="Other Name", role="member", now=grouped.now)


def test_whoever_was_asked_to_leave_does_not_come_back_under_another_account(circle):
    other = person("Other")
    linked(circle.heron.user, other)
    leave(circle, circle.heron)
    with pytest.raises(DomainError, match="cannot go into this room"):
        lobby.come(room=circle.room, user=other, alias="New Name", role="member", now=circle.now)


def test_taking_it_back_lifts_it(grouped):
    act = acts.agree_ban(actor=grouped.second.user, act=ask_ban(grouped), now=grouped.now)
    acts.undo(actor=grouped.host.user, act=act, now=grouped.now)
    assert Seat.objects.get(pk=grouped.heron.pk).is_live
    assert not Ban.objects.standing(grouped.now).exists()


def test_without_a_group_or_a_reason_nobody_asks(circle):
    with pytest.raises(DomainError):
        ask_ban(circle)
    Room.objects.filter(pk=circle.room.pk).update(handle_key=new_key())
    with pytest.raises(DomainError):
        acts.ask_ban(actor=circle.host.user, seat=circle.heron, days=30, words="", reason=" ", now=circle.now)


# --- The account behind a seat ---------------------------------------------------------------------


@pytest.fixture
def staffed(circle):
    centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
    Room.objects.filter(pk=circle.room.pk).update(centre=centre)
    circle.colleague = person("Colleague")
    for user in (circle.host.user, circle.colleague):
        StaffRole.objects.create(user=user, centre=centre, role="counselor")
    circle.heron = Seat.objects.select_related("room", "user").get(pk=circle.heron.pk)
    return circle


def test_one_asks_a_second_agrees_and_each_look_is_logged(staffed):
    host, colleague = staffed.host.user, staffed.colleague
    opening = accounts.ask_to_open(actor=host, seat=staffed.heron, reason="a threat", now=staffed.now)
    with pytest.raises(NotAllowed):
        accounts.open_account(actor=host, opening=opening, now=staffed.now)
    with pytest.raises(NotAllowed):
        accounts.agree_to_open(actor=host, opening=opening, now=staffed.now)
    opening = accounts.agree_to_open(actor=colleague, opening=opening, now=staffed.now)
    account = accounts.open_account(actor=host, opening=opening, now=timezone.now())
    assert account.code == staffed.heron.user.code
    entry = AccessEntry.objects.get(subject=staffed.heron.user.subject)
    assert (entry.actor, entry.reason) == (host.subject, "a threat")
    assert AuditEntry.objects.filter(verb="chat.agree_to_open", actor=colleague.subject).exists()


def test_who_may_agree_is_told_and_then_who_asked(staffed):
    """Not the person behind the seat, though they work there too, and nobody's name or reason in the note."""
    StaffRole.objects.create(user=staffed.heron.user, centre=staffed.heron.room.centre, role="manager")
    opening = accounts.ask_to_open(
        actor=staffed.host.user, seat=staffed.heron, reason="a threat", now=staffed.now
    )
    asked = Notice.objects.get()
    assert (asked.recipient, asked.kind, asked.params) == (staffed.colleague, "chat.open_asked", {})
    accounts.agree_to_open(actor=staffed.colleague, opening=opening, now=staffed.now)
    answer = Notice.objects.get(kind="chat.open_agreed")
    assert (answer.recipient, answer.path) == (staffed.host.user, "/openings/")


def test_an_opening_ends_after_a_day_and_strangers_never_see_it(staffed):
    opening = accounts.ask_to_open(
        actor=staffed.host.user, seat=staffed.heron, reason="a threat", now=staffed.now
    )
    accounts.agree_to_open(actor=staffed.colleague, opening=opening, now=staffed.now)
    Opening.objects.update(agreed_at=staffed.now - timedelta(hours=25))
    opening.refresh_from_db()
    with pytest.raises(NotAllowed):
        accounts.open_account(actor=staffed.host.user, opening=opening, now=staffed.now)
    assert not Opening.objects.visible_to(person()).exists()
    assert not Opening.objects.visible_to(staffed.heron.user).exists()


def test_hosts_who_are_no_staff_cannot_ask(circle):
    seat = Seat.objects.select_related("room", "user").get(pk=circle.heron.pk)
    with pytest.raises(NotAllowed):
        accounts.ask_to_open(actor=circle.host.user, seat=seat, reason="why", now=circle.now)


# --- Two at once -----------------------------------------------------------------------------------


def test_a_removal_and_a_message_take_their_locks_in_one_order(open_circle):
    circle = open_circle()

    def write():
        with contextlib.suppress(DomainError, NotAllowed):  # the removal was faster
            circle.say(circle.heron, "at the same time")

    crossing(
        lambda: Room.objects.select_for_update().get(pk=circle.room.pk),
        write,
        lambda: leave(circle, circle.heron),
    )
    assert not Event.objects.filter(kind="message").exists(), "the seat was gone behind the room's lock"
    assert list(circle.room.events.values_list("seq", flat=True)) == list(
        range(1, circle.room.events.count() + 1)
    )


def test_two_hosts_take_back_one_act_once(open_circle):
    circle = open_circle()
    act = leave(circle, circle.heron)
    done = []

    def take_back(_number):
        try:
            done.append(acts.undo(actor=circle.host.user, act=Act.objects.get(pk=act.pk), now=circle.now))
        except (DomainError, NotAllowed):
            done.append(None)

    in_threads(4, take_back)
    assert len([one for one in done if one]) == 1


def test_a_person_who_leaves_while_being_asked_to(open_circle):
    circle = open_circle()

    def go():
        seats.leave_room(actor=circle.heron.user, room=circle.room, now=circle.now)

    crossing(lambda: Room.objects.select_for_update().get(pk=circle.room.pk), go, lambda: None)
    with pytest.raises(DomainError):
        leave(circle, circle.heron)


def test_a_ban_holds_in_the_other_rooms_of_the_group_at_once(grouped):
    """Where the person sits, and where they wait to be let in."""
    sits, waits = (planned_room(grouped.now) for _room in range(2))
    Room.objects.filter(pk__in=[sits.pk, waits.pk]).update(handle_key=grouped.room.handle_key)
    seat = seats.give_seat(
        room=sits, user=grouped.heron.user, alias="Grey Heron", role="member", now=grouped.now
    )
    Room.objects.filter(pk=waits.pk).update(has_lobby=True)
    entry = lobby.come(room=waits, user=grouped.heron.user, alias="Heron", role="member", now=grouped.now)
    acts.agree_ban(actor=grouped.second.user, act=ask_ban(grouped), now=grouped.now)
    seat.refresh_from_db()
    entry.refresh_from_db()
    assert not seat.is_live
    assert entry.state == LobbyEntry.State.LEFT
    host = seats.give_seat(room=waits, user=grouped.host.user, alias="Simran", role="host", now=grouped.now)
    with pytest.raises(DomainError, match="does not wait any more"):
        lobby.admit(actor=host.user, entry=entry, now=grouped.now)


def test_the_log_of_a_room_ends_with_its_words(circle):
    act = leave(circle, circle.heron)
    assert list(Act.objects.visible_to(circle.host.user)) == [act]
    Room.objects.filter(pk=circle.room.pk).update(state=Room.State.GONE)
    assert not Act.objects.visible_to(circle.host.user).exists()
