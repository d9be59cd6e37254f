"""Who said they come to a meeting with few places, and who waits for one."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models.occurrence import Occurrence


class RsvpQuerySet(models.QuerySet["Rsvp"]):
    def visible_to(self, user: Any) -> "RsvpQuerySet":
        """One's own. Hosts learn who comes on the close-out page, and only there."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user)


class Rsvp(models.Model):
    """One person's word about one meeting. Written only under the lock of the occurrence's row."""

    class State(models.TextChoices):
        COMING = "coming", _("Comes")
        WAITING = "waiting", _("Waits for a place")
        LEFT = "left", _("Does not come")

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="rsvps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rsvps")
    state = models.CharField(max_length=7, choices=State)
    # The place in line: the moment of asking, and the key where two asked in one moment.
    asked_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = RsvpQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["occurrence", "user"], name="one_rsvp_each")]
        indexes = [models.Index(fields=["occurrence", "state", "asked_at"], name="rsvp_in_line")]

    def __str__(self) -> str:
        return f"rsvp {self.pk}"
