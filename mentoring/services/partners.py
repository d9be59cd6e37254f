"""Two equals who look in on one another: how they find each other, agree, rest and stop."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Membership, User
from accounts.models.codes import digest_of
from groups.models import GroupRole
from ledger.services import record
from mentoring.models import Pair, PartnerCode, Partners, PartnerSide
from mentoring.rhythm import Often
from mentoring.services import nudges, ready
from notifications.services.notices import notify
from recovery_network.common.codes import typed_code
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding.services import blocks, newcomers

State = Partners.State
MOST, CODES, CODE_LASTS = 3, 3, timedelta(days=7)
# One sentence for whatever stands against it: it tells nothing about anybody.
NO_CODE = _("This code does not work. Ask the person who gave it to you for a new one.")
NOT_NOW = _("This does not work now. You can find somebody else on this page.")


# --- Finding one another: for two who know each other already ---------------------------------------


@transaction.atomic
def make_code(*, actor: User, now: datetime) -> tuple[PartnerCode, str]:
    """A code for one person, said aloud or sent; it is readable only now, and good for a week."""
    require(actor, "mentoring.walk_beside")
    User.objects.select_for_update().get(pk=actor.pk)
    if PartnerCode.objects.open_at(now).filter(maker=actor).count() >= CODES:
        raise DomainError(_("You have three codes that nobody used yet. They end after a week."))
    code = typed_code()
    made = PartnerCode.objects.create(
        digest=digest_of(code), maker=actor, made_at=now, expires_at=now + CODE_LASTS
    )
    record(actor=actor, verb="mentoring.make_partner_code", obj=made, now=now)
    return made, code


@transaction.atomic
def use_code(*, actor: User, code: str, now: datetime) -> Partners:
    """The code of somebody with whom one shares a centre or a group. What is against it reads the same."""
    require(actor, "mentoring.walk_beside")
    codes = PartnerCode.objects.open_at(now).select_related("maker")
    found = codes.filter(digest=digest_of(code), maker__is_active=True).first()
    if found is None or not _share_something(found.maker, actor):
        raise DomainError(NO_CODE)
    made = begin(one=found.maker, other=actor, now=now, refusal=NO_CODE)
    if not codes.filter(pk=found.pk).update(used_at=now):
        raise DomainError(NO_CODE)
    # Whoever gives codes to many newcomers is looked at, as in a room.
    newcomers.approach(sender=found.maker, recipient=actor, bond=True, now=now)
    record(actor=actor, verb="mentoring.use_partner_code", obj=made, now=now)
    tell(found.maker, made, "beside_me", now)
    return made


def _share_something(one: User, other: User) -> bool:
    """A centre to which both belong, or a group in which both are, now."""
    if _centre_of(one, other) is not None:
        return True
    return GroupRole.objects.live().filter(user=one, group__in=_groups(other)).exists()


def _groups(person: User) -> Any:
    return GroupRole.objects.live().filter(user=person).values("group")


def _centre_of(one: User, other: User) -> Centre | None:
    theirs = Membership.objects.live().filter(user=other).values("centre")
    shared = Membership.objects.live().filter(user=one, centre__in=theirs).select_related("centre")
    first = shared.order_by("joined_at", "pk").first()
    return first.centre if first else None


@transaction.atomic
def ask_beside(*, actor: User, pair: Pair, now: datetime) -> Partners:
    """From a pair that walks, or did: the other is told, and nothing runs before they agree."""
    require(actor, "mentoring.see_pair", pair)
    other = pair.other(actor)
    if not pair.again_ok:
        raise DomainError(NOT_NOW)
    made = begin(one=actor, other=other, now=now)
    newcomers.approach(sender=actor, recipient=other, bond=True, now=now)
    record(actor=actor, verb="mentoring.ask_beside", obj=made, now=now)
    tell(other, made, "beside_me", now)
    return made


def begin(*, one: User, other: User, now: datetime, refusal: Any = NOT_NOW) -> Partners:
    """The row and both sides. For services that asked a rule. Locks both people, in order, so that the same
    two begin once and nobody has more than three."""
    hold(one.pk, other.pk)
    live = Partners.objects.live()
    same = live.filter(Q(one=one, other=other) | Q(one=other, other=one)).first()
    if same is not None:
        return same
    full = any(live.filter(Q(one=each) | Q(other=each)).count() >= MOST for each in (one, other))
    centre = _centre_of(one, other)
    if full or one.pk == other.pk or not may_meet(one, other, centre, now):
        raise DomainError(refusal)
    made = Partners.objects.create(one=one, other=other, centre=centre, made_at=now)
    for person in (one, other):
        PartnerSide.objects.create(partners=made, person=person)
    return made


def hold(*people: int) -> None:
    """The people's own rows, in order. A block that names them at this moment does not have to wait."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))


def may_meet(one: User, other: User, centre: Centre | None, now: datetime) -> bool:
    """Nothing keeps the two apart: a block, what staff know, a "rather not again", an open report."""
    people = {one.pk, other.pk}
    if centre is None:
        return other.pk not in blocks.hides(one.pk)
    kept = ready.kept_apart(centre, people, now)
    return frozenset(people) not in kept.apart and kept.looked_at.isdisjoint(people)


# --- The rhythm -------------------------------------------------------------------------------------


def locked(partners: Partners) -> Partners:
    held = Partners.objects.select_for_update(of=["self"])
    return held.select_related("one", "other", "centre").get(pk=partners.pk)


def path_of(partners: Partners) -> str:
    return reverse("partners", args=[partners.code])


def tell(person: User, partners: Partners, what: str, now: datetime, path: str = "") -> None:
    key = f"partners:{partners.pk}:{what}:{partners.number}"
    kind = f"mentoring.{what}"
    notify(recipient=person, key=key, kind=kind, path=path or path_of(partners), now=now)


def _note(actor: User | None, verb: str, partners: Partners, now: datetime, **details: Any) -> None:
    centre = partners.centre.code if partners.centre else ""
    record(actor=actor, verb=verb, obj=partners, now=now, centre=centre, **details)


@transaction.atomic
def set_rhythm(
    *, actor: User, partners: Partners, often: str, weekday: int, hour: time, now: datetime
) -> Partners:
    """Other words to agree on, agreed to by whoever wrote them. Nudges wait until the other has agreed."""
    require(actor, "mentoring.keep_rhythm", partners)
    if often not in Often.values or not 0 <= weekday <= 6:
        raise DomainError(_("Choose how often."))
    partners = locked(partners)
    if not partners.is_live:
        return partners
    partners.often, partners.weekday, partners.hour = often, weekday, hour
    partners.number, partners.state = partners.number + 1, State.AGREEMENT
    partners.paused_at = partners.paused_by = None
    partners.save(update_fields=["often", "weekday", "hour", "number", "state", "paused_at", "paused_by"])
    nudges.take_back(partners, now)
    PartnerSide.objects.filter(partners=partners, person=actor).update(agreed=partners.number)
    _note(actor, "mentoring.set_rhythm", partners, now, number=partners.number)
    tell(partners.beside(actor), partners, "rhythm", now)
    return partners


@transaction.atomic
def agree(*, actor: User, partners: Partners, number: int, now: datetime) -> Partners:
    """To the rhythm on the screen. The second one begins; twice is once."""
    require(actor, "mentoring.keep_rhythm", partners)
    partners = locked(partners)
    if partners.state != State.AGREEMENT:
        return partners
    if number != partners.number:
        raise DomainError(_("The other person has changed it. Please read it once more."))
    PartnerSide.objects.filter(partners=partners, person=actor).update(agreed=number)
    _note(actor, "mentoring.agree_rhythm", partners, now, number=number)
    if PartnerSide.objects.filter(partners=partners, agreed=number).count() == 2:
        partners.state, partners.begun_at = State.ACTIVE, partners.begun_at or now
        partners.save(update_fields=["state", "begun_at"])
        nudges.plan(now, partners)
        tell(partners.beside(actor), partners, "beside_begun", now)
    return partners


@transaction.atomic
def pause(*, actor: User, partners: Partners, now: datetime) -> Partners:
    """No nudges for either, until the one who asked for it goes on. The other reads that it rests."""
    require(actor, "mentoring.keep_rhythm", partners)
    partners = locked(partners)
    if partners.state == State.ACTIVE:
        partners.state, partners.paused_at, partners.paused_by = State.PAUSED, now, actor
        partners.save(update_fields=["state", "paused_at", "paused_by"])
        nudges.take_back(partners, now)
        _note(actor, "mentoring.pause_beside", partners, now)
    return partners


@transaction.atomic
def go_on(*, actor: User, partners: Partners, now: datetime) -> Partners:
    require(actor, "mentoring.go_on_beside", partners)
    partners = locked(partners)
    if partners.state == State.PAUSED:
        partners.state, partners.paused_at, partners.paused_by = State.ACTIVE, None, None
        partners.save(update_fields=["state", "paused_at", "paused_by"])
        nudges.plan(now, partners)
        _note(actor, "mentoring.go_on_beside", partners, now)
    return partners


# --- The end ----------------------------------------------------------------------------------------


@transaction.atomic
def end(*, actor: User, partners: Partners, now: datetime) -> Partners:
    """One's own word is enough, without a reason. From this second on neither sees a mark of the other."""
    require(actor, "mentoring.keep_rhythm", partners)
    partners = locked(partners)
    if partners.is_live:
        _end(partners, now)
        tell(partners.beside(actor), partners, "beside_ended", now)
        _note(actor, "mentoring.end_beside", partners, now)
    return partners


def _end(partners: Partners, now: datetime) -> None:
    """The caller holds the row."""
    partners.state, partners.ended_at, partners.paused_at, partners.paused_by = State.ENDED, now, None, None
    partners.save(update_fields=["state", "ended_at", "paused_at", "paused_by"])
    PartnerSide.objects.filter(partners=partners).update(shows=False)
    nudges.take_back(partners, now)


@transaction.atomic
def part(*, people: Collection[int], now: datetime) -> int:
    """Two people shall not meet any more. In the transaction of the block; no actor. Nobody reads why."""
    hidden = blocks.among(people)
    between = Partners.objects.live().filter(one__in=people, other__in=people).order_by("pk")
    apart = [each for each in between if each.other_id in hidden.get(each.one_id, set())]
    return sum(_end_and_tell(found, found.two(), now, why="apart") for found in apart)


@transaction.atomic
def person_leaves(*, user: User, now: datetime) -> int:
    """In the erasing transaction: the other reads that it has ended on a page that stays."""
    mine = Partners.objects.live().filter(Q(one=user) | Q(other=user)).order_by("pk")
    return sum(_end_and_tell(found, [found.beside(user)], now, why="left") for found in list(mine))


def _end_and_tell(found: Partners, people: Collection[Any], now: datetime, why: str) -> int:
    partners = locked(found)
    if not partners.is_live:
        return 0
    _end(partners, now)
    for person in people:
        tell(person, partners, "beside_ended", now, path=reverse("people"))
    _note(None, "mentoring.beside_ends", partners, now, why=why)
    return 1
