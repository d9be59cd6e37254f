"""What a counselor writes to introduce two people to one another."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.services.introductions import WORDS_LENGTH
from safeguarding.forms import PersonFirstMixin


def _words(label: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, max_length=WORDS_LENGTH, widget=widget)


class IntroductionForm(PersonFirstMixin):
    judged = ("words_one", "words_other")
    as_mentor = forms.TypedChoiceField(
        label=_("As what"),
        choices=[
            ("no", _("Two equals who look in on one another")),
            ("yes", _("The second one as a mentor of the first")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(),
        initial="no",
    )
    words_one = _words(_("For the first: about the second"))
    words_other = _words(_("For the second: about the first"))
