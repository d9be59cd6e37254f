"""What stands on a record of attendance, as its person chooses, and a code read off paper."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField
from groups.services.proofs import NAME_LENGTH, Wish

USUAL = timedelta(days=91)


class ProofForm(forms.Form):
    """Nothing is chosen beforehand but the least."""

    name = forms.CharField(
        label=_("Which name stands on it?"),
        help_text=_("A made-up name or your legal one. We do not keep it with your account."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )
    group = forms.ChoiceField(label=_("What is it called?"), widget=forms.RadioSelect)
    from_on = DateField(label=_("From"))
    until_on = DateField(label=_("Until"), help_text=_("This day is included."))
    with_minutes = forms.BooleanField(label=_("Say how long in all"), required=False)
    with_way = forms.BooleanField(label=_("Say whether online or in person"), required=False)

    def __init__(self, *args: Any, groups: list[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group.code: group for group in groups}
        named = [(code, group.name) for code, group in self.groups.items()]
        self.fields["group"].choices = [("", _("Support meetings")), *named]
        self.fields["group"].required = False
        self.initial |= {"from_on": today - USUAL, "until_on": today, "group": ""}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day is before the first day."))
        return data

    def wish(self) -> Wish:
        data = dict(self.cleaned_data)
        return Wish(**data | {"group": self.groups.get(data["group"])})


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the paper"),
        help_text=_("12 letters and numbers. Spaces do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )
