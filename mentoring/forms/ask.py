"""Asking for a mentor, one question a page: each a form of its own, whose answers wait in the session."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import NumberField
from groups.models import Language
from mentoring.customs import MOST_HOPES, Gender, Hope, Kind, Meets, Way
from mentoring.forms.fields import (
    HoursForm,
    LanguagesField,
    PathwaysField,
    boxes,
    hours_initial,
    radios,
    text,
)
from mentoring.models import Request
from mentoring.services.requests import LONGEST_YEARS


class WhomForm(forms.Form):
    heading = _("Whom are you looking for?")
    kinds = boxes(Kind.choices, _("I would like"), _("A family mentor is asked for on their own."))
    hopes = boxes(Hope.choices, _("I hope for"), _("Up to three, or none."), required=False)

    def clean_kinds(self) -> list[str]:
        kinds = self.cleaned_data["kinds"]
        if Kind.FAMILY in kinds and len(kinds) > 1:
            raise forms.ValidationError(_("Ask for a family mentor on their own. They know no member."))
        return kinds

    def clean_hopes(self) -> list[str]:
        hopes = self.cleaned_data["hopes"]
        if len(hopes) > MOST_HOPES:
            raise forms.ValidationError(_("Choose up to three."))
        return hopes


class LanguageForm(forms.Form):
    heading = _("How would you like to talk?")
    first_language = forms.ModelChoiceField(
        Language.objects.all(),
        label=_("My first language"),
        to_field_name="code",
        empty_label=_("Choose one"),
    )
    languages = LanguagesField(label=_("I also speak"), required=False)
    ways = boxes(Way.choices, _("I would like to talk"), _("None: all of them are fine."), required=False)


class WhenForm(HoursForm):
    heading = _("When are you free?")


class ComfortForm(forms.Form):
    heading = _("With whom do you feel at ease?")
    meets = radios(Meets.choices, _("I would like to meet"))
    gender = radios(
        Gender.choices,
        _("I am"),
        _("Some mentors meet only women or only men. Nobody else reads this."),
        required=False,
    )
    pathways = PathwaysField(label=_("On the path of"), help_text=_("None: any path is fine."))
    wants_medicine = forms.BooleanField(
        label=_("They must welcome medicine as part of a path"), required=False
    )
    least_years = NumberField(
        label=_("At least so many years on their own path"),
        help_text=_("0 if it does not matter."),
        min_value=0,
        max_value=LONGEST_YEARS,
        initial=0,
    )


class FamilyComfortForm(ComfortForm):
    """A family mentor is no member: their path, their time on it and medicine are no questions here."""

    pathways = None
    wants_medicine = None
    least_years = None


class LimitsForm(forms.Form):
    heading = _("What should they know?")
    limits = text(
        _("Please do not"),
        _("Such as: call after 9 in the evening. Ask about my family. Your mentor reads this."),
    )
    avoid = text(
        _("People I do not wish to be placed with"),
        _("Only the coordinators of your centre read this. The people never learn of it."),
    )
    chooser = radios(Request.Chooser.choices, _("Who chooses?"), initial=Request.Chooser.ME)


STEPS: dict[str, type[forms.Form]] = {
    "whom": WhomForm,
    "talk": LanguageForm,
    "when": WhenForm,
    "ease": ComfortForm,
    "limits": LimitsForm,
}
ORDER = list(STEPS)
# What a page that does not ask means.
NOT_ASKED: dict[str, Any] = {"pathways": [], "wants_medicine": False, "least_years": 0}


def form_class(step: str, kinds: Collection[str]) -> type[forms.Form]:
    """The page of this step for whom is looked for."""
    return FamilyComfortForm if step == "ease" and Kind.FAMILY in kinds else STEPS[step]


def after(step: str) -> str | None:
    place = ORDER.index(step) + 1
    return ORDER[place] if place < len(ORDER) else None


def before(step: str) -> str | None:
    place = ORDER.index(step)
    return ORDER[place - 1] if place else None


def initial_of(request: Request | None, user: Any) -> dict[str, Any]:
    """What was asked before, so that a change begins there; else what the account knows."""
    if request is None:
        return {"time_zone": user.time_zone, "first_language": user.language}
    fields = ("kinds", "hopes", "ways", "meets", "gender", "wants_medicine", "least_years", "limits", "avoid")
    kept = {name: getattr(request, name) for name in (*fields, "chooser", "time_zone")}
    spoken = {"first_language": request.languages[0], "languages": request.languages[1:]}
    return {
        **kept,
        **spoken,
        "pathways": list(request.pathways.all()),
        **hours_initial(request.hours.all()),
    }


def fields_of(cleaned: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of all pages as the service takes them."""
    answers = NOT_ASKED | {name: value for page in cleaned.values() for name, value in page.items()}
    first = answers.pop("first_language").code
    spoken = [each.code for each in answers["languages"] if each.code != first]
    return answers | {"languages": [first, *spoken]}
