"""Places where people meet. Addresses are free lines: no country's form of them is assumed."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups import zones


class VenueQuerySet(models.QuerySet["Venue"]):
    def offered_to(self, group: Any) -> "VenueQuerySet":
        """Places of the centre that people wrote, and those of the group; not thousands of an import."""
        written = ~Q(series__external_source__gt="")
        mine = self.filter(centre=group.centre_id).filter(written | Q(series__group=group))
        return mine.distinct().order_by("name", "pk")


class Venue(models.Model):
    """A place of one centre's listings. Lists show the area; the address is asked for."""

    class Precision(models.TextChoices):
        STREET = "street", _("Exact address")
        AREA = "area", _("Area only")
        NONE = "none", _("Not known")

    centre = models.ForeignKey("accounts.Centre", models.CASCADE, related_name="venues")
    name = models.CharField(_("name of the place"), max_length=255, blank=True)
    address = models.TextField(_("address"), blank=True, help_text=_("As people there write it."))
    area = models.CharField(_("part of town"), max_length=120, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$")]
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    precision = models.CharField(_("how exact"), max_length=6, choices=Precision, default=Precision.STREET)
    access_notes = models.TextField(_("how to get in"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[zones.validate])

    objects = VenueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="venue_both_coordinates_or_none",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="venue_country_is_iso", condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$")
            ),
        ]

    def __str__(self) -> str:
        return self.place or self.name

    @property
    def place(self) -> str:
        """Area and town, the part everybody may see in a list."""
        return ", ".join(part for part in (self.area, self.city) if part)
