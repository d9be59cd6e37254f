"""What a person says at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DoorForm(forms.Form):
    """The name for this room, and the four lines everybody agrees to."""

    alias = forms.CharField(
        label=_("What name shall we show?"),
        help_text=_("Others see this name and nothing else. Do not use your real one."),
        min_length=2,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )
    agree = forms.BooleanField(
        label=_("I agree to how we talk here."),
        error_messages={"required": _("Please read the four lines and agree to them.")},
    )
