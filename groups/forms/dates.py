"""One date that differs, and seasons with other hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField, MinutesField, PlaceField, TimeField
from groups.models import MeetingSeries, Venue


class DateForm(forms.Form):
    """Where and when one meeting is. Used to move one, and to add one."""

    day = DateField(label=_("Day"))
    start = TimeField(label=_("Starts at"))
    minutes = MinutesField()
    venue = PlaceField(
        queryset=Venue.objects.none(),
        label=_("Another place"),
        empty_label=_("The usual one"),
        required=False,
    )
    note = forms.CharField(
        label=_("A line for those who come"),
        help_text=_("Everyone who sees the meeting can read it."),
        max_length=200,
        required=False,
    )

    # The mark of the date as it was when the form was opened; none for a date that is added.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, series: MeetingSeries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "opened" not in self.initial:
            del self.fields["opened"]
        if series.attendance in {MeetingSeries.Attendance.IN_PERSON, MeetingSeries.Attendance.HYBRID}:
            self.fields["venue"].queryset = Venue.objects.offered_to(series.group)
        else:
            del self.fields["venue"]

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "new_start": data["start"],
            "new_duration": data["minutes"],
            "new_venue": data.get("venue"),
            "note": data["note"],
        }


class SeasonForm(forms.Form):
    from_on = DateField(label=_("From"))
    to_on = DateField(label=_("Until"), help_text=_("This day is included."))
    local_start = TimeField(label=_("Starts at"))
    duration_minutes = MinutesField()
