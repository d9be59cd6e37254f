"""Opening the account behind a seat: asked by one member of staff, decided by a second, every look logged."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models import Opening, Seat
from ledger.services import record, record_access
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import can, require
from safeguarding.services import duty

ROLE = "staff"
LISTED = 50


class Listed(NamedTuple):
    """One on the list of a member of staff, with what they may do about it."""

    opening: Opening
    may_open: bool
    may_agree: bool


class Account(NamedTuple):
    """What is behind a seat: no more than leads to the person's own page."""

    public_name: str
    code: str


@transaction.atomic
def ask_to_open(*, actor: Any, seat: Seat, reason: str, now: datetime) -> Opening:
    """Nothing is shown yet; those who may agree are told that somebody waits for them."""
    require(actor, "chat.ask_to_open", seat)
    tidy = " ".join(reason.split())[:200]
    if not tidy:
        raise DomainError(_("Write why. The second person has to know."))
    opening = Opening.objects.create(seat=seat, asked_by=actor, reason=tidy, asked_at=now)
    _ask_others(opening, now)
    centre = seat.room.centre.code if seat.room.centre else ""
    record(actor=actor, verb="chat.ask_to_open", obj=opening, now=now, centre=centre)
    return opening


@transaction.atomic
def agree_to_open(*, actor: Any, opening: Opening, now: datetime) -> Opening:
    """A second member of staff agrees. Open for a day, for the two of them."""
    require(actor, "chat.agree_to_open", opening)
    opening = Opening.objects.select_for_update(of=("self",)).select_related("seat__room").get(pk=opening.pk)
    if opening.agreed_at is None:
        opening.agreed_by, opening.agreed_at = actor, now
        opening.save(update_fields=["agreed_by", "agreed_at"])
        record(actor=actor, verb="chat.agree_to_open", obj=opening, now=now)
        _tell(opening.asked_by, opening, "chat.open_agreed", now)
    return opening


@transaction.atomic
def open_account(*, actor: Any, opening: Opening, now: datetime) -> Account:
    """What is behind the seat; the person can read in their own log who looked, when and why."""
    require(actor, "chat.open_account", opening)
    person = opening.seat.user
    if person is None:
        raise DomainError(_("This account is closed. Nothing is left to do."))
    record_access(
        actor=actor, subject=person, role=ROLE, obj=opening.seat, now=now, reason=opening.reason[:200]
    )
    return Account(person.public_name, person.code)


def _ask_others(opening: Opening, now: datetime) -> None:
    centre = opening.seat.room.centre
    for person in duty.staff_of(centre) if centre else ():
        if can(person, "chat.agree_to_open", opening):
            _tell(person, opening, "chat.open_asked", now)


def _tell(person: Any, opening: Opening, kind: str, now: datetime) -> None:
    notify(recipient=person, key=f"{kind}:{opening.pk}", kind=kind, path=reverse("openings"), now=now)


def listed(user: Any, now: datetime) -> list[Listed]:
    """What was asked for at the person's centres, the newest first."""
    asked = Opening.objects.visible_to(user).select_related("seat__room", "asked_by").order_by("-asked_at")
    return [
        Listed(
            opening,
            may_open=opening.is_between(user) and opening.is_open(now),
            may_agree=opening.agreed_at is None and not opening.is_between(user),
        )
        for opening in asked[:LISTED]
    ]
