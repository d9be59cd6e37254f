"""A person: how they sign in, the name they show, and how they want pages to be."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.fields import NullEmailField
from recovery_network.common.codes import random_code
from recovery_network.common.permissions import RULES, can

HAND_KEY = "H"


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, viewer: Any) -> "UserQuerySet":
        """Oneself and, for staff, the people who belong to their centres now. Nobody else is ever listed."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        works_at = viewer.staff_roles.live().values("centre")
        belongs = Q(memberships__left_at=None, memberships__centre__in=works_at)
        return self.filter(Q(pk=viewer.pk) | belongs).distinct()

    def guests_over(self, now: datetime) -> "UserQuerySet":
        return self.filter(is_guest=True, guest_until__lte=now)


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, sign_in_name: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """A person with a usable password, or none when they sign in by code or passkey."""
        user = self.model(sign_in_name=sign_in_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, sign_in_name: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(sign_in_name, password, is_superuser=True, **fields)

    def get_by_natural_key(self, sign_in_name: str | None) -> "User":
        return self.get(sign_in_name=sign_in_name)


class User(AbstractBaseUser):
    """The primary key never leaves the server; `code` is the person in addresses.

    `subject` is the number the ledger knows. Erasure drops it, and the rows then point to nobody.
    Rights come from rules only: there are no permission tables, and an operator gains none of them.
    """

    class Theme(models.TextChoices):
        AUTO = "auto", _("As my phone is set")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class ReadAloud(models.TextChoices):
        NOTHING = "", _("Nothing")
        HOSTS = "hosts", _("Hosts, and whoever shares")
        ALL = "all", _("All messages")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    subject = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sign_in_name = models.CharField(max_length=60, unique=True, null=True, blank=True)
    # Only a proven address is written here, so two people cannot hold one.
    email = NullEmailField(unique=True, null=True, blank=True)
    public_name = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    neutral_text = models.BooleanField(default=True)
    nastaliq = models.BooleanField(default=False)
    usually_shared = models.BooleanField(default=False)
    exit_keys = models.BooleanField(default=True)
    # In the room: what is read aloud, the key that raises a hand with Alt and Shift, notes that stand open.
    read_aloud = models.CharField(max_length=5, choices=ReadAloud, default=ReadAloud.NOTHING, blank=True)
    hand_key = models.CharField(max_length=1, default=HAND_KEY, blank=True)
    notes_open = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    is_guest = models.BooleanField(default=False)
    guest_until = models.DateTimeField(null=True, blank=True)
    adult_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS = ["public_name"]
    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_guest=False) | Q(guest_until__isnull=False), name="guest_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(is_guest=False) | Q(sign_in_name=None, email=None),
                name="guest_has_no_credentials",
            ),
            models.CheckConstraint(condition=Q(hand_key__regex="^[A-Z]?$"), name="hand_key_is_a_letter"),
            models.CheckConstraint(
                condition=Q(sign_in_name=None) | Q(sign_in_name=Lower("sign_in_name")),
                name="sign_in_name_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.public_name

    @property
    def is_staff(self) -> bool:
        """Django admin is for operators only, never for centre staff."""
        return self.is_superuser

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """A rule's answer; the names Django admin asks for are open to operators."""
        if perm in RULES:
            return can(self, perm, obj)
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_superuser

    def staff_role_at(self, centre: Any, *roles: str) -> bool:
        """Does the person work at the centre now, in one of the roles if any are named?"""
        held = self.staff_roles.live().filter(centre=centre)
        return (held.filter(role__in=roles) if roles else held).exists()

    def belongs_to(self, centre: Any) -> bool:
        return self.memberships.live().filter(centre=centre).exists()
