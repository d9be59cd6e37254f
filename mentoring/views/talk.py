"""The next talk of two people."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.me import members_only
from mentoring.forms.talk import TalkForm
from mentoring.models import Talk
from mentoring.services import talks
from mentoring.views.together import my_pair, refused, run, walking_pair


@members_only
@never_cache
def suggest(request: HttpRequest, code: str) -> HttpResponse:
    """A time by one's own clock. What cannot be stays on the page with everything that was typed."""
    pair = walking_pair(request, code)
    form = TalkForm(request.POST if request.method == "POST" else None, ways=talks.ways_of(pair))
    if form.is_valid():
        given = {**form.cleaned_data, "now": timezone.now()}
        if not refused(form, lambda: talks.suggest(actor=request.user, pair=pair, **given)):
            return redirect("pair", code)
    page = {"nav": "me", "pair": pair, "form": form}
    return render(request, "mentoring/talk.html", page, status=422 if form.is_bound else 200)


DEEDS = {"yes": talks.say_yes, "off": talks.call_off}


@require_POST
@members_only
def answer(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """Yes, not then, or not after all."""
    pair, deed = my_pair(request, code), DEEDS.get(request.POST.get("do", ""))
    if deed is not None:
        sent = request.POST.get("talk", "").replace("\x00", "")
        mine = Talk.objects.visible_to(request.user).select_related("pair", "proposed_by")
        talk = get_object_or_404(mine, pair=pair, code=sent)
        run(request, lambda: deed(actor=request.user, talk=talk, now=timezone.now()), _("Saved."))
    return redirect("pair", code)
