"""What hosts leave behind after a meeting: a line for the next one, and who looks after whom."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group, GroupRole
from groups.models.occurrence import Occurrence
from recovery_network.common.codes import random_code


class Closing(models.Model):
    """The close-out of one meeting. Any host may finish it, and once is enough."""

    occurrence = models.OneToOneField(Occurrence, models.CASCADE, related_name="closing")
    line_for_next = models.CharField(_("a line for the next host"), max_length=300, blank=True)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"close-out of occurrence {self.occurrence_id}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: Any) -> "FollowUpQuerySet":
        """For its owner, and for hosts of the group and staff of its centre."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        hosted = GroupRole.objects.live().filter(user=user, role__in=GroupRole.HOSTS).values("group")
        theirs = Q(occurrence__group__in=hosted) | Q(occurrence__group__in=Group.objects.staffed_by(user))
        return self.filter(Q(owner=user) | theirs)


class FollowUp(models.Model):
    """One person will look after one thing. It is about a seat: an alias in one room, not an account."""

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="follow_ups")
    seat = models.ForeignKey("chat.Seat", models.SET_NULL, null=True, blank=True, related_name="+")
    # A host who asks for a talk after a hard meeting.
    for_host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follow_ups")
    what = models.CharField(_("what is to be done"), max_length=200, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    named_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
