"""Looking after somebody: words are a hint, a person worries; the hosts see it until it is done."""

import json
import uuid
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from accounts.models import Centre, User
from chat import hub as hub_module
from chat.models import Event, LobbyEntry, Room, Seat
from chat.services import care, hosts, lobby, messages, private, seats, sweeping
from ledger.models import AuditEntry
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Check, DutyShift
from safeguarding.services import blocks, checks
from tests.chat.conftest import Circle, person
from tests.chat.sockets import call, say, socket_of

ALARMING = "I want to die"


def post(circle, seat, text=ALARMING, cid=None) -> messages.Posted:
    return messages.post_message(
        actor=seat.user, room=circle.room, cid=cid or uuid.uuid4(), text=text, now=circle.now
    )


def told(circle) -> list[dict]:
    events = Event.objects.filter(room=circle.room, kind="check").order_by("seq")
    assert {event.audience for event in events} <= {"hosts"}
    return [event.payload for event in events]


def browser(seat) -> Client:
    client = Client()
    client.force_login(seat.user)
    return client


# --- Words -----------------------------------------------------------------------------------------


def test_words_ask_the_hosts_to_look_and_hide_nothing(circle):
    posted = post(circle, circle.heron)
    assert posted.help
    check = Check.objects.get()
    assert (check.about, check.raised_by, check.alias) == (circle.heron.user, None, "Quiet Heron")
    assert told(circle) == [
        {"check": check.code, "state": "open", "name": "Quiet Heron", "seat": circle.heron.code}
    ]
    assert [call.user for call in check.calls.all()] == [circle.host.user]
    assert Notice.objects.get(kind="safeguarding.check").recipient == circle.host.user
    assert circle.event(posted.seq).audience == "all"
    assert ALARMING not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_whoever_is_on_duty_at_the_centre_of_the_room_is_asked_too(circle):
    centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
    Room.objects.filter(pk=circle.room.pk).update(centre=centre)
    on_duty, hour = person("Nila"), timedelta(hours=1)
    DutyShift.objects.create(
        centre=centre, user=on_duty, starts_at=circle.now - hour, ends_at=circle.now + hour
    )
    post(circle, circle.heron)
    assert {call.user for call in Check.objects.get().calls.all()} == {circle.host.user, on_duty}


def test_words_that_a_host_reads_first_ask_as_well(circle):
    Room.objects.filter(pk=circle.room.pk).update(reads_first=True)
    posted = post(circle, circle.heron)
    assert (posted.state, posted.help) == ("held", True)
    assert Check.objects.count() == 1


def test_the_same_message_sent_again_asks_once_and_still_offers_help(circle):
    cid = uuid.uuid4()
    first = post(circle, circle.heron, cid=cid)
    checks.take_check(actor=circle.host.user, check=Check.objects.get(), now=circle.now)
    checks.finish_check(actor=circle.host.user, check=Check.objects.get(), now=circle.now)
    again = post(circle, circle.heron, cid=cid)
    assert (again.seq, again.is_new, again.help) == (first.seq, False, True)
    assert Check.objects.count() == 1
    post(circle, circle.heron)
    assert Check.objects.count() == 2


def test_a_host_may_ask_directly(circle):
    assert not post(circle, circle.host, "Do you want to die? Are you safe?").help
    assert not Check.objects.exists()


def test_a_refused_message_asks_nobody(circle):
    circle.heron.muted_until = circle.now + timedelta(hours=1)
    circle.heron.save()
    with pytest.raises(NotAllowed):
        post(circle, circle.heron)
    assert not Check.objects.exists()


def test_plain_words_cost_what_they_did_before(circle, django_assert_num_queries):
    from chat.services import reading

    seat = reading.seat_with_room(circle.heron.user, circle.room.code)
    with django_assert_num_queries(3):  # a savepoint, the one statement, its release
        posted = messages.post_message(
            actor=circle.heron.user, room=seat.room, cid=uuid.uuid4(), text="I am here.", now=circle.now
        )
    assert not posted.help


def test_the_answer_says_help_with_and_without_scripts(circle):
    url, heron = f"/r/{circle.room.code}/messages/", browser(circle.heron)
    scripts = {"HTTP_ACCEPT": "application/json"}
    plain = heron.post(url, {"cid": uuid.uuid4(), "text": "Good evening."}, **scripts)
    assert set(plain.json()) == {"cid", "seq"}
    assert heron.post(url, {"cid": uuid.uuid4(), "text": ALARMING}, **scripts).json()["help"] is True
    page = heron.post(url, {"cid": uuid.uuid4(), "text": ALARMING, "lite": "1"}, follow=True)
    assert page.redirect_chain == [(f"/r/{circle.room.code}/lite/?help=1", 302)]
    note = page.content.decode().partition('id="help-note"')[2]
    assert 0 < note.find("Talk to a host now") < note.find("Talk to a person")
    assert 'id="help-note"' not in heron.get(f"/r/{circle.room.code}/lite/").content.decode()


def test_a_private_word_to_the_hosts_is_read_for_it_too(circle):
    url = f"/r/{circle.room.code}/hosts/word/"
    answer = browser(circle.heron).post(url, {"text": ALARMING}, HTTP_ACCEPT="application/json")
    assert answer.json() == {"help": True}
    assert Check.objects.get().about == circle.heron.user
    private.write_to_hosts(actor=circle.river.user, room=circle.room, text="Thank you", now=circle.now)
    assert Check.objects.count() == 1


def test_so_is_a_word_at_the_door(circle):
    Room.objects.filter(pk=circle.room.pk).update(has_lobby=True)
    waits = person()
    entry = lobby.come(room=circle.room, user=waits, alias="Green Field", role="member", now=circle.now)
    client = Client()
    client.force_login(waits)
    page = client.post(f"/r/{circle.room.code}/wait/word/", {"text": ALARMING}, follow=True)
    assert 'id="help-note"' in page.content.decode()
    check = Check.objects.get()
    assert (check.about, told(circle)[-1]["seat"], told(circle)[-1]["name"]) == (waits, "", entry.alias)


# --- People ----------------------------------------------------------------------------------------


def test_a_host_and_a_member_ask_for_a_look_and_it_is_one_check(circle):
    check = care.check_on(actor=circle.host.user, seat=circle.heron, now=circle.now)
    assert care.check_on(actor=circle.river.user, seat=circle.heron, now=circle.now) == check
    assert check.raised_by == circle.host.user
    assert len(told(circle)) == 1


def test_nobody_for_themselves_nor_from_outside_nor_across_a_block(circle):
    blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    for actor in (circle.heron.user, circle.river.user, person()):
        with pytest.raises(NotAllowed):
            care.check_on(actor=actor, seat=circle.heron, now=circle.now)
    assert care.check_on(actor=circle.host.user, seat=circle.heron, now=circle.now)


def test_a_member_asks_three_times_an_hour_a_host_as_often_as_it_is_needed(circle):
    others = [circle.sit(f"Paper Boat {n}") for n in "ABCD"]
    for seat in others[:3]:
        care.check_on(actor=circle.heron.user, seat=seat, now=circle.now)
    with pytest.raises(DomainError, match="write to a host"):
        care.check_on(actor=circle.heron.user, seat=others[3], now=circle.now)
    for seat in [*others, circle.river]:
        care.check_on(actor=circle.host.user, seat=seat, now=circle.now)
    assert Check.objects.count() == 5


def test_each_change_is_told_to_the_hosts_with_the_names_of_the_room(circle):
    other = circle.sit("Blue Kite", Seat.Role.HOST)
    check = care.check_on(actor=circle.river.user, seat=circle.heron, now=circle.now)
    care.take_check(actor=other.user, check=check, room=circle.room, now=circle.now)
    checks.hand_on_check(actor=other.user, check=Check.objects.get(), now=circle.now)
    care.take_check(actor=circle.host.user, check=check, room=circle.room, now=circle.now)
    checks.finish_check(actor=circle.host.user, check=Check.objects.get(), now=circle.now)
    states = [(each["state"], each.get("by")) for each in told(circle)]
    assert states == [
        ("open", None), ("taken", "Blue Kite"), ("handed_on", None), ("taken", "Simran"), ("done", "Simran"),
    ]  # fmt: skip


def test_somebody_on_duty_is_no_name_in_the_room(circle):
    check = care.check_on(actor=circle.host.user, seat=circle.heron, now=circle.now)
    nila = person("Nila")
    checks.ask_also(check=check, person=nila, now=circle.now)
    checks.take_check(actor=nila, check=check, now=circle.now)
    assert told(circle)[-1]["by"] == ""
    page = browser(circle.host).get(f"/r/{circle.room.code}/host/").content.decode()
    assert "Somebody on duty has it." in page
    assert "Nila" not in page


def test_a_host_who_came_later_can_take_it(circle):
    check = care.check_on(actor=circle.river.user, seat=circle.heron, now=circle.now)
    late = circle.sit("Blue Kite", Seat.Role.HOST)
    url = f"/r/{circle.room.code}/host/checks/{check.code}/take/"
    assert browser(circle.river).post(url).status_code == 403
    assert browser(late).post(url).status_code == 302
    check.refresh_from_db()
    assert check.taken_by == late.user
    assert browser(circle.host).post(url, HTTP_ACCEPT="application/json").status_code == 409
    assert browser(late).post(url.replace(check.code, "nothing")).status_code == 404


def test_whoever_hosts_is_looked_after_by_the_others_and_reads_nothing_of_it(circle):
    other = circle.sit("Blue Kite", Seat.Role.HOST)
    check = care.check_on(actor=circle.river.user, seat=circle.host, now=circle.now)
    assert {one.user for one in check.calls.all()} == {other.user}
    assert told(circle) == []
    for seat in (circle.host, other):
        assert "data-look-after" not in browser(seat).get(f"/r/{circle.room.code}/host/").content.decode()


def test_who_becomes_a_host_reads_nothing_of_a_check_on_themselves(circle):
    greeter = circle.sit("Blue Kite", Seat.Role.GREETER)
    care.check_on(actor=circle.host.user, seat=greeter, now=circle.now)
    Room.objects.filter(pk=circle.room.pk).update(host_away_at=circle.now)
    circle.room.refresh_from_db()
    hosts.take_over(actor=greeter.user, room=circle.room, now=circle.now)
    assert not Event.objects.filter(kind="check").exclude(payload={}, audience="nobody").exists()
    heron = care.check_on(actor=circle.host.user, seat=circle.heron, now=circle.now)
    seats.give_seat(
        room=circle.room, user=circle.heron.user, alias="Quiet Heron", role="host", now=circle.now
    )
    assert not Event.objects.filter(kind="check", payload__check=heron.code).exists()


# --- Where it is seen -------------------------------------------------------------------------------


def test_the_card_stands_on_top_of_the_hosts_pages_until_it_is_done(circle):
    care.check_on(actor=circle.river.user, seat=circle.heron, now=circle.now)
    host, code = browser(circle.host), circle.room.code
    for path in ("", "host/"):
        page = host.get(f"/r/{code}/{path}").content.decode()
        card = page.partition("data-look-after")[2].partition("</article>")[0]
        assert "Check on Quiet Heron" in card
        assert "I have it" in card
        assert "data-due" in card
        assert page.index("data-look-after") < page.index('data-part="waiting"')
    check = Check.objects.get()
    host.post(f"/r/{code}/host/checks/{check.code}/take/")
    page = host.get(f"/r/{code}/host/").content.decode()
    assert "You have it." in page
    assert "I have it" not in page
    checks.finish_check(actor=circle.host.user, check=Check.objects.get(), now=circle.now)
    assert "data-look-after" not in host.get(f"/r/{code}/host/").content.decode()
    assert "Check on Quiet" not in browser(circle.river).get(f"/r/{code}/").content.decode()


def test_many_cards_cost_what_one_does(circle, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    care.check_on(actor=circle.host.user, seat=circle.heron, now=circle.now)
    with CaptureQueriesContext(connection) as one:
        care.cards(circle.room, circle.now)
    for n in "ABC":
        care.check_on(actor=circle.host.user, seat=circle.sit(f"Paper Boat {n}"), now=circle.now)
    with django_assert_max_num_queries(len(one)):
        assert len(care.cards(circle.room, circle.now)) == 4


def test_what_nobody_has_yet_stands_on_top(circle):
    first = care.check_on(actor=circle.host.user, seat=circle.heron, now=circle.now)
    second = care.check_on(actor=circle.host.user, seat=circle.river, now=circle.now)
    assert [card.check for card in care.cards(circle.room, circle.now)] == [first, second]
    care.take_check(actor=circle.host.user, check=first, room=circle.room, now=circle.now)
    later = care.cards(circle.room, circle.now + timedelta(seconds=50))
    assert [card.check for card in later] == [second, first]
    assert later[0].clock == "2:10"


def test_the_note_leads_a_host_to_the_person_and_others_to_the_door(circle):
    check = care.check_on(actor=circle.river.user, seat=circle.heron, now=circle.now)
    on_duty = person("Nila")
    checks.ask_also(check=check, person=on_duty, now=circle.now)
    code, seat = circle.room.code, circle.heron.code
    assert check.path == f"/r/{code}/answer/{seat}/"
    assert browser(circle.host).get(check.path)["Location"] == f"/r/{code}/people/{seat}/"
    assert browser(circle.host).get(f"/r/{code}/answer/")["Location"] == f"/r/{code}/host/"
    client = Client()
    client.force_login(on_duty)
    assert client.get(check.path)["Location"] == "/today/"
    for seat in (circle.river, circle.heron):
        assert browser(seat).get(check.path).status_code == 404


def test_what_a_member_may_do_about_somebody(circle):
    seq = circle.say(circle.heron, "I am here.")
    river, code = browser(circle.river), circle.room.code
    page = river.get(f"/r/{code}/people/{circle.heron.code}/about/?seq={seq}&back=lite").content.decode()
    for path in (f"/tell/message/{code}-{seq}/", f"/tell/person/{code}-", f"/apart/person/{code}-"):
        assert path in page
    done = river.post(f"/r/{code}/people/{circle.heron.code}/check/", {"back": "lite"}, follow=True)
    assert done.redirect_chain == [(f"/r/{code}/lite/", 302)]
    assert "Hosts were asked" in done.content.decode()
    assert Check.objects.get().raised_by == circle.river.user
    about_self = f"/r/{code}/people/{circle.river.code}/about/"
    assert river.get(about_self).status_code == 404
    blocks.block(actor=circle.heron.user, person=circle.river.user, now=circle.now)
    assert river.get(f"/r/{code}/people/{circle.heron.code}/about/").status_code == 404


# --- Asking for a word -------------------------------------------------------------------------------


def test_talk_to_a_host_now_is_one_tap_and_only_hosts_know(circle):
    event = private.ask_for_a_word(actor=circle.heron.user, room=circle.room, now=circle.now)
    assert (event.kind, event.audience, event.text, event.payload) == ("private", "hosts", "", {"asks": True})
    assert "asks for a word" in browser(circle.host).get(f"/r/{circle.room.code}/host/").content.decode()
    assert (
        "Heron asks for a word" not in browser(circle.river).get(f"/r/{circle.room.code}/").content.decode()
    )
    page = browser(circle.heron).get(f"/r/{circle.room.code}/").content.decode()
    assert "A host will write to you here." in page
    with pytest.raises(NotAllowed):
        private.ask_for_a_word(actor=circle.host.user, room=circle.room, now=circle.now)


def test_it_stands_first_in_the_help_of_the_room(circle):
    for path in ("", "lite/"):
        page = browser(circle.heron).get(f"/r/{circle.room.code}/{path}").content.decode()
        dialog = page.partition("data-help-dialog")[2].partition("</dialog>")[0]
        assert 0 < dialog.find("Talk to a host now") < dialog.find("Talk to a person")
    assert "Talk to a host now" not in browser(circle.host).get(f"/r/{circle.room.code}/").content.decode()


# --- When it is over ----------------------------------------------------------------------------------


def test_names_go_with_the_room_and_with_the_person(circle):
    from accounts.services import erasure

    care.check_on(actor=circle.host.user, seat=circle.river, now=circle.now)
    care.check_on(actor=circle.host.user, seat=circle.heron, now=circle.now)
    erasure.erase(user=User.objects.get(pk=circle.river.user.pk), doer=None, now=circle.now)
    assert "Slow River" not in json.dumps(list(circle.room.events.values_list("payload", flat=True)))
    Room.objects.filter(pk=circle.room.pk).update(
        state="closed", closed_at=circle.now - timedelta(days=2), keep=timedelta(days=1)
    )
    sweeping.sweep_messages(circle.now)
    assert "Quiet Heron" not in json.dumps(list(circle.room.events.values_list("payload", flat=True)))


@pytest.mark.usefixtures("nothing_left_running")
async def test_without_any_worker_the_hub_asks_the_next_person(open_circle, monkeypatch):
    monkeypatch.setattr(hub_module, "CHECK_SECONDS", 0.0)
    circle: Circle = await sync_to_async(open_circle)()
    check = await call(care.check_on, actor=circle.river.user, seat=circle.heron, now=circle.now)
    due = Check.objects.filter(pk=check.pk).update
    socket = await socket_of(circle, circle.host, after=2)
    await sync_to_async(due)(hand_over_at=timezone.now() - timedelta(seconds=1))
    heard = await socket.hear(seconds=4)
    assert (heard["kind"], heard["state"], heard["check"]) == ("check", "handed_on", check.code)
    await socket.disconnect()


@pytest.mark.usefixtures("nothing_left_running")
async def test_hosts_hear_it_at_once_and_members_nothing(open_circle):
    circle: Circle = await sync_to_async(open_circle)()
    host, river = (
        await socket_of(circle, circle.host, after=1),
        await socket_of(circle, circle.river, after=1),
    )
    await say(circle, circle.heron, ALARMING)
    assert [event["kind"] for event in await host.hear_all(2)] == ["message", "check"]
    assert [event["kind"] for event in await river.hear_all(2)] == ["message", "none"]
    for socket in (host, river):
        await socket.disconnect()


def test_somebody_at_the_door_is_forgotten_too(circle):
    from accounts.services import erasure

    Room.objects.filter(pk=circle.room.pk).update(has_lobby=True)
    waits = person()
    entry = lobby.come(room=circle.room, user=waits, alias="Green Field", role="member", now=circle.now)
    lobby.write_from_door(actor=waits, entry=entry, text=ALARMING, now=circle.now)
    assert "Green Field" in json.dumps(told(circle))
    erasure.erase(user=User.objects.get(pk=waits.pk), doer=None, now=circle.now)
    assert "Green Field" not in json.dumps(list(circle.room.events.values_list("payload", flat=True)))
    assert care.open_at_door(LobbyEntry(room=circle.room, user=None), circle.now) is None
