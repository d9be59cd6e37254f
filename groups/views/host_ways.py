"""What a group decides beforehand about the room of each of its meetings."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.forms.ways import WaysForm
from groups.services import groups
from groups.services.fields import ChangedMeanwhileError
from groups.views.doors import find_group, host_page
from recovery_network.common.errors import DomainError


@host_page
def edit(request: HttpRequest, code: str) -> HttpResponse:
    group = find_group(request, code)
    # A copy: the form writes to its instance before anything is decided.
    form = WaysForm(request.POST or None, instance=copy(group))
    if form.is_valid():
        try:
            groups.change_ways(actor=request.user, group=group, now=timezone.now(), **form.cleaned_data)
        except ChangedMeanwhileError:
            group.refresh_from_db()
            form = form.beside(group)
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("host_group", group.code)
    page, status = {"nav": "host", "form": form, "group": group}, 409 if form.news else 422
    return render(request, "groups/host_ways.html", page, status=status if request.POST else 200)
