"""What two people say about their pairing: how they talk, a wish to stop, words for staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import NumberField
from mentoring.agreement import DAYS, Rhythm
from mentoring.customs import Way
from mentoring.forms.fields import boxes, radios, text
from mentoring.models import Agreement


class AgreementForm(forms.Form):
    rhythm = radios(Rhythm.choices, _("How often"))
    ways = boxes(Way.choices, _("How we talk"))
    limits = text(_("What we leave out"), _("For example: no calls after nine."))
    days = NumberField(label=_("For how many days"), min_value=1, max_value=DAYS)

    @staticmethod
    def initial_of(agreed: Agreement) -> dict[str, Any]:
        return {name: getattr(agreed, name) for name in ("rhythm", "ways", "limits", "days")}


class StepBackForm(forms.Form):
    """What is next is only for who asked for a mentor; a mentor reads the other two questions."""

    somebody_else = forms.BooleanField(label=_("I would like somebody else"), required=False)
    not_again = forms.BooleanField(label=_("Please do not suggest us to one another again"), required=False)
    words = text(_("For the centre, if you like"), _("Only staff read it. You need no reason."))

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["somebody_else"]


class LookForm(forms.Form):
    words = text(_("For the centre, if you like"), _("Only staff read it. The other person is not told."))
