"""The ally link: the member makes it, hands it over, sees who came, and says yes; then a grant begins.

Until that yes the other person sees nothing, not even whose link it was. What becomes of it they learn
from one place alone: something stands under "Shared with me", or nothing does.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.models.codes import digest_of
from accounts.services import consent
from accounts.shareable import ITEMS, apart_from
from journey import shareable
from journey.dates import end_of_day, fault_in_future, today_of
from journey.models import AllyLink
from journey.models.ally import LASTS
from ledger.services import record
from notifications.services.notices import notify
from recovery_network.common.codes import typed_code
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import one_line

MOST_OPEN = 5
OVER = _("This link is over. You can make another one.")


@transaction.atomic
def offer(
    *,
    actor: User,
    items: Collection[str],
    until_on: date,
    called: str = "",
    text_version: str,
    now: datetime,
) -> tuple[AllyLink, str]:
    """The link and its code, which is readable only now. It shows nothing yet. Locks the actor's row."""
    require(actor, "journey.keep", actor)
    if fault := fault_in_future(until_on, today_of(actor.time_zone, now)):
        raise DomainError(fault)
    ends_at = end_of_day(until_on, actor.time_zone)
    keys = consent.checked(_own(items), shareable.ALLY, now, ends_at, text_version, now)
    _hold(actor.pk)
    if AllyLink.objects.open_at(now).filter(user=actor).count() >= MOST_OPEN:
        raise DomainError(_("Five links are open. Take one back first."))
    code = typed_code()
    link = AllyLink.objects.create(
        digest=digest_of(code),
        user=actor,
        called=one_line(called),
        items=keys,
        until_on=until_on,
        made_at=now,
        expires_at=min(now + LASTS, ends_at),
    )
    record(actor=actor, verb="journey.offer_ally", obj=link, now=now, items=keys)
    return link, code


def _own(items: Collection[str]) -> Collection[str]:
    """Things of one's own journey and no others: no room, no meeting, no other person can be shown here."""
    if other := set(items) - {key for key, item in ITEMS.items() if item.app == shareable.APP}:
        raise ValueError(f"{sorted(other)} cannot be shown to an ally.")
    return items


def find_open(*, code: str, now: datetime) -> AllyLink | None:
    """The link of a typed code that nobody has used. Callers limit the tries."""
    return AllyLink.objects.open_at(now).filter(digest=digest_of(code), taken_by=None).first()


@transaction.atomic
def take(*, actor: User, link: AllyLink, now: datetime) -> None:
    """Use the link, once. Nothing is shown by it; its maker learns who came, and decides.

    People who shall not meet use it up, and get the same answer: nobody learns of a block by it.
    """
    require(actor, "journey.take_ally", link)
    _hold(actor.pk, link.user_id)
    held = _locked(link, now)
    if held is None or held.taken_by_id is not None:
        raise DomainError(OVER)
    if held.user_id in apart_from(actor.pk):
        _drop(held, actor, now)
        return
    held.taken_by, held.taken_at = actor, now
    held.save(update_fields=["taken_by", "taken_at"])
    record(actor=actor, verb="journey.take_ally", obj=held, now=now)
    path = reverse("answer_ally", args=[held.code])
    notify(recipient=held.user, key=f"ally:{held.pk}", kind="journey.ally_came", path=path, now=now)


@transaction.atomic
def confirm(*, actor: User, link: AllyLink, text_version: str, now: datetime) -> Grant:
    """The member's yes to the person who came: from now on until the day they chose."""
    require(actor, "journey.change_own", link)
    _hold(actor.pk)
    held = _locked(link, now)
    if held is None or held.taken_by is None or held.taken_by_id in apart_from(actor.pk):
        raise DomainError(OVER)
    made = consent.grant(
        actor=actor,
        to=held.taken_by,
        relation=shareable.ALLY,
        items=[key for key in held.items if key in ITEMS],
        starts_at=now,
        ends_at=end_of_day(held.until_on, actor.time_zone),
        text_version=text_version,
        now=now,
    )
    record(actor=actor, verb="journey.confirm_ally", obj=held, now=now)
    held.delete()
    return made


@transaction.atomic
def drop(*, actor: User, link: AllyLink, now: datetime) -> None:
    """Take it back before anybody came, or say no to who came. Nobody is told. Idempotent."""
    require(actor, "journey.change_own", link)
    if (held := _locked(link, now)) is not None:
        _drop(held, actor, now)


def _drop(link: AllyLink, doer: User, now: datetime) -> None:
    record(actor=doer, verb="journey.drop_ally", obj=link, now=now)
    link.delete()


def _hold(*people: int) -> None:
    """People before their links: so does an erasure, which comes to the links last."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values("pk"))


def _locked(link: AllyLink, now: datetime) -> AllyLink | None:
    held = AllyLink.objects.open_at(now).select_for_update(of=["self"])
    return held.select_related("user", "taken_by").filter(pk=link.pk).first()


def waiting(owner: User, now: datetime) -> list[AllyLink]:
    """One's own links, newest first. One that was used by whom one shall not meet is not among them."""
    mine = list(AllyLink.objects.open_at(now).filter(user=owner).select_related("taken_by"))
    apart = apart_from(owner.pk) if any(link.taken_by_id for link in mine) else set()
    shown = [link for link in mine if link.taken_by_id not in apart]
    return sorted(shown, key=lambda link: link.made_at, reverse=True)


def forget_old(now: datetime) -> int:
    """Links whose time is over. Run by the timetable: no actor."""
    return AllyLink.objects.filter(expires_at__lte=now).delete()[0]
