"""The words groups are described with: programmes, formats, languages, pathways.

The database keeps English names; a page shows `label`, the catalogue's translation of that name
(words.py marks them), or the name itself where a centre made the entry.
"""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """Anything with an English name that pages show translated."""

    name = models.CharField(_("name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return gettext(self.name) if self.name else ""


class Programme(Named):
    """A fellowship or method whose codes and words belong together: aa, na, smart, a centre's own."""

    code = models.SlugField(_("code"), max_length=40, unique=True)


class Pathway(Named):
    """The approach a person or group follows. It changes words and tools, never access."""

    class Guide(models.TextChoices):
        SPONSOR = "sponsor", _("Sponsor")
        MENTOR = "mentor", _("Mentor")
        PRACTICE_PARTNER = "practice_partner", _("Practice partner")
        FACILITATOR = "facilitator", _("Facilitator")

    class Counting(models.TextChoices):
        CLEAN_TIME = "clean_time", _("Clean time")
        RECOVERY_TIME = "recovery_time", _("Recovery time")
        NONE = "none", _("No counting")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    guide = models.CharField(_("word for a guiding partner"), max_length=20, choices=Guide)
    counting = models.CharField(_("word for time"), max_length=20, choices=Counting)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    class Meta:
        ordering = ["position", "code"]


class Language(models.Model):
    """A language by its BCP 47 tag, named in its own script, so that nobody needs to translate it."""

    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("Such as bn or pa-Arab"))
    name = models.CharField(_("name in its own script"), max_length=60)
    mg_code = models.CharField(_("code in the Meeting Guide format"), max_length=10, null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class MeetingType(Named):
    """One code of one programme. Codes of two programmes clash, so they are never compared alone.

    `slug` says which types of several programmes mean the same thing to someone who looks.
    """

    class Kind(models.TextChoices):
        TYPE = "type", _("Open or closed")
        FORMAT = "format", _("Format")
        FEATURE = "feature", _("Place and access")
        COMMUNITY = "community", _("Community")
        LANGUAGE = "language", _("Language")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="types")
    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    slug = models.SlugField(_("meaning"), max_length=60)
    mg_code = models.CharField(_("code in the Meeting Guide format"), max_length=10, null=True, blank=True)
    bmlt_world_id = models.CharField(_("world id in BMLT"), max_length=20, null=True, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="type_code_once_in_programme"),
        ]
        indexes = [models.Index(fields=["slug"], name="type_slug")]
