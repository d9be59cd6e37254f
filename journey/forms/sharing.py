"""Who sees what, from when, until when."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import consent_texts
from accounts.forms.fields import PersonCodeField
from accounts.shareable import ITEMS
from journey.forms.goals import ComingDate
from journey.shareable import APP

HOW_LONG = 30


class ShareForm(forms.Form):
    code = PersonCodeField()
    items = forms.MultipleChoiceField(
        label=_("What may they see?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing to share.")},
    )
    from_on = ComingDate(
        label=_("From which day?"), error_messages={"invalid": _("Write a day, such as 2026-11-23.")}
    )
    until_on = ComingDate(
        label=_("Until which day?"),
        help_text=_("It ends by itself after this day. You can end it before."),
        error_messages={"invalid": _("Write a day, such as 2026-11-23.")},
    )
    text_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("It stands under Me on their own phone. Ask them for it.")
        self.fields["items"].choices = [(i.key, i.label) for i in ITEMS.values() if i.app == APP]
        self.initial.setdefault("from_on", today)
        self.initial.setdefault("until_on", today + timedelta(days=HOW_LONG))
        self.initial.setdefault("text_version", consent_texts.CURRENT)
        for name in ("from_on", "until_on"):
            self.fields[name].today = today

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("from_on") and said.get("until_on") and said["until_on"] < said["from_on"]:
            self.add_error("until_on", _("The last day comes before the first. Choose a later one."))
        return said
