"""A mentor says how much it is for them; staff note that they talked with a mentor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.me import members_only
from mentoring.forms.wellbeing import LoadForm
from mentoring.models import Mentor, MentorLook
from mentoring.services import wellbeing
from mentoring.views.desk import matcher_page


@members_only
@never_cache
def my_load(request: HttpRequest) -> HttpResponse:
    """Only for mentors. Nobody reads the answer, unless it is too much."""
    own = Mentor.objects.visible_to(request.user).filter(user=request.user, state=Mentor.State.APPROVED)
    newest = own.select_related("centre").order_by("-applied_at")[:1]
    mentor = get_object_or_404(own.filter(pk__in=[each.pk for each in newest]))
    form = LoadForm(request.POST or None, initial={"ask_every": mentor.ask_every})
    if form.is_valid():
        wellbeing.say(actor=request.user, mentor=mentor, now=timezone.now(), **form.cleaned_data)
        much = form.cleaned_data["load"] == wellbeing.Load.MUCH
        said = _("Thank you for saying so. Your centre talks with you within two days.")
        messages.success(request, said if much else _("Thank you."))
        return redirect("people")
    page = {"nav": "me", "form": form, "mentor": mentor}
    return render(request, "mentoring/my_load.html", page, status=422 if form.is_bound else 200)


@require_POST
@matcher_page
def settle(request: HttpRequest, code: str) -> HttpResponseRedirect:
    number = request.POST.get("look", "")
    seen = MentorLook.objects.visible_to(request.user).select_related("mentor__centre")
    look = get_object_or_404(seen, mentor__code=code, pk=number if number.isdecimal() else 0)
    wellbeing.settle(actor=request.user, look=look, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("mentor_board")
