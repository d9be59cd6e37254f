"""What of a room can be told to staff, and by whom."""

from chat import reportable
from chat.services import messages, seats
from safeguarding import subjects
from tests.chat.conftest import person


def find(circle, seat, seq):
    return subjects.find(seat.user, "message", f"{circle.room.code}-{seq}", circle.now)


def test_a_message_with_ten_lines_each_way_and_no_more(circle) -> None:
    said = [circle.say(seat, f"Line {n}") for n in range(13) for seat in (circle.heron, circle.river)]
    found = find(circle, circle.heron, said[13])
    assert (found.name, found.person) == (circle.river.alias, circle.river.user)
    assert len(found.excerpt) == 21
    assert [line["text"] for line in found.excerpt if line["here"]] == ["Line 6"]
    assert found.excerpt[0]["text"] == "Line 1"


def test_only_what_the_one_who_tells_may_read(circle) -> None:
    hidden, told = circle.say(circle.river, "Not for you"), circle.say(circle.river, "Buy now")
    messages.hide_message(actor=circle.host.user, event=circle.event(hidden), now=circle.now)
    found = find(circle, circle.heron, told)
    assert "Not for you" not in str(found.excerpt)
    assert find(circle, circle.heron, 999) is None
    assert subjects.find(person(), "message", f"{circle.room.code}-{told}", circle.now) is None
    for code in ("", "x", f"{circle.room.code}-", f"{circle.room.code}-x1"):
        assert reportable.message(circle.heron.user, code, circle.now) is None


def test_a_person_by_their_seat(circle) -> None:
    code = f"{circle.room.code}-{circle.river.code}"
    found = subjects.find(circle.heron.user, "person", code, circle.now)
    assert (found.person, found.name, found.excerpt) == (circle.river.user, circle.river.alias, [])
    assert subjects.find(person(), "person", code, circle.now) is None
    seats.end_seat(seat=circle.heron, reason="left", now=circle.now)
    assert subjects.find(circle.heron.user, "person", code, circle.now) is None
