"""The style page: every component in every state, so that a change is seen before it is shipped.

For operators, and on a local install for everybody who builds.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from recovery_network.common import times
from recovery_network.common.avatars import COLOURS, DRAWINGS

SIDES = (("light", "ltr"), ("dark", "ltr"), ("light", "rtl"), ("dark", "rtl"))
FACES = (
    ("face-1", _("Very hard")),
    ("face-2", _("Hard")),
    ("face-3", _("So-so")),
    ("face-4", _("Good")),
    ("face-5", _("Very good")),
)


def drawn() -> list[str]:
    """Every drawing of the sprite that is not a person's shape."""
    sprite = Path(str(finders.find("img/icons.svg"))).read_text(encoding="utf-8")
    return [name for name in re.findall(r'id="i-([\w-]+)"', sprite) if name not in DRAWINGS]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("What name shall we show?"), help_text=_("Do not use your real one."))
    code = forms.CharField(label=_("Code"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    words = forms.CharField(label=_("A few words"), widget=forms.Textarea, required=False)
    zone = forms.ChoiceField(label=_("Place of your time"), choices=times.zone_choices)
    how = forms.ChoiceField(
        label=_("How do you want to join?"),
        widget=forms.RadioSelect,
        choices=[("chat", _("Online chat")), ("phone", _("By phone"))],
    )
    agree = forms.BooleanField(label=_("I agree"))


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    if not (settings.LOCAL or request.user.is_superuser):
        raise Http404
    context = {
        "sides": [
            {"theme": theme, "dir": direction, "id": f"{theme}-{direction}"} for theme, direction in SIDES
        ],
        "whole": SampleForm(auto_id="whole_%s"),
        "faulty": SampleForm({"how": "x"}, auto_id="faulty_%s"),
        "faces": FACES,
        "icons": drawn(),
        "drawings": DRAWINGS,
        "colours": COLOURS,
        "start": datetime(2026, 11, 23, 14, 0, tzinfo=UTC),
        "end": datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
        "page_obj": Paginator(range(60), 25).page(2),
    }
    return render(request, "ops/style.html", context)
