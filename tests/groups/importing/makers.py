"""Invented lists for the tests of importing."""

import io
import json
import zipfile
from typing import Any

from openpyxl import Workbook

from groups.importing.reading import Reading, read_source

MEETING = {
    "name": "Lamplight",
    "slug": "lamplight",
    "day": 3,
    "time": "18:00",
    "timezone": "Asia/Dhaka",
    "formatted_address": "12 Lake Road, Dhaka 1205, Bangladesh",
    "types": ["O"],
}


def meeting(**fields: Any) -> dict[str, Any]:
    """One good record; None takes a field away."""
    whole = MEETING | fields
    return {key: value for key, value in whole.items() if value is not None}


def as_json(*records: Any) -> bytes:
    return json.dumps(records).encode()


def read(*records: Any, **options: Any) -> Reading:
    return read_source(as_json(*records), **options)


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def codes(reading: Reading) -> list[tuple[str, str]]:
    """(field, action code) of each row."""
    return [(row.field, row.code) for row in reading.report]
