"""What groups tells people: the kinds of notice, and the list of what one may be reminded of."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.models import Group, MeetingSeries
from notifications import kinds, subjects
from notifications.kinds import Kind
from notifications.models import ReminderChoice
from notifications.subjects import Subject

# What is asked of people who serve. The mail says only that there is a note.
MAIL = "notifications/note"
HOSTING = (
    Kind(
        name="groups.stand_in",
        title=_("Can you open %(name)s? It begins %(when)s"),
        neutral=_("Can you stand in? %(when)s"),
        mail=MAIL,
        icon="hand",
        lasts=timedelta(minutes=30),
    ),
    Kind(
        name="groups.host_missed",
        title=_("People wait for you: %(name)s, %(when)s"),
        neutral=_("You are expected: %(when)s"),
        mail=MAIL,
        icon="clock",
        lasts=timedelta(minutes=30),
    ),
    Kind(
        name="groups.host_cannot_come",
        title=_("%(name)s needs another host: %(when)s"),
        neutral=_("Somebody cannot come: %(when)s"),
        mail=MAIL,
        icon="alert",
    ),
    Kind(
        name="groups.did_not_open",
        title=_("%(name)s did not open: no host came. %(when)s"),
        neutral=_("Something did not take place: %(when)s"),
        icon="alert",
    ),
    Kind(
        name="groups.follow_up",
        title=_("You were named to look after something"),
        neutral=_("Something is yours to do"),
        icon="note",
    ),
    Kind(
        name="groups.service",
        title=_("You were asked to serve in your group"),
        neutral=_("Something is yours to do"),
        icon="heart",
    ),
)
COMING = (
    Kind(
        name="groups.place_free",
        title=_("There is a place for you: %(name)s, %(when)s"),
        neutral=_("There is a place for you: %(when)s"),
        mail=MAIL,
        icon="check",
    ),
    Kind(
        name="groups.no_host_came",
        title=_("%(name)s could not open: %(when)s. It was not your fault."),
        neutral=_("Something could not open: %(when)s"),
        icon="alert",
    ),
    Kind(
        name="groups.attendance_corrected",
        title=_("A host corrected your record: %(name)s, %(when)s"),
        neutral=_("Something in your record has changed"),
        icon="note",
    ),
    Kind(
        name="groups.proof_ended",
        title=_("A printed record of yours is not valid any more. You can make a new one."),
        neutral=_("Something in your record has changed"),
        icon="note",
    ),
)
KINDS = (
    Kind(
        name="groups.reminder",
        title=_("You asked us to remind you: %(name)s, %(when)s"),
        neutral=_("You asked us to remind you: %(when)s"),
        mail="groups/reminder",
    ),
    Kind(
        name="groups.moved",
        title=_("New time for %(name)s: %(when)s"),
        neutral=_("Something has a new time: %(when)s"),
        mail="groups/moved",
        icon="clock",
    ),
    Kind(
        name="groups.cancelled",
        title=_("%(name)s does not take place: %(when)s"),
        neutral=_("Something does not take place: %(when)s"),
        mail="groups/cancelled",
        icon="alert",
    ),
    *HOSTING,
    *COMING,
)


def subjects_of(user: Any) -> list[Subject]:
    """The groups one has a role in, and the series one asked to be reminded of."""
    if not user.is_authenticated:
        return []
    own = Group.objects.filter(roles__user=user, roles__ended_at=None).distinct()
    chosen = ReminderChoice.objects.visible_to(user).filter(subject_kind="series").values("subject_id")
    series = MeetingSeries.objects.visible_to(user).filter(pk__in=chosen).select_related("group")
    return [
        *(Subject("group", group.pk, group.code, group.name) for group in own),
        *(Subject("series", each.pk, each.code, each.title) for each in series.order_by("pk")),
    ]


def register() -> None:
    for kind in KINDS:
        kinds.register(kind)
    subjects.register(subjects_of)
