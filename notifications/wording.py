"""What a notice or a delivery says to its person, in their language, zone and degree of silence."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.models import Delivery, Notice
from recovery_network.common import times

_ENDS = {
    ("sending", ""): _("Being sent"),
    ("sent", ""): pgettext_lazy("a note or a mail", "Sent"),
    ("expired", ""): _("Too late, not sent"),
    ("expired", "quiet"): _("Not sent: your quiet hours lasted longer"),
    ("cancelled", ""): _("Cancelled"),
    ("cancelled", "meeting"): _("Cancelled: the plan changed"),
    ("cancelled", "unwanted"): _("Cancelled: you chose so"),
    ("cancelled", "no_address"): _("Cancelled: we have no e-mail address"),
    ("dead", ""): _("Could not be sent"),
    ("dead", "refused"): _("Could not be sent: the address does not work"),
}


def line(item: Notice | Delivery, user: Any, now: datetime) -> str:
    """The title: with names for those who chose so, without them for everybody else."""
    if item.kind not in kinds.KINDS:
        return gettext("A note for you")
    return kinds.title(item.kind, _params(item.params, user, now), neutral=user.neutral_text)


def line_inside(item: Notice, user: Any, now: datetime) -> str:
    """The title on the person's own page of notes: with names, for only they have signed in.

    Who shares the phone and wants notes to tell nothing reads them without names here too.
    """
    if item.kind not in kinds.KINDS:
        return gettext("A note for you")
    neutral = user.neutral_text and user.usually_shared
    return kinds.title(item.kind, _params(item.params, user, now), neutral=neutral)


def drawing(item: Notice | Delivery) -> str:
    """The icon of its kind; the words stand beside it."""
    return kinds.KINDS[item.kind].icon if item.kind in kinds.KINDS else "bell"


def _params(params: dict[str, Any], user: Any, now: datetime) -> dict[str, Any]:
    """Moments are stored as seconds and said as "Tomorrow, evening 7:30"."""
    if "starts" not in params:
        return params
    starts = datetime.fromtimestamp(params["starts"], UTC)
    return {**params, "when": times.when(starts, now, user.time_zone)}


def state(delivery: Delivery, user: Any, now: datetime) -> str:
    """What became of a delivery, as a sentence with its time."""
    if delivery.state == Delivery.State.DUE:
        return _waiting(delivery, user, now)
    if delivery.state == Delivery.State.SENT and delivery.finished_at:
        return gettext("Sent %(when)s") % _when(delivery.finished_at, user, now)
    return str(_ENDS.get((delivery.state, delivery.reason)) or _ENDS[delivery.state, ""])


def _waiting(delivery: Delivery, user: Any, now: datetime) -> str:
    if delivery.expires_at <= now:
        return gettext("Too late, not sent")
    values = _when(delivery.next_try_at, user, now)
    if delivery.reason == "quiet":
        return gettext("Waits for the end of your quiet hours: %(when)s") % values
    if delivery.reason in {"server", "away", "interrupted"}:
        return gettext("Could not be sent. We try again at %(when)s.") % values
    if delivery.next_try_at <= now:
        return gettext("Being sent")
    return gettext("Will be sent %(when)s") % values


def _when(moment: datetime, user: Any, now: datetime) -> dict[str, str]:
    return {"when": times.when(moment, now, user.time_zone)}
