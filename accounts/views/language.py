"""The language switch: a cookie for visitors, the account for people, and the same page again."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.next_page import next_of
from accounts.services import people


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    here = next_of(request) or "/"
    if language not in dict(settings.LANGUAGES):
        return HttpResponseRedirect(here)
    if request.user.is_authenticated:
        people.choose(actor=request.user, person=request.user, now=timezone.now(), language=language)
    response = HttpResponseRedirect(translate_url(here, language))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
