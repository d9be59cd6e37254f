"""Limits that staff set, in rooms: at the door, in the writing, on seats and sockets that are open."""

import uuid
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from accounts.models import Centre, StaffRole
from chat.models import Event, LobbyEntry, Room, Seat
from chat.services import acts, lobby, messages, resting, rooms, seats
from chat.services.reading import read_after
from chat.wire import moment, shown_to
from recovery_network.common.errors import NotAllowed
from safeguarding.models import Case, SamePerson, Sanction
from safeguarding.services import limits
from tests.chat.conftest import Circle, person
from tests.chat.sockets import call, say, socket_of
from tests.chat.taking_turns import fresh, give, states, take_turns, up

DAY = timedelta(days=1)


class House:
    """The centre of the circle's room, with two members of staff who may set limits."""

    def __init__(self, circle: Circle) -> None:
        self.circle, self.now = circle, circle.now
        self.centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
        Room.objects.filter(pk=circle.room.pk).update(centre=self.centre)
        circle.room.refresh_from_db()
        self.staff = [person("Nila"), person("Rafi")]
        for each in self.staff:
            StaffRole.objects.create(user=each, centre=self.centre, role="manager")

    def limit(self, user, step: str, days: int = 1) -> Sanction:
        case = Case.objects.create(
            centre=self.centre, about=user, about_subject=user.subject, is_urgent=True,
            opened_at=self.now, due_at=self.now, assigned_to=self.staff[0], assigned_at=self.now,
        )  # fmt: skip
        return limits.set_limit(
            actor=self.staff[0], case=case, step=step, days=days, words="Please rest.", now=self.now
        )

    def lift(self, limit: Sanction) -> None:
        limits.lift_limit(actor=self.staff[1], sanction=limit, now=self.now)


@pytest.fixture
def house(circle) -> House:
    return House(circle)


def come(house, user, alias="Green Field", **more):
    fields = {"alias": alias, "role": "member", "now": house.now} | more
    return lobby.come(room=house.circle.room, user=user, **fields)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(house, seat, **headers):
    url = f"/r/{house.circle.room.code}/messages/"
    return browser(seat.user).post(url, {"cid": uuid.uuid4(), "text": "Hello"}, **headers)


# --- At the door -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["away", "for_good"])
@pytest.mark.parametrize("role", ["member", "host"])
def test_no_seat_and_no_place_in_the_line_while_it_stands(house, step, role):
    user = person()
    limit = house.limit(user, step)
    if step == "for_good":
        assert isinstance(come(house, user), Seat)  # one person alone cannot set it
        limits.confirm_limit(actor=house.staff[1], sanction=limit, now=house.now)
    with pytest.raises(limits.AwayError, match="another look"):
        come(house, user, role=role)
    house.lift(limit)
    assert isinstance(come(house, user), Seat)


def test_it_holds_at_the_centre_alone_and_for_every_account_of_the_person(house):
    user, other = person(), person()
    for each in (user, other):
        SamePerson.objects.create(user=each, person="6b0c5f4e-0000-4000-8000-000000000000")
    house.limit(user, "away")
    with pytest.raises(limits.AwayError):
        come(house, other)
    Room.objects.filter(pk=house.circle.room.pk).update(centre=None)
    assert isinstance(come(house, other), Seat)


def test_a_rest_is_a_seat_that_reads(house):
    user = person()
    house.limit(user, "rest", days=2)
    seat = come(house, user)
    assert seat.muted_until == house.now + 2 * DAY
    with pytest.raises(NotAllowed):
        house.circle.say(seat, "Hello")
    assert browser(user).get(f"/r/{house.circle.room.code}/").status_code == 200


def test_who_waits_is_sent_away_kindly_when_the_limit_comes(house):
    Room.objects.filter(pk=house.circle.room.pk).update(has_lobby=True)
    user = person()
    entry = come(house, user)
    house.limit(user, "away")
    entry.refresh_from_db()
    assert entry.state == LobbyEntry.State.LEFT


# --- In the room --------------------------------------------------------------------------------------


def test_a_rest_set_now_stops_the_next_message_and_says_where_to_ask(house):
    heron = house.circle.heron
    limit = house.limit(heron.user, "rest")
    answer = post(house, heron, HTTP_ACCEPT="application/json")
    assert answer.status_code == 403
    assert answer.json()["more"] == "/me/limits/"
    assert "You rest from writing for a time." in answer.json()["error"]
    page = post(house, heron)
    assert page.status_code == 403
    assert 'href="/me/limits/"' in page.content.decode()
    house.lift(limit)
    assert post(house, heron, HTTP_ACCEPT="application/json").status_code == 201


def test_a_hosts_rest_is_told_as_one(house):
    acts.rest(actor=house.circle.host.user, seat=house.circle.heron, minutes=5, words="", now=house.now)
    answer = post(house, house.circle.heron, HTTP_ACCEPT="application/json").json()
    assert "A host asked you to rest" in answer["error"]
    assert "more" not in answer


def test_a_host_cannot_end_or_shorten_what_staff_set(house):
    circle, heron = house.circle, house.circle.heron
    limit = house.limit(heron.user, "rest", days=3)
    heron.refresh_from_db()
    act = acts.rest(actor=circle.host.user, seat=heron, minutes=5, words="", now=house.now)
    heron.refresh_from_db()
    assert heron.muted_until == house.now + 3 * DAY
    acts.undo(actor=circle.host.user, act=act, now=house.now)
    heron.refresh_from_db()
    assert heron.muted_until == house.now + 3 * DAY
    act = acts.rest(actor=circle.host.user, seat=heron, minutes=15, words="", now=house.now)
    house.lift(limit)
    heron.refresh_from_db()
    assert heron.muted_until == act.until
    acts.undo(actor=circle.host.user, act=act, now=house.now)
    heron.refresh_from_db()
    assert heron.muted_until is None


def test_a_seat_given_in_the_moment_of_a_limit_ends_soon_after(house):
    """The one who gave it could not see the limit, and the limit could not see the seat: hubs ask again."""
    user = person()
    house.limit(user, "away")
    seat = house.circle.sit("Green Field")
    Seat.objects.filter(pk=seat.pk).update(user=user)
    resting.catch_up(house.now + timedelta(minutes=1))
    assert Seat.objects.get(pk=seat.pk).is_live
    resting.catch_up(house.now + timedelta(seconds=10))
    assert not Seat.objects.get(pk=seat.pk).is_live


def test_who_rests_has_no_turn_and_is_passed_over_until_then(house):
    ring = take_turns(house.circle)
    up(ring, ring.river)
    give(ring, ring.heron)
    house.limit(ring.heron.user, "rest")
    assert states(ring)[-1] == ("ended", ring.heron.alias)
    give(ring, ring.river)
    acts.rest(actor=ring.host.user, seat=ring.river, minutes=5, words="", now=ring.now)
    assert (states(ring)[-1], fresh(ring).sharer) == (("ended", ring.river.alias), None)


def test_whoever_left_meanwhile_comes_back_as_things_are_then(house):
    heron = house.circle.heron
    limit = house.limit(heron.user, "rest")
    seats.end_seat(seat=heron, reason="left", now=house.now)
    house.lift(limit)
    assert come(house, heron.user, alias="Quiet Heron").muted_until is None
    seats.end_seat(seat=heron, reason="left", now=house.now)
    house.limit(heron.user, "rest")
    assert come(house, heron.user, alias="Quiet Heron").muted_until == house.now + DAY


def test_away_ends_the_seat_and_leads_to_the_words_and_back_in_when_it_ends(house):
    heron, code = house.circle.heron, house.circle.room.code
    limit = house.limit(heron.user, "away")
    heron.refresh_from_db()
    assert (heron.is_live, heron.removed_at) == (False, None)
    assert browser(heron.user).get(f"/r/{code}/")["Location"] == "/me/limits/"
    assert "Please rest." in browser(heron.user).get("/me/limits/").content.decode()
    house.lift(limit)
    assert browser(heron.user).get(f"/r/{code}/")["Location"] == "/today/"
    assert come(house, heron.user, alias="Quiet Heron").is_live


def test_linking_accounts_brings_the_limit_along_at_once(house):
    from accounts.models import Membership
    from safeguarding.services.blocks import link_accounts

    other = person()
    for user in (other, house.circle.heron.user):
        Membership.objects.create(user=user, centre=house.centre)
    house.limit(other, "away")
    link_accounts(
        actor=house.staff[0], centre=house.centre, first=other, second=house.circle.heron.user, now=house.now
    )
    house.circle.heron.refresh_from_db()
    assert not house.circle.heron.is_live


def test_nobody_without_a_limit_pays_for_it(house, django_assert_num_queries):
    from chat.services import reading

    seat = reading.seat_with_room(house.circle.heron.user, house.circle.room.code)
    with django_assert_num_queries(3):
        messages.post_message(
            actor=house.circle.heron.user, room=seat.room, cid=uuid.uuid4(), text="Good day.", now=house.now
        )


@pytest.mark.usefixtures("nothing_left_running")
async def test_open_sockets_close_within_two_seconds(open_circle):
    circle: Circle = await sync_to_async(open_circle)()
    house = await sync_to_async(House)(circle)
    heron, river = [await socket_of(circle, seat, after=1) for seat in (circle.heron, circle.river)]
    await call(house.limit, user=circle.heron.user, step="away")
    assert await heron.closes(seconds=2) == 4403
    await say(circle, circle.river, "I stay.")
    assert (await river.hear())["text"] == "I stay."
    await river.disconnect()


# --- What they read at the field ----------------------------------------------------------------------


def pages(house, seat):
    client = browser(seat.user)
    return [client.get(f"/r/{house.circle.room.code}/{path}").content.decode() for path in ("", "lite/")]


def test_who_rests_reads_until_when_at_the_field_and_nothing_that_is_not_true(house):
    acts.rest(actor=house.circle.host.user, seat=house.circle.heron, minutes=5, words="", now=house.now)
    for html in pages(house, house.circle.heron):
        assert "You rest from writing. Until: <time" in html
        assert "You may write, or just read.</p>" not in html
        assert 'href="/me/limits/"' not in html
    full, lite = pages(house, house.circle.heron)
    assert 'aria-disabled="true" data-send' in full
    assert 'id="write"' not in lite
    assert "Until: <time" not in pages(house, house.circle.river)[0]


def test_a_limit_says_the_day_and_leads_to_why(house):
    house.limit(house.circle.heron.user, "rest", days=3)
    for html in pages(house, house.circle.heron):
        assert "You rest from writing for some days. Until:" in html
        assert '<a href="/me/limits/">Read why, or ask for another look</a>' in html


def rests_told(house):
    return list(
        house.circle.room.events.filter(kind="rests").order_by("seq").values_list("payload", flat=True)
    )


def test_it_is_told_at_once_when_it_begins_changes_and_ends(house):
    circle, heron = house.circle, house.circle.heron
    act = acts.rest(actor=circle.host.user, seat=heron, minutes=5, words="", now=house.now)
    limit = house.limit(heron.user, "rest")
    acts.undo(actor=circle.host.user, act=act, now=house.now)
    house.lift(limit)
    minutes, day = moment(house.now + timedelta(minutes=5)), moment(house.now + DAY)
    assert rests_told(house) == [
        {"until": minutes, "limit": False},
        {"until": day, "limit": True},
        {"until": None, "limit": False},
    ]


def test_nobody_else_is_told_of_a_limit_not_even_hosts(house):
    house.limit(house.circle.heron.user, "rest")
    event = house.circle.room.events.get(kind="rests")
    circle = house.circle
    knows = [
        Event.objects.visible_to(seat.user).filter(pk=event.pk).exists()
        for seat in (circle.heron, circle.host, circle.river)
    ]
    assert knows == [True, False, False]
    rows = read_after(circle.room.pk, event.seq - 1)[1]
    assert shown_to(rows[0], circle.host.pk, True)["kind"] == "none"


def test_a_closed_room_is_told_nothing(house):
    rooms.close_room(actor=house.circle.host.user, room=house.circle.room, now=house.now)
    house.limit(house.circle.heron.user, "rest")
    assert rests_told(house) == []
