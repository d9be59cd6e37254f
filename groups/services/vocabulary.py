"""Writes the vocabulary to the database: after every migrate (apps.py), and safe to repeat."""

from typing import Any

from django.db import models, transaction

from groups import vocabulary
from groups.models import Language, MeetingType, Pathway, Programme


@transaction.atomic
def load_vocabulary() -> None:
    """Add what is missing, correct what differs, delete nothing. Rows of a centre stay. No actor."""
    _write(Programme, ["code"], [{"code": c, "name": n} for c, n in vocabulary.PROGRAMMES.items()])
    _write(Pathway, ["code"], _pathways())
    _write(Language, ["code"], _languages())
    keys = dict(Programme.objects.values_list("code", "pk"))
    rows = [row | {"programme_id": keys[row.pop("programme") or ""]} for row in vocabulary.types()]
    _write(MeetingType, ["programme", "code"], rows)


def _pathways() -> list[dict[str, Any]]:
    return [
        {"code": code, "name": name, "guide": guide, "counting": counting, "position": position}
        for position, (code, (name, guide, counting)) in enumerate(vocabulary.PATHWAYS.items())
    ]


def _languages() -> list[dict[str, Any]]:
    return [
        {"code": code, "name": name, "mg_code": mg_code, "position": position}
        for position, (code, (name, mg_code)) in enumerate(vocabulary.LANGUAGES.items())
    ]


def _write(model: type[models.Model], keys: list[str], rows: list[dict[str, Any]]) -> None:
    fields = [name for name in rows[0] if name not in {*keys, *(f"{key}_id" for key in keys)}]
    model._default_manager.bulk_create(
        [model(**row) for row in rows], update_conflicts=True, unique_fields=keys, update_fields=fields
    )
