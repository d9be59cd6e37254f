"""Which list to import, and what the person knows about it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from groups.importing.limits import MAX_BYTES
from groups.models import ImportSource, Programme
from groups.services.import_lists import is_address
from groups.services.import_steps import Options
from recovery_network.common import times

FIND_OUT, NEW = "", "new"


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("A file from your device"),
        help_text=_("Meeting Guide JSON, BMLT JSON, CSV or XLSX. 20 MB at most."),
        required=False,
        allow_empty_file=True,
    )
    address = forms.CharField(
        label=_("Or the address of the list"),
        help_text=_("It begins with https://. For BMLT, the address of the root server."),
        required=False,
        max_length=500,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    list_key = forms.ChoiceField(
        label=_("Which list is it?"),
        help_text=_("A newer copy of a known list changes its meetings in place."),
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of meetings that name none"),
        help_text=_("A wrong zone sends people at a wrong hour."),
        required=False,
    )
    programme = forms.ChoiceField(label=_("Fellowship"), required=False)

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = list(ImportSource.objects.filter(centre=centre))
        known = [(source.key, source.name) for source in self.sources]
        self.fields["list_key"].choices = [(FIND_OUT, _("Find it out")), (NEW, _("A new list")), *known]
        self.fields["time_zone"].choices = [("", _("Skip such meetings")), *times.zone_choices()]
        self.fields["time_zone"].initial = centre.time_zone
        programmes = [(row.code, row.label) for row in Programme.objects.order_by("name")]
        self.fields["programme"].choices = [("", _("Find it out")), *programmes]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        return file

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        if address and not is_address(address):
            raise ValidationError(_("An address begins with http:// or https://."))
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(data.get("address")):
            raise ValidationError(_("Choose a file or give an address: one of the two."))
        return data

    def options(self) -> Options:
        chosen = self.cleaned_data["list_key"]
        return Options(
            time_zone=self.cleaned_data["time_zone"],
            programme=self.cleaned_data["programme"],
            list_key="" if chosen in (FIND_OUT, NEW) else chosen,
            is_new_list=chosen == NEW,
        )

    def upload(self) -> tuple[str, bytes] | None:
        file = self.cleaned_data["file"]
        return (file.name, file.read()) if file else None
