"""A repeating meeting, as a host describes it."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import BitsField, DateField, LinkField, NumberField, PlaceField, TimeField, ZoneField
from groups.forms.meanwhile import OpenedForm
from groups.models import MeetingSeries, MeetingType, Venue
from groups.services.series import WHO_FOR

Attendance, OnlineKind = MeetingSeries.Attendance, MeetingSeries.OnlineKind
NTHS = [
    (1, _("First")),
    (2, _("Second")),
    (4, _("Third")),
    (8, _("Fourth")),
    (16, _("Fifth")),
    (32, _("Last")),
]
PLACE = ("name", "address", "area", "city")
ABOUT = ("name", "notes", "languages", "visibility")
WHEN = (
    *("weekdays", "local_start", "duration_minutes", "time_zone", "frequency", "nths", "every"),
    *("start_date", "end_date", "by_appointment"),
)
WHERE = (
    *("attendance", "online_kind", "opens_itself", "capacity", "conference_url"),
    *("venue", "place_name"),
)
WHO = ("openness", "led_by", *WHO_FOR, "types")


# What most meetings do not need stands folded, under the first of its fields.
FOLDS = {
    "languages": (_("Choose languages"), ("languages",)),
    "conference_url": (
        _("Video link or phone number"),
        ("conference_url", "conference_phone", "conference_secret"),
    ),
    "place_name": (_("Write a new place"), tuple(f"place_{part}" for part in PLACE)),
    "types": (_("Choose formats"), ("types",)),
}


class Part(NamedTuple):
    """Fields that stand together; `fold` is the word on what hides them, or nothing."""

    fold: Any
    is_open: bool
    fields: list[BoundField]


class SeriesForm(OpenedForm):
    weekdays = BitsField(
        label=_("On which days?"), choices=[(1 << n, WEEKDAYS[n]) for n in range(7)], required=False
    )
    local_start = TimeField(label=_("Starts at"), required=False)
    duration_minutes = NumberField(label=_("How many minutes?"), min_value=1, max_value=1440, initial=60)
    time_zone = ZoneField(label=_("Time zone"), help_text=_("The clock of this place sets the time."))
    nths = BitsField(
        label=_("Which ones of the month?"),
        help_text=_("Only for a meeting by the month."),
        choices=NTHS,
        required=False,
    )
    every = NumberField(
        label=_("Every how many weeks or months?"),
        help_text=_("1 is every one, 2 is every second one."),
        min_value=1,
        max_value=52,
        initial=1,
    )
    capacity = NumberField(
        label=_("How many places?"),
        help_text=_("Empty: room for everybody. With a number, people say that they come."),
        min_value=1,
        max_value=500,
        required=False,
    )
    start_date = DateField(label=_("First day"))
    end_date = DateField(label=_("Last day"), help_text=_("Empty: it goes on."), required=False)
    conference_secret = forms.CharField(
        label=_("Pass code of the link or number"),
        help_text=_("Kept sealed. Never in a public list."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    venue = PlaceField(
        queryset=Venue.objects.none(),
        label=_("Place"),
        empty_label=_("None, or a new one below"),
        required=False,
    )
    place_name = forms.CharField(label=_("A new place: its name"), max_length=255, required=False)
    place_address = forms.CharField(
        label=_("Address"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    place_area = forms.CharField(label=_("Part of town"), max_length=120, required=False)
    place_city = forms.CharField(label=_("Town"), max_length=120, required=False)

    class Meta:
        model = MeetingSeries
        fields = [
            *("name", "notes", "languages", "visibility", "weekdays", "local_start", "duration_minutes"),
            *("time_zone", "frequency", "nths", "every", "start_date", "end_date", "by_appointment"),
            *("attendance", "online_kind", "opens_itself", "capacity", "conference_url", "conference_phone"),
            "venue",
            *("openness", "led_by", *WHO_FOR, "types"),
        ]
        labels = {
            "name": _("Name"),
            "notes": _("What happens"),
            "languages": _("Languages people speak here"),
            "visibility": _("Who may see it?"),
            "frequency": _("Repeats"),
            "by_appointment": _("It has no fixed time: people ask for an appointment"),
            "attendance": _("How do people come?"),
            "online_kind": _("Where is it online?"),
            "opens_itself": _("The room opens at its time without a host"),
            "conference_url": _("Video link"),
            "conference_phone": _("Phone number to join"),
            "openness": _("Open or closed"),
            "led_by": _("Who leads it?"),
            "types": _("Formats"),
            "for_women": _("For women"),
            "for_men": _("For men"),
            "for_lgbtq": _("For LGBTQ people"),
            "for_young": _("For young people"),
            "newcomers_welcome": _("First time welcome"),
            "medication_welcome": _("People on medicine welcome"),
            "wheelchair": _("Wheelchair access"),
        }
        field_classes = {"conference_url": LinkField}
        widgets = {
            "frequency": forms.RadioSelect,
            "attendance": forms.RadioSelect,
            "languages": forms.CheckboxSelectMultiple,
            "types": forms.CheckboxSelectMultiple,
            "conference_url": forms.URLInput(attrs={"dir": "ltr"}),
            "conference_phone": forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.instance.group
        self.fields["venue"].queryset = Venue.objects.offered_to(group)
        self.fields["time_zone"].offer(self.instance.time_zone or group.time_zone)
        self.fields["conference_secret"].initial = self.instance.conference_secret
        if group.programme_id is None:
            del self.fields["types"]
        else:
            self.fields["types"].queryset = MeetingType.objects.filter(programme=group.programme_id)
        if not self.instance.pk:
            self.initial |= {"start_date": today, "online_kind": OnlineKind.ROOM, "every": 1}
            self.initial |= {"time_zone": group.time_zone, "visibility": group.visibility}

    def sections(self) -> Iterator[tuple[Any, list[Part]]]:
        """The fields in the order people think of them."""
        titles = ((_("What"), ABOUT), (_("When"), WHEN), (_("Where"), WHERE), (_("Who it is for"), WHO))
        for title, names in titles:
            yield title, [self._part(name) for name in names if name in self.fields]

    def _part(self, name: str) -> Part:
        fold, names = FOLDS.get(name, ("", (name,)))
        fields = [self[each] for each in names]
        return Part(fold, any(field.errors or field.value() for field in fields), fields)

    def typed(self) -> Iterator[tuple[str, str]]:
        """What was typed, as it was typed, to travel through the page between writing and saving."""
        for name in self.fields:
            for value in self.data.getlist(name):
                yield name, value

    def clean_conference_url(self) -> str:
        link = self.cleaned_data["conference_url"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("A video link begins with https://"))
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        attendance, online = data.get("attendance"), data.get("online_kind")
        if attendance in {Attendance.ONLINE, Attendance.HYBRID} and not online:
            self.add_error("online_kind", _("Say where it is online."))
        if attendance in {Attendance.ONLINE, Attendance.HYBRID} and online == OnlineKind.LINK:
            self._need(data, "conference_url", _("Write the video link."))
        if attendance == Attendance.TELEPHONE or online == OnlineKind.PHONE:
            self._need(data, "conference_phone", _("Write the phone number."))
        if attendance in {Attendance.IN_PERSON, Attendance.HYBRID} and not self._has_place(data):
            self.add_error("venue", _("Choose the place, or write a new one below."))
        return data

    def _need(self, data: dict[str, Any], name: str, words: Any) -> None:
        if not data.get(name) and name not in self.errors:
            self.add_error(name, words)

    def _has_place(self, data: dict[str, Any]) -> bool:
        return bool(data.get("venue") or any(data.get(f"place_{part}") for part in PLACE))

    def described(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        place = {part: data.pop(f"place_{part}") for part in PLACE}
        if any(place.values()):
            data["new_place"] = place
        return data
