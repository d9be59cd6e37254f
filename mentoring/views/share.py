"""Letting the other see something: first the choice, then their page as they would see it, then yes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import consent_texts
from accounts.views.me import members_only
from journey.dates import today_of
from journey.services import sharing
from mentoring.forms.share import PairShareForm
from mentoring.services import shares
from mentoring.views.together import refused, walking_pair


@members_only
@never_cache
def share(request: HttpRequest, code: str) -> HttpResponse:
    pair, now = walking_pair(request, code), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = PairShareForm(sent, today=today_of(request.user.time_zone, now))
    page = {"nav": "me", "pair": pair, "other": pair.other(request.user), "form": form}
    if not form.is_valid():
        return render(request, "mentoring/share.html", page, status=422 if form.is_bound else 200)
    given = {name: form.cleaned_data[name] for name in ("items", "until_on", "text_version")}
    if "yes" in request.POST:
        if not refused(form, lambda: shares.share(actor=request.user, pair=pair, now=now, **given)):
            messages.success(request, _("It is shared now. You can end it at any time."))
            return redirect("pair", code)
        return render(request, "mentoring/share.html", page, status=422)
    page["shown"] = sharing.page_of(request.user, given["items"], now)
    page["words"] = consent_texts.TEXTS[consent_texts.CURRENT]
    return render(request, "mentoring/share_check.html", page)
