"""What the forms of both sides share: hours of a week, languages, paths, and the person's own clock."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField, TimeField, ZoneField
from groups.models import Language, Pathway
from mentoring.free_hours import Span

ROWS = (1, 2, 3)
FIELDS_OF_ROW = ("days", "from", "until")
NEAR_LANGUAGES = ("en", "bn", "hi", "ur", "pa", "pa-Arab", "ps", "sd", "bal", "ne")


def boxes(choices: Any, label: Any, help_text: Any = "", **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, label=label, help_text=help_text, widget=forms.CheckboxSelectMultiple(), **options
    )


def radios(choices: Any, label: Any, help_text: Any = "", **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=choices, label=label, help_text=help_text, widget=forms.RadioSelect(), **options
    )


def text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, widget=widget, required=False, max_length=1000)


class LanguagesField(forms.ModelMultipleChoiceField):
    """Boxes for the languages spoken near here; a select beside them has all."""

    def __init__(self, **options: Any) -> None:
        near = Language.objects.filter(code__in=NEAR_LANGUAGES)
        super().__init__(
            queryset=near, widget=forms.CheckboxSelectMultiple(), to_field_name="code", **options
        )


class PathwaysField(forms.ModelMultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Pathway.objects.all(), widget=forms.CheckboxSelectMultiple(), required=False, **options
        )


class PastDateField(DateField):
    """A day that is over, or today."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.today: date | None = None

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and self.today is not None and day > self.today:
            raise forms.ValidationError(_("This day is still to come. Choose a day that is over."))
        return day


class Part(NamedTuple):
    """Fields that stand together; `fold` is the word on what hides them, or nothing."""

    fold: Any
    is_open: bool
    fields: list[BoundField]


class HoursForm(forms.Form):
    """Up to three times of a week. One that ends before it begins goes on after midnight."""

    time_zone = ZoneField(label=_("Where is your clock?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in ROWS:
            self._add_row(row)

    def _add_row(self, row: int) -> None:
        needed = row == ROWS[0]
        self.fields[f"days_{row}"] = boxes(
            [(str(day), name) for day, name in WEEKDAYS.items()],
            _("On these days") if needed else _("And on these days"),
            required=needed,
        )
        self.fields[f"days_{row}"].widget.attrs["class"] = "days"
        self.fields[f"from_{row}"] = TimeField(label=_("From"), required=needed)
        self.fields[f"until_{row}"] = TimeField(
            label=_("Until"), required=needed, help_text=_("Before “from”: it goes on after midnight.")
        )

    def parts(self) -> list[Part]:
        """The fields in their order; the second and the third time stand folded until they are used."""
        later = [self[f"{name}_{row}"] for row in ROWS[1:] for name in FIELDS_OF_ROW]
        names = [field.name for field in self if field not in later]
        cut = names.index(f"until_{ROWS[0]}") + 1
        is_used = any(field.errors or field.value() for field in later)
        return [
            Part("", True, [self[name] for name in names[:cut]]),
            Part(_("And at other times"), is_used, later),
            Part("", True, [self[name] for name in names[cut:]]),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in ROWS:
            self._check_row(row, cleaned)
        return cleaned

    def _check_row(self, row: int, cleaned: dict[str, Any]) -> None:
        days, begins, ends = (cleaned.get(f"{name}_{row}") for name in FIELDS_OF_ROW)
        said = [value not in (None, []) for value in (days, begins, ends)]
        named = [f"{name}_{row}" for name in FIELDS_OF_ROW]
        if any(said) and not all(said):
            missing = next(name for name, there in zip(named, said, strict=True) if not there)
            if missing not in self.errors:
                self.add_error(missing, _("Say the days, from when, and until when."))
        elif all(said) and begins == ends and begins != time():
            self.add_error(f"until_{row}", _("This is no time at all. For a whole day, say 00:00 twice."))

    def spans(self) -> list[Span]:
        rows = [[self.cleaned_data.get(f"{name}_{row}") for name in FIELDS_OF_ROW] for row in ROWS]
        return [Span(int(day), begins, ends) for days, begins, ends in rows if days for day in days]


def hours_initial(spans: Iterable[Any]) -> dict[str, Any]:
    """Stored spans as rows again: days with the same times stand together. At most three rows."""
    rows: dict[tuple[time, time], list[str]] = {}
    for span in spans:
        rows.setdefault((span.starts, span.ends), []).append(str(span.weekday))
    found: dict[str, Any] = {}
    for row, ((begins, ends), days) in zip(ROWS, rows.items(), strict=False):
        found |= {f"days_{row}": days, f"from_{row}": begins, f"until_{row}": ends}
    return found
