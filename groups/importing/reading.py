"""The way in: bytes to drafts, with counts and a report. Pure; the only error is UnusableSourceError."""

import json
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.importing import bmlt, meeting_guide
from groups.importing.days import SUNDAY_IS_0
from groups.importing.decode import decode
from groups.importing.drafts import Draft
from groups.importing.errors import UnusableSourceError
from groups.importing.limits import MAX_SECONDS
from groups.importing.record import Context, SkippedError
from groups.importing.report import Report
from groups.importing.shapes import BMLT, Listing, parse_json, read_listing

log = logging.getLogger(__name__)


@dataclass
class Reading:
    """A list that was read. `seen` are the ids of all its records, those skipped for a fault too."""

    format: str
    read: int
    drafts: list[Draft]
    skipped: int
    seen: set[str]
    report: Report = field(default_factory=Report)


def read_source(
    data: bytes,
    *,
    format: str | None = None,
    zone: str | None = None,
    zone_exists: Callable[[str], bool] = lambda _name: True,
    progress: Callable[[int], None] = lambda _count: None,
) -> Reading:
    """Everything the list says, as drafts. Raises UnusableSourceError when nothing of it can be used."""
    report = Report()
    listing = read_listing(data, report, format)
    context = _context(listing, report, zone, zone_exists)
    reader = bmlt.read if listing.format == BMLT else meeting_guide.read
    drafts, seen = _read_all(listing.records, reader, context, progress)
    report.finish()
    reading = Reading(
        listing.format, len(listing.records), drafts, len(listing.records) - len(drafts), seen, report
    )
    _refuse_if_useless(reading)
    return reading


def _context(listing: Listing, report: Report, zone: str | None, exists: Callable[[str], bool]) -> Context:
    if listing.format != BMLT:
        return Context(report, zone, SUNDAY_IS_0, zone_exists=exists)
    numbers, from_zero = bmlt.numbering(listing.records)
    if from_zero:
        report.add("", "weekday_tinyint", "0", "numbering", "0 (Sunday) – 6")
    return Context(report, zone, numbers, _format_table(listing.formats), _by_id(listing.bodies), exists)


def _format_table(rows: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Formats by id and by key; English rows win where a server sent several languages."""
    table: dict[str, dict[str, Any]] = {}
    objects = [row for row in rows if isinstance(row, dict)]
    for row in sorted(objects, key=lambda r: str(r.get("lang")) != "en"):
        table.setdefault(f"id:{row.get('id')}", row)
        table.setdefault(f"key:{row.get('key_string')}", row)
    return table


def _by_id(rows: Iterable[Any]) -> dict[str, dict[str, Any]]:
    return {str(row.get("id")): row for row in rows if isinstance(row, dict)}


def _read_all(
    records: list[Any], reader: Callable[..., Draft], context: Context, progress: Callable[[int], None]
) -> tuple[list[Draft], set[str]]:
    drafts: dict[str, Draft] = {}
    seen: set[str] = set()
    until = time.thread_time() + MAX_SECONDS
    for number, raw in enumerate(records, start=1):
        if number % 200 == 0:
            progress(number)
        if time.thread_time() > until:
            raise UnusableSourceError(_("The list takes too long to read. Nothing was changed."))
        draft = _read_one(raw, number, reader, context, seen)
        if draft is not None:
            _add(drafts, draft, context.report)
    return list(drafts.values()), seen | drafts.keys()


def _read_one(
    raw: Any, number: int, reader: Callable[..., Draft], context: Context, seen: set[str]
) -> Draft | None:
    if not isinstance(raw, dict):
        context.report.add(f"#{number}", "", raw, "skipped_not_a_meeting")
        return None
    try:
        return reader(raw, number, context)
    except SkippedError as skip:
        if skip.still_listed:
            seen.add(skip.record)
    except Exception:  # a fault of ours with one record must not cost the list
        log.exception("record %s of a meeting list", number)
        context.report.add(f"#{number}", "", "", "skipped_error")
    return None


def _add(drafts: dict[str, Draft], draft: Draft, report: Report) -> None:
    """Two records with one id: the same meeting once, or another one under an id of its own."""
    first = drafts.get(draft.external_id)
    if first is None:
        drafts[draft.external_id] = draft
        return
    when = "".join(str(day) for day in draft.days) + (f"-{draft.start:%H%M}" if draft.start else "")
    own = replace(draft, external_id=f"{draft.external_id}@{when}")
    if draft == first or own.external_id in drafts:
        report.add(draft.external_id, "slug", draft.external_id, "skipped_duplicate")
        return
    report.add(draft.external_id, "slug", draft.external_id, "same_id", own.external_id)
    drafts[own.external_id] = own


def _refuse_if_useless(reading: Reading) -> None:
    """Nothing usable: an error, unless the list itself says that nothing in it is published."""
    if reading.drafts:
        return
    codes = {row.code for row in reading.report if row.code.startswith("skipped_")}
    if "skipped_no_zone" in codes:
        raise UnusableSourceError(
            _("No meeting in the list has a time zone. Say which one it is, such as Asia/Dhaka."), reading
        )
    if "skipped_unpublished" not in codes:
        raise UnusableSourceError(_("No meeting in the list can be read. Nothing was changed."), reading)
    reading.report.add("", "published", "", "nothing_to_import")


def combine(meetings: bytes, formats: bytes | None, bodies: bytes | None) -> bytes:
    """The three answers of a BMLT server as one file, so that a list is always one thing."""
    if formats is None and bodies is None:
        return meetings
    report = Report()
    listing = read_listing(meetings, report)
    tables = {name: _rows(part) for name, part in (("formats", formats), ("service_bodies", bodies))}
    whole = {"meetings": listing.records, **{k: v for k, v in tables.items() if v}}
    return json.dumps(whole).encode()


def _rows(data: bytes | None) -> list[Any]:
    """A table that is missing or broken costs names of formats, not the list."""
    if data is None:
        return []
    try:
        value = parse_json(decode(data, Report()))
    except UnusableSourceError:
        return []
    return value if isinstance(value, list) else []
