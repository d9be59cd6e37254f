"""Records of the Meeting Guide format: what is read, what is repaired and told, what is skipped."""

import datetime as dt

import pytest

from groups.importing.errors import UnusableSourceError
from tests.groups.importing.makers import codes, meeting, read

ZOOM = "https://us02web.zoom.us/j/5550001"


def one(**fields):
    reading = read(meeting(**fields))
    assert len(reading.drafts) == 1, codes(reading)
    return reading.drafts[0], codes(reading)


def test_a_good_record_is_taken_whole_and_without_a_row():
    draft, rows = one(
        location="Lake House", regions=["Bangladesh", "Dhanmondi"], notes="Ring twice.", end_time="19:30"
    )
    assert rows == []
    assert draft.external_id == "lamplight"
    assert (draft.days, draft.start, draft.minutes, draft.time_zone) == ((2,), dt.time(18), 90, "Asia/Dhaka")
    assert draft.attendance == "in_person"
    place = draft.place
    assert (place.name, place.city, place.area, place.country) == ("Lake House", "Dhaka", "Dhanmondi", "BD")
    assert draft.kinds.codes == ("O",)
    assert draft.notes == "Ring twice."


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({"time": "8:00"}, ("time", "read_as")),
        ({"time": "midnight"}, ("time", "start_of_day")),
        ({"time": "23:59"}, ("time", "maybe_midnight")),
        ({"end_time": "05:30"}, ("end_time", "next_day")),
        ({"end_time": "17:00"}, ("end_time", "end_too_late")),
        ({"end_time": "later"}, ("end_time", "left_out")),
        ({"day": 7}, ("day", "read_as")),
        ({"day": [1, "x"]}, ("day", "day_left_out")),
        ({"timezone": " asia/dhaka"}, ("timezone", "read_as")),
        ({"types": "[open]"}, ("types", "read_as")),
        ({"types": ["O", "C"]}, ("types", "closed_wins")),
        ({"types": ["O", "ASBI"]}, ("types", "unknown_type")),
        ({"types": ["O", "TC"]}, ("types", "place_closed")),
        ({"latitude": 0, "longitude": 0}, ("latitude", "zero_place")),
        ({"latitude": "x", "longitude": 1}, ("latitude", "left_out")),
        ({"notes": "<b>Hi</b>"}, ("notes", "markup_removed")),
        ({"notes": "a\x00b"}, ("notes", "hidden_removed")),
        ({"notes": "x" * 9000}, ("notes", "cut")),
        ({"notes": "Only 1st & 3rd Tuesdays"}, ("notes", "some_weeks")),
        ({"name": "Every second Monday"}, ("notes", "some_weeks")),
        ({"name": "<img src=x>", "group": "G"}, ("name", "name_made")),
        ({"url": "javascript:alert(1)"}, ("url", "not_a_link")),
        ({"website": "ftp://example.org"}, ("website", "not_a_link")),
        ({"conference_url": "zoom.us/j/5550001"}, ("conference_url", "read_as")),
        ({"conference_url": "https://evilzoom.us/j/1"}, ("conference_url", "check_host")),
        ({"conference_url": ZOOM + "?pwd=x"}, ("conference_url", "pass_code_private")),
        (
            {"conference_url": ZOOM, "conference_phone": "+15550100012,,1#,,9#"},
            ("conference_phone", "pass_code_private"),
        ),
        ({"conference_url": ZOOM, "conference_phone": "000"}, ("conference_phone", "phone_too_short")),
        ({"types": ["ONL"]}, ("conference_url", "no_link")),
        ({"formatted_address": None}, ("formatted_address", "no_place")),
        ({"slug": None}, ("slug", "id_made")),
        ({"venmo": "@x"}, ("venmo", "not_kept")),
        ({"updated": "8/25/2022 11:17:07 AM"}, ("updated", "not_kept")),
        ({"contact_1_name": "Mary"}, ("contact_1_name", "made_private")),
        ({"day": None}, ("day", "by_appointment")),
        ({"time": ""}, ("time", "by_appointment")),
    ],
)
def test_every_change_has_its_row(fields, row):
    _draft, rows = one(**fields)
    assert row in rows


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (meeting(time="soon"), "skipped_time"),
        (meeting(day="Xday"), "skipped_day"),
        (meeting(day=-1), "skipped_day"),
        (meeting(timezone=None), "skipped_no_zone"),
        (meeting(timezone="Mars"), "skipped_no_zone"),
        (meeting(name="", formatted_address=None), "skipped_no_name"),
        ({"id": 1, "name": "Not a meeting"}, "skipped_not_a_meeting"),
        (None, "skipped_not_a_meeting"),
        ("text", "skipped_not_a_meeting"),
        ([], "skipped_not_a_meeting"),
    ],
)
def test_one_bad_record_costs_only_itself(record, code):
    reading = read(record, meeting(slug="good"))
    assert (reading.read, reading.skipped) == (2, 1)
    assert [d.external_id for d in reading.drafts] == ["good"]
    assert codes(reading)[0][1] == code


def test_a_skipped_record_is_still_in_the_list():
    assert read(meeting(time="soon"), meeting(slug="good")).seen == {"lamplight", "good"}


def test_zones_of_the_list_for_records_without():
    reading = read(meeting(timezone=None), meeting(slug="b", timezone="Mars"), zone="Asia/Karachi")
    assert [d.time_zone for d in reading.drafts] == ["Asia/Karachi"] * 2
    assert codes(reading) == [("timezone", "zone_unknown")]


def test_no_zone_anywhere_is_an_error_that_says_what_to_do():
    with pytest.raises(UnusableSourceError, match="time zone") as caught:
        read(meeting(timezone=None))
    assert caught.value.reading is not None
    assert caught.value.reading.skipped == 1


def test_by_appointment_keeps_what_was_said():
    draft, _rows = one(day=None, time="07:00", notes="Ask inside.")
    assert (draft.start, draft.days, draft.notes) == (None, (), "07:00\nAsk inside.")
    draft, _rows = one(time="", day=[2, 4])
    assert draft.notes == "Tuesday, Thursday"
    draft, _rows = one(day=None, time=None, timezone=None)
    assert (draft.start, draft.time_zone) == (None, "UTC")


def test_24_00_moves_to_the_next_day():
    draft, _rows = one(day=6, time="24:00")
    assert (draft.days, draft.start) == ((6,), dt.time(0))


@pytest.mark.parametrize(
    ("fields", "attendance", "paused"),
    [
        ({}, "in_person", False),
        ({"conference_url": ZOOM}, "hybrid", False),
        ({"conference_url": ZOOM, "approximate": "yes"}, "online", False),
        ({"conference_url": ZOOM, "formatted_address": "Dhaka, Bangladesh"}, "online", False),
        (
            {"conference_url": ZOOM, "formatted_address": "Dhaka, Bangladesh", "approximate": "no"},
            "hybrid",
            False,
        ),
        ({"conference_url": ZOOM, "types": ["TC"]}, "online", False),
        ({"conference_url": ZOOM, "attendance_option": "online"}, "online", False),
        ({"conference_phone": "+15550100012", "approximate": "yes"}, "telephone", False),
        ({"types": ["TC"]}, "in_person", True),
        ({"attendance_option": "inactive"}, "in_person", True),
        ({"types": ["HYB"], "conference_url": ZOOM}, "hybrid", False),
        ({"types": ["onl"], "conference_url": ZOOM, "approximate": "yes"}, "online", False),
    ],
)
def test_how_people_come(fields, attendance, paused):
    draft, _rows = one(**fields)
    assert (draft.attendance, draft.paused) == (attendance, paused)


def test_an_online_meeting_keeps_its_town_and_no_door():
    draft, rows = one(conference_url=ZOOM, types=["TC"])
    assert (draft.place.city, draft.place.address, draft.place.exact) == ("Dhaka", "", "area")
    assert ("formatted_address", "street_not_used") in rows


def test_an_address_in_parts():
    draft, _rows = one(
        formatted_address=None, address="7 Hill Rd", city="Alpena", state="MI", postal_code=49707
    )
    assert draft.place.address == "7 Hill Rd, Alpena, MI 49707"


def test_secrets_go_to_the_private_side_only():
    draft, _rows = one(
        conference_url=ZOOM + "?pwd=CANARY1",
        conference_url_notes="Password CANARY2",
        conference_phone="+15550100012,,99#,,CANARY3",
        contact_1_name="CANARY4",
        contact_1_email="CANARY5@example.org",
        email="CANARY6@example.org",
        notes="Bring a cup. Passcode: CANARY7",
        location_notes="Ask CANARY8 at 555-000-2265",
        group="G",
        group_notes="Write to CANARY9@example.org.",
        people="CANARY10",
    )
    secrets = draft.secrets
    private = "\n".join((*secrets.conference, *secrets.contacts, *secrets.notes))
    public = repr(draft).replace(repr(secrets), "")
    for n in range(1, 11):
        assert f"CANARY{n}" in private
        assert f"CANARY{n}" not in public
    assert draft.notes == "Bring a cup."


def test_people_to_ask_about_the_link_are_for_staff_only():
    draft, _rows = one(
        conference_url=ZOOM, conference_url_notes="Password: river\nText Bob S. 555-0131 for help"
    )
    assert draft.secrets.conference == ("Password: river",)
    assert draft.secrets.notes == ("Text Bob S. 555-0131 for help",)


def test_reports_name_no_secret():
    reading = read(
        meeting(
            contact_1_name="CANARY",
            email="CANARY@x.org",
            notes="pw: CANARY",
            conference_url=ZOOM + "?pwd=CANARY",
        )
    )
    assert "CANARY" not in repr([row.as_json() for row in reading.report])


@pytest.mark.parametrize(
    ("slug", "external_id"),
    [
        (17, "17"),
        ("has space", "has space"),
        ("../../etc", "../../etc"),
        ("নতুন", "নতুন"),
        ("caf%c3%a9", "caf%c3%a9"),
    ],
)
def test_any_slug_is_an_id(slug, external_id):
    assert one(slug=slug)[0].external_id == external_id


def test_long_slugs_stay_apart():
    a, b = read(meeting(slug="x" * 300), meeting(slug="x" * 301)).drafts
    assert a.external_id != b.external_id
    assert len(a.external_id) <= 200


def test_case_tells_slugs_apart():
    assert len(read(meeting(slug="case"), meeting(slug="Case")).drafts) == 2


def test_one_slug_twice():
    reading = read(meeting(), meeting(), meeting(day=5))
    assert [d.external_id for d in reading.drafts] == ["lamplight", "lamplight@4-1800"]
    assert [code for _field, code in codes(reading)] == ["skipped_duplicate", "same_id"]


def test_a_made_id_is_the_same_each_time():
    assert one(slug=None)[0].external_id == one(slug=None)[0].external_id
    assert one(slug=None)[0].external_id != one(slug=None, day=1)[0].external_id


def test_rows_of_one_group_share_it():
    a, b, c = read(
        meeting(slug="a", group="River"),
        meeting(slug="b", group="river", day=1),
        meeting(slug="c", group="Hill"),
    ).drafts
    assert a.group.key == b.group.key != c.group.key


def test_without_a_group_one_name_at_one_place_is_a_group():
    a, b, c = read(
        meeting(slug="a"), meeting(slug="b", day=1), meeting(slug="c", formatted_address="7 Hill Rd")
    ).drafts
    assert a.group.key == b.group.key != c.group.key


def test_one_row_for_a_column_that_is_not_kept():
    reading = read(*[meeting(slug=str(n), venmo="@x") for n in range(5)])
    assert [(r.field, r.result) for r in reading.report] == [("venmo", "5")]
