"""Goals and steps."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField
from journey.dates import fault_in_future
from journey.forms.days import OWN_WORDS
from journey.models import State


class ComingDate(DateField):
    """Today or a day to come; one that stood there before may stay."""

    today: date
    kept: date | None = None

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and day != self.kept and (fault := fault_in_future(day, self.today)):
            raise forms.ValidationError(fault)
        return day


class GoalForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to do?"),
        help_text=_("Small and clear, such as: walk after work, three times."),
        max_length=200,
        widget=forms.TextInput(attrs=OWN_WORDS),
    )
    until_on = ComingDate(
        label=_("Until when?"),
        help_text=_("Leave it empty if there is no day."),
        required=False,
        error_messages={"invalid": _("Write a day, such as 2026-11-23.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].today = today
        self.fields["until_on"].kept = self.initial.get("until_on")


class ChangeGoalForm(GoalForm):
    state = forms.ChoiceField(label=_("Where is it now?"), choices=State.choices, widget=forms.RadioSelect)


class StepForm(forms.Form):
    words = forms.CharField(label=_("A small step"), max_length=200, widget=forms.TextInput(attrs=OWN_WORDS))
