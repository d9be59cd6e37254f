"""A line a person can call or write to in a hard moment. A wrong number here can cost a life."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffRole

KEEPERS = (StaffRole.Role.COORDINATOR, StaffRole.Role.MANAGER)
# E.164 where a number can be dialled from anywhere; national short codes such as 999 as they are.
valid_number = RegexValidator(
    r"^(\+[1-9]\d{6,14}|\d{2,8})$", _("Write +880…, or a short number such as 999.")
)


def keeps_directory(user: Any, country: str | None = None) -> bool:
    """Operators everywhere; coordinators and managers for the country of their centre."""
    if user is None or not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    roles = StaffRole.objects.filter(user=user, role__in=KEEPERS, ended_at=None)
    return (roles.filter(centre__country=country) if country else roles).exists()


class CrisisLineQuerySet(models.QuerySet["CrisisLine"]):
    def public(self) -> "CrisisLineQuerySet":
        """Lines we may show: no conflict of numbers, not kept back for staff, not taken off."""
        return self.filter(staff_only=False, retired_at=None)

    def visible_to(self, user: Any) -> "CrisisLineQuerySet":
        """Everybody sees public lines; those who keep the directory see what must still be settled."""
        return self.all() if keeps_directory(user) else self.public()

    def for_country(self, country: str) -> "CrisisLineQuerySet":
        """One country's lines and never another's; verified ones first."""
        return self.filter(country=country).order_by(
            models.F("verified_on").desc(nulls_last=True), "place", "name"
        )


class CrisisLine(models.Model):
    """Shipped rows are unverified until somebody on the staff has called the number."""

    class Operator(models.TextChoices):
        PEERS = "peers", _("Run by peers")
        VOLUNTEERS = "volunteers", _("Run by volunteers")
        CLINICIANS = "clinicians", _("Run by counselors")
        GOVERNMENT = "government", _("Run by the government")
        EMERGENCY = "emergency", _("State emergency line")
        POLICE = "police", _("Run by the police")

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        PAID = "paid", _("The call costs money")
        UNKNOWN = "unknown", _("The call may cost money")

    class Situation(models.TextChoices):
        DANGER = "danger", _("Someone will not wake up, or cannot breathe well")
        CANNOT_GO_ON = "cannot_go_on", _("I want to hurt myself, or I cannot go on")
        WANT_TO_USE = "want_to_use", _("I want to use, right now")
        HURT_AT_HOME = "hurt_at_home", _("Someone at home hurts me")

    key = models.SlugField(max_length=60, unique=True, help_text=_("The same in every shipped list."))
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80)
    # {language: name}, only where those who run the line call it so themselves. We translate no names.
    names = models.JSONField(default=dict, blank=True)
    number = models.CharField(max_length=16, blank=True, validators=[valid_number])
    number_shown = models.CharField(max_length=24, blank=True)
    text_number = models.CharField(max_length=16, blank=True, validators=[valid_number])
    text_shown = models.CharField(max_length=24, blank=True)
    numbers_in_conflict = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    always_open = models.BooleanField(default=False)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    languages = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    cost = models.CharField(max_length=8, choices=Cost, default=Cost.UNKNOWN)
    operator = models.CharField(max_length=12, choices=Operator)
    situations = ArrayField(models.CharField(max_length=14, choices=Situation), default=list)
    # {language: sentence}: what a person should know before calling, and when the line tells others.
    note = models.JSONField(default=dict, blank=True)
    confidentiality = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=300, help_text=_("Where the number was read."))
    place = models.PositiveSmallIntegerField(default=100, help_text=_("Smaller comes first."))
    default_list = models.BooleanField(default=True)
    staff_only = models.BooleanField(default=False)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_on = models.DateField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CrisisLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(operator="police") | Q(default_list=False), name="police_off_the_default_list"
            ),
            models.CheckConstraint(
                condition=Q(staff_only=True) | ~Q(number="") | ~Q(text_number=""),
                name="public_line_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(staff_only=True) | Q(numbers_in_conflict__len=0), name="conflict_is_for_staff"
            ),
            models.CheckConstraint(
                condition=Q(verified_on=None, expires_on=None)
                | Q(verified_on__isnull=False, expires_on__isnull=False),
                name="verified_line_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"

    @property
    def dial(self) -> str:
        """What the phone dials: the national form, for free lines often refuse +country code."""
        return "".join(c for c in self.number_shown or self.number if c.isdigit() or c == "+")

    @property
    def text_dial(self) -> str:
        return "".join(c for c in self.text_shown or self.text_number if c.isdigit() or c == "+")

    @property
    def name_here(self) -> str:
        return self.names.get(_page_language()) or self.name

    @property
    def name_language(self) -> str:
        """The language of that name, where it is not the page's."""
        return "" if _page_language() in ("en", *self.names) else "en"

    @property
    def note_here(self) -> str:
        return in_page_language(self.note)

    @property
    def confidentiality_here(self) -> str:
        return in_page_language(self.confidentiality)

    def is_verified(self, today: date) -> bool:
        """Somebody called it, and not too long ago."""
        return self.expires_on is not None and today <= self.expires_on

    def is_stale(self, today: date) -> bool:
        """It was verified once, but the proof has run out."""
        return self.expires_on is not None and today > self.expires_on


def in_page_language(sentences: dict[str, str]) -> str:
    """The sentence in the page's language, else in English, else none."""
    return sentences.get(_page_language()) or sentences.get("en", "")


def _page_language() -> str:
    return (get_language() or "en").split("-")[0]
