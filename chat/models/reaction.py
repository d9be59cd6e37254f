"""Support for a message: three words, and no others."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.event import Event
from chat.models.seat import Seat


class Reaction(models.Model):
    """One seat's support of one kind. Others learn how many there are, never whose."""

    class Kind(models.TextChoices):
        WITH_YOU = "with_you", _("With you")
        THANK_YOU = "thank_you", _("Thank you")
        STRENGTH = "strength", _("Strength")

    event = models.ForeignKey(Event, models.CASCADE, related_name="reactions")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=9, choices=Kind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "seat", "kind"], name="one_of_a_kind_each")]

    def __str__(self) -> str:
        return f"reaction {self.pk} to event {self.event_id}"
