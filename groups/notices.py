"""What groups tells people: the kinds of notice, and the list of what one may be reminded of."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.models import Group, MeetingSeries
from notifications import kinds, subjects
from notifications.kinds import Kind
from notifications.models import ReminderChoice
from notifications.subjects import Subject

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
