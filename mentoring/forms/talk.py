"""A day, a time and a way to talk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField, TimeField
from mentoring.customs import Way
from mentoring.forms.fields import radios


class TalkForm(forms.Form):
    """In the person's own clock; only the ways that the two agreed on are offered."""

    day = DateField(label=_("On which day?"))
    wall = TimeField(label=_("At what time?"), help_text=_("By your own clock. They read it by theirs."))
    way = radios([], _("How do you talk?"), _("Keep numbers and addresses to yourself for now."))

    def __init__(self, *args: Any, ways: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way, label) for way, label in Way.choices if way in ways]
        if len(ways) == 1:
            self.initial["way"] = ways[0]
