"""How much it is for a mentor, what would help, and when to ask again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.customs import AskEvery
from mentoring.forms.fields import radios, text
from mentoring.services.wellbeing import Load, Wish


class LoadForm(forms.Form):
    load = radios(Load.choices, _("How much is it for you now?"))
    wish = radios(Wish.choices, _("If it is too much: what would help?"), required=False)
    words = text(_("For the centre, if you like"), _("Only staff read it, and only when it is too much."))
    ask_every = radios(AskEvery.choices, _("Ask me again"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("load") == Load.MUCH and not cleaned.get("wish"):
            self.add_error("wish", _("Choose what would help you now."))
        if "ask_every" in cleaned:
            cleaned["ask_every"] = int(cleaned["ask_every"])
        return cleaned
