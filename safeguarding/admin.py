"""The directory as a configuration table for operators. Confirming a number is an action, and logged."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ledger.services import record
from safeguarding.models import CrisisLine
from safeguarding.services.lines import verify_line


@admin.register(CrisisLine)
class CrisisLineAdmin(admin.ModelAdmin):
    list_display = (
        "name",
        "country",
        "number_shown",
        "operator",
        "default_list",
        "staff_only",
        "verified_on",
    )
    list_filter = ("country", "operator", "staff_only", "verified_on")
    search_fields = ("name", "number", "number_shown")
    readonly_fields = ("verified_on", "verified_by", "expires_on", "retired_at")
    actions = ("mark_called",)

    @admin.action(
        description=_("I called these numbers and the right people answered"), permissions=["change"]
    )
    def mark_called(self, request, queryset) -> None:
        for line in queryset.exclude(number=""):
            verify_line(actor=request.user, line=line, number=line.number, now=timezone.now())
        self.message_user(request, _("Marked as checked today."), messages.SUCCESS)

    def save_model(self, request, obj, form, change) -> None:
        """A number that was changed has not been called yet."""
        if change and {"number", "text_number"} & set(form.changed_data):
            obj.verified_on = obj.verified_by = obj.expires_on = None
        super().save_model(request, obj, form, change)
        verb = "line_edited" if change else "line_added"
        record(actor=request.user, verb=verb, obj=obj, now=timezone.now(), fields=form.changed_data)
