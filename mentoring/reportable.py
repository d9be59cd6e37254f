"""What of mentoring can be told to staff: the other person of a suggestion or of a pair."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentoring.models import Call, Pair, Partners, Suggestion
from safeguarding import subjects
from safeguarding.subjects import Reportable, Subject


def match(user: Any, code: str, now: datetime) -> Subject | None:
    """For the two it is about, as long as they see it. Never the request, and never names to avoid."""
    if not getattr(user, "is_authenticated", False):
        return None
    theirs = Suggestion.objects.visible_to(user).filter(Q(mentee=user) | Q(guide=user), code=code)
    found = theirs.select_related("mentee", "guide", "mentor__centre").first()
    if found is None:
        return None
    asks = found.mentee_id == user.pk
    other, words = (found.guide, found.mentor.about) if asks else (found.mentee, found.hello)
    at = found.asked_at or found.made_at
    line = {"who": other.public_name, "text": words, "at": int(at.timestamp()), "here": True}
    return Subject(
        kind="match",
        code=code,
        name=other.public_name,
        back_path=reverse("my_matches") if asks else reverse("my_asked"),
        person=other,
        centre=found.mentor.centre,
        excerpt=[line] if words else [],
    )


def pair(user: Any, code: str, now: datetime) -> Subject | None:
    """For the two, also after the end: whoever stepped back can still tell staff. No lines of the room."""
    if not getattr(user, "is_authenticated", False):
        return None
    theirs = Pair.objects.visible_to(user).filter(Q(mentee=user) | Q(guide=user), code=code)
    found = theirs.select_related("mentee", "guide", "mentor__centre").first()
    if found is None:
        return None
    other, centre = found.other(user), found.mentor.centre
    return Subject("pair", code, other.public_name, reverse("people"), person=other, centre=centre)


def partners(user: Any, code: str, now: datetime) -> Subject | None:
    """For the two, also after the end."""
    found = (
        Partners.objects.visible_to(user).filter(code=code).select_related("one", "other", "centre").first()
    )
    if found is None:
        return None
    other = found.beside(user)
    return Subject("partners", code, other.public_name, reverse("people"), person=other, centre=found.centre)


def centre_of(place: str) -> Centre | None:
    """Of "room:<code>": the centre that brought the two together."""
    kind, _colon, code = place.partition(":")
    if kind != "room":
        return None
    pair = Pair.objects.filter(room__code=code).select_related("mentor__centre").first()
    call = Call.objects.filter(room__code=code).select_related("centre").first()
    return pair.mentor.centre if pair else call.centre if call else None


def register() -> None:
    subjects.register(Reportable("match", _("Somebody you were to meet"), match))
    subjects.register(Reportable("pair", _("Somebody you walk with"), pair))
    subjects.register(Reportable("partners", _("Somebody you look in on"), partners))
    subjects.CENTRES["mentoring"] = centre_of
