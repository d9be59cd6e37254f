"""A person's own pages."""

import string
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.forms.start import language_choices
from accounts.models import User
from recovery_network.common import times


class PublicNameForm(forms.Form):
    public_name = forms.CharField(
        label=_("Name that others see"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )

    def clean_public_name(self) -> str:
        name = names.clean_public_name(self.cleaned_data["public_name"])
        fault = names.fault_in(name)
        if fault:
            raise forms.ValidationError(fault)
        return name


class LookForm(forms.Form):
    """Language, clock and how pages look."""

    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Where is your clock?"))
    theme = forms.ChoiceField(label=_("Light or dark"), choices=User.Theme.choices, widget=forms.RadioSelect)
    nastaliq = forms.BooleanField(
        label=_("Nastaliq letters for reading Urdu"),
        required=False,
        help_text=_("Shown where your phone has these letters."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()
        self.fields["time_zone"].choices = times.zone_choices()


class RoomForm(forms.Form):
    """How a meeting's room works for this person, on whatever phone or computer."""

    read_aloud = forms.ChoiceField(
        label=_("Read aloud what others write"),
        choices=User.ReadAloud.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Your own phone or computer speaks. Nothing is sent anywhere. Others near you can hear it."
        ),
    )
    hand_key = forms.ChoiceField(
        label=_("Key that raises or lowers your hand"),
        choices=[("", _("No key")), *((letter, letter) for letter in string.ascii_uppercase)],
        required=False,
        help_text=_("Press it together with Alt and Shift."),
    )
    notes_open = forms.BooleanField(
        label=_("Messages with a content note stand open"),
        required=False,
        help_text=_("Otherwise you open each one yourself."),
    )


class SafetyForm(forms.Form):
    neutral_text = forms.BooleanField(
        label=_("Notes tell nothing to others"),
        required=False,
        help_text=_(
            "Mails and notes on the lock screen then name no group and no meeting."
            " On a phone you usually share, the notes here name none either."
        ),
    )
    usually_shared = forms.BooleanField(
        label=_("I usually share the phone or computer"),
        required=False,
        help_text=_("Then we sign you out after 15 quiet minutes."),
    )
    exit_keys = forms.BooleanField(label=_("Leave quickly with Shift, pressed three times"), required=False)
