"""Two people who shall not meet here, accounts that are one person, and approaches to newcomers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class BlockQuerySet(models.QuerySet["Block"]):
    def visible_to(self, user: Any) -> "BlockQuerySet":
        """Those one made oneself. Nobody learns that they were blocked."""
        return self.filter(blocker=user) if user.is_authenticated else self.none()


class Block(models.Model):
    """`alias` is the name the person had where they were blocked: the only name the blocker knows."""

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    alias = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_each"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="nobody_blocks_themselves"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


class SamePersonQuerySet(models.QuerySet["SamePerson"]):
    def visible_to(self, user: Any) -> "SamePersonQuerySet":
        """Nobody's to look at: it only makes blocks and limits follow a person to another account."""
        return self.none()


class SamePerson(models.Model):
    """Accounts with one `person` are one human being; blocks count for all of them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    person = models.UUIDField(db_index=True)
    linked_at = models.DateTimeField(default=timezone.now)

    objects = SamePersonQuerySet.as_manager()

    def __str__(self) -> str:
        return f"same person {self.pk}"


class NewcomerContactQuerySet(models.QuerySet["NewcomerContact"]):
    def visible_to(self, user: Any) -> "NewcomerContactQuerySet":
        """Counted for moderators, never listed."""
        return self.none()


class NewcomerContact(models.Model):
    """The first time one account approached one newcomer, let through or not."""

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    newcomer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    let_through = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    objects = NewcomerContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="contact_by_sender")]
        constraints = [models.UniqueConstraint(fields=["sender", "newcomer"], name="one_first_contact")]

    def __str__(self) -> str:
        return f"first contact {self.pk}"


class NewcomerLift(models.Model):
    """Staff ended somebody's first 90 days early: they know the person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"lift {self.pk}"
