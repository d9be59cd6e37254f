"""Introductions: each is asked on their own, both say yes before either sees the other."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Membership, StaffRole, User
from ledger.services import record, record_accesses
from mentoring.models import Introduction, Mentor, Pair, Request
from mentoring.services import pairs, partners
from mentoring.services.offers import lapse
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines
from recovery_network.common.times import in_zone
from safeguarding.lures import kind_of_lure
from safeguarding.services import blocks

State, Answer = Introduction.State, Introduction.Answer
OPEN_FOR, WORDS_LENGTH, PAGE_SIZE = timedelta(days=14), 500, 25


@transaction.atomic
def open_people(*, actor: User, centre: Centre, number: str | None, now: datetime) -> Page:
    """One page of those who belong, for choosing two of them. Each can see that somebody looked."""
    require(actor, "mentoring.introduce", centre)
    here = Membership.objects.live().filter(centre=centre, user__is_active=True).exclude(user=actor)
    rows = here.select_related("user").order_by("user__public_name", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    _looked(actor, centre, [row.user for row in page.object_list], now)
    return page


def _looked(actor: User, centre: Centre, people: Collection[User], now: datetime) -> None:
    works = StaffRole.objects.live().filter(user=actor, centre=centre)
    role = works.order_by("pk").values_list("role", flat=True)[0]
    reads = [(person, centre) for person in people]
    record_accesses(actor=actor, reads=reads, role=role, now=now, reason="introduction")


@transaction.atomic
def open_list(*, actor: User, centre: Centre, shown: Any, now: datetime) -> list[Introduction]:
    """Those of the centre that the reader may see, the newest first."""
    require(actor, "mentoring.introduce", centre)
    rows = list(shown.filter(centre=centre).select_related("one", "other", "mentor")[:PAGE_SIZE])
    people = {person.pk: person for row in rows for person in row.two()}
    _looked(actor, centre, list(people.values()), now)
    return rows


@transaction.atomic
def introduce(
    *,
    actor: User,
    centre: Centre,
    one: User,
    other: User,
    words_one: str,
    words_other: str,
    as_mentor: bool,
    now: datetime,
) -> Introduction:
    """Ask both, each on their own. `words_one` are what `one` reads about `other`."""
    require(actor, "mentoring.introduce", centre)
    texts = [many_lines(words)[:WORDS_LENGTH] for words in (words_one, words_other)]
    _check(actor, centre, one, other, texts, now)
    mentor = _mentor(centre, other, now) if as_mentor else None
    if as_mentor and mentor is None:
        raise DomainError(_("The second person is no mentor here, or has no free place."))
    made = _make(
        centre=centre,
        made_by=actor,
        one=one,
        other=other,
        mentor=mentor,
        words_one=texts[0],
        words_other=texts[1],
        made_at=now,
        expires_at=now + OPEN_FOR,
    )
    _looked(actor, centre, [one, other], now)
    record(actor=actor, verb="mentoring.introduce", obj=made, now=now, centre=centre.code)
    for person in (one, other):
        _tell(person, made, "introduced", now, reverse("introduction", args=[made.code]))
    return made


def _make(**fields: Any) -> Introduction:
    try:
        with transaction.atomic():
            return Introduction.objects.create(**fields)
    except IntegrityError as fault:
        raise DomainError(_("These two are asked already.")) from fault


def _check(
    actor: User, centre: Centre, one: User, other: User, texts: Collection[str], now: datetime
) -> None:
    two = (one, other)
    if one.pk == other.pk or actor.pk in {one.pk, other.pk}:
        raise DomainError(_("Choose two people."))
    if not all(person.is_active and person.belongs_to(centre) for person in two):
        raise DomainError(_("Both must belong to the centre."))
    if not partners.may_meet(one, other, centre, now):
        raise DomainError(_("They are not to be placed together."))
    if not all(texts):
        raise DomainError(_("Write some general words for each of them."))
    named = any(person.public_name.casefold() in text.casefold() for person in two for text in texts)
    if named or any(kind_of_lure(text) for text in texts):
        raise DomainError(_("Leave out names, numbers and links. Both read the rest when they meet."))


def _mentor(centre: Centre, person: User, now: datetime) -> Mentor | None:
    """Who serves, takes no pause and has a free place."""
    today = in_zone(now, centre.time_zone).date()
    serving = Mentor.objects.serving(today).filter(centre=centre, user=person, paused_at=None)
    found = serving.select_for_update(of=["self"]).select_related("centre").first()
    return found if found is not None and pairs.has_place(found) else None


def _tell(person: User | None, made: Introduction, what: str, now: datetime, path: str) -> None:
    if person is not None:
        key, kind = f"introduction:{made.pk}:{what}", f"mentoring.{what}"
        notify(recipient=person, key=key, kind=kind, path=path, now=now)


def _locked(made: Introduction) -> Introduction:
    """Both people first, in order, as in `partners.begin`; then the mentor, then the row."""
    partners.hold(made.one_id, made.other_id)
    Mentor.objects.select_for_update().filter(pk=made.mentor_id or 0).first()
    held = Introduction.objects.select_for_update(of=["self"])
    return held.select_related("one", "other", "centre", "made_by", "mentor__centre").get(pk=made.pk)


@transaction.atomic
def answer_introduction(*, actor: User, introduction: Introduction, yes: bool, now: datetime) -> str:
    """Where both go on when this was the second yes, else nothing. A no has no name and no reason."""
    require(actor, "mentoring.answer_introduction", introduction)
    made = _locked(introduction)
    if not made.is_open or now >= made.expires_at:
        raise DomainError(_("This does not work any more. Nothing is wrong with you."))
    record(actor=actor, verb="mentoring.answer_introduction", obj=made, now=now, centre=made.centre.code)
    if not yes:
        _end(made, State.NOT_NOW, now, but=actor)
        return ""
    field = "answer_one" if actor.pk == made.one_id else "answer_other"
    setattr(made, field, Answer.YES)
    made.save(update_fields=[field])
    return _meet(made, now) if made.answer_one == made.answer_other == Answer.YES else ""


def _meet(made: Introduction, now: datetime) -> str:
    """Everything that keeps two people apart is asked once more: much may have come since."""
    path = ""
    here = all(person.is_active and person.belongs_to(made.centre) for person in made.two())
    if here and partners.may_meet(made.one, made.other, made.centre, now):
        path = _as_pair(made, now) if made.mentor else _as_equals(made, now)
    if not path:
        _end(made, State.OVER, now)
        return ""
    _close(made, State.MET, now)
    for person in made.two():
        _tell(person, made, "both_yes", now, path)
    _tell(made.made_by, made, "introduction_yes", now, reverse("introductions"))
    return path


def _as_equals(made: Introduction, now: datetime) -> str:
    try:
        with transaction.atomic():
            return partners.path_of(partners.begin(one=made.one, other=made.other, now=now))
    except DomainError:
        return ""


def _as_pair(made: Introduction, now: datetime) -> str:
    """A pair that begins with reading the agreement, as after a hello."""
    mentor = _mentor(made.centre, made.other, now)
    if mentor is None or Pair.objects.live().filter(mentee=made.one, guide=made.other).exists():
        return ""
    line = Request.objects.waiting().filter(user=made.one, centre=made.centre)
    request = line.select_for_update(of=["self"]).first()
    if request is not None:
        request.state, request.ended_at, request.avoid = Request.State.MATCHED, now, ""
        request.save(update_fields=["state", "ended_at", "avoid"])
        lapse(request.suggestions.all(), now)
    two = {"mentee": made.one, "guide": made.other}
    pair = pairs.make(mentor=mentor, request=request, kind=mentor.kinds[0], now=now, **two)
    return reverse("pair", args=[pair.code])


def _close(made: Introduction, state: str, now: datetime) -> None:
    """The caller holds the row."""
    made.state, made.ended_at, made.words_one, made.words_other = state, now, "", ""
    made.save(update_fields=["state", "ended_at", "words_one", "words_other"])


def _end(made: Introduction, state: str, now: datetime, but: User | None = None) -> None:
    """Whoever had said yes reads one kind sentence; the counselor reads "not now"."""
    said_yes = [person for person in made.two() if made.answer_of(person) == Answer.YES]
    _close(made, state, now)
    for person in said_yes:
        if but is None or person.pk != but.pk:
            _tell(person, made, "introduction_over", now, reverse("people"))
    _tell(made.made_by, made, "introduction_not_now", now, reverse("introductions"))


@transaction.atomic
def take_back(*, actor: User, introduction: Introduction, now: datetime) -> Introduction:
    """Staff found that it does not fit. Whoever had said yes reads the same kind sentence."""
    require(actor, "mentoring.take_back_introduction", introduction)
    made = _locked(introduction)
    if made.is_open:
        _end(made, State.OVER, now)
        centre = made.centre.code
        record(actor=actor, verb="mentoring.take_back_introduction", obj=made, now=now, centre=centre)
    return made


# --- What ends by itself ----------------------------------------------------------------------------


@transaction.atomic
def part(*, people: Collection[int], now: datetime) -> int:
    """Two people shall not meet. In the transaction of the block; no actor. It reads like any other end."""
    hidden = blocks.among(people)
    between = Introduction.objects.filter(state=State.OPEN, one__in=people, other__in=people)
    apart = [each for each in between if each.other_id in hidden.get(each.one_id, set())]
    return _end_each(apart, now)


@transaction.atomic
def person_leaves(*, user: User, now: datetime) -> int:
    """In the erasing transaction, before the row goes with the account."""
    mine = Introduction.objects.filter(Q(one=user) | Q(other=user), state=State.OPEN)
    return _end_each(mine, now, but=user)


@transaction.atomic
def end_old(now: datetime) -> int:
    """Nobody answered within two weeks. Run by the timetable: no actor."""
    return _end_each(Introduction.objects.filter(state=State.OPEN, expires_at__lte=now), now)


def _end_each(found: Any, now: datetime, but: User | None = None) -> int:
    count = 0
    for each in sorted(found, key=lambda row: row.pk):
        made = _locked(each)
        if made.is_open:
            _end(made, State.OVER, now, but=but)
            count += 1
    return count
