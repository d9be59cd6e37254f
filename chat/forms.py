"""What a browser posts into a room."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class MessageForm(forms.Form):
    """`cid` is made before the first attempt and sent again with every repeat. Length is the service's."""

    cid = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": _("Load the page again.")})
    text = forms.CharField(
        label=_("Write to the room"),
        strip=False,
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 1,
                "dir": "auto",
                "enterkeyhint": "send",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": _("Write to the room"),
            }
        ),
    )

    @classmethod
    def fresh(cls) -> "MessageForm":
        return cls(initial={"cid": uuid.uuid4()})
