"""Which kind of list is it? Text or a workbook in, plain records out, before any field is looked at."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.importing import tables, workbook
from groups.importing.decode import check_size, decode
from groups.importing.errors import UnusableSourceError
from groups.importing.limits import MAX_RECORDS
from groups.importing.report import Report

MEETING_GUIDE, BMLT, TSML = "meeting-guide", "bmlt", "tsml"
FORMATS = (MEETING_GUIDE, BMLT, TSML)
_CHALLENGE = re.compile(
    r"just a moment|cf-chl|challenge-platform|attention required|captcha|access denied", re.I
)


@dataclass
class Listing:
    """A list as it was sent: its kind, its records, and the BMLT tables that came along."""

    format: str
    records: list[Any]
    formats: list[Any] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)


def read_listing(data: bytes, report: Report, format: str | None = None) -> Listing:
    """Raises UnusableSourceError, and nothing else, for whatever cannot be a meeting list."""
    check_size(data)
    if workbook.is_zip(data):
        return _limited(Listing(TSML, workbook.read_records(data)), format)
    text = decode(data, report)
    head = text.lstrip()[:4000]
    _refuse_known(head)
    if head[:1] in "[{":
        return _limited(_from_json(text, report), format)
    return _limited(Listing(TSML, tables.read_records(text)), format)


def _refuse_known(head: str) -> None:
    """Things that are often sent in place of a list."""
    if head.upper().startswith("BEGIN:VCALENDAR"):
        raise UnusableSourceError(
            _("Calendar files (.ics) cannot be imported yet. Use Meeting Guide JSON, BMLT JSON, CSV or XLSX.")
        )
    if head.startswith("<"):
        if _CHALLENGE.search(head):
            raise UnusableSourceError(
                _("The other site sent a “prove you are human” page, not its list. Nothing was changed.")
            )
        raise UnusableSourceError(_("This is a web page or XML, not a meeting list. Nothing was changed."))


def _limited(listing: Listing, wanted: str | None) -> Listing:
    if wanted and listing.format != wanted:
        raise UnusableSourceError(
            _("This is a %(found)s list, not %(wanted)s.") % {"found": listing.format, "wanted": wanted}
        )
    if not listing.records:
        raise UnusableSourceError(_("There is no meeting in this list. Nothing was changed."))
    if len(listing.records) > MAX_RECORDS:
        raise UnusableSourceError(_("The list has more than 20,000 meetings."))
    return listing


def parse_json(text: str) -> Any:
    """JSON as sent, NaN and Infinity included: they become None. Raises UnusableSourceError."""
    try:
        return json.loads(text, parse_constant=lambda _name: None)
    except json.JSONDecodeError as error:
        raise UnusableSourceError(
            _(
                "The file is not whole JSON: it breaks at line %(line)s, character %(column)s. "
                "Nothing was changed."
            )
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except (ValueError, RecursionError, OverflowError):
        raise UnusableSourceError(_("The file is not JSON that can be read. Nothing was changed.")) from None


def _from_json(text: str, report: Report) -> Listing:
    lines = _json_lines(text)
    value = lines if lines is not None else parse_json(text)
    records = _unwrap(value)
    kind = _kind(records)
    if kind != BMLT or not isinstance(value, dict):
        return Listing(kind, [_flat(r) for r in records])
    return Listing(kind, records, _table(value, "formats"), _table(value, "service_bodies"))


def _table(value: dict[str, Any], name: str) -> list[Any]:
    rows = value.get(name)
    return rows if isinstance(rows, list) else []


def _json_lines(text: str) -> list[Any] | None:
    """One JSON object a line. The last line must be whole, or the file was cut off."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all(_one_object(line) for line in lines[:2]):
        return None
    records = []
    for n, line in enumerate(lines, start=1):
        try:
            records.append(parse_json(line))
        except UnusableSourceError:
            if n == len(lines):
                raise UnusableSourceError(_("The last line is cut off. Nothing was changed.")) from None
            records.append(line.strip()[:40])
    return records


def _one_object(line: str) -> bool:
    line = line.strip().rstrip(",")
    return line.startswith("{") and line.endswith("}") and isinstance(_quiet(line), dict)


def _quiet(text: str) -> Any:
    try:
        return parse_json(text)
    except UnusableSourceError:
        return None


def _unwrap(value: Any) -> list[Any]:
    """The records inside the envelopes seen in the field."""
    if isinstance(value, list):
        return value
    for key in ("meetings", "records", "data", "items", "results"):
        if isinstance(value.get(key), list):
            return value[key]
    if _kind([value]) == BMLT or {"name", "slug"} & value.keys():
        return [value]
    raise UnusableSourceError(_("There is no list of meetings in this file. Nothing was changed."))


def _kind(records: Iterable[Any]) -> str:
    keys = {k for r in _objects(records) for k in r}
    if "id_bigint" in keys or {"weekday_tinyint", "meeting_name"} <= keys:
        return BMLT
    _refuse_bmlt_tables(keys)
    return MEETING_GUIDE


def _refuse_bmlt_tables(keys: set[str]) -> None:
    """The other answers of a BMLT server, sent in place of its meetings."""
    tables = (
        ({"key_string", "name_string"}, "GetFormats"),
        ({"parent_id", "helpline"}, "GetServiceBodies"),
        ({"versionInt", "semanticAdmin"}, "GetServerInfo"),
    )
    for marks, name in tables:
        if marks <= keys:
            raise UnusableSourceError(
                _(
                    "This is BMLT’s %(name)s, not its meetings. "
                    "Send GetSearchResults; this file may lie beside it."
                )
                % {"name": name}
            )


def _objects(records: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The first twenty objects: enough to know the kind."""
    found = (r for r in records if isinstance(r, dict))
    for _n, record in zip(range(20), found, strict=False):
        yield record


def _flat(record: Any) -> Any:
    """Airtable puts a record's columns under `fields` and its id beside them."""
    if isinstance(record, dict) and isinstance(record.get("fields"), dict):
        return {"id": record.get("id"), **record["fields"]}
    return record
