"""What a message can be said to talk about, before somebody chooses to read it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContentNote(TextChoices):
    """Never a punishment: a door with a sign on it, in place of a surprise."""

    USING = "using", _("Talks about using.")
    HARM = "harm", _("Talks about harm.")
    LOSS = "loss", _("Talks about loss.")
    VIOLENCE = "violence", _("Talks about violence.")
