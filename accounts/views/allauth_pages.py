"""allauth's own views as pages of this site."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from accounts.views.me import members_only

PLACE = {"nav": "me"}


def page(view: type[Any]) -> Callable[..., HttpResponse]:
    """The view, with the place in the navigation that all of them share."""
    return view.as_view(extra_context=PLACE)


def own_page(view: type[Any]) -> Callable[..., HttpResponse]:
    """For people with a name that stays: a guest can have no password, address or key."""
    return members_only(page(view))
