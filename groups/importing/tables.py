"""CSV, TSV and semicolon lists: find the delimiter and the row of headings, name the columns."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.importing.errors import UnusableSourceError
from groups.importing.limits import MAX_COLUMNS, MAX_RECORDS

# Headings of the WordPress plugin's template and of the sheets people make from it; the right side
# is the Meeting Guide name of the column.
HEADINGS = {
    "time": "time",
    "starttime": "time",
    "start": "time",
    "begin": "time",
    "endtime": "end_time",
    "end": "end_time",
    "day": "day",
    "days": "day",
    "dayofweek": "day",
    "weekday": "day",
    "name": "name",
    "meeting": "name",
    "meetingname": "name",
    "title": "name",
    "location": "location",
    "locationname": "location",
    "place": "location",
    "venue": "location",
    "address": "address",
    "streetaddress": "address",
    "street": "address",
    "formattedaddress": "formatted_address",
    "fulladdress": "formatted_address",
    "city": "city",
    "town": "city",
    "state": "state",
    "province": "state",
    "postalcode": "postal_code",
    "postcode": "postal_code",
    "zip": "postal_code",
    "zipcode": "postal_code",
    "country": "country",
    "region": "region",
    "subregion": "sub_region",
    "subsubregion": "sub_sub_region",
    "regions": "regions",
    "types": "types",
    "type": "types",
    "meetingtypes": "types",
    "notes": "notes",
    "note": "notes",
    "comments": "notes",
    "locationnotes": "location_notes",
    "group": "group",
    "groupname": "group",
    "groupnotes": "group_notes",
    "timezone": "timezone",
    "slug": "slug",
    "id": "id",
    "latitude": "latitude",
    "lat": "latitude",
    "longitude": "longitude",
    "long": "longitude",
    "lng": "longitude",
    "lon": "longitude",
    "coordinates": "coordinates",
    "approximate": "approximate",
    "attendanceoption": "attendance_option",
    "conferenceurl": "conference_url",
    "onlineurl": "conference_url",
    "zoomlink": "conference_url",
    "conferenceurlnotes": "conference_url_notes",
    "conferencephone": "conference_phone",
    "conferencephonenotes": "conference_phone_notes",
    "website": "website",
    "website2": "website_2",
    "url": "url",
    "languages": "languages",
    "language": "languages",
}
_NEEDED = {"name", "day", "time", "location", "group", "address", "formatted_address"}
_QUOTED = re.compile(r'"[^"\n]{0,2000}"')


def key(heading: str) -> str:
    """The Meeting Guide name of a column, or its own name with underscores: "Contact 1 Name" and so on."""
    plain = re.sub(r"[^a-z0-9]", "", heading.casefold())
    return HEADINGS.get(plain) or re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")


def read_records(text: str) -> list[dict[str, Any]]:
    """The rows of a delimited list under the names of their columns. Raises UnusableSourceError."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return records(row[:MAX_COLUMNS] for row in islice(reader, MAX_RECORDS + 20))
    except csv.Error:
        raise UnusableSourceError(_("The table cannot be read: a cell is too long or never ends.")) from None


def records(rows: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
    """Names the cells by the row of headings, which stands among the first ten rows."""
    rows = iter(rows)
    columns = _headings(rows)
    found = (_record(columns, row) for row in rows)
    return [record for record in found if record]


def _delimiter(text: str) -> str:
    head = _QUOTED.sub("", text[:20_000])
    lines = [line for line in re.split(r"[\r\n]+", head) if line.strip()][:10]
    return max(",;\t|", key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _headings(rows: Iterator[Iterable[Any]]) -> list[str]:
    for row in islice(rows, 10):
        columns = [key(str(cell or "")) for cell in row]
        known = _NEEDED & set(columns)
        if len(known) >= 2:
            return columns
    raise UnusableSourceError(
        _(
            "This is not a meeting list we know. "
            "A table needs a first row with headings such as Name, Day and Time."
        )
    )


def _record(columns: list[str], row: Iterable[Any]) -> dict[str, Any]:
    """A column that stands twice keeps its first value that is not empty."""
    record: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and cell not in (None, "") and column not in record:
            record[column] = cell
    return record
