"""What coordinators note: training, references, who is kept apart, the centre's rule on time."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField, NumberField
from mentoring.customs import Kind, Topic
from mentoring.forms.fields import PastDateField, radios
from mentoring.models import Bond, Mentor
from mentoring.services.bonds import MOST_DAYS


class TrainingForm(forms.Form):
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    given_on = PastDateField(label=_("Learned on"))
    expires_on = DateField(label=_("Good until"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given, expires = cleaned.get("given_on"), cleaned.get("expires_on")
        if given and expires and expires <= given:
            self.add_error("expires_on", _("Choose a last day after the first one."))
        return cleaned


class ReferenceForm(forms.Form):
    speaks_for = forms.TypedChoiceField(
        label=_("What did they say?"),
        choices=[("yes", _("They speak for this person")), ("no", _("They do not"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(),
    )


class ApartForm(forms.Form):
    """A mentor whom this person is not to be placed with."""

    reason = radios(Bond.Reason.choices, _("Why"))

    def __init__(self, *args: Any, mentors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"] = MentorField(
            mentors, label=_("Mentor"), to_field_name="code", empty_label=_("Choose one")
        )
        self.order_fields(["mentor", "reason"])


class MentorField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Mentor) -> str:
        return obj.user.public_name


class LeastTimeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    days = NumberField(label=_("At least so many days of their own"), min_value=0, max_value=MOST_DAYS)
