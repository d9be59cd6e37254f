"""Records of BMLT's semantic API."""

import datetime as dt
import json

import pytest

from groups.importing.reading import read_source
from tests.groups.importing.makers import codes

RECORD = {
    "id_bigint": "41",
    "meeting_name": "Clear Water",
    "weekday_tinyint": "1",
    "venue_type": "1",
    "start_time": "19:30:00",
    "duration_time": "01:15:00",
    "time_zone": "",
    "formats": "O,To,XQ",
    "format_shared_id_list": "17,30,99",
    "service_body_bigint": "7",
    "service_body_name": "River Area",
    "published": "1",
    "location_text": "Hill Church",
    "location_street": "7 Hill Rd",
    "location_municipality": "Alpena",
    "location_neighborhood": "Old Town",
    "location_province": "MI",
    "location_postal_code_1": "49707",
    "location_nation": "USA",
    "location_info": "Side door",
    "train_lines": "Train Lines#@-@#Line 2",
    "latitude": "45.03",
    "longitude": "-83.47",
    "comments": "",
    "virtual_meeting_link": "",
}
FORMATS = [
    {"id": "17", "key_string": "O", "name_string": "Abierta", "lang": "es", "world_id": "OPEN"},
    {"id": "17", "key_string": "O", "name_string": "Open", "lang": "en", "world_id": "OPEN"},
    {"id": "30", "key_string": "To", "name_string": "Topic", "lang": "en", "world_id": "TOP"},
    {"id": "31", "key_string": "PER", "name_string": "Persian", "lang": "en", "world_id": "LANG"},
    "junk",
]
BODIES = [
    {"id": "7", "parent_id": "1", "name": "River Area"},
    {"id": "1", "parent_id": "1", "name": "Great Region"},
]


def read(*records, tables=True, zone="America/Detroit", **options):
    whole = {"meetings": [RECORD | r for r in records]}
    if tables:
        whole |= {"formats": FORMATS, "service_bodies": BODIES}
    return read_source(json.dumps(whole).encode(), zone=zone, **options)


def test_a_record_with_its_tables():
    reading = read({})
    (draft,) = reading.drafts
    assert reading.format == "bmlt"
    assert draft.external_id == "41"
    assert (draft.days, draft.start, draft.minutes) == ((6,), dt.time(19, 30), 75)
    assert draft.time_zone == "America/Detroit"
    assert draft.kinds.codes == ("O",)
    assert draft.kinds.worlds == (("TOP", "Topic"),)
    assert draft.kinds.others == ()
    assert draft.place.address == "7 Hill Rd, Alpena, MI 49707, USA"
    assert (draft.place.city, draft.place.area, draft.place.country) == ("Alpena", "Old Town", "US")
    assert draft.place.access_notes == "Side door\nLine 2"
    assert draft.group.notes.startswith("River Area, Great Region")
    assert codes(reading) == []


def test_without_tables_the_keys_are_read():
    reading = read({}, tables=False)
    assert reading.drafts[0].kinds.codes == ("O",)
    assert reading.drafts[0].kinds.others == ("To", "XQ")
    assert codes(reading) == [("formats", "unknown_type"), ("formats", "unknown_type")]
    assert reading.drafts[0].group.notes == "River Area"


def test_formats_named_as_languages():
    draft = read({"format_shared_id_list": "31", "formats": "PER"}).drafts[0]
    assert draft.kinds.languages == ("fa",)


def test_a_bare_array_is_read_too():
    assert read_source(json.dumps([RECORD]).encode(), zone="America/Detroit").format == "bmlt"


@pytest.mark.parametrize(
    ("fields", "attendance"),
    [
        ({}, "in_person"),
        ({"venue_type": ""}, "in_person"),
        ({"venue_type": "3", "virtual_meeting_link": "https://zoom.us/j/1"}, "hybrid"),
        ({"venue_type": "2", "virtual_meeting_link": "https://zoom.us/j/1"}, "online"),
        ({"venue_type": "2", "phone_meeting_number": "+15550100012"}, "telephone"),
        ({"venue_type": "", "virtual_meeting_link": "https://zoom.us/j/1"}, "hybrid"),
        ({"venue_type": "", "format_shared_id_list": "", "formats": "VM"}, "online"),
    ],
)
def test_how_people_come(fields, attendance):
    assert read(fields, tables=False).drafts[0].attendance == attendance


def test_seven_days_from_sunday():
    records = [{"id_bigint": str(n), "weekday_tinyint": str(n)} for n in range(1, 8)]
    assert [d.days for d in read(*records).drafts] == [(6,), (0,), (1,), (2,), (3,), (4,), (5,)]


def test_a_file_that_counts_from_zero_is_read_so_and_told():
    reading = read(*[{"id_bigint": str(n), "weekday_tinyint": str(n)} for n in range(7)])
    assert [d.days for d in reading.drafts] == [(6,), (0,), (1,), (2,), (3,), (4,), (5,)]
    assert codes(reading)[0] == ("weekday_tinyint", "numbering")


def test_unpublished_records_are_skipped_and_count_as_gone():
    reading = read({"published": "0"}, {"id_bigint": "42"})
    assert [d.external_id for d in reading.drafts] == ["42"]
    assert reading.seen == {"42"}


def test_a_list_of_unpublished_ones_is_no_error():
    reading = read({"published": "0"})
    assert (reading.read, reading.skipped, reading.drafts) == (1, 1, [])
    assert codes(reading)[-1] == ("published", "nothing_to_import")


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({"start_time": "24:00:00"}, ("start_time", "next_midnight")),
        ({"duration_time": "15:00:00"}, ("duration_time", "end_too_late")),
        ({"formats": "O,C", "format_shared_id_list": ""}, ("formats", "closed_wins")),
        ({"email_contact": "a@example.org"}, ("email_contact", "made_private")),
        ({"contact_phone_1": "555"}, ("contact_phone_1", "made_private")),
        ({"virtual_meeting_additional_info": "pw: x"}, ("virtual_meeting_additional_info", "made_private")),
        ({"venue_type": "2"}, ("virtual_meeting_link", "no_link")),
        ({"root_key": "x"}, ("root_key", "not_kept")),
    ],
)
def test_every_change_has_its_row(fields, row):
    assert row in codes(read(fields, tables="format_shared_id_list" not in fields))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"weekday_tinyint": "9"}, "skipped_day"),
        ({"start_time": "25:00"}, "skipped_time"),
        ({"meeting_name": "", "location_text": "", "location_street": ""}, "skipped_no_name"),
        ({"time_zone": ""}, "skipped_no_zone"),
    ],
)
def test_one_bad_record_costs_only_itself(fields, code):
    reading = read(fields, {"id_bigint": "42", "time_zone": "Asia/Dhaka"}, zone=None)
    assert [d.external_id for d in reading.drafts] == ["42"]
    assert codes(reading)[0][1] == code
