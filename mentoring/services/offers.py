"""A mentor's own offer: applying, changing it, a pause, and the end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.sealed import seal
from ledger.services import record
from mentoring.customs import MOST_PLACES, REFERENCES_NEEDED, Kind
from mentoring.free_hours import Span
from mentoring.hard_rules import same_side
from mentoring.models import FreeSpan, Mentor, Pair, Reference, Suggestion
from mentoring.services import endings
from mentoring.services.telling import tell_matchers
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines, one_line
from recovery_network.common.times import in_zone, zone_or_none

# What a mentor may write about themselves; everything else is the centre's or the server's.
FIELDS = (
    *("kinds", "hopes", "ways", "gender", "meets", "medicine", "since_on"),
    *("time_zone", "places", "limits", "about"),
)
FAMILY_ALONE = _("Be a mentor for families, or for members. Nobody is both.")


@transaction.atomic
def apply(
    *,
    actor: User,
    centre: Centre,
    fields: Mapping[str, Any],
    hours: Sequence[Span],
    references: Sequence[tuple[str, str, str]],
    now: datetime,
) -> Mentor:
    """Offer oneself. `references` are name, where from, and how to reach them; two at least.

    Asked twice it changes what was offered; who ended before begins anew.
    """
    require(actor, "mentoring.apply", centre)
    if len(references) < REFERENCES_NEEDED:
        raise DomainError(_("Name two people who can speak for you."))
    User.objects.select_for_update().get(pk=actor.pk)
    if Mentor.objects.filter(user=actor, centre=centre).exclude(state=Mentor.State.ENDED).exists():
        raise DomainError(_("You have offered this already. You can change it on this page."))
    mentor = Mentor(user=actor, centre=centre, applied_at=now, stated_on=_today(centre, now))
    _write(mentor, fields, hours, now)
    for name, knows_from, reach in references:
        Reference.objects.create(
            mentor=mentor, name=one_line(name), knows_from=one_line(knows_from), reach=seal(many_lines(reach))
        )
    record(actor=actor, verb="mentoring.apply", obj=mentor, now=now, centre=centre.code)
    tell_matchers(centre, f"mentor:{mentor.pk}", "mentoring.applied", _path(mentor), now, but=actor)
    return mentor


def _path(mentor: Mentor) -> str:
    return reverse("mentor", args=[mentor.code])


@transaction.atomic
def edit_offer(
    *, actor: User, mentor: Mentor, fields: Mapping[str, Any], hours: Sequence[Span], now: datetime
) -> Mentor:
    """What is offered from now on. Pairs that are there stay; another statement of time is looked at anew,
    and so is a change between members and families."""
    require(actor, "mentoring.edit_offer", mentor)
    mentor = Mentor.objects.select_for_update(of=["self"]).select_related("centre").get(pk=mentor.pk)
    before, stays = mentor.since_on, same_side(mentor.kinds, fields["kinds"])
    if not stays:
        _check_change_over(mentor)
    mentor.stated_on = _today(mentor.centre, now)
    _write(mentor, fields, hours, now)
    if not stays:
        lapse(Suggestion.objects.filter(mentor=mentor), now)
    if mentor.state == Mentor.State.APPROVED and (mentor.since_on != before or not stays):
        mentor.state = Mentor.State.APPLIED
        mentor.save(update_fields=["state"])
        tell_matchers(
            mentor.centre,
            f"mentor:{mentor.pk}:{now.timestamp():.0f}",
            "mentoring.applied",
            _path(mentor),
            now,
        )
    record(actor=actor, verb="mentoring.edit_offer", obj=mentor, now=now, centre=mentor.centre.code)
    return mentor


def _check_change_over(mentor: Mentor) -> None:
    """Nobody walks with a member and with somebody's family under one offer."""
    if Pair.objects.live().filter(mentor=mentor).exists():
        raise DomainError(_("You walk with somebody now. You can change this when that has ended."))


def _write(mentor: Mentor, fields: Mapping[str, Any], hours: Sequence[Span], now: datetime) -> None:
    check_offer(fields, hours, mentor.stated_on)
    for name in FIELDS:
        if name in fields:
            setattr(mentor, name, fields[name])
    mentor.limits, mentor.about = many_lines(mentor.limits), many_lines(mentor.about)
    mentor.save()
    mentor.languages.set(fields["languages"])
    mentor.pathways.set(fields["pathways"])
    write_hours(mentor.hours, hours, mentor=mentor)


def check_offer(fields: Mapping[str, Any], hours: Sequence[Span], today: date) -> None:
    """The same for every door: a form says it beside the field, another caller reads it here."""
    if not 1 <= fields["places"] <= MOST_PLACES:
        raise DomainError(_("Choose from 1 to %(most)s people.") % {"most": MOST_PLACES})
    if not fields["kinds"] or not fields["languages"]:
        raise DomainError(_("Choose at least one thing you offer, and one language."))
    if Kind.FAMILY in fields["kinds"] and len(fields["kinds"]) > 1:
        raise DomainError(FAMILY_ALONE)
    if fields["since_on"] is not None and fields["since_on"] > today:
        raise DomainError(_("This day is still to come. Choose a day that is over."))
    check_hours(fields["time_zone"], hours)


def check_hours(time_zone: str, hours: Sequence[Span]) -> None:
    if zone_or_none(time_zone) is None:
        raise DomainError(_("We do not know this time zone. Choose one from the list."))
    if not hours:
        raise DomainError(_("Say at least once when you are free."))


def write_hours(kept: Any, hours: Iterable[Span], **owner: Any) -> None:
    kept.all().delete()
    FreeSpan.objects.bulk_create(
        FreeSpan(weekday=span.weekday, starts=span.starts, ends=span.ends, **owner)
        for span in sorted(set(hours), key=lambda each: (each.weekday, each.starts, each.ends))
    )


def _today(centre: Centre, now: datetime) -> date:
    return in_zone(now, centre.time_zone).date()


@transaction.atomic
def set_pause(*, actor: User, mentor: Mentor, paused: bool, now: datetime) -> Mentor:
    """No new people for a while, or again. Those who walk together go on; nobody is told."""
    require(actor, "mentoring.edit_offer", mentor)
    mentor = Mentor.objects.select_for_update(of=["self"]).select_related("centre").get(pk=mentor.pk)
    mentor.paused_at = now if paused else None
    mentor.save(update_fields=["paused_at"])
    if paused:
        lapse(Suggestion.objects.filter(mentor=mentor), now)
    record(
        actor=actor, verb="mentoring.set_pause", obj=mentor, now=now, centre=mentor.centre.code, paused=paused
    )
    return mentor


@transaction.atomic
def end_offer(*, actor: User, mentor: Mentor, now: datetime) -> Mentor:
    """One's own word is enough. Nobody new is suggested from this moment on, and those who walk with them
    go to the front of the line."""
    require(actor, "mentoring.edit_offer", mentor)
    mentor = Mentor.objects.select_for_update(of=["self"]).select_related("centre").get(pk=mentor.pk)
    mentor.state, mentor.ended_at = Mentor.State.ENDED, now
    mentor.save(update_fields=["state", "ended_at"])
    lapse(Suggestion.objects.filter(mentor=mentor), now)
    endings.mentor_leaves(mentor, now)
    record(actor=actor, verb="mentoring.end_offer", obj=mentor, now=now, centre=mentor.centre.code)
    return mentor


def lapse(suggestions: Any, now: datetime) -> int:
    """Open suggestions that hold no more; who had asked reads that there is no free time now."""
    asked = list(suggestions.filter(state=Suggestion.State.ASKED).select_related("mentee"))
    for each in asked:
        tell_no_time(each, now)
    return suggestions.open().update(state=Suggestion.State.LAPSED, hello="", answered_at=now)


def tell_no_time(suggestion: Suggestion, now: datetime) -> None:
    """The same words whatever the reason."""
    key, path = f"suggestion:{suggestion.pk}:no", reverse("my_matches")
    notify(recipient=suggestion.mentee, key=key, kind="mentoring.no_time", path=path, now=now)
