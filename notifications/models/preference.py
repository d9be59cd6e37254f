"""What each person wants: when, where, and how much an e-mail may say."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Minutes before the start. One hour is what a person gets who never opened the page.
LEADS = (10, 30, 60, 180, 1440)
DEFAULT_LEADS = (60,)
MAX_LEAD = timedelta(minutes=max(LEADS))


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def visible_to(self, user: Any) -> "PreferenceQuerySet":
        """One's own, nobody else's."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()


class Preference(models.Model):
    """One row per person who changed something; without it the defaults here hold."""

    class SafeContact(models.TextChoices):
        FINE = "fine", _("E-mail is fine")
        SHARED = "shared", _("Others read this mailbox")
        NONE = "none", _("No e-mail to me, please")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference")
    safe_contact = models.CharField(max_length=6, choices=SafeContact, default=SafeContact.FINE)
    # In the person's own zone; from 22:00 to 07:00 goes over midnight. Both or none.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    # None means DEFAULT_LEADS; an empty list means no reminders but those of a group's own choice.
    default_leads = ArrayField(models.PositiveIntegerField(), null=True, blank=True)
    changed_at = models.DateTimeField()

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"preference {self.pk}"


class ReminderChoiceQuerySet(models.QuerySet["ReminderChoice"]):
    def visible_to(self, user: Any) -> "ReminderChoiceQuerySet":
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()


class ReminderChoice(models.Model):
    """What one person wants for one group or one series; `leads` None means their default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_choices")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    leads = ArrayField(models.PositiveIntegerField(), null=True, blank=True)
    in_app = models.BooleanField(default=True)
    email = models.BooleanField(default=True)
    off = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    objects = ReminderChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_kind", "subject_id"], name="one_choice_per_subject"
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="choice_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} choice {self.pk}"
