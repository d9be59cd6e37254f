"""Whatever comes in, only UnusableSourceError comes out, and no record is lost to a fault of ours."""

import dataclasses
import json
import random
from collections.abc import Iterator

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from groups.importing.errors import UnusableSourceError
from groups.importing.reading import read_source
from groups.importing.tables import HEADINGS
from tests.groups.importing.makers import MEETING, workbook
from tests.groups.importing.test_bmlt import RECORD

_words = st.text(max_size=40) | st.sampled_from(
    [
        "=1+1",
        "<b>",
        "\x00",
        "\ud800",
        "24:00",
        "Mon-Fri",
        "https://zoom.us/j/1?pwd=x",
        "+1555",
        "pw: x",
        "1e999",
        "[open]",
    ]
)
_scalars = st.none() | st.booleans() | st.integers() | st.floats() | _words
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=4),
    max_leaves=8,
)
_KEYS = [*MEETING, *RECORD, *HEADINGS.values(), "contact_1_name", "fields", "formats", "meetings"]
_records = st.dictionaries(st.sampled_from(_KEYS) | _words, _values, max_size=12)
_slow = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | set):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])


def try_to_read(data: bytes) -> None:
    """Raises nothing but UnusableSourceError, and needs no safety net."""
    try:
        reading = read_source(data, zone="Asia/Dhaka")
    except UnusableSourceError as error:
        reading = error.reading
    if reading is not None:
        assert len(reading.drafts) + reading.skipped == reading.read
        rows = [row.as_json() for row in reading.report]
        json.dumps(rows).encode()
        assert "skipped_error" not in {row.code for row in reading.report}
        for text in _texts([rows, [dataclasses.asdict(draft) for draft in reading.drafts]]):
            assert "\x00" not in text
            text.encode()


@_slow
@given(st.lists(_records | _values, max_size=5))
def test_any_json(records):
    try_to_read(json.dumps(records).encode())


@_slow
@given(_records)
@example({"formats": "\x00"})
def test_a_good_meeting_with_anything_in_it(odd):
    try_to_read(json.dumps([MEETING | odd, RECORD | odd]).encode())
    try_to_read(json.dumps([RECORD | odd, RECORD]).encode())


@_slow
@given(st.binary(max_size=400))
def test_any_bytes(data):
    try_to_read(data)
    try_to_read(b"PK\x03\x04" + data)
    try_to_read(b'[{"name": "' + data)


@_slow
@given(st.lists(st.lists(_words, max_size=8), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_any_table(rows, sign):
    lines = [sign.join(row) for row in [["Name", "Day", "Time", "Address"], *rows]]
    try_to_read("\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_damaged_workbooks(seed):
    chance = random.Random(seed)
    data = bytearray(workbook([["Name", "Day", "Time"], ["Lamplight", "Monday", "18:00"]]))
    for _hit in range(chance.randint(1, 30)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    try_to_read(bytes(data))
