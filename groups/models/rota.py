"""Who opens which meeting, who stands in, who serves for a term, and the search for a host who is missing."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group, GroupRole
from groups.models.occurrence import Occurrence
from recovery_network.common.codes import random_code


class RotaSlotQuerySet(models.QuerySet["RotaSlot"]):
    def visible_to(self, user: Any) -> "RotaSlotQuerySet":
        """One's own, and those of the groups one hosts or whose centre one works at."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        hosted = GroupRole.objects.live().filter(user=user, role__in=GroupRole.HOSTS).values("group")
        theirs = Q(occurrence__group__in=hosted) | Q(occurrence__group__in=Group.objects.staffed_by(user))
        return self.filter(Q(user=user) | theirs)


class RotaSlot(models.Model):
    """One person's part in one meeting. `outcome` is what became of it, written when the room closes."""

    class Part(models.TextChoices):
        HOST = "host", _("Host")
        STAND_IN = "stand_in", _("Stand-in")

    class Answer(models.TextChoices):
        NONE = "", _("Planned")
        ASKED = "asked", _("Asked")
        YES = "yes", _("Said yes")
        NO = "no", _("Cannot come")

    class Outcome(models.TextChoices):
        UNKNOWN = "", _("Not known")
        CAME = "came", _("Came")
        LATE = "late", _("Came late")
        EXCUSED = "excused", _("Told the group before")
        AWAY = "away", _("Did not come")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="rota")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rota")
    part = models.CharField(max_length=8, choices=Part)
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.UNKNOWN, blank=True)
    planned_at = models.DateTimeField(default=timezone.now)

    objects = RotaSlotQuerySet.as_manager()

    class Meta:
        ordering = ["occurrence__starts_at", "part", "pk"]
        constraints = [models.UniqueConstraint(fields=["occurrence", "user"], name="one_part_each")]

    def __str__(self) -> str:
        return f"rota slot {self.pk}"

    @property
    def is_coming(self) -> bool:
        return self.answer != self.Answer.NO


class HostSearch(models.Model):
    """What was done about a host who was not there. Its rows move the search on, never a timer."""

    class Outcome(models.TextChoices):
        RUNNING = "", _("Looking")
        HOSTED = "hosted", _("A host came")
        PEER_LED = "peer_led", _("Opened by the members")
        CLOSED = "closed", _("Did not open")

    occurrence = models.OneToOneField(Occurrence, models.CASCADE, related_name="host_search")
    asked_at = models.DateTimeField()
    found = models.ForeignKey(RotaSlot, models.SET_NULL, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.RUNNING, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"search for a host of occurrence {self.occurrence_id}"


class ServiceTermQuerySet(models.QuerySet["ServiceTerm"]):
    def at(self, day: date) -> "ServiceTermQuerySet":
        """Terms that run on this day or begin later, and were not given back."""
        return self.filter(ended_at=None).filter(Q(until_on=None) | Q(until_on__gte=day))

    def visible_to(self, user: Any) -> "ServiceTermQuerySet":
        """One's own, and those of the groups one hosts or whose centre one works at."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        hosted = GroupRole.objects.live().filter(user=user, role__in=GroupRole.HOSTS).values("group")
        return self.filter(Q(user=user) | Q(group__in=hosted) | Q(group__in=Group.objects.staffed_by(user)))


class ServiceTerm(models.Model):
    """Somebody serves the group for a time. It gives no rights: those come from roles."""

    class Position(models.TextChoices):
        HOST_ROTA = "host_rota", _("Keeps the list of hosts")
        GREETER = "greeter", _("Says hello at the door")
        TIMEKEEPER = "timekeeper", _("Keeps the time")
        READER = "reader", _("Reads aloud")
        NEWCOMERS = "newcomers", _("Looks after new people")
        ROOM = "room", _("Looks after the place")
        MONEY = "money", _("Looks after the money")
        LINK = "link", _("Speaks with other groups")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="service")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="service")
    position = models.CharField(_("service"), max_length=10, choices=Position)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceTermQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_start", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(
                fields=["group", "user", "position"], condition=Q(ended_at=None), name="one_term_each"
            ),
        ]

    def __str__(self) -> str:
        return f"service {self.pk}"
