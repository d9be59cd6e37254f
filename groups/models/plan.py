"""Plans: the steps a group's meeting goes through, each with its minutes."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group, GroupRole
from recovery_network.common.codes import public_code

TITLE_LENGTH = 80  # as in the room, which gets a copy
MOST_MINUTES = 240


class GroupPlanQuerySet(models.QuerySet["GroupPlan"]):
    def visible_to(self, user: Any) -> "GroupPlanQuerySet":
        """For those who host the group or work at its centre. Members see the copy in the room."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        hosted = GroupRole.objects.live().filter(user=user, role__in=GroupRole.HOSTS).values("group")
        return self.filter(Q(group__in=hosted) | Q(group__in=Group.objects.staffed_by(user)))


class GroupPlan(models.Model):
    """One way a group's meetings go. The usual one is taken where a series names no other."""

    code = models.CharField(max_length=8, unique=True, default=public_code, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="plans")
    name = models.CharField(_("name"), max_length=80)
    is_usual = models.BooleanField(_("the usual one"), default=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-is_usual", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(is_usual=True), name="one_usual_plan"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupPlanStep(models.Model):
    plan = models.ForeignKey(GroupPlan, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("step"), max_length=TITLE_LENGTH)
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="one_step_a_position"),
            models.CheckConstraint(name="step_lasts", condition=Q(minutes__range=(1, MOST_MINUTES))),
        ]

    def __str__(self) -> str:
        return f"step {self.position} of plan {self.plan_id}"
