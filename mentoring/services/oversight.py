"""Pairs as staff see them: that they are there, how long, why they rest, and what each act would do.

What the two wrote, and what they agreed on, is not among it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from ledger.services import record_accesses
from mentoring.agreement import CHECK_WITHIN
from mentoring.models import Look, Pair
from mentoring.models.pair import PairQuerySet
from mentoring.services import facts
from recovery_network.common.permissions import require

LISTED = 25
State = Pair.State


@dataclass(frozen=True)
class Resting:
    """A pair that staff, or a limit, asked to rest: why, in words, and whether they can be let go on."""

    pair: Pair
    why: str | Promise
    may_go_on: bool

    @property
    def due_at(self) -> datetime | None:
        return self.pair.paused_at and self.pair.paused_at + CHECK_WITHIN


@dataclass(frozen=True)
class Act:
    """One thing that staff can do, and what it would do, before they do it."""

    do: str
    label: str | Promise
    effects: Sequence[str | Promise]


@dataclass(frozen=True)
class Opened:
    pair: Pair
    why: str | Promise
    looks: Sequence[Look]
    acts: Sequence[Act]


PAUSE = Act(
    "pause",
    _("Ask both to rest"),
    (
        _("Both leave their room at once. Nobody writes until staff say so."),
        _("Each reads: “You are on a pause together”."),
    ),
)
GO_ON = Act(
    "go_on",
    _("Let them go on"),
    (_("Both can write to one another again at once."), _("Each reads: “Your pause is over”.")),
)
END = Act(
    "end",
    _("End this pairing"),
    (
        _("Their room closes at once, and so does all they share with one another."),
        _("Each reads: “Your pairing has ended. This happens often and is nobody’s fault.”"),
        _("Who had asked for a mentor is the first in the line."),
        _("They are not suggested to one another again."),
    ),
)


def others(seen: PairQuerySet, user: User, centre: Centre) -> PairQuerySet:
    """Live pairs of the centre, never the reader's own; whose time ends first, first."""
    here = seen.live().filter(mentor__centre=centre).exclude(Q(mentee=user) | Q(guide=user))
    return here.select_related("mentee", "guide", "mentor").order_by("until_on", "pk")


def resting(seen: PairQuerySet, user: User, centre: Centre, now: datetime) -> list[Resting]:
    """Pairs that rest until staff let them go on, the longest first."""
    theirs = others(seen, user, centre).filter(state=State.PAUSED, paused_by=None)
    pairs = list(theirs.order_by("paused_at", "pk")[:LISTED])
    limited = facts.limited_among([each.pk for pair in pairs for each in pair.two()], centre, now)
    return [_resting(pair, not {pair.mentee_id, pair.guide_id} & limited) for pair in pairs]


def _resting(pair: Pair, may_go_on: bool) -> Resting:
    if pair.paused_why == Pair.Why.LIMIT and may_go_on:
        return Resting(pair, _("The limit on one of them is over. Talk with both first"), may_go_on)
    return Resting(pair, Pair.Why(pair.paused_why or Pair.Why.STAFF).label, may_go_on)


@transaction.atomic
def open_pair(*, actor: User, pair: Pair, looks: QuerySet[Look], now: datetime) -> Opened:
    """Each of the two can see that staff looked."""
    require(actor, "mentoring.look_after", pair)
    reads = [(person, pair) for person in pair.two()]
    record_accesses(actor=actor, reads=reads, role="coordinator", now=now, reason="mentor pair")
    by_staff = pair.state == State.PAUSED and pair.paused_by_id is None
    rest = _resting(pair, not facts.limited_in(pair, now)) if by_staff else None
    open_ones = looks.filter(pair=pair, settled_at=None).select_related("person").order_by("due_at", "pk")
    return Opened(pair, rest.why if rest else "", list(open_ones), _acts(pair, rest))


def _acts(pair: Pair, rest: Resting | None) -> list[Act]:
    found = [PAUSE] if pair.state == State.ACTIVE else []
    found += [GO_ON] if rest is not None and rest.may_go_on else []
    return [*found, END] if pair.is_live else []
