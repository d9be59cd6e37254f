"""Writing the fields of a form to a row: only what differs, and only what the row itself accepts."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from recovery_network.common.errors import DomainError


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
