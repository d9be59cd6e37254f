"""The ten questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey import barc10


class Agreement(forms.RadioSelect):
    """1 to 6 in one row, with the published words at both ends."""

    template_name = "journey/widgets/agreement.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"lowest": barc10.ENDS[barc10.LOWEST], "highest": barc10.ENDS[barc10.HIGHEST]}


class TenForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = [(n, str(n)) for n in range(barc10.LOWEST, barc10.HIGHEST + 1)]
        for number, statement in enumerate(barc10.STATEMENTS, 1):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=statement,
                choices=scale,
                coerce=int,
                widget=Agreement,
                error_messages={"required": _("Please answer all ten. Without one there is no sum.")},
            )

    @property
    def answers(self) -> list[int]:
        return [self.cleaned_data[name] for name in self.fields]
