"""Writing the fields of a form to a row: only what differs, only what the row itself accepts, and
nothing over what somebody else wrote since the form was opened."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.manager import BaseManager
from django.utils.translation import gettext_lazy as _

from recovery_network.common.errors import DomainError


class ChangedMeanwhileError(DomainError):
    """What a person decided on is not so any more: they look again, and decide again."""

    def __init__(self) -> None:
        super().__init__(_("This was changed meanwhile. Look at it, then decide again."))


def put(row: models.Model, fields: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    """Set the fields that differ and name them. A field nobody may write is a fault of the caller."""
    if unknown := set(fields) - known:
        raise TypeError(f"Not fields of a {row._meta.verbose_name}: {sorted(unknown)}")
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return changed


def check(row: models.Model) -> None:
    """The model's own checks, as one sentence for a person."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise DomainError(error.messages[0]) from error


# --- Two who write at once ----------------------------------------------------------------------


def held(row: models.Model, name: str) -> Any:
    """A row's value: the key of another row, or all those it is linked to."""
    value = row.serializable_value(name)
    return list(value.all()) if isinstance(value, BaseManager) else value


def mark(value: Any) -> str:
    """A short mark of a value, the same for what a row holds and for what a form says."""
    return hashlib.blake2b(_plain(value).encode(), digest_size=6).hexdigest()


def marks(row: models.Model, names: Iterable[str]) -> dict[str, str]:
    """What a form is opened with: it comes back with the form, and tells whether the row is still so."""
    return {name: mark(held(row, name)) for name in names}


def overwritten(row: models.Model, opened: Mapping[str, str] | None, fields: Mapping[str, Any]) -> list[str]:
    """Fields that somebody changed since, and that `fields` would set to something else again."""
    now = marks(row, opened or {})
    return [name for name in now if now[name] not in {(opened or {})[name], mark(fields.get(name))}]


def _plain(value: Any) -> str:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, models.QuerySet | list | tuple):
        return ",".join(sorted(_plain(each) for each in value))
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
