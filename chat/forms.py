"""What a browser posts into a room."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.content_notes import ContentNote
from chat.models import Reaction


class MessageForm(forms.Form):
    """`cid` is made before the first attempt and sent again with every repeat. Length is the service's."""

    cid = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Load the page again."), "required": _("Load the page again.")},
    )
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

    note = forms.ChoiceField(
        label=_("Say first what it talks about"),
        choices=[("", _("No note")), *ContentNote.choices],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )

    @classmethod
    def fresh(cls) -> "MessageForm":
        return cls(initial={"cid": uuid.uuid4()})


class SupportForm(forms.Form):
    """One button: message, kind, and whether to send or to take back, as "12:with_you:on"."""

    to = forms.RegexField(
        rf"^\d{{1,15}}:({'|'.join(Reaction.Kind.values)}):(on|off)$",
        error_messages={"invalid": _("Load the page again."), "required": _("Load the page again.")},
    )

    def parts(self) -> tuple[int, str, bool]:
        seq, kind, switch = self.cleaned_data["to"].split(":")
        return int(seq), kind, switch == "on"


class NoteForm(forms.Form):
    """What a host says about a message; nothing takes the note away."""

    note = forms.ChoiceField(choices=[("", ""), *ContentNote.choices], required=False)


class StepForm(forms.Form):
    """Which step of the plan begins; without a number, the next one."""

    place = forms.IntegerField(min_value=1, max_value=999, required=False)


class SeatForm(forms.Form):
    """Somebody in the room, by the code of the seat."""

    seat = forms.CharField(max_length=22)
