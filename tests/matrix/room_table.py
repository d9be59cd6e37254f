"""Who may do what in a room, in each of its states: written by hand, never derived from the code.

    Verb("turn_pass", of_room, nothing, {"turns": "done: sharer; forbidden: *", "*": "forbidden: *"})

reads: while people take turns the sharer may, and every other seat is told that it may not; in all other
states nobody may. `*` is every state, or every seat, that is not named otherwise. `outside` is for those
without a seat; left out, the room does not exist for them, and a visitor is asked to sign in.

done: it was answered · refused: allowed, but not now · forbidden: 403 · hidden: 404 · sign_in: led there
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.matrix.stage import OUTSIDE, SEATED, STATES, Stage

VERDICTS = ("done", "refused", "forbidden", "hidden", "sign_in")
NOT_FOR_THEM = "sign_in: visitor; hidden: *"
NOT_FOR_ANYBODY = "hidden: *"
Named = Callable[[Stage], dict[str, Any]]


@dataclass(frozen=True)
class Verb:
    """One address with what is sent to it; `post` None is a GET."""

    address: str
    kwargs: Named
    post: Named | None
    answers: dict[str, str]
    outside: str | dict[str, str] = NOT_FOR_THEM

    def verdict(self, state: str, person: str) -> str:
        outside = self.outside if isinstance(self.outside, dict) else {"*": self.outside}
        by_state = self.answers if person in SEATED else outside
        return read(cell(by_state, state))[person]

    def __post_init__(self) -> None:
        for state in STATES:
            for person in (*SEATED, *OUTSIDE):
                self.verdict(state, person)


def cell(by_state: dict[str, str], state: str) -> str:
    named = [words for states, words in by_state.items() if state in states.split()]
    if len(named) > 1:
        raise ValueError(f"{state}: said twice")
    return named[0] if named else by_state["*"]


class Answers(dict[str, str]):
    """Whoever is not named gets what `*` gets."""

    def __missing__(self, person: str) -> str:
        return self["*"] if person != "*" else "nothing is said"


def read(words: str) -> Answers:
    found = Answers()
    for part in words.split(";"):
        verdict, _colon, names = (piece.strip() for piece in part.partition(":"))
        for name in names.split():
            if verdict not in VERDICTS or name in found or name not in {*SEATED, *OUTSIDE, "*"}:
                raise ValueError(f"{words}: {verdict} {name}")
            found[name] = verdict
    return found


def of_room(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code}


def of_words(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "seq": stage.words.seq}


def of_held(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "seq": stage.held.seq}


def of_hidden(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "seq": stage.hidden.seq}


def of_member(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "seat": stage.seat["member"].code}


def of_host(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "seat": stage.seat["host"].code}


def of_door(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "entry": stage.at_door.code}


def of_act(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "act": stage.act.code}


def of_ban(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "act": stage.ban.code}


def of_check(stage: Stage) -> dict[str, Any]:
    return {"code": stage.code, "check": stage.check.code}


def of_series(stage: Stage) -> dict[str, Any]:
    return {"code": stage.occurrence.series.code}


def told_message(stage: Stage) -> dict[str, Any]:
    return {"kind": "message", "code": f"{stage.code}-{stage.words.seq}"}


def told_person(stage: Stage) -> dict[str, Any]:
    return {"kind": "person", "code": f"{stage.code}-{stage.seat['member'].code}"}


def nothing(stage: Stage) -> dict[str, Any]:
    return {"x": 1}


def message(stage: Stage) -> dict[str, Any]:
    return {"cid": uuid.uuid4(), "text": "And I."}


def word(stage: Stage) -> dict[str, Any]:
    return {"text": "A word."}


def hand(stage: Stage) -> dict[str, Any]:
    return {"seat": stage.seat["guest"].code}


def support(stage: Stage) -> dict[str, Any]:
    return {"to": f"{stage.words.seq}:with_you:on"}


def sent(**fields: Any) -> Named:
    return lambda stage: fields


HOSTS = "done: host counselor; forbidden: *"
KEEPERS = "done: host counselor greeter; forbidden: *"
NOT_NOW = "refused: host counselor; forbidden: *"
EVERY_SEAT = "done: *"
WAS_HERE = "done: left removed banned; sign_in: visitor; hidden: *"
AUTHOR_KNOWS = "done: host counselor; forbidden: guest; hidden: *"
GONE = {"gone": "hidden: *"}
# While it is open, of whatever mode; before; and after.
OPEN, BEFORE, AFTER = "open turns listening winding_down", "scheduled waiting", "closed over"

READING = [
    # Who had a seat is led on; who stands at the door has a page there.
    Verb(
        "room", of_room, None, {"*": EVERY_SEAT},
        {"gone": "done: left; sign_in: visitor; hidden: *",
         "*": "done: waiting left removed banned; sign_in: visitor; hidden: *"},
    ),
    Verb(
        "room_lite", of_room, None, {"*": EVERY_SEAT},
        {"gone": "done: left; sign_in: visitor; hidden: *",
         "*": "done: waiting left removed banned; sign_in: visitor; hidden: *"},
    ),
    Verb("room_messages", of_room, None, {"over gone": "hidden: *", "*": EVERY_SEAT}, NOT_FOR_ANYBODY),
    Verb("room_wait", of_room, None, {"*": "hidden: *"},
         {"gone": NOT_FOR_THEM, "*": "done: waiting removed banned; sign_in: visitor; hidden: *"}),
    Verb("after_meeting", of_room, None, {"*": EVERY_SEAT}, "done: left; sign_in: visitor; hidden: *"),
    # What one may not read, one cannot quote: `apart` does not know the member's words.
    # Whoever was here when it was said may tell us, also when they had to go or the words are gone.
    Verb("report", told_message, None, {"*": "forbidden: member; hidden: apart; done: *"}, WAS_HERE),
    Verb("report", told_person, None, {"*": "forbidden: member; done: *"}, WAS_HERE),
    Verb("block_person", told_person, None, {"*": "forbidden: member; done: *"}, WAS_HERE),
]  # fmt: skip

WRITING = [
    Verb(
        "room_messages", of_room, message,
        {
            "open winding_down": "forbidden: resting; done: *",
            "turns": "done: host counselor sharer; forbidden: *",
            "listening": "done: host counselor; forbidden: *",
            "scheduled waiting closed": "forbidden: resting; refused: *",
            "over gone": "hidden: *",
        },
        NOT_FOR_ANYBODY,
    ),
    Verb("message_take_back", of_words, nothing,
         GONE | {"*": "done: member; hidden: apart; forbidden: *"}, NOT_FOR_ANYBODY),
    Verb("message_hide", of_words, nothing,
         GONE | {"*": "done: host counselor; hidden: apart; forbidden: *"}, NOT_FOR_ANYBODY),
    Verb("message_note", of_words, sent(note="using"),
         GONE | {"*": "done: host counselor; hidden: apart; forbidden: *"}),
    Verb("message_show", of_hidden, nothing, GONE | {"*": AUTHOR_KNOWS}),
    Verb("held_let", of_held, nothing, GONE | {"*": AUTHOR_KNOWS}),
    Verb("held_keep", of_held, nothing, GONE | {"*": AUTHOR_KNOWS}),
    # Who rests from writing may still say "with you".
    Verb("room_support", of_room, support,
         GONE | {OPEN: "forbidden: member; hidden: apart; done: *",
                 "*": "forbidden: member; hidden: apart; refused: *"}),
    Verb("hosts_word", of_room, word,
         GONE | {OPEN: "forbidden: host counselor; done: *", "*": "forbidden: host counselor; refused: *"}),
    Verb("person_word", of_member, word, GONE | {OPEN: HOSTS, "*": NOT_NOW}),
]  # fmt: skip

TURNS = [
    Verb("hand_raise", of_room, nothing,
         GONE | {"turns": "forbidden: resting; done: *", "*": "forbidden: resting; refused: *"}),
    Verb("hand_lower", of_room, nothing, GONE | {"turns": EVERY_SEAT, "*": "refused: *"}),
    Verb("turn_end", of_room, nothing,
         GONE | {"turns": "done: host counselor sharer; forbidden: *", "*": NOT_NOW}),
    Verb("turn_pass", of_room, nothing, GONE | {"turns": "done: sharer; forbidden: *", "*": "forbidden: *"}),
    *(
        Verb(address, of_room, post, GONE | {"turns": HOSTS, "*": NOT_NOW})
        for address, post in (
            ("hand_lower_other", hand), ("hand_first", hand), ("turn_give", hand), ("turn_next", nothing),
            ("turn_more", nothing), ("turn_pause", nothing), ("turn_resume", nothing),
        )
    ),
    Verb("plan_step", of_room, nothing, GONE | {OPEN: HOSTS, "*": NOT_NOW}),
]  # fmt: skip

HOSTING = [
    Verb("room_host", of_room, None, GONE | {"*": KEEPERS}),
    Verb("room_open", of_room, nothing,
         GONE | {"scheduled closed over": NOT_NOW, "*": HOSTS}),
    Verb("room_closing", of_room, nothing, GONE | {"*": HOSTS}),
    Verb("room_close", of_room, nothing, GONE | {"*": HOSTS}),
    Verb("room_leave", of_room, nothing, GONE | {"*": EVERY_SEAT}),
    Verb("host_settings", of_room, sent(slow_seconds=20), GONE | {"*": HOSTS}),
    Verb("host_calm", of_room, nothing, GONE | {"*": HOSTS}),
    Verb("host_calm", of_room, hand, GONE | {"*": HOSTS}),
    Verb("host_take_over", of_room, nothing, GONE | {"*": "forbidden: *"}),
    Verb("room_person", of_member, None, GONE | {"*": HOSTS}),
    *(
        Verb("person_act", of_member, sent(act=act, number=30, reason="sells"), GONE | {"*": HOSTS})
        for act in ("rest_5", "lobby", "leave", "group", "hide_all")
    ),
    # Nobody acts on a host.
    Verb("person_act", of_host, sent(act="leave"), GONE | {"*": "forbidden: *"}),
    Verb("act_undo", of_act, nothing, GONE | {"*": "done: host counselor; hidden: *"}),
    # The host asked for it: the second one is another.
    Verb("act_agree", of_ban, nothing, GONE | {"*": "done: counselor; forbidden: host; hidden: *"}),
    Verb("person_account", of_member, sent(reason="a threat"), GONE | {"*": "done: counselor; forbidden: *"}),
]  # fmt: skip

# Neither about themselves, nor about somebody they shall not meet.
MEETS = "hidden: member apart; done: *"
LOOKING_AFTER = [
    Verb("hosts_ask", of_room, nothing,
         GONE | {OPEN: "forbidden: host counselor; done: *", "*": "forbidden: host counselor; refused: *"}),
    Verb("room_about", of_member, None, GONE | {"*": MEETS}),
    Verb("room_check_on", of_member, nothing, GONE | {"*": MEETS}),
    Verb("room_take_check", of_check, nothing, GONE | {"*": HOSTS}),
    # Those who were asked, and the staff of the centre.
    Verb("room_answer_door", of_room, None, {"*": "done: host counselor; hidden: *"},
         "done: staff; sign_in: visitor; hidden: *"),
    Verb("room_answer", of_member, None, {"*": "done: host counselor; hidden: *"},
         "done: staff; sign_in: visitor; hidden: *"),
]  # fmt: skip

LOBBY_ANSWERS = {"gone": NOT_FOR_THEM, "*": "done: waiting removed banned; sign_in: visitor; hidden: *"}
DOOR = [
    Verb("lobby_admit", of_door, nothing,
         GONE | {AFTER: "refused: host counselor greeter; forbidden: *", "*": KEEPERS}),
    Verb("lobby_admit_all", of_room, nothing,
         GONE | {AFTER: "refused: host counselor greeter; forbidden: *", "*": KEEPERS}),
    Verb("lobby_not_today", of_door, nothing, GONE | {"*": KEEPERS}),
    Verb("lobby_word", of_door, word, GONE | {"*": KEEPERS}),
    Verb("wait_word", of_room, word, {"*": "hidden: *"}, LOBBY_ANSWERS),
    Verb("wait_stop", of_room, nothing, {"*": "hidden: *"}, LOBBY_ANSWERS),
    Verb("wait_again", of_room, nothing, {"*": "hidden: *"},
         {"gone": NOT_FOR_THEM,
          "*": "done: removed banned; forbidden: waiting; sign_in: visitor; hidden: *"}),
    # The group's door: a seat, or a place in the line. A visitor is shown how to come in.
    Verb("meeting_in", of_series, sent(alias="Another Name", agree="on"), {"*": EVERY_SEAT},
         {"waiting open turns listening winding_down": "refused: banned; done: *", "*": "done: *"}),
]  # fmt: skip

TABLE = [*READING, *WRITING, *TURNS, *HOSTING, *LOOKING_AFTER, *DOOR]
