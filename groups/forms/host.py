"""What hosts say about a group, and about who does what in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonCodeField
from groups.forms.fields import ZoneField
from groups.forms.meanwhile import OpenedForm
from groups.models import Group, GroupRole, Visibility
from groups.rules import CLOSED_KINDS
from safeguarding.forms import PersonFirstMixin

PRIVATE_FIELDS = ("notes_private", "contacts_private")
CHOSEN = {Group.JoinPolicy.STAFF, Group.JoinPolicy.INVITE}


class GroupForm(PersonFirstMixin, OpenedForm):
    """Of a new group or of one that is. Notes of staff are left out for whoever may not read them."""

    judged = ("notes_public", "notes_private")
    time_zone = ZoneField(label=_("Time zone"), help_text=_("Where the group meets."))

    class Meta:
        model = Group
        fields = [
            *("name", "kind", "visibility", "join_policy", "language", "programme", "pathway"),
            *("time_zone", "without_host", "notes_public", "agreements", *PRIVATE_FIELDS),
        ]
        labels = {
            "name": _("Name"),
            "kind": _("What kind of group is it?"),
            "visibility": _("Who may see it?"),
            "join_policy": _("Who may join?"),
            "without_host": _("When no host comes, and no stand-in?"),
            "language": _("Main language"),
            "programme": _("Programme"),
            "pathway": _("Pathway"),
            "notes_public": _("About the group"),
            "agreements": _("Agreements"),
            "notes_private": _("Notes for staff"),
            "contacts_private": _("Contacts, for staff only"),
        }
        help_texts = {"name": _("Choose a name that gives nothing away, such as Evening Circle.")}
        widgets = {
            "kind": forms.RadioSelect,
            "visibility": forms.RadioSelect,
            "join_policy": forms.RadioSelect,
            "without_host": forms.RadioSelect,
        }

    def __init__(self, *args: Any, with_private: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PRIVATE_FIELDS if not with_private else ():
            del self.fields[name]
        for name in ("language", "programme", "pathway"):
            self.fields[name].empty_label = _("Not said")
        self.fields["time_zone"].offer(self.instance.time_zone)
        self.fields["without_host"].required = False

    def clean_without_host(self) -> str:
        """Nothing chosen changes nothing; a new group stays closed without its host."""
        return self.cleaned_data["without_host"] or self.initial["without_host"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind = data.get("kind")
        if kind in CLOSED_KINDS and data.get("visibility") == Visibility.PUBLIC:
            self.add_error("visibility", _("A group of this kind is never in the public list."))
        if kind == Group.Kind.THERAPY and data.get("without_host") == Group.WithoutHost.PEERS:
            self.add_error("without_host", _("A therapy group never opens without its host."))
        if kind in {Group.Kind.THERAPY, Group.Kind.PAIR} and data.get("join_policy") not in CHOSEN:
            self.add_error("join_policy", _("For this kind, people are chosen: by invite, or by staff."))
        return data


class GiveRoleForm(forms.Form):
    code = PersonCodeField()
    role = forms.ChoiceField(label=_("Role"), choices=GroupRole.Role.choices, widget=forms.RadioSelect)
