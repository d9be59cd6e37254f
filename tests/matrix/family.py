"""Links for allies: the member made two, and the host used one of them. The code of one is known.

Part of the table of `journey`, which reads it.
"""

import itertools
from datetime import timedelta

from accounts.models.codes import digest_of
from journey import shareable
from journey.models import AllyLink
from tests.cast import World
from tests.matrix.tables import Row, Url

CODE, WRONG = "7KQ2M4XHP9RT", "9TRPHX4M2QK7"
WITH_NAME = "newcomer member neighbour stranger host counselor coordinator manager other_manager operator"
_numbers = itertools.count(1)


def link(world: World, user, code: str, **fields) -> AllyLink:
    return AllyLink.objects.create(
        digest=digest_of(code), user=user, items=[shareable.MOOD], made_at=world.now,
        until_on=world.now.date() + timedelta(days=30), expires_at=world.now + timedelta(days=7), **fields
    )  # fmt: skip


def build(world: World) -> None:
    world.link = link(world, world.member, CODE)
    used = {"taken_by": world.host, "taken_at": world.now}
    world.used_link = link(world, world.member, "used", **used)


def add_link(world: World) -> None:
    """One that waits, and one that somebody used."""
    used = {"taken_by": world.host, "taken_at": world.now}
    for fields in ({}, used):
        link(world, world.operator, f"code {next(_numbers)}", **fields)


RULES = {
    "journey.take_ally": [
        Row(lambda w: w.link, WITH_NAME.replace(" member", "")),
        Row(lambda w: w.used_link, ""),
    ],
}


def of(name: str):
    return lambda world: {"code": getattr(world, name).code}


OUT = {"sign_in": "visitor closed"}
# Without a name of one's own every code has one answer, right or wrong.
NO_NAME = "visitor closed guest"
DEED = {**OUT, "ok": "guest", "moved": "member", "hidden": "*"}
URLS = [
    Url("my_shares", **OUT, ok="*", lists=add_link),
    Url("offer_ally", **OUT, ok="*", lists=None),
    Url("answer_ally", of("link"), **OUT, ok="member guest", hidden="*", lists=None),
    Url("answer_ally", of("used_link"), **OUT, ok="member guest", hidden="*", lists=None),
    Url("answer_ally", of("link"), **DEED, post=lambda w: {"do": "no"}, lists=None),
    Url("type_ally", ok="*", lists=None),
    Url("take_ally", lambda w: {"code": CODE}, ok="*", lists=None),
    Url("take_ally", lambda w: {"code": WRONG}, ok=NO_NAME, hidden="*", lists=None),
    Url(
        "take_ally", lambda w: {"code": CODE}, ok=f"{NO_NAME} member", moved="*", post=lambda w: {"x": 1},
        lists=None,
    ),
]  # fmt: skip
