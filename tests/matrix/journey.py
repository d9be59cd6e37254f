"""One's own journey: the member has one of each and shares it with the host; nobody else sees any of it.

The operator has one too, shared with and by the neighbour: for the cost of the lists.
"""

import itertools
from datetime import timedelta

from accounts.models import User
from journey.models import CheckIn, Goal, Measure, Sheet, Step, Supporter, Wave
from tests.cast import World
from tests.journey import making
from tests.matrix import family
from tests.matrix.tables import Row, Url

WITH_NAME = "newcomer member neighbour stranger host counselor coordinator manager other_manager operator"
_numbers = itertools.count(1)


def build(world: World) -> None:
    world.days = making.filled(world.member, world.now)
    making.filled(world.operator, world.now)
    own = {"user": world.member}
    world.check_in, world.wave = CheckIn.objects.get(**own), Wave.objects.get(**own)
    world.goal, world.step = Goal.objects.get(**own), Step.objects.get(goal__user=world.member)
    world.sheet, world.measure = Sheet.objects.get(kind="weigh", **own), Measure.objects.get(**own)
    world.supporter = Supporter.objects.get(**own)
    world.shared = making.shared(world.member, world.host, now=world.now)
    family.build(world)


def add_days(world: World) -> None:
    making.counted(world.operator, now=world.now, name=f"Days {next(_numbers)}")


def add_check_in(world: World) -> None:
    day = world.now.date() - timedelta(days=next(_numbers) % 25 + 1)
    CheckIn.objects.create(user=world.operator, local_date=day, mood=3, craving=4, line="A day")


def add_goal(world: World) -> None:
    goal = Goal.objects.create(user=world.operator, words=f"Walk {next(_numbers)}")
    Step.objects.create(goal=goal, words="Shoes")


def add_step(world: World) -> None:
    Step.objects.create(goal=world.goal, words=f"Step {next(_numbers)}")


def add_wave(world: World) -> None:
    Wave.objects.create(user=world.operator, strength=5, around="At home")


def add_sheet(world: World) -> None:
    Sheet.objects.create(user=world.operator, kind="weigh", answers={"keep_good": "Rest"})


def add_supporter(world: World) -> None:
    Supporter.objects.create(user=world.operator, name=f"Aunt {next(_numbers)}")


def add_measure(world: World) -> None:
    day = world.now.date() - timedelta(days=next(_numbers))
    Measure.objects.create(user=world.operator, taken_on=day, answers=[4] * 10, total=40, language="en")


def add_grants(world: World) -> None:
    """One given, one received, one that is over."""
    other = User.objects.create_user(f"friend-{next(_numbers)}", public_name="Late Lamp")
    making.shared(world.operator, other, now=world.now)
    making.shared(other, world.operator, now=world.now)
    long_ago = world.now - timedelta(days=90)
    making.shared(world.operator, other, now=long_ago, relation="ally")


RULES = {
    "journey.keep": [Row(lambda w: w.member, "member"), Row(lambda w: w.guest, "")],
    "journey.change_own": [
        Row(lambda w: w.days, "member"),
        Row(lambda w: w.check_in, "member"),
        Row(lambda w: w.goal, "member"),
        Row(lambda w: w.step, "member"),
        Row(lambda w: w.sheet, "member"),
        Row(lambda w: w.measure, "member"),
        Row(lambda w: w.supporter, "member"),
        Row(lambda w: w.wave, "member"),
        Row(lambda w: w.link, "member"),
    ],
}


def of_days(world: World) -> dict[str, str]:
    return {"code": world.days.code}


def of_goal(world: World) -> dict[str, str]:
    return {"code": world.goal.code}


def of_sheet(world: World) -> dict[str, str]:
    return {"code": world.sheet.code}


def of_supporter(world: World) -> dict[str, str]:
    return {"code": world.supporter.code}


def of_share(world: World) -> dict[str, str]:
    return {"code": world.shared.code}


def weigh(world: World) -> dict[str, str]:
    return {"kind": "weigh"}


def nothing(world: World) -> dict[str, int]:
    return {"x": 1}


OUT = {"sign_in": "visitor closed"}
OWN = {**OUT, "ok": "*"}  # a guest is shown how to keep the name
# The member's alone. A guest is shown the same page as everywhere else here.
MINE = {**OUT, "ok": "member guest", "hidden": "*"}
DEED = {**OUT, "ok": "guest", "moved": "member", "hidden": "*"}
URLS = [
    Url("way", **OWN, lists=add_days),
    Url("add_days", **OWN, lists=None),
    Url("days", of_days, **MINE, lists=None),
    Url("remove_days", of_days, **DEED, post=nothing, lists=None),
    Url("begin_again", of_days, **MINE, lists=None),
    Url("begun_again", of_days, **MINE, lists=None),
    Url("goals", **OWN, lists=add_goal),
    Url("goal", of_goal, **MINE, lists=add_step),
    Url("remove_goal", of_goal, **DEED, post=nothing, lists=None),
    Url("add_step", of_goal, **DEED, post=lambda w: {"new-words": "Shoes"}, lists=None),
    Url("set_step", of_goal, **DEED, post=lambda w: {"step": w.step.pk, "state": "done"}, lists=None),
    Url("remove_step", of_goal, **DEED, post=lambda w: {"step": w.step.pk}, lists=None),
    Url("tools", **OWN, lists=None),
    Url("ground", **OWN, lists=None),
    Url("waves", **OWN, lists=add_wave),
    Url("remove_wave", **DEED, post=lambda w: {"wave": w.wave.code}, lists=None),
    Url("supporters", **OWN, lists=add_supporter),
    Url("supporter", of_supporter, **MINE, lists=None),
    Url("remove_supporter", of_supporter, **DEED, post=nothing, lists=None),
    Url("sheets", weigh, **OWN, lists=add_sheet),
    Url("add_sheet", weigh, **OWN, lists=None),
    Url("sheet", of_sheet, **MINE, lists=None),
    Url("change_sheet", of_sheet, **MINE, lists=None),
    Url("remove_sheet", of_sheet, **DEED, post=nothing, lists=None),
    Url("ten", **OWN, lists=add_measure),
    Url("answer_ten", **OWN, lists=None),
    Url("remove_ten", **DEED, post=lambda w: {"measure": w.measure.code}, lists=None),
    Url("my_shares", **OWN, lists=add_grants),
    Url("new_share", **OWN, lists=None),
    Url(
        "end_share",
        **OUT,
        ok="guest",
        moved="member host",
        hidden="*",
        post=lambda w: {"grant": w.shared.code},
        lists=None,
    ),
    Url("see_as", of_share, **MINE, lists=None),
    Url("with_me", **OWN, lists=add_grants),
    Url("shared_with_me", of_share, **OUT, ok="host guest", hidden="*", lists=None),
    Url("check_in", **OWN, lists=None),
    Url("help_first", **OWN, lists=None),
    Url("check_ins", **OWN, lists=add_check_in),
    Url(
        "remove_check_in",
        **OUT,
        ok="guest",
        moved="member operator",
        hidden="*",
        post=lambda w: {"day": w.check_in.local_date.isoformat()},
        lists=None,
    ),
]
RULES |= family.RULES
URLS += family.URLS
