"""Which kind of list it is, and what is refused with words."""

import datetime as dt
import json

import pytest

from groups.importing import limits, shapes
from groups.importing.errors import UnusableSourceError
from groups.importing.reading import combine, read_source
from tests.groups.importing.makers import MEETING, as_json, meeting, workbook, zipped

CSV = """Name,Day,Time,Address,Timezone,Types
Lamplight,Monday,6:00 PM,"12 Lake Road, Dhaka",Asia/Dhaka,"Open, Women"
"""


def names(data: bytes, **options) -> list[str]:
    return [draft.name for draft in read_source(data, **options).drafts]


@pytest.mark.parametrize(
    "data",
    [
        as_json(MEETING),
        json.dumps({"meetings": [MEETING], "warnings": []}).encode(),
        json.dumps({"records": [{"id": "rec1", "fields": MEETING}]}).encode(),
        b"\xef\xbb\xbf" + as_json(MEETING),
        as_json(MEETING).decode().encode("utf-16"),
        as_json(MEETING).decode().encode("utf-16-le"),
        as_json(MEETING).decode().encode("utf-32"),
        (json.dumps(MEETING) + "\n" + json.dumps(meeting(slug="b")) + "\n").encode(),
        json.dumps(MEETING).encode(),
    ],
)
def test_json_in_every_wrapping(data):
    assert names(data)[0] == "Lamplight"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_tables_with_any_delimiter(sign):
    data = f"Name{sign}Day{sign}Time{sign}Timezone\nLamplight{sign}Monday{sign}6:00 PM{sign}Asia/Dhaka\n"
    reading = read_source(data.encode())
    assert reading.format == shapes.TSML
    assert reading.drafts[0].start.hour == 18


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_tables_with_any_line_ending(ending):
    assert names(CSV.replace("\n", ending).encode()) == ["Lamplight"]


def test_headings_may_stand_below_a_title():
    assert names(b"Our meetings,,,\n,,,\n" + CSV.encode()) == ["Lamplight"]


def test_a_workbook():
    rows = [
        ["Name", "Day", "Time", "Timezone"],
        ["Lamplight", "Monday", dt.time(18), "Asia/Dhaka"],
    ]
    reading = read_source(workbook(rows))
    assert [d.start.hour for d in reading.drafts] == [18]


def test_formulas_are_text():
    rows = [["Name", "Day", "Time", "Timezone"], ["'=1+1", "Monday", "18:00", "Asia/Dhaka"]]
    assert read_source(workbook(rows)).drafts[0].name == "'=1+1"


@pytest.mark.parametrize("text", ["Café Été", "Señor"])
def test_western_bytes_are_guessed_and_told(text):
    for encoding, name in (("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")):
        reading = read_source(json.dumps([meeting(name=text)], ensure_ascii=False).encode(encoding))
        assert reading.drafts[0].name == text
        assert [(r.field, r.result) for r in reading.report] == [("encoding", name)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"[]", "no meeting"),
        (b"{}", "no list"),
        (b'{"meetings": 5}', "no list"),
        (b'[1, null, "x"]', "can be read"),
        (as_json(MEETING)[:-9], "not whole JSON"),
        (as_json(MEETING) + b" trailing", "not whole JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[" + b"1" * 5000 + b"]", "not JSON"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "ics"),
        (b"\xef\xbb\xbfbegin:vcalendar", "ics"),
        (b"<html><title>Just a moment...</title></html>", "human"),
        (b"<!doctype html><html><body>404</body></html>", "web page"),
        (b"<?xml version='1.0'?><a/>", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"hello world", "not a meeting list"),
        (b"a,b,c\n1,2,3\n", "not a meeting list"),
        (bytes(range(256)) * 20, "not a"),
        (b"\xff\xfe\x00", "cut off"),
        (json.dumps([{"key_string": "O", "name_string": "Open", "id": "1"}]).encode(), "GetFormats"),
        (
            json.dumps([{"id": "1", "parent_id": "0", "name": "X", "helpline": ""}]).encode(),
            "GetServiceBodies",
        ),
        (b'{"slug": "a", "name": 1}\n{"slug": "b", "na', "not whole JSON"),
        (as_json(MEETING)[1:-1] + b"\n" + as_json(MEETING)[1:-1] + b'\n{"slug": "b", "na', "last line"),
        (zipped(readme=b"hello"), "not an Excel"),
        (b"PK\x03\x04 nothing", "damaged"),
        (zipped(xl__workbook__xml=b"x").replace(b"xl/workbook/xml", b"xl/workbook.xml"), "damaged"),
    ],
)
def test_refused_with_words(data, words):
    with pytest.raises(UnusableSourceError, match=words):
        read_source(data)


def test_a_bad_line_of_many_costs_only_itself():
    good = as_json(MEETING)[1:-1]
    reading = read_source(
        good + b"\n" + good.replace(b"lamplight", b"two") + b"\n{bad\n" + good.replace(b"lamplight", b"c")
    )
    assert (reading.read, len(reading.drafts), reading.skipped) == (4, 3, 1)


def test_the_format_asked_for_must_be_the_format_found():
    with pytest.raises(UnusableSourceError, match="meeting-guide list, not bmlt"):
        read_source(as_json(MEETING), format="bmlt")


def test_too_large_and_too_many(monkeypatch):
    with pytest.raises(UnusableSourceError, match="20 MB"):
        read_source(b"[" + b" " * limits.MAX_BYTES)
    monkeypatch.setattr(shapes, "MAX_RECORDS", 2)
    with pytest.raises(UnusableSourceError, match="20,000"):
        read_source(as_json(MEETING, MEETING, MEETING))


def test_a_workbook_that_unpacks_to_too_much():
    bomb = zipped(**{"xl__workbook.xml": b"<x/>", "xl__sheet.xml": b"0" * (limits.MAX_UNPACKED_BYTES + 1)})
    assert len(bomb) < 200_000
    with pytest.raises(UnusableSourceError, match="unpacks"):
        read_source(bomb)


def test_a_workbook_with_entities():
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(UnusableSourceError, match="never needs"):
        read_source(zipped(**{"xl__workbook.xml": evil}))


def test_bmlt_with_its_tables_in_one_file():
    meetings = json.dumps([{"id_bigint": "1", "meeting_name": "X"}]).encode()
    formats = json.dumps([{"id": "1", "key_string": "O"}]).encode()
    whole = json.loads(combine(meetings, formats, b"<html>broken"))
    assert whole["formats"] == [{"id": "1", "key_string": "O"}]
    assert "service_bodies" not in whole
    assert combine(meetings, None, None) is meetings
