"""A group's repeating meeting: its rule, its exceptions, its seasons (M3).

The rule is stored as numbers, not as RRULE text, so that one SQL statement can expand every series
and the database itself refuses a rule outside the subset. Wall time and zone are the truth; UTC
stands only on Occurrence.
"""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import schedule, sealing, zones
from groups.models.group import Group, Status, Visibility
from recovery_network.common.codes import public_code


class SeriesQuerySet(models.QuerySet["MeetingSeries"]):
    def visible_to(self, user: Any) -> "SeriesQuerySet":
        """Both the series and its group must be visible; the stricter of the two decides."""
        groups = Group.objects.visible_to(user)
        public = Q(visibility=Visibility.PUBLIC)
        if not getattr(user, "is_authenticated", False):
            return self.filter(public, group__in=groups)
        inside = Group.objects.filter(roles__user=user, roles__ended_at=None)
        staffed = Group.objects.staffed_by(user)
        return self.filter(group__in=groups).filter(public | Q(group__in=inside) | Q(group__in=staffed))

    def with_next(self, now: datetime) -> "SeriesQuerySet":
        """`next_at`: when the next meeting that takes place begins, or None."""
        coming = Q(occurrences__status="scheduled", occurrences__starts_at__gt=now)
        return self.annotate(next_at=models.Min("occurrences__starts_at", filter=coming))


class MeetingSeries(models.Model):
    """One line of a timetable: "Tuesdays and Thursdays at 19:00 in Dhaka, one hour"."""

    class Attendance(models.TextChoices):
        ONLINE = "online", _("Online")
        IN_PERSON = "in_person", _("In person")
        HYBRID = "hybrid", _("In person and online")
        TELEPHONE = "telephone", _("By phone")

    class OnlineKind(models.TextChoices):
        ROOM = "room", _("Online chat here")
        LINK = "link", _("A video link elsewhere")
        PHONE = "phone", _("A phone number")

    class Frequency(models.TextChoices):
        WEEKLY = schedule.WEEKLY, _("By the week")
        MONTHLY = schedule.MONTHLY, _("By the month")

    class Openness(models.TextChoices):
        UNKNOWN = "", _("Not said")
        OPEN = "open", _("Open: anyone may come")
        CLOSED = "closed", _("Closed: for people who want to recover")

    class LedBy(models.TextChoices):
        UNKNOWN = "", _("Not said")
        PEERS = "peers", _("Led by peers")
        COUNSELOR = "counselor", _("Led by a counselor")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=8, unique=True, default=public_code, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="series")
    name = models.CharField(_("name"), max_length=255, blank=True, help_text=_("Empty: the group's name."))
    notes = models.TextField(_("what happens"), blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.ACTIVE)
    missing_since = models.DateTimeField(null=True, blank=True, editable=False)

    # Where.
    attendance = models.CharField(
        _("how people come"), max_length=9, choices=Attendance, default=Attendance.ONLINE
    )
    venue = models.ForeignKey("groups.Venue", models.PROTECT, null=True, blank=True, related_name="series")
    online_kind = models.CharField(_("where online"), max_length=5, choices=OnlineKind, blank=True)
    opens_itself = models.BooleanField(_("opens without a host"), default=False)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    plan = models.ForeignKey(
        "groups.GroupPlan", models.SET_NULL, null=True, blank=True, related_name="series"
    )
    conference_url = models.URLField(_("video link"), max_length=500, blank=True)
    conference_phone = models.CharField(_("phone number to join"), max_length=60, blank=True)
    conference_secret_sealed = models.BinaryField(default=b"", blank=True, editable=False)

    # When.
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[zones.validate])
    by_appointment = models.BooleanField(_("by appointment"), default=False)
    local_start = models.TimeField(_("starts at"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"), null=True, blank=True)
    frequency = models.CharField(_("repeats"), max_length=7, choices=Frequency, default=Frequency.WEEKLY)
    every = models.PositiveSmallIntegerField(_("every how many weeks or months"), default=1)
    weekdays = models.PositiveSmallIntegerField(_("weekdays"), default=0, help_text="Monday 1 … Sunday 64")
    nths = models.PositiveSmallIntegerField(default=0, help_text="first 1 … fifth 16, last 32")
    week_start = models.PositiveSmallIntegerField(default=0, help_text="Monday 0 … Sunday 6")

    # Who it is for.
    languages = models.ManyToManyField("groups.Language", blank=True, related_name="series")
    types = models.ManyToManyField("groups.MeetingType", blank=True, related_name="series")
    openness = models.CharField(
        _("open or closed"), max_length=6, choices=Openness, default=Openness.UNKNOWN, blank=True
    )
    led_by = models.CharField(_("led by"), max_length=9, choices=LedBy, default=LedBy.UNKNOWN, blank=True)
    for_women = models.BooleanField(_("women"), default=False)
    for_men = models.BooleanField(_("men"), default=False)
    for_lgbtq = models.BooleanField(_("LGBTQ people"), default=False)
    for_young = models.BooleanField(_("young people"), default=False)
    newcomers_welcome = models.BooleanField(_("first time welcome"), default=False)
    medication_welcome = models.BooleanField(_("people on medicine welcome"), default=False)
    wheelchair = models.BooleanField(_("wheelchair access"), default=False)

    # Where it came from, and how calendars follow it.
    external_source = models.CharField(max_length=80, blank=True, editable=False)
    external_id = models.CharField(max_length=255, blank=True, editable=False)
    external_slug = models.CharField(max_length=255, blank=True, editable=False)
    external_raw = models.JSONField(default=dict, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    # What the finder reads; kept by services/refresh.py, never by hand.
    facets = ArrayField(models.IntegerField(), default=list, editable=False)
    words = SearchVectorField(null=True, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "meeting series"
        constraints = [
            models.CheckConstraint(
                name="series_duration_within_a_day", condition=Q(duration_minutes__range=(1, 1440))
            ),
            models.CheckConstraint(
                name="series_ends_after_start",
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
            ),
            models.CheckConstraint(
                name="series_rule_in_subset",
                condition=Q(by_appointment=True, weekdays=0, nths=0)
                | Q(by_appointment=False, local_start__isnull=False, weekdays__range=(1, 127))
                & (Q(frequency="weekly", nths=0) | Q(frequency="monthly", nths__range=(1, 63))),
            ),
            models.CheckConstraint(name="series_every_one_year_at_most", condition=Q(every__range=(1, 52))),
            models.CheckConstraint(
                name="series_has_a_place", condition=Q(capacity=None) | Q(capacity__range=(1, 500))
            ),
            models.CheckConstraint(name="series_week_start_is_a_day", condition=Q(week_start__range=(0, 6))),
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                condition=~Q(external_source=""),
                name="series_once_from_a_source",
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="series_words", fastupdate=False),
            # For names spelt almost right; a series rarely has its own.
            GinIndex(
                OpClass("name", "gin_trgm_ops"),
                name="series_name_near",
                condition=~Q(name=""),
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.code])

    @property
    def title(self) -> str:
        return self.name or self.group.name

    @property
    def conference_secret(self) -> str:
        return sealing.unseal(self.conference_secret_sealed)

    @conference_secret.setter
    def conference_secret(self, text: str) -> None:
        self.conference_secret_sealed = sealing.seal(text)

    @property
    def rule(self) -> schedule.Rule:
        """The rule as schedule.py reads it. A series by appointment has none."""
        assert self.local_start is not None, "by appointment"
        return schedule.Rule(
            start_date=self.start_date,
            local_start=self.local_start,
            duration_minutes=self.duration_minutes,
            weekdays=self.weekdays,
            frequency=self.frequency,
            every=self.every,
            nths=self.nths,
            week_start=self.week_start,
            end_date=self.end_date,
        )

    def clean(self) -> None:
        """The same subset the database keeps, in words for the person who fills in the form."""
        if not 1 <= (self.duration_minutes or 0) <= 1440:
            raise ValidationError({"duration_minutes": _("A meeting lasts from 1 minute to 24 hours.")})
        if self.by_appointment:
            return
        if not 1 <= (self.every or 0) <= 52:
            raise ValidationError({"every": _("Choose a number from 1 to 52.")})
        if self.local_start is None:
            raise ValidationError({"local_start": _("Say when it starts.")})
        if not self.weekdays:
            raise ValidationError({"weekdays": _("Choose at least one day of the week.")})
        if self.frequency == self.Frequency.MONTHLY and not self.nths:
            raise ValidationError({"nths": _("Choose which ones of the month.")})
        if self.end_date and self.start_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("The last day is before the first day.")})


class SeriesException(models.Model):
    """One date that differs, keyed by the local date the rule gave it (never by UTC)."""

    class Kind(models.TextChoices):
        CANCELLED = schedule.CANCELLED, _("Does not take place")
        MOVED = schedule.MOVED, _("Moved")
        EXTRA = schedule.EXTRA, _("Extra")

    series = models.ForeignKey(MeetingSeries, models.CASCADE, related_name="exceptions")
    local_date = models.DateField(_("date"))
    kind = models.CharField(_("what changes"), max_length=9, choices=Kind)
    new_date = models.DateField(_("new date"), null=True, blank=True)
    new_start = models.TimeField(_("new start"), null=True, blank=True)
    new_duration = models.PositiveSmallIntegerField(_("new length in minutes"), null=True, blank=True)
    new_venue = models.ForeignKey("groups.Venue", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["local_date"]
        constraints = [
            models.UniqueConstraint(fields=["series", "local_date"], name="one_exception_a_date"),
            models.CheckConstraint(
                name="exception_duration_within_a_day",
                condition=Q(new_duration=None) | Q(new_duration__range=(1, 1440)),
            ),
            models.CheckConstraint(
                name="exception_says_what_changes",
                condition=Q(
                    kind="cancelled", new_date=None, new_start=None, new_duration=None, new_venue=None
                )
                | Q(kind="extra", new_date=None)
                | Q(kind="moved") & ~Q(new_date=None, new_start=None, new_duration=None, new_venue=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.local_date}"

    @property
    def change(self) -> schedule.Change:
        return schedule.Change(self.local_date, self.kind, self.new_date, self.new_start, self.new_duration)


class DateRange(Func):
    """daterange(from, to, '[]') of two columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


class SeasonalOverride(models.Model):
    """Other hours from one date to another, both included (Ramadan, summer)."""

    series = models.ForeignKey(MeetingSeries, models.CASCADE, related_name="seasons")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    local_start = models.TimeField(_("starts at"))
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(name="season_ends_after_start", condition=Q(to_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="season_duration_within_a_day",
                condition=Q(duration_minutes=None) | Q(duration_minutes__range=(1, 1440)),
            ),
            ExclusionConstraint(
                name="seasons_of_a_series_do_not_overlap",
                expressions=[
                    (F("series"), RangeOperators.EQUAL),
                    (
                        DateRange("from_on", "to_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Two seasons of one meeting overlap."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.to_on}"

    @property
    def season(self) -> schedule.Season:
        return schedule.Season(self.from_on, self.to_on, self.local_start, self.duration_minutes)
