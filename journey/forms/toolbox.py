"""The toolbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.check_in import SCALE, Scale, number
from journey.forms.days import OWN_WORDS
from journey.models import Supporter
from journey.models.check_in import HARD_CRAVING
from journey.sheets import Kind


class WaveForm(forms.Form):
    strength = forms.TypedChoiceField(
        label=_("How strong was it?"),
        help_text=_("0 is not at all. 10 is as strong as it can be."),
        choices=SCALE,
        coerce=int,
        widget=Scale(HARD_CRAVING, from_there_on=True),
        error_messages={"required": _("Choose a number from 0 to 10.")},
    )
    around = forms.CharField(
        label=_("Where were you, and what was around you?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OWN_WORDS),
    )
    helped = forms.CharField(
        label=_("What did you do?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OWN_WORDS),
    )
    after = number(
        label=_("How strong was it afterwards?"),
        choices=SCALE,
        widget=Scale(HARD_CRAVING, from_there_on=True),
    )


class SupporterForm(forms.ModelForm):
    class Meta:
        model = Supporter
        fields = ("name", "ring", "reach", "gives")
        labels = {
            "name": _("Name, or any word you know them by"),
            "ring": _("How close are they?"),
            "reach": _("How do you reach them?"),
            "gives": _("What do they give you?"),
        }
        help_texts = {"gives": _("A talk, a meal, a ride, a laugh")}
        widgets = {
            "name": forms.TextInput(attrs=OWN_WORDS),
            "ring": forms.RadioSelect,
            "reach": forms.TextInput(attrs=OWN_WORDS),
            "gives": forms.TextInput(attrs=OWN_WORDS),
        }


class SheetForm(forms.Form):
    """The questions of one kind of worksheet."""

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.named:
            self.fields["name"] = forms.CharField(
                label=kind.named, required=False, max_length=60, widget=forms.TextInput(attrs=OWN_WORDS)
            )
        for question in kind.questions:
            self.fields[question.key] = forms.CharField(
                label=question.label,
                help_text=question.hint,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )

    @property
    def said(self) -> dict[str, Any]:
        answers = dict(self.cleaned_data)
        return {"name": answers.pop("name", ""), "answers": answers}
