"""A manager's form: who works at the centre."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PaperCodeField, PersonCodeField
from accounts.models import StaffRole


class GiveRoleForm(forms.Form):
    code = PersonCodeField()
    role = forms.ChoiceField(label=_("Role"), choices=StaffRole.Role.choices, widget=forms.RadioSelect)


class InviteForm(forms.Form):
    MEMBER = "member"

    kind = forms.ChoiceField(label=_("An invite for"), widget=forms.RadioSelect)
    places = forms.IntegerField(
        label=_("How many people may use it"),
        help_text=_("For a staff role it is always one."),
        min_value=1,
        max_value=200,
        initial=1,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(self.MEMBER, _("A member")), *StaffRole.Role.choices]
        self.fields["kind"].initial = self.MEMBER


class TypedInviteForm(forms.Form):
    code = PaperCodeField(label=_("Code of the invite"))
