"""How one is today. Nothing is chosen beforehand, and nothing has to be answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.days import OWN_WORDS
from journey.models import CheckIn
from journey.models.check_in import HARD_CRAVING, HARD_MOOD

SCALE = [(number, str(number)) for number in range(11)]


class Marked(forms.RadioSelect):
    """Radio buttons of which some bring up help at once, where scripts run."""

    def __init__(self, hard: int, *, from_there_on: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hard, self.from_there_on = hard, from_there_on

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        number = int(value)
        if number == self.hard or (self.from_there_on and number > self.hard):
            option["attrs"]["data-hard"] = ""
        return option


def number(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, empty_value=None, required=False, **options)


class Scale(Marked):
    """0 to 10 in one row."""

    template_name = "journey/widgets/scale.html"


class Faces(Marked):
    """Five drawn faces, each with its word."""

    template_name = "journey/widgets/faces.html"


class CheckInForm(forms.Form):
    mood = number(label=_("How do you feel?"), choices=CheckIn.Mood.choices, widget=Faces(HARD_MOOD))
    craving = number(
        label=_("How strong is the wish to use?"),
        help_text=_("0 is not at all. 10 is as strong as it can be."),
        choices=SCALE,
        widget=Scale(HARD_CRAVING, from_there_on=True),
    )
    sleep = number(label=_("How did you sleep?"), choices=CheckIn.Sleep.choices, widget=forms.RadioSelect)
    line = forms.CharField(
        label=_("A few words"), required=False, max_length=280, widget=forms.TextInput(attrs=OWN_WORDS)
    )
