"""Offering to be a mentor, and changing what one offers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import NumberField
from groups.models import Language
from mentoring.customs import (
    MOST_PLACES,
    REFERENCES_NEEDED,
    USUAL_PLACES,
    Gender,
    Hope,
    Kind,
    Meets,
    Way,
)
from mentoring.forms.fields import (
    NEAR_LANGUAGES,
    HoursForm,
    LanguagesField,
    PastDateField,
    PathwaysField,
    boxes,
    hours_initial,
    radios,
    text,
)
from mentoring.models import Mentor
from mentoring.services.offers import FAMILY_ALONE

KEPT = (
    *("kinds", "hopes", "ways", "gender", "meets", "medicine", "since_on", "time_zone", "places"),
    *("limits", "about"),
)


class OfferForm(HoursForm):
    kinds = boxes(Kind.choices, _("I offer to be"), _("A mentor for families is that alone."))
    languages = LanguagesField(label=_("I speak"), required=False)
    other_language = forms.ModelChoiceField(
        Language.objects.all(), label=_("And another language"), required=False, to_field_name="code"
    )
    pathways = PathwaysField(label=_("My path"), help_text=_("None: any path is fine."))
    hopes = boxes(Hope.choices, _("I know about"), required=False)
    ways = boxes(Way.choices, _("We can talk"), required=False)
    meets = radios(Meets.choices, _("I would like to meet"), initial=Meets.ANYONE)
    gender = radios(
        Gender.choices,
        _("I am"),
        _("Some people ask for a woman or a man. Nobody else reads this."),
        required=False,
    )
    medicine = radios(Mentor.Welcome.choices, _("Medicine for addiction"))
    since_on = PastDateField(
        label=_("On my own path since"),
        help_text=_("Others only read whole years. Leave it empty where you do not count."),
        required=False,
    )
    places = NumberField(
        label=_("How many people at once?"),
        help_text=_("Three is usual. Take fewer when life is full."),
        min_value=1,
        max_value=MOST_PLACES,
        initial=USUAL_PLACES,
    )
    limits = text(_("My limits"), _("Such as: no calls after 9 in the evening, no lending of money."))
    about = text(_("A few words about me"), _("People read them with a suggestion. No names, no numbers."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since_on"].today = today
        self.order_fields(["kinds", "languages", "other_language", "pathways", "time_zone"])

    def clean_kinds(self) -> list[str]:
        kinds = self.cleaned_data["kinds"]
        if Kind.FAMILY in kinds and len(kinds) > 1:
            raise forms.ValidationError(FAMILY_ALONE)
        return kinds

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("languages") and not cleaned.get("other_language"):
            self.add_error("languages", _("Choose at least one language."))
        return cleaned

    def offered(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        spoken = {*cleaned["languages"], *filter(None, [cleaned["other_language"]])}
        return {name: cleaned[name] for name in (*KEPT, "pathways")} | {"languages": spoken}


class ApplyForm(OfferForm):
    """The first time, with two people who can speak for the mentor."""

    promise = forms.BooleanField(
        label=_("What I say here is true. I am not a doctor, I lend no money, I begin no love affair.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, REFERENCES_NEEDED + 1):
            self._add_reference(number)
        self.order_fields([*[name for name in self.fields if name != "promise"], "promise"])

    def _add_reference(self, number: int) -> None:
        who = (
            _("First person who can speak for me") if number == 1 else _("Second person who can speak for me")
        )
        self.fields[f"name_{number}"] = forms.CharField(label=who, max_length=80)
        self.fields[f"knows_from_{number}"] = forms.CharField(label=_("Knows me from"), max_length=200)
        self.fields[f"reach_{number}"] = forms.CharField(
            label=_("How to reach them"),
            help_text=_("Kept under lock until your centre has spoken with them, then erased."),
            max_length=200,
        )

    def references(self) -> list[tuple[str, str, str]]:
        numbers = range(1, REFERENCES_NEEDED + 1)
        names = ("name", "knows_from", "reach")
        return [tuple(self.cleaned_data[f"{name}_{number}"] for name in names) for number in numbers]


def initial_of(mentor: Mentor | None, user: Any) -> dict[str, Any]:
    if mentor is None:
        return {"time_zone": user.time_zone}
    kept = {name: getattr(mentor, name) for name in KEPT}
    spoken = list(mentor.languages.all())
    far = [each for each in spoken if each.code not in NEAR_LANGUAGES]
    many = {
        "languages": [each.code for each in spoken if each not in far],
        "pathways": list(mentor.pathways.all()),
    }
    return {
        **kept,
        **many,
        "other_language": far[0].code if far else None,
        **hours_initial(mentor.hours.all()),
    }


class HelloForm(forms.Form):
    text = text(_("Your first words"), _("A few words are enough. They read them with your question."))
