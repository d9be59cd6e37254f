"""Single truths about rules: the person or the thing that makes one condition count.

The tables ask everybody about a few things; here one person is asked about one thing, made for it.

    no("chat.react", "to words that a host hid", lambda w: (w.host, w.hidden_words))
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Membership, StaffRole, User
from chat.models import Act, Event, LobbyEntry, Opening, Room, Seat
from notifications.models import Notice
from safeguarding.models import Appeal, Check, CheckCall, Report, Sanction, StaffChoice
from safeguarding.models.block import Block, SamePerson
from tests.cast import World
from tests.matrix.accounts import Browser

Asked = Callable[[World], tuple[Any, Any]]


@dataclass(frozen=True)
class Truth:
    """`asked` makes, and undone is what it made, the person and the thing."""

    rule: str
    words: str
    asked: Asked
    answer: bool

    def __str__(self) -> str:
        return f"{self.rule}: {'yes' if self.answer else 'no'}, {self.words}"


def yes(rule: str, words: str, asked: Asked) -> Truth:
    return Truth(rule, words, asked, True)


def no(rule: str, words: str, asked: Asked) -> Truth:
    return Truth(rule, words, asked, False)


def all_truths() -> list[Truth]:
    from tests.matrix import edges_beside, edges_groups, edges_walking

    parts = [*edges_groups.GROUPS, *edges_walking.WALKING, *edges_beside.BESIDE]
    return [*ACCOUNTS, *NOTIFICATIONS, *SAFEGUARDING, *CHAT, *parts]


def somebody(**fields: Any) -> User:
    return User.objects.create(sign_in_name=f"edge-{uuid4().hex[:12]}", public_name="Somebody", **fields)


ACCOUNTS = [
    no(
        "accounts.change_person",
        "a visitor about an account that is not kept",
        lambda w: (w.people["visitor"], User()),
    ),
    no(
        "accounts.end_membership",
        "a guest, whatever stands in the list",
        lambda w: (w.guest, Membership(user=w.guest, centre=w.centre)),
    ),
    no(
        "accounts.end_staff_role",
        "a guest, whatever stands in the list",
        lambda w: (w.guest, StaffRole(user=w.guest, centre=w.centre)),
    ),
    no("accounts.open_staff_pages", "whose role has ended", lambda w: (w.manager, _without_role(w))),
    no(
        "accounts.open_staff_pages",
        "who did not pass the second step here",
        lambda w: (w.manager, Browser({}, w.manager)),
    ),
    no(
        "accounts.open_staff_pages",
        "whose second step was taken away since",
        lambda w: (w.manager, _no_app(w)),
    ),
]


def _without_role(world: World) -> Browser:
    StaffRole.objects.filter(user=world.manager).update(ended_at=timezone.now())
    return world.passed["manager"]


def _no_app(world: World) -> Browser:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=world.manager).delete()
    return world.passed["manager"]


NOTIFICATIONS = [
    no(
        "notifications.read_notice",
        "a guest: nothing is kept for them",
        lambda w: (w.guest, Notice(recipient=w.guest)),
    ),
]


# --- Safeguarding -----------------------------------------------------------------------------------


def one_person(*accounts: Any) -> None:
    person = uuid4()
    for account in accounts:
        SamePerson.objects.create(user=account, person=person)


def limit(world: World, **fields: Any) -> Sanction:
    usual = {
        "user": world.neighbour,
        "centre": world.centre,
        "made_by": world.coordinator,
        "step": "for_good",
    }
    return Sanction(**(usual | fields))


def on_own_other_account(world: World, name: str = "manager") -> Sanction:
    one_person(world.people[name], world.neighbour)
    return limit(world)


def linked_to_others(world: World) -> Sanction:
    """Both have another account, and neither is the other's."""
    one_person(world.manager, somebody())
    one_person(world.neighbour, somebody())
    return limit(world)


def a_case(world: World, **fields: Any) -> Any:
    from tests.matrix.safeguarding import make_case

    return make_case(world, about=somebody(), **fields)


def decided(world: World) -> Any:
    case = copy(world.case)
    case.decided_at = world.now
    return case


def told_by(world: World, name: str) -> Any:
    case = a_case(world)
    Report.objects.create(case=case, reporter=world.people[name], kind="sample", subject_code=uuid4().hex[:8])
    return case


def women_only(world: World) -> Any:
    StaffChoice.objects.create(user=world.coordinator, takes_for_women=False)
    return a_case(world, for_women=True)


def a_check(world: World, **fields: Any) -> Check:
    usual = {"about": world.member, "alias": "Paper Boat", "place": uuid4().hex[:8], "centre": world.centre}
    return Check.objects.create(hand_over_at=world.now + timedelta(minutes=3), **(usual | fields))


def called(world: World, name: str, **fields: Any) -> Check:
    check = a_check(world, **fields)
    CheckCall.objects.create(check_on=check, user=world.people[name])
    return check


SAFEGUARDING = [
    no(
        "safeguarding.unblock",
        "a visitor about a block that is not kept",
        lambda w: (w.people["visitor"], Block()),
    ),
    no("safeguarding.see_case", "who reported it", lambda w: (w.counselor, told_by(w, "counselor"))),
    no("safeguarding.see_case", "who chose not to take a woman's", lambda w: (w.coordinator, women_only(w))),
    no("safeguarding.take_case", "one that is decided", lambda w: (w.counselor, decided(w))),
    yes(
        "safeguarding.confirm_limit",
        "a coordinator who did not ask for it",
        lambda w: (w.coordinator, limit(w, made_by=w.manager)),
    ),
    no(
        "safeguarding.confirm_limit",
        "on their own other account",
        lambda w: (w.manager, on_own_other_account(w)),
    ),
    yes(
        "safeguarding.confirm_limit",
        "both with other accounts of their own",
        lambda w: (w.manager, linked_to_others(w)),
    ),
    no(
        "safeguarding.lift_limit",
        "on their own other account",
        lambda w: (w.manager, on_own_other_account(w)),
    ),
    no("safeguarding.lift_limit", "on themselves", lambda w: (w.manager, limit(w, user=w.manager))),
    no(
        "safeguarding.appeal",
        "a guest has none",
        lambda w: (w.guest, limit(w, user=w.guest, confirmed_at=w.now)),
    ),
    no(
        "safeguarding.decide_appeal",
        "the second person of the limit",
        lambda w: (w.manager, Appeal(sanction=limit(w, confirmed_by=w.manager))),
    ),
    no(
        "safeguarding.decide_appeal",
        "on their own other account",
        lambda w: (w.manager, Appeal(sanction=on_own_other_account(w))),
    ),
    no(
        "safeguarding.lift_newcomer",
        "somebody who has left the centre",
        lambda w: (w.manager, Membership(user=w.member, centre=w.centre, left_at=w.now)),
    ),
    no(
        "safeguarding.lift_newcomer",
        "themselves",
        lambda w: (w.manager, Membership(user=w.manager, centre=w.centre)),
    ),
    no(
        "safeguarding.see_check",
        "who was asked about somebody else",
        lambda w: (w.stranger, a_check(w, about=(called(w, "stranger")).about)),
    ),
    no("safeguarding.see_check", "on themselves", lambda w: (w.counselor, a_check(w, about=w.counselor))),
    no("safeguarding.see_check", "a guest, even when asked", lambda w: (w.guest, called(w, "guest"))),
    no("safeguarding.take_check", "one that is done", lambda w: (w.counselor, a_check(w, done_at=w.now))),
]


# --- Rooms -------------------------------------------------------------------------------------------


def seat_in(world: World, name: str, room: Room | None = None) -> Seat:
    return Seat.objects.select_related("room", "user").get(room=room or world.desk, user=world.people[name])


def resting(world: World) -> Room:
    later = world.now + timedelta(minutes=5)
    Seat.objects.filter(room=world.room, user=world.member).update(muted_until=later)
    return world.room


def rested(world: World) -> Room:
    Seat.objects.filter(room=world.room, user=world.member).update(muted_until=world.now)
    return world.room


def talking_again(world: World) -> Room:
    room = copy(world.ring)
    room.mode = Room.Mode.OPEN_TALK
    return room


def event(world: World, name: str = "member", **fields: Any) -> Event:
    usual = {
        "room": world.room,
        "seat": seat_in(world, name, world.room),
        "kind": "message",
        "audience": "all",
    }
    return Event(**(usual | fields))


def gone_seat(world: World, **fields: Any) -> Seat:
    return Seat(room=world.room, **({"user": world.member, "left_at": world.now} | fields))


def entry(world: World, **fields: Any) -> LobbyEntry:
    return LobbyEntry(room=world.desk, **fields)


def opening(world: World, **fields: Any) -> Opening:
    return Opening(**({"seat": world.desk_seat, "asked_by": world.counselor, "reason": "why"} | fields))


def hosted_by_guest(world: World) -> Room:
    Seat.objects.filter(room=world.desk, user=world.guest).update(role=Seat.Role.HOST)
    return world.desk


def apart(world: World) -> Seat:
    """The member's, who shall not meet the host of the same room."""
    Block.objects.create(blocker=world.member, blocked=world.host)
    return world.desk_seat


VISITOR = "a visitor, about somebody who was erased"
CHAT = [
    no("chat.post_message", "who rests from writing", lambda w: (w.member, resting(w))),
    yes("chat.post_message", "whose rest is over", lambda w: (w.member, rested(w))),
    no("chat.raise_hand", "who rests from writing", lambda w: (w.member, resting(w))),
    no("chat.pass_turn", "people do not take turns any more", lambda w: (w.member, talking_again(w))),
    yes("chat.take_back_message", "words that a host still reads", lambda w: (w.member, w.held_words)),
    no("chat.take_back_message", "what is no message", lambda w: (w.member, event(w, kind="state"))),
    no("chat.take_back_message", "what nobody wrote", lambda w: (w.member, event(w, seat=None))),
    no("chat.take_back_message", "who has left the room", lambda w: (w.member, event(w, seat=gone_seat(w)))),
    no(
        "chat.take_back_message",
        VISITOR,
        lambda w: (w.people["visitor"], event(w, seat=gone_seat(w, user=None, left_at=None))),
    ),
    no("chat.hide_message", "what is no message", lambda w: (w.host, event(w, kind="state"))),
    no("chat.note_message", "what is no message", lambda w: (w.host, event(w, kind="state"))),
    yes("chat.note_message", "words that a host still reads", lambda w: (w.host, w.held_words)),
    no("chat.watch_over", "a guest, whatever the part", lambda w: (w.guest, hosted_by_guest(w))),
    yes("chat.see_person", "a host, also somebody who keeps away", lambda w: (w.host, apart(w))),
    yes("chat.see_person", "about a host, also one kept away", lambda w: (apart(w).user, w.desk_host_seat)),
    no("chat.see_person", "somebody who was erased", lambda w: (w.host, Seat(room=w.desk, user=None))),
    no("chat.show_again", "words that nobody has read yet", lambda w: (w.host, w.held_words)),
    no("chat.react", "to words that a host hid", lambda w: (w.member, w.hidden_words)),
    no("chat.react", "to what is no message", lambda w: (w.host, event(w, kind="state"))),
    no(
        "chat.write_from_door",
        "who was let in",
        lambda w: (w.newcomer, entry(w, user=w.newcomer, state="admitted")),
    ),
    no("chat.write_from_door", VISITOR, lambda w: (w.people["visitor"], entry(w, state="waiting"))),
    no("chat.ask_again", VISITOR, lambda w: (w.people["visitor"], entry(w, state="not_today"))),
    no(
        "chat.undo_act", "what was undone", lambda w: (w.host, Act(room=w.desk, kind="rest", undone_at=w.now))
    ),
    no("chat.write_to_seat", "who is not there any more", lambda w: (w.host, seat_in(w, "neighbour"))),
    no("chat.ask_to_open", "behind their own seat", lambda w: (w.counselor, seat_in(w, "counselor"))),
    no(
        "chat.agree_to_open",
        "whose own seat it is",
        lambda w: (w.coordinator, opening(w, seat=seat_in(w, "coordinator"))),
    ),
    no(
        "chat.open_account",
        "one of the two, who works there no more",
        lambda w: (w.member, opening(w, asked_by=w.member, agreed_by=w.manager, agreed_at=w.now)),
    ),
    no(
        "chat.open_account",
        "after a day",
        lambda w: (w.counselor, opening(w, agreed_by=w.manager, agreed_at=w.now - timedelta(days=2))),
    ),
]


def wrong(truths: Iterable[Truth], world: World) -> list[str]:
    """Each asked by itself, with all that was made for it undone."""
    from django.db import transaction

    from recovery_network.common.permissions import can

    found = []
    for truth in truths:
        with transaction.atomic():
            person, obj = truth.asked(world)
            if bool(can(person, truth.rule, obj)) != truth.answer:
                found.append(str(truth))
            transaction.set_rollback(True)
    return found
