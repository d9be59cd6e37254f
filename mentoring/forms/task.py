"""A task, what one writes for it, and a word back."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.goals import ComingDate
from mentoring.forms.fields import radios
from mentoring.services import tasks

OWN_WORDS = {"autocomplete": "off", "dir": "auto", "spellcheck": "false"}
ME, OTHER = "me", "other"


def long_text(label: Any, help_text: Any, most: int, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **OWN_WORDS})
    return forms.CharField(label=label, help_text=help_text, widget=widget, required=False, max_length=most)


class TaskForm(forms.Form):
    title = forms.CharField(
        label=_("What is it called?"),
        help_text=_("Both of you read this. A few words are enough."),
        max_length=tasks.TITLE_LENGTH,
        widget=forms.TextInput(attrs=OWN_WORDS),
    )
    words = long_text(_("What is there to do?"), _("Leave it empty if the name says it."), 2000, 4)
    until_on = ComingDate(
        label=_("Until when?"),
        help_text=_("Leave it empty if there is no day."),
        required=False,
        error_messages={"invalid": _("Write a day, such as 2026-11-23.")},
    )
    doer = radios([(OTHER, _("The other person")), (ME, _("Me"))], _("Who does it?"))

    def __init__(self, *args: Any, today: date, may_give: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].today = today
        if not may_give:
            del self.fields["doer"]

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        said = {name: self.cleaned_data[name] for name in ("title", "words", "until_on")}
        return said | {"to_me": self.cleaned_data.get("doer", ME) == ME}


class WriteForm(forms.Form):
    words = long_text(_("What I write"), _("Only you read it, until you send it."), tasks.WRITING_LENGTH, 10)


class ReplyForm(forms.Form):
    reply = long_text(_("A word back, if you like"), "", tasks.REPLY_LENGTH, 3)
