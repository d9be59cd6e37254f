"""Shared and private lines. Nobody reads, changes or hears of a private one but its writer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.services import two
from mentoring.models import Note, Pair
from mentoring.services import walks
from mentoring.services.talks import walking
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require
from recovery_network.common.text import many_lines

LENGTH = 2000


@transaction.atomic
def write(*, actor: User, pair: Pair, words: str, shared: bool, now: datetime) -> Note:
    """Of a private line nothing stands in any record."""
    require(actor, "mentoring.do_together", pair)
    pair = walking(pair)
    made = Note.objects.create(
        pair=pair,
        writer=actor,
        is_shared=shared,
        words=_checked(pair, words, now, shared=shared),
        written_at=now,
    )
    if shared:
        walks.note(actor, "mentoring.write_note", pair, now, note=made.pk)
    return made


def _checked(pair: Pair, words: str, now: datetime, *, shared: bool) -> str:
    clean = many_lines(words)
    if not clean:
        raise DomainError(_("Write something first."))
    if len(clean) > LENGTH:
        raise DomainError(_("This is too long. A note can have 2,000 characters."))
    if shared:
        two.keep_out(pair.two(), clean, now)
    return clean


@transaction.atomic
def change(*, actor: User, note: Note, words: str, now: datetime) -> Note:
    """One's own line, shared or private; what stood there before is kept nowhere."""
    require(actor, "mentoring.change_note", note)
    assert note.pair is not None
    pair = walking(note.pair)
    found = Note.objects.select_for_update(of=["self"]).filter(pk=note.pk).first()
    if found is None:
        raise DomainError(_("This is no longer there."))
    found.words, found.changed_at = _checked(pair, words, now, shared=found.is_shared), now
    found.save(update_fields=["words", "changed_at"])
    if found.is_shared:
        walks.note(actor, "mentoring.change_note", pair, now, note=found.pk)
    return found


@transaction.atomic
def remove(*, actor: User, note: Note, now: datetime) -> None:
    """At any time, also after the end."""
    require(actor, "mentoring.remove_note", note)
    if note.is_shared and note.pair is not None:
        walks.note(actor, "mentoring.remove_note", note.pair, now, note=note.pk)
    Note.objects.filter(pk=note.pk).delete()
