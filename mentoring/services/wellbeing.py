"""How much it is for a mentor: asked at their own rhythm, answered for themselves, heard when it is too much.

What "I have room" and "It is right" say is written nowhere, so no list of the tired can be made of it.
"""

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ledger.services import record
from mentoring.agreement import CHECK_WITHIN
from mentoring.customs import AskEvery
from mentoring.models import Mentor, MentorLook, Pair, Suggestion
from mentoring.services.offers import lapse
from mentoring.services.telling import tell_matchers
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from recovery_network.common.times import in_zone

WORDS_LENGTH = 1000
Reason = MentorLook.Reason


class Load(models.TextChoices):
    LIGHT = "light", _("I have room")
    RIGHT = "right", _("It is right for me")
    MUCH = "much", _("It is too much")


class Wish(models.TextChoices):
    """What would help. Each is a row for staff as well (MentorLook.Reason)."""

    PAUSE = "pause", _("Nobody new for a while")
    FEWER = "fewer", _("Fewer people")
    HELP = "help", _("Somebody who talks with me")


def due_on(mentor: Mentor) -> date | None:
    """The next day on which they are asked; None for somebody who was never approved."""
    if mentor.approved_at is None:
        return None
    last = mentor.load_said_on or in_zone(mentor.approved_at, mentor.centre.time_zone).date()
    return last + timedelta(days=mentor.ask_every)


@transaction.atomic
def say(
    *, actor: User, mentor: Mentor, load: str, wish: str = "", words: str = "", ask_every: int, now: datetime
) -> Mentor:
    """For oneself. "Too much" is heard at once, and what they wish happens at once."""
    require(actor, "mentoring.edit_offer", mentor)
    if load not in Load.values or ask_every not in AskEvery.values:
        raise DomainError(_("Choose one of the three."))
    if load == Load.MUCH and wish not in Wish.values:
        raise DomainError(_("Choose what would help you now."))
    mentor = Mentor.objects.select_for_update(of=["self"]).select_related("centre", "user").get(pk=mentor.pk)
    mentor.load_said_on, mentor.ask_every = _today(mentor, now), ask_every
    if load == Load.MUCH:
        _lighten(mentor, Wish(wish), now)
        ask_for(mentor, Reason(wish), now, words)
        _note(actor, "mentoring.too_much", mentor, now, wish=wish)
    mentor.save(update_fields=["load_said_on", "ask_every", "paused_at", "places"])
    return mentor


def _lighten(mentor: Mentor, wish: Wish, now: datetime) -> None:
    """Whoever walks with them stays: who could go on with somebody else is for a talk."""
    if wish == Wish.PAUSE:
        mentor.paused_at = mentor.paused_at or now
    elif wish == Wish.FEWER:
        walking = Pair.objects.live().filter(mentor=mentor).count()
        mentor.places = max(1, min(mentor.places, walking))
    if wish != Wish.HELP:
        lapse(Suggestion.objects.filter(mentor=mentor), now)


def _today(mentor: Mentor, now: datetime) -> date:
    return in_zone(now, mentor.centre.time_zone).date()


def ask_for(mentor: Mentor, reason: str, now: datetime, words: str = "") -> MentorLook:
    """For services that asked a rule, and the timetable. One open row for each reason; newer words stand."""
    tidy = many_lines(words)[:WORDS_LENGTH]
    due = {"opened_at": now, "due_at": now + CHECK_WITHIN}
    look, _new = MentorLook.objects.update_or_create(
        mentor=mentor,
        reason=reason,
        settled_at=None,
        defaults={"words": tidy},
        create_defaults={"words": tidy, **due},
    )
    key, path = f"mentor_look:{look.pk}", reverse("mentor_board")
    tell_matchers(mentor.centre, key, "mentoring.mentor_look", path, now, but=mentor.user)
    return look


def say_what_is_late(now: datetime) -> int:
    """Nobody talked with them in time: it is told once more. Run by the timetable: no actor."""
    late = MentorLook.objects.open().filter(due_at__lt=now).select_related("mentor__centre", "mentor__user")
    for look in late:
        key, path = f"mentor_look:{look.pk}:late", reverse("mentor_board")
        tell_matchers(look.mentor.centre, key, "mentoring.mentor_look", path, now, but=look.mentor.user)
    return len(late)


@transaction.atomic
def settle(*, actor: User, look: MentorLook, now: datetime) -> MentorLook:
    """Staff have talked with the mentor. What was written for them goes."""
    require(actor, "mentoring.decide_mentor", look.mentor)
    held = MentorLook.objects.select_for_update(of=["self"]).select_related("mentor__centre")
    look = held.get(pk=look.pk)
    if look.settled_at is None:
        look.settled_at, look.settled_by, look.words = now, actor, ""
        look.save(update_fields=["settled_at", "settled_by", "words"])
        _note(actor, "mentoring.settle_mentor_look", look.mentor, now, reason=look.reason)
    return look


def _note(actor: User, verb: str, mentor: Mentor, now: datetime, **details: object) -> None:
    record(actor=actor, verb=verb, obj=mentor, now=now, centre=mentor.centre.code, **details)


# --- What the calendar does -------------------------------------------------------------------------


def _walking() -> models.QuerySet[Mentor]:
    beside = Pair.objects.live().filter(mentor=models.OuterRef("pk"))
    approved = Mentor.objects.filter(models.Exists(beside), state=Mentor.State.APPROVED, user__is_active=True)
    return approved.select_related("user", "centre").order_by("pk")


def ask_all(now: datetime) -> int:
    """Mentors who walk with somebody, once for each day of theirs. Run by the timetable: no actor."""
    told = 0
    for mentor in _walking():
        due = due_on(mentor)
        if due is not None and due <= _today(mentor, now):
            key, path = f"mentor:{mentor.pk}:load:{due}", reverse("my_load")
            told += notify(recipient=mentor.user, key=key, kind="mentoring.own_load", path=path, now=now)
    return told


@transaction.atomic
def look_at_run_out(now: datetime) -> int:
    """Staff talk with mentors whose approval ran out and who walk with somebody; once for each end.
    The pairs go on until their own last day. Run by the timetable: no actor."""
    rows = _walking().filter(expires_on__lt=now.date() + timedelta(days=1))
    asked = 0
    for mentor in rows.select_for_update(of=["self"]):
        if mentor.expires_on is None or mentor.serves(_today(mentor, now)):
            continue
        if not mentor.looks.filter(reason=Reason.RAN_OUT, opened_at__date__gte=mentor.expires_on).exists():
            ask_for(mentor, Reason.RAN_OUT, now)
            asked += 1
    return asked
