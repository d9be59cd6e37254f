"""What a row of ours was, so that an import can be taken back: as plain values, sealed."""

import json
from datetime import datetime, time
from typing import Any

from groups import sealing
from groups.models import Group, MeetingSeries, Venue
from groups.services.import_values import GROUP_COLUMNS, SERIES_COLUMNS, VENUE_COLUMNS, Values

# Not here: `sequence` and `changed_at`. Calendars that saw the change must see the way back as a newer one.
SERIES_SNAPSHOT = (
    *SERIES_COLUMNS,
    *("group_id", "venue_id", "missing_since", "external_raw", "conference_secret"),
)
GROUP_SNAPSHOT = (*GROUP_COLUMNS, "programme_id", "pathway_id", "status", "external_id", "external_raw")


def of_series(row: MeetingSeries, types: list[int], languages: list[int]) -> Values:
    values = {name: _plain(getattr(row, name)) for name in SERIES_SNAPSHOT}
    return values | {"types": sorted(types), "languages": sorted(languages)}


def of_fetched_series(row: MeetingSeries) -> Values:
    """The same for a row whose types and languages were fetched with it."""
    return of_series(row, [each.pk for each in row.types.all()], [each.pk for each in row.languages.all()])


def of_group(row: Group) -> Values:
    return {name: _plain(getattr(row, name)) for name in GROUP_SNAPSHOT}


def of_venue(row: Venue) -> Values:
    return {name: getattr(row, name) for name in VENUE_COLUMNS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, time | datetime) else value


def put_back(row: MeetingSeries | Group, values: Values) -> list[str]:
    """Sets the row's fields to the values; which model fields were set."""
    fields = []
    for name, value in values.items():
        if name in ("types", "languages"):
            continue
        if name == "local_start" and value:
            value = time.fromisoformat(value)
        elif name == "missing_since" and value:
            value = datetime.fromisoformat(value)
        setattr(row, name, value)
        fields.append("conference_secret_sealed" if name == "conference_secret" else name)
    return fields


def seal(values: Values | None) -> bytes:
    return b"" if values is None else sealing.seal(json.dumps(values, sort_keys=True))


def unseal(sealed: bytes | memoryview) -> Values:
    return json.loads(sealing.unseal(sealed) or "{}")


def content_key(values: Values) -> str:
    """One text for one content of a place."""
    return json.dumps(values, sort_keys=True)
