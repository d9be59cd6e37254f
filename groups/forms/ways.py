"""How the meetings of a group run: what its hosts decide beforehand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups import ways
from groups.forms.meanwhile import OpenedForm
from groups.models import Group
from safeguarding.forms import PersonFirstMixin


class WaysForm(PersonFirstMixin, OpenedForm):
    judged = ("lobby_words",)

    class Meta:
        model = Group
        fields = ways.FIELDS
        labels = {
            "mode": _("Who writes?"),
            "turn_minutes": _("How many minutes is a turn?"),
            "has_lobby": _("People wait until a host lets them in"),
            "lobby_words": _("What people who wait read"),
            "reads_first": _("What does a host read first?"),
            "slow_seconds": _("Pause between two messages of one person"),
            "notes_open": _("Messages with a content note stand open"),
        }
        help_texts = {
            "mode": _("Hosts can always write, and can change this during a meeting."),
            "turn_minutes": _("From 1 to 30. When it is over, nobody is cut off."),
            "has_lobby": _("A host or a greeter has to be there. You can write to each one first."),
            "lobby_words": _("A sentence or two. Left empty, they read: A host will let you in."),
            "reads_first": _("Other people see it when a host has let it through."),
            "notes_open": _("Otherwise each person opens them. Choose this only if everybody wants it."),
        }
        widgets = {"mode": forms.RadioSelect, "reads_first": forms.RadioSelect}
