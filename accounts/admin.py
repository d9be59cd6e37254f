"""Configuration an operator may see and change. People and what they wrote are not here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Centre
from accounts.services import centres


@admin.register(Centre)
class CentreAdmin(admin.ModelAdmin):
    list_display = ("name", "country", "time_zone", "language", "created_at")
    readonly_fields = ("code", "created_at")

    def save_model(self, request: HttpRequest, obj: Centre, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made = centres.create_centre(
            actor=request.user,
            name=obj.name,
            country=obj.country,
            time_zone=obj.time_zone,
            language=obj.language,
            now=timezone.now(),
        )
        obj.pk, obj.code = made.pk, made.code

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
