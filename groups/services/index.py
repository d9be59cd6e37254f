"""Keeps what the finder reads of each series: its facets and its searchable words.

Run in the transaction of every change, for the series it touched; safe to repeat at any time.
"""

from collections.abc import Iterable

from django.db import connection

from groups import facets, words
from groups.sql import statement


def index_series(series_ids: Iterable[int] | None) -> int:
    """Facets and words of these series, or of all for None; how many rows changed. No actor."""
    ids = None if series_ids is None else list(series_ids)
    with connection.cursor() as cursor:
        cursor.execute(statement("index_series"), {"ids": ids, **words.MARKS, **_numbers()})
        return cursor.rowcount


def _numbers() -> dict[str, int]:
    return {
        "online": facets.ONLINE,
        "in_person": facets.IN_PERSON,
        "telephone": facets.TELEPHONE,
        "open": facets.OPEN,
        "closed": facets.CLOSED,
        "family": facets.FAMILY,
        "language": facets.LANGUAGE,
        "pathway": facets.PATHWAY,
        "type": facets.TYPE,
        **facets.FLAGS,
    }
