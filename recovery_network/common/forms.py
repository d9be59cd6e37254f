"""How every form is drawn: label, hint, error beside the field; the summary is its own component."""

from django.forms.renderers import TemplatesSetting


class PageForms(TemplatesSetting):
    """`{{ form }}` and `{{ form.name.as_field_group }}` in our own markup."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
