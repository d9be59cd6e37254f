"""What a browser posts into a room."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.content_notes import ContentNote
from chat.models import Reaction, Room
from chat.models.room import LEAST_MINUTES, MOST_MINUTES

SWITCH = [("on", "on"), ("off", "off")]


def _is_on(value: str) -> bool:
    return value == "on"


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


# --- What hosts and people who wait send -----------------------------------------------------------


class WordForm(forms.Form):
    """A private word. Whether it is too long is the service's question. Stands beside the message form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "word_%s"} | kwargs))

    text = forms.CharField(
        label=_("Your words"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    )


class ActForm(forms.Form):
    """The words the person will read, as the host left or changed them, and why."""

    words = forms.CharField(required=False, max_length=400)
    reason = forms.CharField(required=False, max_length=200)
    number = forms.IntegerField(required=False)

    def said(self) -> dict[str, str]:
        """Empty words mean the sentence that was shown."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("words", "reason")}

    def days(self) -> int:
        return self.cleaned_data.get("number") or 0


class SettingsForm(forms.Form):
    """One or more of a room's switches; what is not sent stays as it is."""

    mode = forms.ChoiceField(choices=Room.Mode.choices, required=False)
    slow_seconds = forms.IntegerField(min_value=0, max_value=60, required=False)
    reads_first = forms.TypedChoiceField(choices=SWITCH, coerce=_is_on, required=False, empty_value=None)
    door_closed = forms.TypedChoiceField(choices=SWITCH, coerce=_is_on, required=False, empty_value=None)
    has_lobby = forms.TypedChoiceField(choices=SWITCH, coerce=_is_on, required=False, empty_value=None)
    turn_minutes = forms.IntegerField(min_value=LEAST_MINUTES, max_value=MOST_MINUTES, required=False)
    reason = forms.CharField(max_length=200, required=False)

    def changes(self) -> dict[str, Any]:
        fields = ("mode", "slow_seconds", "reads_first", "door_closed", "has_lobby", "turn_minutes")
        given = {name: self.cleaned_data[name] for name in fields}
        return {name: value for name, value in given.items() if value not in ("", None)}
