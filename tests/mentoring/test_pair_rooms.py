"""The room of two: no numbers while one of them is new, never money, reported to the right centre."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from chat.models import Event, Room, Seat
from chat.services import care, private
from chat.services.messages import post_message
from mentoring.models import Pair
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding import subjects
from safeguarding.models import Check, DutyShift
from tests.html import check_html
from tests.mentoring import people
from tests.mentoring.test_walks import step_back, walking


def write(pair, person, words, now):
    return post_message(actor=person, room=pair.room, cid=uuid.uuid4(), text=words, now=now)


@pytest.mark.parametrize("words", ["Call me on 01712 345678", "See https://example.com/x", "me@example.com"])
def test_no_contact_while_one_of_the_two_is_new(centre, now, words):
    pair = walking(centre, now)
    # The mentor has been here for long: what counts is that the other one is new.
    pair.guide.created_at = now - timedelta(days=400)
    pair.guide.save(update_fields=["created_at"])
    for person in pair.two():
        with pytest.raises(DomainError, match="first 90 days"):
            write(pair, person, words, now)
    assert not Event.objects.filter(room=pair.room, kind__in=["message", "held"]).exists()
    later = max(person.created_at for person in pair.two()) + timedelta(days=91)
    assert write(pair, pair.guide, words, later).state == ""


def test_never_money(centre, now):
    pair = walking(centre, now)
    later = max(person.created_at for person in pair.two()) + timedelta(days=91)
    with pytest.raises(DomainError, match="No money"):
        write(pair, pair.guide, "Send it by bKash, pay me today", later)


def test_nothing_is_held_for_a_host_who_is_not_there(centre, now):
    pair = walking(centre, now)
    assert write(pair, pair.mentee, "Shall we talk on Tuesday?", now).state == ""


def test_after_the_end_nobody_writes_and_staff_of_the_centre_are_found(centre, now):
    pair = walking(centre, now)
    step_back(pair.mentee, pair, now)
    room = Pair.objects.get(pk=pair.pk).room
    for person in pair.two():
        with pytest.raises(NotAllowed):
            post_message(actor=person, room=room, cid=uuid.uuid4(), text="Hello?", now=now)
    assert subjects.centre_of(f"room:{room.code}") == centre
    assert subjects.centre_of(f"room:{people.centre().code}") is None


# --- Somebody may be in danger ----------------------------------------------------------------------

HEAVY = "I want to die"


def post(client, pair, words):
    sent = {"text": words, "cid": str(uuid.uuid4())}
    return client.post(f"/r/{pair.room.code}/messages/", sent)


def test_words_show_the_other_how_to_help_and_tell_nobody_else(centre, coordinator, now):
    pair = walking(centre, now)
    DutyShift.objects.create(
        centre=centre, user=coordinator, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9)
    )
    assert write(pair, pair.mentee, HEAVY, now).help
    assert not Check.objects.exists()
    assert not Notice.objects.filter(recipient=coordinator).exists()
    near = Event.objects.get(room=pair.room, kind="act")
    assert (near.audience, near.audience_seat.user, near.text) == ("seat", pair.guide, "")
    assert HEAVY not in str(near.payload)
    notice = Notice.objects.get(kind="chat.near")
    assert (notice.recipient, notice.path) == (pair.guide, f"/r/{pair.room.code}/")
    assert Notice.objects.filter(recipient=pair.mentee, kind="chat.near").count() == 0


def test_once_in_a_while_and_for_each_of_the_two(centre, now):
    pair = walking(centre, now)
    for minutes, seen in ((0, 1), (9, 1), (11, 2)):
        write(pair, pair.mentee, HEAVY, now + timedelta(minutes=minutes))
        assert Event.objects.filter(room=pair.room, kind="act").count() == seen
    write(pair, pair.guide, HEAVY, now + timedelta(minutes=12))
    assert Notice.objects.filter(recipient=pair.mentee, kind="chat.near").count() == 1


def test_a_message_sent_twice_tells_once(centre, now):
    pair, cid = walking(centre, now), uuid.uuid4()
    for minutes in (0, 30):
        at = now + timedelta(minutes=minutes)
        post_message(actor=pair.mentee, room=pair.room, cid=cid, text=HEAVY, now=at)
    assert Notice.objects.filter(kind="chat.near").count() == 1


def test_what_each_of_the_two_sees(centre, now, client):
    pair = walking(centre, now)
    client.force_login(pair.mentee)
    answer = post(client, pair, HEAVY)
    assert answer["Location"].endswith("?help=1")
    page = client.get(answer["Location"]).content.decode()
    assert "Nobody else was told" in page
    assert "host" not in re.sub(r"<[^>]*>", " ", page[page.index("<header") : page.index("<aside")])
    assert "Something heavy was said" not in re.sub(r"data-[\w-]+=\"[^\"]*\"", "", page)
    client.force_login(pair.guide)
    for path in ("", "lite/"):
        page = client.get(f"/r/{pair.room.code}/{path}").content.decode()
        assert check_html(page) == []
        assert "Something heavy was said" in re.sub(r"data-[\w-]+=\"[^\"]*\"", "", page)


def test_no_words_go_to_hosts_who_are_not_there(centre, now, client):
    pair = walking(centre, now)
    client.force_login(pair.mentee)
    assert client.post(f"/r/{pair.room.code}/hosts/word/", {"text": "Hello"}).status_code in {403, 404}
    for path in ("", "lite/"):
        page = client.get(f"/r/{pair.room.code}/{path}").content.decode()
        assert "hosts_word" not in page
        assert "Write to a host" not in page
    with pytest.raises(NotAllowed):
        private.write_to_hosts(actor=pair.mentee, room=pair.room, text="Hello", now=now)


def test_who_worries_asks_the_person_on_duty_and_there_is_no_way_into_the_room(
    centre, coordinator, now, client
):
    pair = walking(centre, now)
    DutyShift.objects.create(
        centre=centre, user=coordinator, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9)
    )
    seat = Seat.objects.live().select_related("room").get(room=pair.room, user=pair.mentee)
    check = care.check_on(actor=pair.guide, seat=seat, now=now)
    assert [call.user for call in check.calls.all()] == [coordinator]
    assert (check.path, check.centre) == ("", centre)
    assert not Room.objects.visible_to(coordinator).exists()


def test_going_back_keeps_the_seat(centre, now, client):
    pair = walking(centre, now)
    client.force_login(pair.mentee)
    assert client.post(f"/r/{pair.room.code}/leave/")["Location"] == f"/people/p/{pair.code}/"
    assert client.get(f"/r/{pair.room.code}/").status_code == 200


def test_the_page_of_a_pair_leads_to_a_report_also_after_the_end(centre, now, client):
    pair = walking(centre, now)
    client.force_login(pair.mentee)
    for _before_and_after in range(2):
        page = client.get(f"/people/p/{pair.code}/").content.decode()
        for name in ("report", "block_person"):
            link = reverse(name, args=["pair", pair.code])
            assert f'href="{link}"' in page
            assert client.get(link).status_code == 200
        step_back(pair.mentee, pair, now)
