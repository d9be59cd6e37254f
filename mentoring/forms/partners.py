"""Two who look in on one another: their rhythm, and a code that is typed."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import TimeField
from mentoring.forms.fields import radios
from mentoring.models import Partners
from mentoring.rhythm import Often


class RhythmForm(forms.Form):
    often = radios(Often.choices, _("How often"))
    weekday = forms.TypedChoiceField(
        label=_("On which day, if once a week"),
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        coerce=int,
    )
    hour = TimeField(label=_("At what time"), help_text=_("Each of you on your own clock."))

    @staticmethod
    def initial_of(partners: Partners) -> dict[str, Any]:
        return {"often": partners.often, "weekday": str(partners.weekday), "hour": partners.hour}


class TypedPartnerForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("12 letters and digits. Small or capital, with or without spaces."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters"}),
    )
