"""What leaves the server, byte by byte."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from websockets.frames import Frame, Opcode

from chat.wire import Row, encode, frame, full, is_for, nothing

AT = datetime(2026, 11, 22, 19, 31, 4, 118_900, tzinfo=UTC)
CID = UUID("0b0e7cf2-6f0c-4c9b-a3c5-64b46f6ea5a1")
MESSAGE = Row(7, "message", CID, 5, "all", None, None, "शुभ “संध्या”\n", {}, AT, "seat0code", "Slow River")


def test_a_message_is_what_the_protocol_page_says():
    assert encode(full(MESSAGE)) == (
        '{"seq":7,"kind":"message","cid":"0b0e7cf2-6f0c-4c9b-a3c5-64b46f6ea5a1","seat":"seat0code",'
        '"name":"Slow River","at":"2026-11-22T19:31:04.118Z","text":"शुभ “संध्या”\\n"}'
    )


def test_events_about_a_message_name_its_number_only():
    hidden = MESSAGE._replace(seq=8, kind="hidden", target=7, text="", seat_id=None, cid=None)
    assert full(hidden) == {"seq": 8, "kind": "hidden", "target": 7}


def test_a_change_of_state():
    change = MESSAGE._replace(seq=1, kind="state", payload={"state": "open"}, seat_id=None, text="")
    assert full(change) == {"seq": 1, "kind": "state", "state": "open", "at": "2026-11-22T19:31:04.118Z"}


@pytest.mark.parametrize("kind", ["message", "hidden", "state"])
@pytest.mark.parametrize("audience", ["hosts", "seat", "nobody"])
def test_nothing_says_nothing(kind, audience):
    assert nothing(MESSAGE._replace(kind=kind, audience=audience)) == {"seq": 7, "kind": "none"}


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        ("all", {"author", "named", "host", "member"}),
        ("hosts", {"author", "named", "host"}),
        ("seat", {"author", "named"}),
        ("nobody", set()),
    ],
)
def test_who_may_know(audience, who):
    row = MESSAGE._replace(audience=audience, audience_seat_id=6)
    people = {"author": (5, False), "named": (6, False), "host": (8, True), "member": (9, False)}
    assert {name for name, person in people.items() if is_for(row, *person)} == who


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 70000])
def test_frames_are_those_of_the_library(size):
    text = "x" * size
    assert frame(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
