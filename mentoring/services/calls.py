""" "I need to talk now": members who can be asked, then the person on duty, then whom to call.

The numbers to call stand on the page from the first second. The rows are the plan: whoever comes first
(the timetable, or any page that shows a call) does what is due, so that nothing depends on the worker.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, StaffRole, User
from groups.models import Language
from ledger.services import record, record_access
from mentoring.models import Call, CallAsk, CallStep
from mentoring.models.now import DUTY_FOR, OPEN_FOR, PEERS_FOR, ROOM_FOR
from mentoring.services import call_rooms, facts, ready
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from safeguarding.services import blocks, duty

State, Answer, Kind, Reply = Call.State, Call.Answer, CallStep.Kind, CallAsk.Reply
# So many members are asked at once.
FEW = 3
# Who asked members so often goes straight to the person on duty: nobody is to be worn out.
OFTEN, WITHIN = 3, timedelta(hours=12)
BATCH = 50
GONE = _("Somebody else is there already. Thank you.")


@transaction.atomic
def call(*, actor: User, centre: Centre, language: str, gender: str, meets: str, now: datetime) -> Call:
    """Ask. Who has asked already stays where they are in the chain."""
    require(actor, "mentoring.call", centre)
    if not Language.objects.filter(code=language).exists():
        raise DomainError(_("Choose at least one language."))
    User.objects.select_for_update().get(pk=actor.pk)
    mine = Call.objects.filter(user=actor, state__in=Call.LIVE).select_related("centre", "room").first()
    if mine is not None:
        return mine
    wishes = {"language": language, "gender": gender, "meets": meets}
    made = Call.objects.create(user=actor, centre=centre, asked_at=now, next_at=now, **wishes)
    _step(made, Kind.BEGUN, now)
    record(actor=actor, verb="mentoring.call", obj=made, now=now, centre=centre.code)
    _ask_members(made, now)
    return made


def _step(made: Call, kind: str, now: datetime, count: int = 0) -> None:
    CallStep.objects.create(call=made, kind=kind, at=now, count=count)


def _ask_members(made: Call, now: datetime) -> None:
    """A few who can be asked now; nobody to ask means that the next step is taken at once."""
    lately = Call.objects.filter(user=made.user, asked_at__gt=now - WITHIN).exclude(pk=made.pk)
    people = ready.who_can(made, now, FEW) if lately.count() < OFTEN else []
    _go(made, State.PEERS, now + PEERS_FOR)
    if not _ask(made, people, now, Kind.PEERS, on_duty=False):
        _ask_duty(made, now)


def _ask_duty(made: Call, now: datetime) -> None:
    """The next on duty who was not asked; at the end of the rota, plain words whom to call."""
    hidden = blocks.hides(made.user_id)
    asked = set(made.asks.filter(on_duty=True).values_list("person", flat=True))
    people = [each for each in duty.on_duty(made.centre, now) if each.pk not in hidden | asked]
    _go(made, State.DUTY, now + DUTY_FOR)
    if not _ask(made, people[:1], now, Kind.DUTY, on_duty=True):
        made.answer = Answer.LINES
        made.save(update_fields=["answer"])
        _go(made, State.NOBODY, made.asked_at + OPEN_FOR)
        _step(made, Kind.LINES, now)


def _go(made: Call, state: str, next_at: datetime) -> None:
    made.state, made.next_at = state, next_at
    made.save(update_fields=["state", "next_at"])


def _ask(made: Call, people: Iterable[Any], now: datetime, kind: str, *, on_duty: bool) -> int:
    """Neutral notes. Somebody on duty who was asked as a member before is asked once more as that."""
    count = 0
    for person in people:
        if person.pk == made.user_id or not person.is_active:
            continue
        asked, _new = CallAsk.objects.update_or_create(
            call=made,
            person=person,
            defaults={"on_duty": on_duty, "reply": "", "replied_at": None},
            create_defaults={"on_duty": on_duty, "asked_at": now},
        )
        path, key = reverse("asked_now", args=[asked.code]), f"call:{made.pk}:{on_duty:d}"
        notify(recipient=person, key=key, kind="mentoring.talk_now", path=path, now=now)
        count += 1
    if count:
        _step(made, kind, now, count)
    return count


@transaction.atomic
def answer_call(*, actor: User, ask: CallAsk, yes: bool, now: datetime) -> Call:
    """The first yes wins. A "not now" is told to nobody; the last one of a step moves the call on."""
    require(actor, "mentoring.answer_call", ask)
    made = call_rooms.locked(ask.call)
    ask = CallAsk.objects.select_for_update().get(pk=ask.pk)
    if not made.is_open:
        raise DomainError(GONE if made.state == State.FOUND else _("They need nobody any more. Thank you."))
    if yes:
        _found(made, ask, actor, now)
    else:
        _reply(ask, Reply.NOT_NOW, now)
        if not made.asks.filter(reply="", on_duty=made.state == State.DUTY).exists():
            _move_on(made, now)
    centre = made.centre.code
    record(actor=actor, verb="mentoring.answer_call", obj=made, now=now, centre=centre, yes=yes)
    return made


def _reply(ask: CallAsk, said: str, now: datetime) -> None:
    ask.reply, ask.replied_at = said, now
    ask.save(update_fields=["reply", "replied_at"])


def _found(made: Call, ask: CallAsk, actor: User, now: datetime) -> None:
    """A room of two opens, for an hour."""
    may = _serves(made, actor) if ask.on_duty else ready.still_can(made, actor, now)
    if made.user is None or not may:
        raise DomainError(_("They need nobody any more. Thank you."))
    _reply(ask, Reply.YES, now)
    made.taken_by, made.found_at = actor, now
    made.answer = Answer.DUTY if ask.on_duty else Answer.PEER
    made.room = call_rooms.open_for(made, now)
    made.save(update_fields=["taken_by", "found_at", "answer", "room"])
    _go(made, State.FOUND, now + ROOM_FOR)
    _step(made, Kind.FOUND, now)
    if ask.on_duty:
        record_access(
            actor=actor, subject=made.user, role=_role(made, actor), obj=made, now=now, reason="talk now"
        )
    path = reverse("talk_now")
    notify(recipient=made.user, key=f"call:{made.pk}:found", kind="mentoring.is_there", path=path, now=now)


def _serves(made: Call, actor: User) -> bool:
    """Staff of the centre still, and no block has come between the two."""
    return bool(_role(made, actor)) and actor.pk not in blocks.hides(made.user_id)


def _role(made: Call, actor: User) -> str:
    works = StaffRole.objects.live().filter(user=actor, centre=made.centre)
    return works.order_by("pk").values_list("role", flat=True).first() or ""


@transaction.atomic
def end_call(*, actor: User, call: Call, now: datetime) -> Call:
    """Take it back while people are asked; end the talk when somebody is there. No reason is asked."""
    require(actor, "mentoring.end_call", call)
    made = call_rooms.locked(call)
    if made.is_live:
        kind = Kind.OVER if made.state == State.FOUND else Kind.STOPPED
        _end(made, kind, now)
        record(actor=actor, verb="mentoring.end_call", obj=made, now=now, centre=made.centre.code)
    return made


def _end(made: Call, kind: str, now: datetime) -> None:
    """The caller holds the row. Who had time and is not needed any more just finds it so."""
    made.answer = made.answer or Answer.STOPPED
    made.state = State.STOPPED if kind == Kind.STOPPED else State.OVER
    made.ended_at = now
    made.save(update_fields=["state", "answer", "ended_at"])
    call_rooms.end(made, now)
    _step(made, kind, now)


# --- What is due: nobody has to be there for it ----------------------------------------------------


def move_on_due(*, now: datetime) -> int:
    """Whatever is due, once, however many look. No actor: the timetable does it, and every page of a call."""
    due = Call.objects.filter(state__in=Call.LIVE, next_at__lte=now).order_by("next_at", "pk")
    return sum(_move_one(pk, now) for pk in due.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _move_one(pk: int, now: datetime) -> int:
    found = Call.objects.filter(pk=pk, state__in=Call.LIVE, next_at__lte=now).first()
    made = call_rooms.locked(found) if found is not None else None
    if made is None or not made.is_live or made.next_at > now:
        return 0
    _move_on(made, now)
    record(actor=None, verb="mentoring.move_call_on", obj=made, now=now, centre=made.centre.code)
    return 1


def _move_on(made: Call, now: datetime) -> None:
    """The caller holds the row. A talk that began is over after its hour, and so is a call nobody took."""
    if made.state == State.FOUND or now >= made.asked_at + OPEN_FOR:
        _end(made, Kind.OVER, now)
    elif made.state != State.NOBODY:
        _ask_duty(made, now)


# --- What happened to one of the two ---------------------------------------------------------------


@transaction.atomic
def part(*, people: Collection[int], now: datetime) -> int:
    """Two people shall not meet any more: a talk between them is over. In the transaction of the block; no
    actor. Nobody reads why."""
    hidden = blocks.among(people)
    between = Call.objects.filter(state=State.FOUND, user__in=people, taken_by__in=people).order_by("pk")
    apart = [each for each in between if each.taken_by_id in hidden.get(each.user_id or 0, set())]
    for found in apart:
        _end_if_live(found, now)
    return len(apart)


@transaction.atomic
def follow_limits(*, people: Collection[int], now: datetime) -> int:
    """A limit on somebody who said yes ends that talk. Whoever asked can ask again; a limit on them takes
    no help away. In the transaction that set it: no actor."""
    found = (
        Call.objects.filter(state=State.FOUND, taken_by__in=people).select_related("centre").order_by("pk")
    )
    limited = [each for each in found if facts.limited_among([each.taken_by_id or 0], each.centre, now)]
    for each in limited:
        _end_if_live(each, now)
    return len(limited)


@transaction.atomic
def person_leaves(*, user: User, now: datetime) -> int:
    """In the erasing transaction: their talks end. What stays are times that belong to nobody."""
    mine = Call.objects.filter(state__in=Call.LIVE)
    found = list((mine.filter(user=user) | mine.filter(taken_by=user)).order_by("pk"))
    for each in found:
        _end_if_live(each, now)
    return len(found)


def _end_if_live(found: Call, now: datetime) -> None:
    made = call_rooms.locked(found)
    if made.is_live:
        _end(made, Kind.OVER, now)
