"""A form that knows what it was opened with: of two who write at once nobody writes over the other."""

import json
from copy import copy
from typing import Any, NamedTuple, Self

from django import forms
from django.db import models
from django.utils import formats
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from groups.forms.fields import BitsField
from groups.services.fields import held, mark, marks, overwritten
from recovery_network.common.text import listed


class News(NamedTuple):
    """A field as it stands now. `is_double`: it was changed here as well, and differently."""

    label: Any
    value: str
    is_double: bool


class OpenedForm(forms.ModelForm):
    """Of a row that is: `opened` travels with the form, one short mark a field."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.news: list[News] = []
        if self.instance.pk is None:
            del self.fields["opened"]
        else:
            self.initial["opened"] = self._marks

    def _marks(self) -> str:
        return json.dumps(marks(self.instance, self._watched()), separators=(",", ":"))

    def _watched(self) -> list[str]:
        return [name for name in self.fields if hasattr(type(self.instance), name)]

    def clean_opened(self) -> dict[str, str] | None:
        """Whatever a browser says, only fields of this form are asked for."""
        try:
            said = json.loads(self.cleaned_data["opened"] or "null")
        except ValueError:
            return None
        return {n: said[n] for n in self._watched() if n in said} if isinstance(said, dict) else None

    def is_overtaken(self, row: models.Model) -> bool:
        """Would this form, which is valid, write over what somebody saved since it was opened?"""
        return bool(overwritten(row, self.cleaned_data.get("opened"), self.cleaned_data))

    def beside(self, row: models.Model, **options: Any) -> Self:
        """The form once more, beside what stands now: what was typed here stays, the rest is theirs."""
        opened, said = self.cleaned_data["opened"], self.cleaned_data
        typed = {n: v for n, v in said.items() if n != "opened" and opened.get(n) != mark(v)}
        fresh = type(self)(instance=copy(row), initial=typed, **options)
        fresh.news = [
            News(fresh.fields[name].label, words(fresh.fields[name], held(row, name)), name in typed)
            for name in overwritten(row, opened, said)
        ]
        return fresh


def words(field: forms.Field, value: Any) -> str:
    """What a row holds, as the form would show it."""
    if value in (None, "", []):
        return _("Nothing")
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return listed(field.label_from_instance(each) for each in value)
    if isinstance(field, forms.ModelChoiceField):
        found = field.queryset.filter(pk=value).first()
        return field.label_from_instance(found) if found else _("Something else")
    if isinstance(field, BitsField):
        return listed(str(label) for bit, label in field.choices if value & bit) or _("Nothing")
    if isinstance(field, forms.ChoiceField):
        return str(dict(flatten_choices(field.choices)).get(value, value))
    return f"{value:%H:%M}" if isinstance(field, forms.TimeField) else str(formats.localize(value))
