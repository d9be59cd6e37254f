"""A link that a member makes for one person they trust, until both have said yes; then a grant is all."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from journey.models.own import OwnQuerySet
from recovery_network.common.codes import random_code

LASTS = timedelta(days=7)


class AllyLinkQuerySet(OwnQuerySet):
    def open_at(self, now: datetime) -> "AllyLinkQuerySet":
        """Waiting for somebody, or for its maker's yes; neither account is closed."""
        taker = Q(taken_by=None) | Q(taken_by__is_active=True)
        return self.filter(taker, expires_at__gt=now, user__is_active=True)


class AllyLink(models.Model):
    """It shows nothing by itself. The row goes with the answer, with its time, and with either account.

    Only the digest of the code is kept. `called` is the maker's own word for whom it is meant; nobody
    else reads it, and who used the link sees no row of it at all.
    """

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ally_links")
    called = models.CharField(max_length=40, blank=True)
    items = ArrayField(models.CharField(max_length=60))
    until_on = models.DateField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = AllyLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(items__len__gt=0), name="ally_link_of_something"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="ally_link_has_a_time"),
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=F("user")), name="nobody_takes_their_own_link"
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_at=None) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="ally_link_taken_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"ally link {self.pk}"
