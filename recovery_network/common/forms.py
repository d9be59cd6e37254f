"""How every form is drawn (label, hint, error beside the field; the summary is its own component),
and what every field of numbers understands."""

from typing import Any

from django.forms import Field
from django.forms.renderers import TemplatesSetting

from recovery_network.common.text import western_digits


class PageForms(TemplatesSetting):
    """`{{ form }}` and `{{ form.name.as_field_group }}` in our own markup."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class AnyDigits(Field):
    """Mixed into a field of numbers, dates or times: typed in any script's digits."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(western_digits(value) if isinstance(value, str) else value)
