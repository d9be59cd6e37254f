"""XLSX workbooks, guarded: a workbook is a ZIP file and may unpack to anything."""

import io
import time
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from groups.importing import tables
from groups.importing.errors import UnusableSourceError
from groups.importing.limits import (
    MAX_COLUMNS,
    MAX_RECORDS,
    MAX_SECONDS,
    MAX_UNPACKED_BYTES,
    MAX_ZIP_ENTRIES,
)


def is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def read_records(data: bytes) -> list[dict[str, Any]]:
    """The rows of the first sheet with known headings. Raises UnusableSourceError."""
    _guard(data)
    try:
        return _first_list(data)
    except UnusableSourceError:
        raise
    except Exception:  # openpyxl lets its parsers' errors of many kinds through
        raise UnusableSourceError(_("The workbook is damaged and cannot be read.")) from None


def _guard(data: bytes) -> None:
    """Sizes are read from the directory; zipfile never unpacks more than it says there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ZIP_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
                raise UnusableSourceError(_("The workbook unpacks to more than we read."))
            if "xl/workbook.xml" not in archive.namelist():
                raise UnusableSourceError(
                    _("This is a ZIP file, not an Excel workbook (.xlsx). Unpack it first.")
                )
            if any(_declares_entities(archive, e) for e in entries if e.filename.endswith((".xml", ".rels"))):
                raise UnusableSourceError(_("The workbook holds something a meeting list never needs."))
    except UnusableSourceError:
        raise
    except Exception:  # zipfile, zlib and struct each raise their own for damaged files
        raise UnusableSourceError(_("The workbook is damaged and cannot be read.")) from None


def _declares_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """A workbook has no DOCTYPE; entities are a bomb or a reading of our files."""
    with archive.open(entry) as file:
        head = file.read(4096).replace(b"\x00", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _first_list(data: bytes) -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    problem: UnusableSourceError | None = None
    try:
        for sheet in book.worksheets[:10]:
            try:
                return tables.records(_rows(sheet))
            except UnusableSourceError as error:
                problem = problem or error
    finally:
        book.close()
    raise problem or UnusableSourceError(_("The workbook has no sheet."))


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Bounded in rows, columns and time whatever size the sheet claims to have."""
    until = time.thread_time() + MAX_SECONDS
    for row in sheet.iter_rows(max_row=MAX_RECORDS + 20, max_col=MAX_COLUMNS, values_only=True):
        if time.thread_time() > until:
            raise UnusableSourceError(_("The workbook takes too long to read."))
        yield row
