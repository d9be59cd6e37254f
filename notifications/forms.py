"""What people fill in about reminders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Preference
from notifications.models.preference import DEFAULT_LEADS

LEAD_CHOICES = (
    (10, _("10 minutes before")),
    (30, _("30 minutes before")),
    (60, _("1 hour before")),
    (180, _("3 hours before")),
    (1440, _("1 day before")),
)


def _leads(**options: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        choices=LEAD_CHOICES, coerce=int, required=False, widget=forms.CheckboxSelectMultiple, **options
    )


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))


class ChoicesForm(forms.Form):
    """A person's usual times, quiet hours and e-mail."""

    leads = _leads(
        label=_("When shall we remind you?"),
        help_text=_("With none chosen, only meetings with times of their own remind you."),
    )
    quiet_from = _hour(_("Quiet from"))
    quiet_to = _hour(_("Quiet until"))
    safe_contact = forms.ChoiceField(
        label=_("E-mail to you"), choices=Preference.SafeContact, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, preference: Preference | None, **options: Any) -> None:
        options["initial"] = _initial(preference)
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (cleaned["quiet_from"] is None) != (cleaned["quiet_to"] is None):
            missing = "quiet_from" if cleaned["quiet_from"] is None else "quiet_to"
            self.add_error(missing, _("Quiet hours need a beginning and an end. Or leave both empty."))
        return cleaned


def _initial(preference: Preference | None) -> dict[str, Any]:
    chosen = preference or Preference()
    leads = DEFAULT_LEADS if chosen.default_leads is None else chosen.default_leads
    return {
        "leads": list(leads),
        "quiet_from": chosen.quiet_from,
        "quiet_to": chosen.quiet_to,
        "safe_contact": chosen.safe_contact,
    }


class SubjectForm(forms.Form):
    """What a person wants for one thing."""

    USUAL, OWN, OFF = "usual", "own", "off"

    mode = forms.ChoiceField(
        label=_("Reminders for this"),
        choices=(
            (USUAL, _("At my usual times")),
            (OWN, _("At these times")),
            (OFF, _("No reminders for this")),
        ),
        widget=forms.RadioSelect,
    )
    leads = _leads(label=_("These times"))
    in_app = forms.BooleanField(label=_("On this site"), required=False)
    email = forms.BooleanField(label=_("By e-mail"), required=False)

    def __init__(self, *args: Any, choice: Any, **options: Any) -> None:
        options["initial"] = _subject_initial(choice)
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("mode") == self.OWN and not cleaned.get("leads"):
            self.add_error("leads", _("Choose at least one time."))
        on = cleaned.get("mode") in {self.USUAL, self.OWN}
        if on and not (cleaned.get("in_app") or cleaned.get("email")):
            self.add_error("in_app", _("Choose at least one way, or no reminders."))
        return cleaned

    def wish(self) -> dict[str, Any]:
        """The cleaned answer as the service takes it."""
        cleaned = self.cleaned_data
        return {
            "leads": cleaned["leads"] if cleaned["mode"] == self.OWN else None,
            "in_app": cleaned["in_app"],
            "email": cleaned["email"],
            "off": cleaned["mode"] == self.OFF,
        }


def _subject_initial(choice: Any) -> dict[str, Any]:
    if choice is None:
        return {"mode": SubjectForm.USUAL, "leads": [], "in_app": True, "email": True}
    mode = SubjectForm.OFF if choice.off else SubjectForm.USUAL if choice.leads is None else SubjectForm.OWN
    return {"mode": mode, "leads": choice.leads or [], "in_app": choice.in_app, "email": choice.email}
