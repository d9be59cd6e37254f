"""Django's admin: for operators, behind the second step, for tables of configuration."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse

from accounts.staff import way_to_second_step
from recovery_network.common.permissions import can

NOT_SHOWN = {"account", "mfa", "usersessions", "auth"}


class OperatorSite(AdminSite):
    site_header = site_title = index_title = "Operator"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Other packages would show addresses and keys here, and groups that give no right."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        ours = [model for model in models if model._meta.app_label not in NOT_SHOWN]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return can(request.user, "accounts.open_operator_pages", request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No form of its own: the site's sign-in, then the second step; 404 for everybody else."""
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.GET.get("next", request.path))
        if not user.is_superuser:
            raise Http404
        return way_to_second_step(request) or redirect_to_login(request.path)
