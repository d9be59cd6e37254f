"""Promises: a row for everything that is to reach a person at a time."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """A person's own deliveries, nobody else's."""
        return self.filter(recipient_id=user.pk) if user.is_authenticated else self.none()

    def about(self, subject_kind: str, subject_id: int) -> "DeliveryQuerySet":
        return self.filter(subject_kind=subject_kind, subject_id=subject_id)

    def open(self) -> "DeliveryQuerySet":
        """Not yet taken by a sender, so still to be moved or cancelled."""
        return self.filter(state=Delivery.State.DUE)


class Delivery(models.Model):
    """One message to one person over one channel. `key` is its identity: planning twice is harmless.

    `due_at` is the promise and `next_try_at` the next attempt; a sender that took the row is named
    in `lease_owner` until `lease_until`. `subject_kind` and `subject_id` say what it is about.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        IN_APP = "in_app", _("On this site")

    class State(models.TextChoices):
        DUE = "due", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", pgettext_lazy("a note or a mail", "Sent")
        EXPIRED = "expired", _("Too late, not sent")
        CANCELLED = "cancelled", _("Cancelled")
        DEAD = "dead", _("Could not be sent")

    # Every index is written at each change of state, so there is none that another one covers: the
    # key has no second one for LIKE, and the recipient is found by `delivery_history`.
    key = models.CharField(max_length=160)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries", db_index=False
    )
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=6, choices=Channel)
    path = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["key"], name="one_delivery_per_key")]
        indexes = [
            models.Index(fields=["channel", "next_try_at"], condition=Q(state="due"), name="delivery_claim"),
            models.Index(fields=["lease_owner"], condition=Q(state="sending"), name="delivery_leased"),
            models.Index(fields=["subject_kind", "subject_id"], name="delivery_subject"),
            models.Index(fields=["recipient", "-due_at", "-id"], name="delivery_history"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.pk}"
