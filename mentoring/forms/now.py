"""Asking for somebody to talk with now, and saying that one can be asked."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField, NumberField, TimeField, ZoneField
from groups.models import Language
from mentoring.customs import Gender, Meets
from mentoring.forms.fields import LanguagesField, radios
from mentoring.models import Call, Ready
from mentoring.models.now import MOST_A_DAY, USUAL_A_DAY
from mentoring.services.ready import LONGEST


class CallForm(forms.Form):
    """Filled in already: one tap is enough."""

    language = forms.ModelChoiceField(
        Language.objects.all(), label=_("I would like to talk in"), to_field_name="code", empty_label=None
    )
    meets = radios(Meets.choices, _("With"), _("The person on duty may be somebody else."))
    gender = radios(
        Gender.choices,
        _("I am"),
        _("Some people talk only with women or only with men. Nobody else reads this."),
        required=False,
    )

    def wishes(self) -> dict[str, str]:
        cleaned = self.cleaned_data
        return {"language": cleaned["language"].code, "meets": cleaned["meets"], "gender": cleaned["gender"]}

    @staticmethod
    def initial_of(before: Call | None, language: str) -> dict[str, Any]:
        if before is None:
            return {"language": language, "meets": Meets.ANYONE, "gender": Gender.UNSAID}
        return {"language": before.language, "meets": before.meets, "gender": before.gender}


class ReadyForm(forms.Form):
    languages = LanguagesField(label=_("I can talk in"))
    starts = TimeField(label=_("From"))
    ends = TimeField(label=_("Until"), help_text=_("Before “from”: it goes on after midnight."))
    time_zone = ZoneField(label=_("Where is your clock?"))
    until_on = DateField(label=_("Last day"), help_text=_("Up to 90 days. You can say it again then."))
    most_a_day = NumberField(
        label=_("How often a day at most?"),
        help_text=_("Once is usual. Your quiet hours hold as well."),
        min_value=1,
        max_value=MOST_A_DAY,
    )
    meets = radios(Meets.choices, _("I would like to talk with"))
    gender = radios(
        Gender.choices,
        _("I am"),
        _("Some people ask for a woman or a man. Nobody else reads this."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until_on(self) -> date:
        day: date = self.cleaned_data["until_on"]
        if not self.today <= day <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a last day within the next 90 days."))
        return day

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data | {"languages": [each.code for each in self.cleaned_data["languages"]]}

    @staticmethod
    def initial_of(ready: Ready | None, user: Any, today: date) -> dict[str, Any]:
        if ready is not None:
            names = ("languages", "starts", "ends", "time_zone", "until_on", "most_a_day", "meets", "gender")
            return {name: getattr(ready, name) for name in names}
        return {
            "languages": [user.language],
            "starts": time(18),
            "ends": time(22),
            "time_zone": user.time_zone,
            "until_on": today + timedelta(days=30),
            "most_a_day": USUAL_A_DAY,
            "meets": Meets.ANYONE,
            "gender": Gender.UNSAID,
        }
