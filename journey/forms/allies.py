"""What an ally may see, until when; and the code that was handed to them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import consent_texts
from accounts.forms.fields import PaperCodeField
from accounts.shareable import ITEMS
from journey.forms.days import OWN_WORDS
from journey.forms.goals import ComingDate
from journey.forms.sharing import HOW_LONG
from journey.shareable import APP


class AllyForm(forms.Form):
    called = forms.CharField(
        label=_("For whom is it?"),
        help_text=_("A word for yourself, such as: my sister. Nobody else reads it. You can leave it empty."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=OWN_WORDS),
    )
    items = forms.MultipleChoiceField(
        label=_("What may they see?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing to share.")},
    )
    until_on = ComingDate(
        label=_("Until which day?"),
        help_text=_("A year at most. It ends by itself after this day. You can end it before."),
        error_messages={"invalid": _("Write a day, such as 2026-11-23.")},
    )
    text_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(i.key, i.label) for i in ITEMS.values() if i.app == APP]
        self.fields["until_on"].today = today
        self.initial.setdefault("until_on", today + timedelta(days=HOW_LONG))
        self.initial.setdefault("text_version", consent_texts.CURRENT)


class AllyCodeForm(forms.Form):
    code = PaperCodeField(label=_("The code you were given"))
