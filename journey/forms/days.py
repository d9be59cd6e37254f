"""What a person counts, and beginning again."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField, TimeField
from journey.dates import fault_in_past
from journey.models import CountedDays

OWN_WORDS = {"autocomplete": "off", "dir": "auto", "spellcheck": "false"}
NEXT_STEPS = (
    ("meeting", _("Go to a meeting today or tomorrow")),
    ("call", _("Call or write to one person")),
    ("rest", _("Drink water, eat, and sleep")),
    ("doctor", _("Ask a doctor or nurse for help")),
)


class PastDate(DateField):
    """A day of the person's own calendar that has come."""

    today: date

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and (fault := fault_in_past(day, self.today)):
            raise forms.ValidationError(fault)
        return day


class DaysForm(forms.Form):
    name = forms.CharField(
        label=_("A name for it"),
        help_text=_("Your own word. Only you see it."),
        max_length=60,
        widget=forms.TextInput(attrs=OWN_WORDS),
    )
    began_on = PastDate(
        label=_("First day"), error_messages={"invalid": _("Write a day, such as 2026-11-23.")}
    )
    time = TimeField(
        label=_("At what time?"),
        help_text=_("Leave it empty if you like. We use it only for the first 24 hours."),
        required=False,
        error_messages={"invalid": _("Write a time, such as 19:30.")},
    )
    first_day = forms.TypedChoiceField(
        label=_("How do you count the first day?"),
        choices=CountedDays.FirstDay.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    pack = forms.ChoiceField(
        label=_("Which days do you mark?"), choices=CountedDays.Pack.choices, widget=forms.RadioSelect
    )
    missing = forms.ChoiceField(
        label=_("If a month does not have your day"),
        help_text=_("For example 29 February, or 31 in a short month."),
        choices=CountedDays.Missing.choices,
        widget=forms.RadioSelect,
    )
    on_today = forms.BooleanField(label=_("Show the next one on Today"), required=False)
    shows_count = forms.BooleanField(label=_("Show the number of days on my way"), required=False)

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = ZoneInfo(zone), now
        self.fields["began_on"].today = now.astimezone(self.zone).date()

    def clean(self) -> dict[str, Any]:
        """The moment it began, from the day and the time where the person lives."""
        said = super().clean() or {}
        began_on, time = said.get("began_on"), said.pop("time", None)
        said["began_at"] = datetime.combine(began_on, time, self.zone) if began_on and time else None
        if said["began_at"] is not None and said["began_at"] > self.now:
            self.add_error("time", _("This moment is still to come. Choose an earlier time."))
        return said


def of_days(days: CountedDays, zone: str) -> dict[str, Any]:
    """What the form begins with."""
    going = days.stretches.get(ended_on=None)
    began_at = going.began_at
    chosen = {name: getattr(days, name) for name in DaysForm.base_fields if hasattr(days, name)}
    time = began_at.astimezone(ZoneInfo(zone)).time() if began_at else None
    return {**chosen, "began_on": going.began_on, "time": time}


class BeginAgainForm(forms.Form):
    used_on = PastDate(
        label=_("Which day was it?"),
        help_text=_("Any day. Days before it stay yours."),
        error_messages={"invalid": _("Write a day, such as 2026-11-23.")},
    )
    again_on = PastDate(
        label=_("From which day do you count again?"),
        help_text=_("Empty: from that same day."),
        required=False,
        error_messages={"invalid": _("Write a day, such as 2026-11-23.")},
    )
    told = forms.MultipleChoiceField(
        label=_("Who may know?"),
        help_text=_("They see your days now. Who is not ticked sees them no more, and is told nothing."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    step = forms.ChoiceField(
        label=_("One next step"), choices=NEXT_STEPS, required=False, widget=forms.RadioSelect
    )
    own_step = forms.CharField(
        label=_("Or a step in your own words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OWN_WORDS),
    )

    def __init__(self, *args: Any, today: date, readers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("used_on", "again_on"):
            self.fields[name].today = today
        self.fields["told"].choices = [(each.grant.code, each.person.public_name) for each in readers]
        if not readers:
            del self.fields["told"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        used_on, again_on = said.get("used_on"), said.get("again_on")
        if used_on and again_on and again_on < used_on:
            self.add_error("again_on", _("You count again from this day or a later one."))
        chosen = str(dict(NEXT_STEPS).get(said.pop("step", ""), ""))
        said["next_step"] = said.pop("own_step", "").strip() or chosen
        return said
