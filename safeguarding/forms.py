"""What people and staff fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguarding import linter
from safeguarding.models import Appeal, Case, Reason, Sanction
from safeguarding.models.line import valid_number
from safeguarding.services.reports import LONGEST_WORDS


class PersonFirstMixin(forms.Form):
    """Staff-written texts: words that judge a person are named once, with others to use instead.

    It never refuses for good: whoever ticks the box keeps the words. `judged` names the fields.
    """

    judged: tuple[str, ...] = ()

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._language = language

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.data.get(self.add_prefix("keep_words")):
            self._offer_to_keep()
            return data
        for name in self.judged:
            self._judge(name, data.get(name) or "")
        return data

    def _judge(self, name: str, text: str) -> None:
        for finding in linter.findings(text, self._language):
            self.add_error(name, finding.sentence)
            self._offer_to_keep()

    def _offer_to_keep(self) -> None:
        self.fields.setdefault(
            "keep_words", forms.BooleanField(label=_("Keep my words as they are"), required=False)
        )


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is it about?"), choices=Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Anything you want to add"),
        help_text=_("You need not write anything."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    for_women = forms.BooleanField(label=_("I want a woman to read this"), required=False)
    also_block = forms.BooleanField(
        label=_("I do not want to meet this person here"),
        help_text=_("You no longer see each other. They are not told."),
        required=False,
    )

    def __init__(self, *args: Any, with_person: bool, a_woman_answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_person:
            del self.fields["also_block"]
        if not a_woman_answers:
            del self.fields["for_women"]


class DecideForm(PersonFirstMixin):
    judged = ("note",)
    decision = forms.ChoiceField(
        label=_("What did you decide?"),
        choices=[row for row in Case.Decision.choices if row[0] != Case.Decision.SANCTION],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Why, in a sentence or two"),
        help_text=_("The person can ask to read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class LimitForm(PersonFirstMixin):
    judged = ("words", "reasons")
    step = forms.ChoiceField(label=_("Which step?"), widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("For how many days"),
        help_text=_("A rest is at most 7 days, a time away at most 90."),
        min_value=0,
        max_value=90,
        initial=1,
    )
    words = forms.CharField(
        label=_("Exactly what the person will read"),
        initial=_("Please take a rest. You are not in trouble. You can ask for another look at this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    reasons = forms.CharField(
        label=_("Why, for the record"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, *args: Any, steps: list[Sanction.Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step.value, step.label) for step in steps]


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("What should the other person know?"),
        help_text=_("You need not write anything."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealAnswerForm(PersonFirstMixin):
    judged = ("words",)
    answer = forms.ChoiceField(
        label=_("What did you decide?"), choices=Appeal.Answer.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Exactly what the person will read"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class ChoiceForm(forms.Form):
    takes_for_women = forms.BooleanField(
        label=_("I am a woman, and I take reports that ask for one"), required=False
    )


class PlaceForm(forms.Form):
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, to_field_name="code")

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres


class ShiftForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Who"), queryset=None, to_field_name="code")
    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.IntegerField(
        label=_("Asked as number"),
        help_text=_("1 is asked first."),
        min_value=1,
        max_value=9,
        initial=1,
    )

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff


class ChecklistForm(PersonFirstMixin):
    judged = ("steps",)
    steps = forms.CharField(
        label=_("Your steps"),
        help_text=_("One a line. They stand on the card of each check."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class LineForm(forms.Form):
    number = forms.CharField(
        label=_("The number you called"),
        max_length=16,
        validators=[valid_number],
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr", "autocomplete": "off"}),
    )
    number_shown = forms.CharField(
        label=_("How it is written on the page"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr", "autocomplete": "off"}),
    )
    called = forms.BooleanField(label=_("I called it today, and the right people answered"))
