"""The sign-up screens: one question each."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.forms.fields import NewPassword
from recovery_network.common import times
from recovery_network.common.forms import AnyDigits

OLDEST = 110


class YearField(AnyDigits, forms.IntegerField):
    """A year."""


class BornForm(forms.Form):
    """Asked of everybody in the same words; nothing here says which answer opens the door."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=int)
    year = YearField(
        label=_("Year"),
        help_text=_("For example, 1987."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year", "maxlength": "4"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        months = [("", _("Choose a month"))] + [(number, name) for number, name in MONTHS.items()]
        self.fields["month"].choices = months
        self.fields["month"].widget.attrs["autocomplete"] = "bday-month"

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not self.today.year - OLDEST <= year <= self.today.year:
            raise forms.ValidationError(_("Write the year with four digits, for example 1987."))
        return year


class NameForm(forms.Form):
    """Three suggestions and an own choice. The chosen radio carries the name itself, so nothing is stored."""

    suggestion = forms.ChoiceField(label=_("Some names"), required=False, widget=forms.RadioSelect)
    own = forms.CharField(
        label=_("Or write your own"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )
    certain = forms.BooleanField(
        label=_("Use this name anyway"), required=False, help_text=_("Everybody in a meeting can see it.")
    )

    def __init__(self, *args: Any, language: str, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_again = False
        posted = self.data.get("suggestion", "") if self.is_bound else ""
        offered = [posted] if posted else [chosen] if chosen else []
        offered += [n for n in names.suggestions(language) if n not in offered]
        self.fields["suggestion"].choices = [(name, name) for name in offered[:3]]
        self.fields["suggestion"].initial = chosen or None

    def clean(self) -> dict[str, Any]:
        """The name in `public_name`. An own name wins over a suggestion that was ticked before."""
        cleaned = super().clean() or {}
        name = names.clean_public_name(cleaned.get("own") or cleaned.get("suggestion") or "")
        fault = names.fault_in(name) if name else _("Choose a name, or write your own.")
        if fault:
            self.add_error("own", fault)
        elif names.looks_like_a_real_name(name) and not cleaned.get("certain"):
            self.asks_again = True
            self.add_error("certain", _("This looks like a real name. Here you can stay unknown."))
        return cleaned | {"public_name": name}

    @property
    def shows_certain(self) -> bool:
        return self.asks_again or bool(self.is_bound and self.data.get("certain"))


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(
        label=_("Where is your clock?"), help_text=_("So that we show meeting times as your clock does.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()
        # `initial` of the form stands before that of a field, even when it is empty.
        self.initial["language"] = self.initial.get("language") or get_language()
        self.fields["time_zone"].choices = times.zone_choices()
        self.initial["time_zone"] = self.initial.get("time_zone") or settings.DEFAULT_TIME_ZONE
        self.fields["time_zone"].widget.attrs["data-guess-zone"] = ""


class DeviceForm(forms.Form):
    own_device = forms.TypedChoiceField(
        label=_("Is this your own phone?"),
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes. Keep me signed in for 30 days.")),
            ("no", _("No, others use it. Sign me out after 15 quiet minutes.")),
        ],
    )


class KeyForm(forms.Form):
    """The way back in: a word for the sign-in name, and a password or a passkey."""

    base = forms.CharField(
        label=_("A word to sign in with"),
        help_text=_("Only you see it. We add five numbers to it."),
        max_length=names.SIGN_IN_BASE_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}
        ),
    )
    password = NewPassword(label=_("Password"), required=False)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean_base(self) -> str:
        base = self.cleaned_data["base"]
        if "@" in base:
            raise forms.ValidationError(_("Write one word here, not an address."))
        base = names.sign_in_base(base)
        if not base:
            raise forms.ValidationError(_("Write at least one letter."))
        return base

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = not cleaned.get("password") and not cleaned.get("credential")
        if missing and not self.errors:
            self.add_error("password", names.NEEDS_A_KEY)
        return cleaned


def language_choices() -> list[tuple[str, str]]:
    """Each language in its own words."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
