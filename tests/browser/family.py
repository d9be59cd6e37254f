"""Links for allies, for the browser to look at. Runs inside the site, like pages.make."""

from typing import Any

from accounts import consent_texts
from accounts.models import User
from journey.services import allies
from journey.shareable import GOALS, MOOD
from tests.journey import making


def add(place: Any, language: str) -> dict[str, str]:
    """Of the member: one that nobody used, and one that somebody did. Of another: one to be used."""
    member, now = place.people[f"member-{language}"], place.now
    waiting, _code = _link(member, now, "My sister")
    came, _code = _link(member, now)
    allies.take(actor=making.person("Warm Stone"), link=came, now=now)
    _link_of_another, typed = _link(making.person("Late Lamp"), now)
    return {"link": waiting.code, "came": came.code, "typed": typed}


def _link(owner: User, now: Any, called: str = "") -> Any:
    until, version = now.date().replace(year=now.year + 1, day=1), consent_texts.CURRENT
    said = {"items": [MOOD, GOALS], "until_on": until, "called": called, "text_version": version}
    return allies.offer(actor=owner, now=now, **said)
