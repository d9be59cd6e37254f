"""For operators, read only: when each job ran, and what could not be sent. Nothing here names a person."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from notifications.models import Delivery, JobRun


class ReadOnly(admin.ModelAdmin):
    """A list without a way in."""

    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(JobRun)
class JobRunAdmin(ReadOnly):
    list_display = ("name", "last_started_at", "last_finished_at", "last_failed_at", "error", "counts")
    ordering = ("name",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """Those that were given up, and those that are tried again."""

    list_display = ("pk", "kind", "channel", "state", "reason", "attempts", "due_at", "next_try_at")
    list_filter = ("state", "reason", "channel", "kind")
    ordering = ("-due_at", "-pk")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        troubled = super().get_queryset(request).exclude(reason="")
        return troubled.filter(state__in=[Delivery.State.DEAD, Delivery.State.DUE, Delivery.State.EXPIRED])
