"""Work between talks: given, written, sent, answered; or done on paper and looked at in person."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.services import two
from mentoring.models import Pair, Task, Writing
from mentoring.services import walks
from mentoring.services.talks import walking
from notifications.services.notices import notify
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines, one_line
from recovery_network.common.times import in_zone

State = Task.State
TITLE_LENGTH, WORDS_LENGTH, REPLY_LENGTH, WRITING_LENGTH = 120, 2000, 2000, 20_000
# Somebody who reads a longer list than this at once begins with none of it.
MOST_OPEN = 12
AHEAD = timedelta(days=366)


@transaction.atomic
def give(
    *,
    actor: User,
    pair: Pair,
    to_me: bool,
    title: str,
    words: str = "",
    until_on: date | None = None,
    now: datetime,
) -> Task:
    """To oneself, or by the mentor to the other; partners who practise together may both give."""
    require(actor, "mentoring.do_together" if to_me else "mentoring.give_task", pair)
    pair = walking(pair)
    title, words = one_line(title)[:TITLE_LENGTH], many_lines(words)[:WORDS_LENGTH]
    if not title:
        raise DomainError(_("Give it a name."))
    today = in_zone(now, actor.time_zone).date()
    if until_on is not None and not today <= until_on <= today + AHEAD:
        raise DomainError(_("Choose today or a later day, within a year."))
    two.keep_out(pair.two(), f"{title}\n{words}", now)
    doer = actor if to_me else pair.other(actor)
    if Task.objects.filter(pair=pair, doer=doer, state__in=Task.OPEN).count() >= MOST_OPEN:
        raise DomainError(_("This list is long already. Finish or take away something first."))
    made = Task.objects.create(
        pair=pair, doer=doer, given_by=actor, title=title, words=words, until_on=until_on, made_at=now
    )
    _note(actor, "give_task", made, now)
    if not to_me:
        _tell(doer, made, "task_given", now)
    return made


def _note(actor: User, verb: str, task: Task, now: datetime) -> None:
    if task.pair is not None:
        walks.note(actor, f"mentoring.{verb}", task.pair, now, task=task.pk)


def _tell(person: User, task: Task, what: str, now: datetime, key: str = "") -> None:
    path = f"/people/t/{task.code}/"
    notify(recipient=person, key=f"task:{task.pk}:{what}:{key}", kind=f"mentoring.{what}", path=path, now=now)


def _held(task: Task) -> Task:
    """The row as it is now, behind its pair's, of two people who walk."""
    pair = walking(task.pair) if task.pair is not None else None
    found = Task.objects.select_for_update(of=["self"]).filter(pk=task.pk).first()
    if found is None or pair is None:
        raise DomainError(_("This is no longer there."))
    found.pair = pair
    return found


@transaction.atomic
def save_draft(*, actor: User, task: Task, words: str, now: datetime) -> Writing:
    """For the doer alone. That somebody writes, and when, stands in no record."""
    require(actor, "mentoring.write_task", task)
    task = _held(task)
    require(actor, "mentoring.write_task", task)
    return _draft(task, words, now)


def _draft(task: Task, words: str, now: datetime) -> Writing:
    clean = many_lines(words)
    if len(clean) > WRITING_LENGTH:
        raise DomainError(_("This is too long. Send a part of it first. Nothing was lost."))
    draft, _new = Writing.objects.update_or_create(
        task=task, sent_at=None, defaults={"words": clean, "saved_at": now}
    )
    return draft


@transaction.atomic
def send(*, actor: User, task: Task, words: str, on_paper: bool = False, now: datetime) -> Task:
    """To the other; from now on they may read it while the two walk. Paper is shown in person."""
    require(actor, "mentoring.write_task", task)
    task = _held(task)
    require(actor, "mentoring.write_task", task)
    draft = _draft(task, words, now)
    if not draft.words and not on_paper:
        raise DomainError(_("Write something first, or say that you did it on paper."))
    assert task.pair is not None
    # Of money somebody may have much to write; numbers and links stay out as they do in the room.
    two.keep_out(task.pair.two(), draft.words, now, money=False)
    draft.sent_at, draft.on_paper = now, on_paper
    draft.save(update_fields=["sent_at", "on_paper"])
    _move(task, State.SENT, now)
    _note(actor, "send_task", task, now)
    _tell(task.pair.other(actor), task, "task_sent", now, str(draft.pk))
    return task


def _move(task: Task, state: State, now: datetime, *, in_person: bool = False) -> None:
    task.state, task.in_person = state, in_person
    task.done_at = now if state == State.DONE else None
    task.save(update_fields=["state", "in_person", "done_at"])


@transaction.atomic
def answer(*, actor: User, task: Task, reply: str, done: bool, now: datetime) -> Task:
    """A word back, if they like: it is done, or it is something to talk about. Never right or wrong."""
    require(actor, "mentoring.answer_task", task)
    task = _held(task)
    require(actor, "mentoring.answer_task", task)
    assert task.pair is not None
    reply = many_lines(reply)[:REPLY_LENGTH]
    two.keep_out(task.pair.two(), reply, now)
    sent = task.writings.filter(sent_at__isnull=False).order_by("-sent_at", "-pk")[0]
    sent.reply, sent.replied_by, sent.replied_at = reply, actor, now
    sent.save(update_fields=["reply", "replied_by", "replied_at"])
    _move(task, State.DONE if done else State.TO_TALK, now)
    _note(actor, "answer_task", task, now)
    _tell(task.doer, task, "task_answered", now, str(sent.pk))
    return task


@transaction.atomic
def finish(*, actor: User, task: Task, now: datetime) -> Task:
    """What one gave oneself is done when one says so; what the other has seen in person, when they do."""
    require(actor, "mentoring.finish_task", task)
    task = _held(task)
    require(actor, "mentoring.finish_task", task)
    in_person = task.doer_id != actor.pk
    _move(task, State.DONE, now, in_person=in_person)
    _note(actor, "finish_task", task, now)
    if in_person:
        _tell(task.doer, task, "task_answered", now, "in_person")
    return task


@transaction.atomic
def take_away(*, actor: User, task: Task, now: datetime) -> None:
    """By who gave it. What the doer has written for it stays theirs."""
    require(actor, "mentoring.take_away_task", task)
    task = _held(task)
    require(actor, "mentoring.take_away_task", task)
    _note(actor, "take_away_task", task, now)
    if task.writings.exists():
        _move(task, State.AWAY, now)
    else:
        task.delete()


@transaction.atomic
def remove(*, actor: User, task: Task, now: datetime) -> None:
    """The doer's own, with all they wrote, at any time: also what the other could read until now."""
    require(actor, "mentoring.remove_task", task)
    _note(actor, "remove_task", task, now)
    # The task before what hangs on it, as everybody else takes them.
    for held in Task.objects.select_for_update().filter(pk=task.pk):
        held.delete()


def forget_person(user: User, now: datetime) -> None:
    """In the erasing transaction: what they wrote for others goes, and what others wrote stays with those."""
    Task.objects.filter(given_by=user).update(title="", words="")
    Writing.objects.filter(replied_by=user).update(reply="")
