"""Real lists of the field, read in place where they lie beside the project: exact counts and reports."""

import collections
import contextlib
import json
import os
from pathlib import Path

import pytest

from groups.importing.errors import UnusableSourceError
from groups.importing.reading import Reading, combine, read_source
from groups.importing.vocabulary import LABELS, LANGUAGES

ROOT = Path(__file__).resolve().parents[3]


def shared_data() -> Path | None:
    """RN_SHARED_DATA, or `shared/data` beside the project."""
    named = os.environ.get("RN_SHARED_DATA")
    path = Path(named) if named else ROOT.parent / "shared" / "data"
    return path if path.is_dir() else None


DATA = shared_data()
pytestmark = pytest.mark.skipif(DATA is None, reason="no meeting lists beside the project (../shared/data)")
ZONE = "America/New_York"

# File: records read, drafts, skipped.
GOOD = {
    "bmlt/greater-new-york/GetSearchResults.json": (1513, 1513, 0),
    "bmlt/greater-new-york/GetSearchResults-unpublished.json": (42, 0, 42),
    "edge/spec-jquery-3.json": (3, 3, 0),
    "edge/spec-v2-draft.json": (2, 2, 0),
    "edge/synthetic-bom.json": (1, 1, 0),
    "edge/synthetic-day-variants.json": (20, 19, 1),
    "edge/synthetic-dst-zones.json": (69, 69, 0),
    "edge/synthetic-duration-variants.json": (10, 10, 0),
    "edge/synthetic-latin1.json": (1, 1, 0),
    "edge/synthetic-nan.json": (1, 1, 0),
    "edge/synthetic-non-object-items.json": (6, 2, 4),
    "edge/synthetic-semicolon.csv": (2, 1, 1),
    "edge/synthetic-slug-variants.json": (16, 15, 1),
    "edge/synthetic-south-asia.json": (5, 5, 0),
    "edge/synthetic-text-attacks.json": (17, 17, 0),
    "edge/synthetic-wrapped-object.json": (1, 1, 0),
    "edge/tsmlui-appointment-2.json": (2, 2, 0),
    "edge/tsmlui-times-9.json": (9, 9, 0),
    "edge/tsmlui-timezones-2.json": (2, 2, 0),
    "meeting-guide/aasepia-2038.json": (2038, 2038, 0),
    "meeting-guide/al-anon-360.json": (360, 360, 0),
    "meeting-guide/benlomond-35.json": (35, 35, 0),
    "meeting-guide/eda-185.json": (185, 185, 0),
    "meeting-guide/kansas-city-206.json": (206, 206, 0),
    "meeting-guide/nwta-613.json": (613, 613, 0),
    "meeting-guide/sanjose-2018-568.json": (568, 568, 0),
    "meeting-guide/small-town-46.json": (46, 46, 0),
    "meeting-guide/sussex-123.json": (123, 123, 0),
    "spreadsheets/tsml-import-template-36.csv": (36, 36, 0),
}
REFUSED = {
    "edge/synthetic-empty-array.json": "no meeting",
    "edge/synthetic-truncated.json": "not whole JSON",
    "edge/tsmlui-invalid.json": "not whole JSON",
    "bmlt/greater-new-york/GetFormats.json": "GetFormats",
    "bmlt/greater-new-york/GetFormats-all-languages.json": "GetFormats",
    "bmlt/greater-new-york/GetServiceBodies.json": "GetServiceBodies",
    "bmlt/greater-new-york/GetServerInfo.json": "GetServerInfo",
    "schema/types.json": "no list",
    "schema/bmlt-semantic-openapi.json": "no list",
    "MANIFEST.md": "not a meeting list",
}


def read(name: str) -> Reading:
    assert DATA is not None
    return read_source((DATA / name).read_bytes(), zone=ZONE)


def tally(reading: Reading) -> collections.Counter:
    return collections.Counter((row.field, row.code) for row in reading.report)


@pytest.mark.parametrize("name", GOOD)
def test_counts(name):
    reading = read(name)
    assert (reading.read, len(reading.drafts), reading.skipped) == GOOD[name]
    assert "skipped_error" not in {row.code for row in reading.report}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    with pytest.raises(UnusableSourceError, match=REFUSED[name]):
        read(name)


def test_calendars_are_refused():
    assert DATA is not None
    for path in (DATA / "ics").glob("*.ics"):
        with pytest.raises(UnusableSourceError, match="ics"):
            read_source(path.read_bytes())


def test_any_other_file_is_read_or_refused():
    assert DATA is not None
    files = {str(p.relative_to(DATA)) for p in DATA.rglob("*") if p.is_file()}
    assert files > GOOD.keys() | REFUSED.keys()
    for name in files - GOOD.keys() - REFUSED.keys():
        with contextlib.suppress(UnusableSourceError):
            assert "skipped_error" not in {row.code for row in read(name).report}


def test_philadelphia():
    found = tally(read("meeting-guide/aasepia-2038.json"))
    assert found["types", "closed_wins"] == 15
    assert found["types", "unknown_type"] == 26  # ASBI
    assert found["types", "place_closed"] + found["types", "place_shut_online"] == 217
    assert found["time", "maybe_midnight"] == 1
    assert found["end_time", "end_equal"] == 1
    assert found["latitude", "left_out"] == 0


def test_al_anon():
    found = tally(read("meeting-guide/al-anon-360.json"))
    assert found["types", "unknown_type"] == 48  # AC; LGBTQIA is read as LGBTQ
    assert found["notes", "markup_removed"] + found["location_notes", "markup_removed"] == 18


def test_north_west_texas():
    found = tally(read("meeting-guide/nwta-613.json"))
    assert found["types", "read_as"] == 613
    assert found["notes", "some_weeks"] == 197


def test_san_jose_and_small_town():
    assert tally(read("meeting-guide/sanjose-2018-568.json"))["time", "maybe_midnight"] == 7
    assert tally(read("meeting-guide/small-town-46.json"))["time", "read_as"] == 1


def test_new_york_with_its_tables():
    assert DATA is not None
    folder = DATA / "bmlt" / "greater-new-york"
    names = ("GetSearchResults.json", "GetFormats-all-languages.json", "GetServiceBodies.json")
    whole = combine(*[(folder / name).read_bytes() for name in names])
    reading = read_source(whole, zone=ZONE)
    assert len(reading.drafts) == 1513
    assert tally(reading)["formats", "unknown_type"] == 0
    assert any("Greater New York Region" in draft.group.notes for draft in reading.drafts)


def test_no_contact_of_a_list_stands_in_a_draft():
    for name in (n for n in GOOD if n.startswith(("meeting-guide/", "bmlt/"))):
        for draft in read(name).drafts:
            public = repr(draft).replace(repr(draft.secrets), "")
            assert "@example.org" not in public
            assert "555-01" not in public
            assert "pwd=" not in public


def test_the_vocabulary_knows_every_code_of_the_spec():
    assert DATA is not None
    codes = json.loads((DATA / "schema" / "types.json").read_text())
    assert codes.keys() == LABELS.keys() | LANGUAGES.keys()
    assert all(LABELS[code][0] == words["en"] for code, words in codes.items() if code in LABELS)
