"""A person: how they sign in, the name they show, and how they want pages to be."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recovery_network.common.codes import random_code


class UserManager(BaseUserManager["User"]):
    def create_user(self, sign_in_name: str | None = None, password: str | None = None, **fields) -> "User":
        """A person with a usable password, or none when they sign in by code or passkey."""
        user = self.model(sign_in_name=sign_in_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, sign_in_name: str, password: str | None = None, **fields) -> "User":
        return self.create_user(sign_in_name, password, is_superuser=True, **fields)

    def get_by_natural_key(self, sign_in_name: str | None) -> "User":
        return self.get(sign_in_name=sign_in_name)


class User(AbstractBaseUser, PermissionsMixin):
    """The primary key never leaves the server; `code` is the person in addresses.

    `subject` is the number the ledger knows. Erasure drops it, and the rows then point to nobody.
    """

    class Theme(models.TextChoices):
        AUTO = "auto", _("As my phone is set")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    code = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    subject = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sign_in_name = models.CharField(max_length=60, unique=True, null=True, blank=True)
    email = models.EmailField(unique=True, null=True, blank=True)
    public_name = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    neutral_text = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    is_guest = models.BooleanField(default=False)
    guest_until = models.DateTimeField(null=True, blank=True)
    adult_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS = ["public_name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_guest=False) | models.Q(guest_until__isnull=False),
                name="guest_has_an_end",
            )
        ]

    def __str__(self) -> str:
        return self.public_name

    @property
    def is_staff(self) -> bool:
        """Django admin is for operators only, never for centre staff."""
        return self.is_superuser
