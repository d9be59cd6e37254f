"""Mentors: who may ask, offer, answer and bring people together, and which pages answer whom.

`wish` is the member's, and `offer` the neighbour's, who is a mentor. `suggestion` puts them together and was
shown to the member; `question` is another one, of the host, that the neighbour was asked. The operator and
the guest belong to no centre.
"""

import itertools
from datetime import timedelta

from mentoring import agreement
from mentoring.models import Agreement, AgreementCopy, Look, MentorLook, Pair, Round
from mentoring.services import pairs
from tests.cast import World
from tests.matrix.tables import Row, Url
from tests.mentoring import people

_numbers = itertools.count()
BELONG = "member neighbour host"
MATCHERS = "coordinator manager"


def build(world: World) -> None:
    now = world.now
    world.offer = people.mentor(world.centre, now, user=world.neighbour)
    world.wish = people.request(world.centre, now, user=world.member)
    world.suggestion = people.suggestion(world.wish, world.offer, now)
    other_wish = people.request(world.centre, now, user=world.host)
    world.question = people.suggestion(other_wish, world.offer, now, state="asked")
    world.staff_offer = people.mentor(world.centre, now, user=world.coordinator, state="applied")
    world.staff_wish = people.request(world.centre, now, user=world.coordinator)
    world.pair = pairs.make(
        mentor=world.offer, request=None, mentee=world.stranger, guide=world.neighbour, kind="mentor",
        now=now,
    )  # fmt: skip
    world.past = Pair.objects.create(
        mentor=world.offer, mentee=world.host, guide=world.neighbour, kind="mentor", made_at=now,
        ended_at=now, state="ended",
    )  # fmt: skip
    pairs.first_words(world.past, [], [], now)
    world.staff_pair = Pair.objects.create(
        mentor=world.offer, mentee=world.coordinator, guide=world.neighbour, kind="mentor", made_at=now,
        begun_at=now, until_on=now.date(), review_on=now.date(), state="paused", paused_at=now,
    )  # fmt: skip
    pairs.first_words(world.staff_pair, [], [], now)
    world.mentor_look = MentorLook.objects.create(mentor=world.offer, reason="help", due_at=now)
    world.round = Round.objects.create(centre=world.centre, state="ready", is_proved=True, asked_at=now)


RULES = {
    "mentoring.ask": [Row(lambda w: w.centre, f"{BELONG}"), Row(lambda w: w.other_centre, "stranger")],
    "mentoring.apply": [Row(lambda w: w.centre, f"{BELONG}"), Row(lambda w: w.other_centre, "stranger")],
    "mentoring.withdraw": [Row(lambda w: w.wish, "member")],
    "mentoring.edit_offer": [Row(lambda w: w.offer, "neighbour")],
    "mentoring.match": [Row(lambda w: w.centre, MATCHERS), Row(lambda w: w.other_centre, "other_manager")],
    "mentoring.decide_mentor": [Row(lambda w: w.offer, MATCHERS), Row(lambda w: w.staff_offer, "manager")],
    "mentoring.match_request": [Row(lambda w: w.wish, MATCHERS), Row(lambda w: w.staff_wish, "manager")],
    "mentoring.say_hello": [Row(lambda w: w.suggestion, "member"), Row(lambda w: w.question, "host")],
    "mentoring.answer": [Row(lambda w: w.question, "neighbour"), Row(lambda w: w.suggestion, "")],
    "mentoring.see_pair": [Row(lambda w: w.pair, "neighbour stranger")],
    "mentoring.walk": [Row(lambda w: w.pair, "neighbour stranger"), Row(lambda w: w.past, "")],
    "mentoring.walk_again": [Row(lambda w: w.past, "neighbour host"), Row(lambda w: w.pair, "")],
    "mentoring.look_after": [Row(lambda w: w.pair, MATCHERS), Row(lambda w: w.staff_pair, "manager")],
    # Staff asked for this rest: the coordinator is one of the two.
    "mentoring.go_on": [Row(lambda w: w.staff_pair, "manager")],
}


def nothing(world: World) -> dict[str, int]:
    return {"x": 1}


def of(name: str):
    return lambda world: {"code": getattr(world, name).code}


def add_waiting(world: World) -> None:
    """And whom to talk with: a member, a mentor, and a pair that rests."""
    for centre in (world.centre, world.other_centre):
        people.request(centre, world.now)
        mentor = people.mentor(centre, world.now)
        MentorLook.objects.create(mentor=mentor, reason="help", due_at=world.now)
        pair = Pair.objects.create(
            mentor=mentor, mentee=people.person(centre), guide=mentor.user, kind="mentor", made_at=world.now,
            begun_at=world.now, until_on=world.now.date(), review_on=world.now.date(), state="paused",
            paused_at=world.now, paused_why="limit",
        )  # fmt: skip
        Look.objects.create(pair=pair, person=pair.mentee, reason="asked", due_at=world.now)


def add_mentor(world: World) -> None:
    for centre in (world.centre, world.other_centre):
        mentor = people.mentor(centre, world.now)
        MentorLook.objects.create(mentor=mentor, reason="help", due_at=world.now)


def add_reference(world: World) -> None:
    world.offer.references.create(name="A friend", knows_from="Work")


def add_prepared(world: World) -> None:
    wish = people.request(world.centre, world.now)
    people.suggestion(wish, world.offer, world.now, state="prepared", round=world.round)


def add_match(world: World) -> None:
    """For whoever the list is counted with: the last of the cast with an answer."""
    wish = world.operator.mentor_requests.first()
    wish = wish or people.request(world.centre, world.now, user=world.operator)
    people.suggestion(wish, people.mentor(world.centre, world.now), world.now)


def add_question(world: World) -> None:
    mine = world.operator.mentoring.first() or people.mentor(world.centre, world.now, user=world.operator)
    people.suggestion(people.request(world.centre, world.now), mine, world.now, state="asked")


def add_pair(world: World) -> None:
    mine = world.operator.mentoring.first() or people.mentor(world.centre, world.now, user=world.operator)
    Pair.objects.create(
        mentor=mine, mentee=people.person(), guide=world.operator, kind="mentor",
        made_at=world.now + timedelta(minutes=next(_numbers)),
    )  # fmt: skip


TWO = "neighbour stranger"


def add_copy(world: World) -> None:
    agreed = Agreement.objects.create(
        pair=world.pair, number=next(_numbers) + 10, text_version=agreement.CURRENT, made_at=world.now
    )
    for person in world.pair.two():
        AgreementCopy.objects.create(agreement=agreed, owner=person, language="en", words="x")


def of_look(world: World) -> dict[str, int]:
    return {"look": world.mentor_look.pk}


OUT = {"sign_in": "visitor closed"}
OF_PEOPLE = {**OUT, "ok": "*"}
OTHERS = {**OUT, "hidden": "*"}
STAFF = f"{MATCHERS} other_manager"
ONLY_MATCHERS = {**OTHERS, "ok": MATCHERS}

URLS = [
    Url("people", **OF_PEOPLE, lists=add_pair),
    Url("ask_mentor", **OF_PEOPLE, lists=None),
    Url("withdraw_request", **OUT, ok="guest", moved="*", post=nothing, lists=None),
    Url("my_matches", **OF_PEOPLE, lists=add_match),
    Url(
        "choose_match",
        of("suggestion"),
        **OTHERS,
        ok="guest",
        moved="member",
        post=lambda w: {"do": "hello", "text": ""},
        lists=None,
    ),
    Url("my_offer", **OF_PEOPLE, lists=None),
    Url("change_offer", **OUT, ok="guest", moved="*", post=nothing, lists=None),
    # Only who is a mentor is asked how much it is.
    Url("my_load", **OTHERS, ok="guest neighbour", lists=None),
    Url("my_asked", **OF_PEOPLE, lists=add_question),
    Url(
        "answer_asked",
        of("question"),
        **OTHERS,
        ok="guest",
        moved="neighbour",
        post=lambda w: {"do": "no"},
        lists=None,
    ),
    Url("pair", of("pair"), **OTHERS, ok=f"guest {TWO}", lists=add_copy),
    Url("agree_pair", of("pair"), **OTHERS, ok="guest", moved=TWO, post=nothing, lists=None),
    Url("write_agreement", of("pair"), **OTHERS, ok=f"guest {TWO}", lists=None),
    Url("change_pair", of("pair"), **OTHERS, ok="guest", moved=TWO, post=nothing, lists=None),
    Url("answer_pair", of("pair"), **OTHERS, ok="guest", moved=TWO, post=nothing, lists=None),
    Url("step_back", of("pair"), **OTHERS, ok=f"guest {TWO}", lists=None),
    Url("ask_to_look", of("pair"), **OTHERS, ok="guest", moved=TWO, post=lambda w: {"words": ""}, lists=None),
    Url("look_after_pair", of("pair"), **ONLY_MATCHERS, lists=None),
    Url("look_after_pair", of("pair"), **OTHERS, moved=MATCHERS, post=lambda w: {"do": "x"}, lists=None),
    Url("mentor_pairs", **OTHERS, ok=STAFF, lists=add_waiting),
    Url("mentor_board", **OTHERS, ok=STAFF, lists=add_waiting),
    Url("mentor_load", **OTHERS, ok=STAFF, lists=add_mentor),
    Url("set_least_time", **OTHERS, moved=STAFF, post=lambda w: {"kind": "mentor", "days": "10"}, lists=None),
    Url(
        "start_round",
        **OTHERS,
        moved=MATCHERS,
        post=lambda w: {"centre": w.centre.code},
        lists=None,
    ),
    Url("mentor_round", of("round"), **ONLY_MATCHERS, lists=add_prepared),
    Url("settle_round", of("round"), **OTHERS, moved=MATCHERS, post=lambda w: {"do": "drop"}, lists=None),
    Url("mentor_request", of("wish"), **ONLY_MATCHERS, lists=add_mentor),
    Url("change_request", of("wish"), **OTHERS, moved=MATCHERS, post=lambda w: {"do": "show"}, lists=None),
    Url("mentor", of("offer"), **ONLY_MATCHERS, lists=add_reference),
    Url("settle_mentor_look", of("offer"), **OTHERS, moved=MATCHERS, post=of_look, lists=None),
    Url("train_mentor", of("offer"), **OTHERS, refused=MATCHERS, post=nothing, lists=None),
    Url("decide_mentor", of("offer"), **OTHERS, moved=MATCHERS, post=lambda w: {"do": "not_now"}, lists=None),
    # Nobody decides about themselves, whatever their role.
    Url("mentor", of("staff_offer"), **OTHERS, ok="manager", lists=None),
    Url("mentor_request", of("staff_wish"), **OTHERS, ok="manager", lists=None),
]
