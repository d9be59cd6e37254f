"""A line that both read, or a private one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.forms.fields import radios
from mentoring.forms.task import long_text
from mentoring.services import notes

SHARED, PRIVATE = "shared", "private"


class ChangeNoteForm(forms.Form):
    words = long_text(_("What I write down"), "", notes.LENGTH, 3)


class NoteForm(ChangeNoteForm):
    """Nothing is chosen beforehand: who reads it is said each time."""

    who = radios([(SHARED, _("Both of us")), (PRIVATE, _("Only me"))], _("Who reads it?"))
