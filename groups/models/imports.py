"""Foreign lists a centre imports, each reading of them, and what every reading changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffRole
from groups.importing.report import Row
from recovery_network.common.codes import random_code

IMPORTERS = (StaffRole.Role.COORDINATOR, StaffRole.Role.MANAGER)


def _centres_of(user: Any) -> Any:
    """Where the person may import."""
    return user.staff_roles.live().filter(role__in=IMPORTERS).values("centre")


class ImportSourceQuerySet(models.QuerySet["ImportSource"]):
    def visible_to(self, user: Any) -> "ImportSourceQuerySet":
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(centre__in=_centres_of(user))


class ImportSource(models.Model):
    """One foreign list. `key` is the `external_source` of everything that came from it."""

    key = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    centre = models.ForeignKey("accounts.Centre", models.CASCADE, related_name="import_sources")
    name = models.CharField(_("name of the list"), max_length=200)
    # An address, or where a file lay; a list that moved is known again by its meetings.
    location = models.CharField(_("where it is"), max_length=500, blank=True)
    format = models.CharField(max_length=13)
    programme = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImportSourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Any) -> "ImportRunQuerySet":
        """Coordinators and managers of the centre; of other centres nobody knows."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(centre__in=_centres_of(user))

    def lean(self) -> "ImportRunQuerySet":
        """Without the file and the report, which a list of runs does not show."""
        return self.defer("data", "rows", "plan", "undo_rows")


class ImportRun(models.Model):
    """One reading of one list: waiting, read, looked at, saved, undone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        READY = "ready", _("Read. Look at it and decide")
        CONFIRMED = "confirmed", _("Waiting to be saved")
        SAVED = "saved", _("Saved")
        UNWANTED = "unwanted", _("Waiting to be undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Not possible")

    # States in which the worker has something to do.
    TO_DO = (State.WAITING, State.CONFIRMED, State.UNWANTED)

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    centre = models.ForeignKey("accounts.Centre", models.CASCADE, related_name="import_runs")
    source = models.ForeignKey(
        ImportSource, models.SET_NULL, null=True, blank=True, related_name="runs", verbose_name=_("list")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True)

    # What is read, and how.
    location = models.CharField(max_length=500, blank=True)
    is_new_list = models.BooleanField(default=False)
    data = models.BinaryField(null=True, editable=False)
    wanted_format = models.CharField(max_length=13, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    programme = models.CharField(max_length=40, blank=True)

    # What was found. `plan` is what a person confirmed: only that is saved.
    done = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list, editable=False)
    plan = models.JSONField(default=list, editable=False)
    plan_digest = models.CharField(max_length=64, blank=True, editable=False)
    undo_rows = models.JSONField(default=list, editable=False)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["waiting", "confirmed", "unwanted"]),
                name="import_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_busy(self) -> bool:
        return self.state in self.TO_DO

    @property
    def total(self) -> int:
        return self.created + self.updated

    @property
    def title(self) -> str:
        """The list's name once it is known, before that where it came from."""
        return self.source.name if self.source else self.location.removeprefix("file:")

    def report_rows(self) -> list[Row]:
        return [Row(*row) for row in self.rows]

    def all_rows(self) -> list[Row]:
        """What could not be taken back stands first: it is the news."""
        return [Row(*row) for row in self.undo_rows] + self.report_rows()


class ImportChange(models.Model):
    """One row of ours that a run made or changed, with what it was before and after, sealed.

    Sealed, because contacts and pass codes are among the values.
    """

    class Kind(models.TextChoices):
        GROUP = "group"
        SERIES = "series"
        VENUE = "venue"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=6, choices=Kind)
    object_id = models.BigIntegerField()
    record = models.CharField(max_length=255, blank=True)
    made = models.BooleanField(default=False)
    before_sealed = models.BinaryField(default=b"")
    after_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kind", "object_id"], name="one_change_of_a_thing_in_a_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
