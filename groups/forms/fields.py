"""Field kinds of the host's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recovery_network.common import times
from recovery_network.common.forms import AnyDigits


class DateInput(forms.DateInput):
    """The phone's own calendar; the value travels as 2026-11-23 in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DateField(AnyDigits, forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DateInput(), input_formats=["%Y-%m-%d"], **options)


class TimeField(AnyDigits, forms.TimeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(widget=TimeInput(), input_formats=["%H:%M", "%H:%M:%S"], **options)


class NumberField(AnyDigits, forms.IntegerField):
    """A small number."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, **options)


class MinutesField(NumberField):
    """How long this once; empty: as long as usual."""

    def __init__(self) -> None:
        super().__init__(
            label=_("How many minutes?"),
            help_text=_("Empty: as long as usual."),
            min_value=1,
            max_value=1440,
            required=False,
        )


class LinkField(forms.URLField):
    """A web address; one typed without its scheme is taken as https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"assume_scheme": "https"} | options)


class BitsField(forms.TypedMultipleChoiceField):
    """Checkboxes kept as one number: each choice is a bit."""

    def __init__(self, *, choices: list[tuple[int, Any]], **options: Any) -> None:
        super().__init__(choices=choices, coerce=int, widget=forms.CheckboxSelectMultiple(), **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return [str(bit) for bit, _label in self.choices if value & bit]
        return value

    def clean(self, value: Any) -> int:
        return sum(set(super().clean(value) or []))


class PlaceField(forms.ModelChoiceField):
    """A place by its name, area and town."""

    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(part for part in (obj.name, obj.place) if part) or obj.address


class ZoneField(forms.ChoiceField):
    """IANA zones, near ones first. A zone that came with an import stays choosable."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=times.zone_choices, **options)

    def valid_value(self, value: Any) -> bool:
        return value == self.initial or super().valid_value(value)

    def offer(self, name: str) -> None:
        """Add the present zone to the list when the list does not have it."""
        self.initial = name
        if name and name not in times.zone_names():
            self.choices = [(_("Now"), [(name, times.zone_label(name))]), *times.zone_choices()]
