"""What the pages of this app share: how they answer, and how a form becomes a deed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import today_of
from recovery_network.common.errors import DomainError


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A form that was not right comes back with everything that was typed."""
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, f"journey/{template}.html", {"nav": "today"} | context, status=status)


def done(form: BaseForm, deed: Callable[[], Any]) -> bool:
    """Run the one service when the form is right; what it refuses stands on the form, in its words."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        deed()
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


def saved(request: HttpRequest, to: str, *args: Any) -> HttpResponseRedirect:
    messages.success(request, _("Saved."))
    return redirect(to, *args)


def removed(request: HttpRequest, to: str, *args: Any) -> HttpResponseRedirect:
    messages.success(request, _("Taken away."))
    return redirect(to, *args)


def sent(request: HttpRequest, name: str) -> str:
    """What a button says it is about. A NUL, which the database cannot look for, is in no code of ours."""
    return request.POST.get(name, "").replace("\x00", "")


def here_and_now(request: HttpRequest) -> tuple[datetime, date]:
    """The moment, and the day it is where the person lives."""
    now = timezone.now()
    return now, today_of(request.user.time_zone, now)
