"""Records of BMLT's semantic API (GetSearchResults), with GetFormats and GetServiceBodies beside them.

Every value is a text there, and empty when missing. Weekdays are 1 for Sunday to 7 for Saturday;
the database and the admin API of the same server count 0 to 6, and such exports go round too.
"""

from collections.abc import Iterable
from typing import Any

from groups.importing import clock, meeting_guide, places, vocabulary
from groups.importing.days import SUNDAY_IS_0, SUNDAY_IS_1, read_days
from groups.importing.drafts import (
    HYBRID,
    IN_PERSON,
    ONLINE,
    TELEPHONE,
    Draft,
    GroupDraft,
    Kinds,
    Place,
    fingerprint,
)
from groups.importing.limits import DEFAULT_MINUTES, MAX_PLACE
from groups.importing.record import Context, Record

_CONTACTS = (
    "email_contact",
    *(f"contact_{what}_{n}" for n in (1, 2) for what in ("name", "phone", "email")),
    "admin_notes",
)
# Numbers of the server that mean nothing elsewhere, and what is said again in another field.
_SILENT = {
    *("worldid_mixed", "shared_group_id_bigint", "service_body_bigint", "lang_enum", "published"),
    *("distance_in_km", "distance_in_miles", "root_server_uri", "root_server_id", "zone"),
    *("format_shared_id_list", "duration_time", "venue_type"),
}
_ONLY_ONLINE, _BOTH = "2", "3"


def numbering(records: Iterable[Any]) -> tuple[dict[int, int], bool]:
    """How this file counts its weekdays; True when it is not the way of the semantic API."""
    seen = {str(r.get("weekday_tinyint", "")).strip() for r in records if isinstance(r, dict)}
    from_zero = "0" in seen and "7" not in seen
    return (SUNDAY_IS_0 if from_zero else SUNDAY_IS_1), from_zero


def read(raw: dict[str, Any], number: int, context: Context) -> Draft:
    """Raises SkippedError when the record is not published or no meeting anybody could go to."""
    record = Record(raw, number, context)
    own_id = record.identity("id_bigint", "id")
    if str(raw.get("published", "1")).strip().casefold() in ("0", "false"):
        raise record.skip("published", raw.get("published"), "skipped_unpublished")
    name = _name(record)
    zone, days, start, minutes = _schedule(record)
    url = record.link("virtual_meeting_link")
    phone = meeting_guide.read_phone(record, "phone_meeting_number", url)
    record.conference_notes("virtual_meeting_additional_info")
    kinds, modes = _kinds(record)
    place, attendance, paused = _where(record, kinds, modes, url, phone)
    notes = record.text("comments")
    group = _group(record, name, place)
    for key in _CONTACTS:
        record.secret(record.contacts, key.replace("_", " "), key)
    record.note_unused(_SILENT)
    return Draft(
        external_id=own_id or meeting_guide.made_id(name, days, start, place.address if place else ""),
        name=name,
        group=group,
        time_zone=zone,
        days=days,
        start=start,
        minutes=minutes,
        attendance=attendance,
        paused=paused,
        place=place,
        kinds=kinds,
        notes=notes,
        conference_url=url,
        conference_phone=phone,
        secrets=record.secrets(),
    )


def _name(record: Record) -> str:
    name = record.line("meeting_name") or record.peek("location_text", "location_street")
    if not name:
        is_bmlt = {"id_bigint", "weekday_tinyint"} & record.raw.keys()
        raise record.skip("meeting_name", "", "skipped_no_name" if is_bmlt else "skipped_not_a_meeting")
    if not record.peek("meeting_name"):
        record.tell("meeting_name", "", "name_made", name)
    return name


def _schedule(record: Record) -> tuple[str, tuple[int, ...], Any, int]:
    value = record.take("weekday_tinyint")
    read = read_days(value, record.context.numbering)
    if not read.days:
        raise record.skip("weekday_tinyint", value, "skipped_day")
    time = record.take("start_time")
    start = clock.read_clock(time)
    if start is None:
        raise record.skip("start_time", time, "skipped_time")
    if start.note:
        record.tell("start_time", time, start.note, f"{start.time:%H:%M}")
    zone = record.zone("time_zone")
    if zone is None:
        raise record.skip("time_zone", record.raw.get("time_zone"), "skipped_no_zone")
    days = tuple((day + start.days_later) % 7 for day in read.days)
    return zone, days, start.time, _minutes(record)


def _minutes(record: Record) -> int:
    value = record.take("duration_time")
    minutes = clock.read_duration(value)
    if minutes is None and value not in (None, "", "00:00:00", "00:00"):
        record.tell("duration_time", value, "end_too_late", DEFAULT_MINUTES)
    return minutes or DEFAULT_MINUTES


# --- Formats ------------------------------------------------------------------------------------


def _kinds(record: Record) -> tuple[Kinds, set[str]]:
    """By the ids of the formats where the table came along, else by their keys."""
    value = record.take("formats")
    keys = [key for part in str(value or "").split(",") if (key := meeting_guide.plain(part))]
    ids = [i.strip() for i in str(record.raw.get("format_shared_id_list") or "").split(",") if i.strip()]
    table = record.context.formats
    rows = [table.get(f"id:{i}") for i in ids] if ids and table else [table.get(f"key:{key}") for key in keys]
    known = [row for row in rows if row]
    missing = [] if known else [_key_word(key) for key in keys]
    worlds = {world: _name_of(row) for row in known if (world := _own_world(row))}
    words = [_word(row) for row in known if not _own_world(row)]
    kinds, modes, unknown = vocabulary.sort_words([*words, *missing])
    for word in unknown:
        if word in missing:
            record.tell("formats", word, "unknown_type")
    kinds = Kinds(kinds.codes, tuple(worlds.items()), kinds.others, kinds.languages)
    return meeting_guide.closed_wins(record, kinds, "formats", value), modes


def _own_world(row: dict[str, Any]) -> str:
    """A format of this fellowship only, the same on all its servers."""
    world = meeting_guide.plain(row.get("world_id"))[:20]
    return "" if world in vocabulary.BMLT_WORLDS or world == "LANG" else world


def _word(row: dict[str, Any]) -> str:
    """The world id is the same on every server; keys are not, so the name comes next."""
    world = str(row.get("world_id") or "")
    return vocabulary.BMLT_WORLDS.get(world) or _name_of(row)


def _name_of(row: dict[str, Any]) -> str:
    return meeting_guide.plain(row.get("name_string")) or meeting_guide.plain(row.get("key_string"))


# Keys of the formats every BMLT server begins with. M, W and others mean different things elsewhere.
_START_KEYS = {
    "O": "O",
    "C": "C",
    "B": "BE",
    "BEG": "BE",
    "WC": "X",
    "WCHR": "X",
    "ST": "ST",
    "SP": "SP",
    "SO": "SP",
    "D": "D",
    "M": "M",
    "W": "W",
    "GL": "LGBTQ",
    "YP": "Y",
    "CL": "CAN",
    "CW": "CF",
    "ME": "MED",
    "TR": "TR",
    "VM": "ONL",
    "HY": "HYB",
    "TC": "TC",
    "ES": "Spanish",
}


def _key_word(key: str) -> str:
    return _START_KEYS.get(key.strip().upper(), key.strip())


# --- Places -------------------------------------------------------------------------------------


def _where(
    record: Record, kinds: Kinds, modes: set[str], url: str, phone: str
) -> tuple[Place | None, str, bool]:
    place = _place(record)
    venue_type = str(record.raw.get("venue_type") or "").strip()
    closed = kinds.has("TC")
    both = venue_type == _BOTH or "HYB" in modes
    online = both or venue_type == _ONLY_ONLINE or bool(modes or url or phone)
    if closed:
        record.tell("formats", "TC", "place_shut_online" if online else "place_closed")
    if not online:
        if place is None:
            record.tell("location_street", "", "no_place")
        return place, IN_PERSON, closed
    if not url and not phone:
        record.tell("virtual_meeting_link", "", "no_link")
    if place is not None and not closed and (both or venue_type == "1" or not (venue_type or modes)):
        return place, HYBRID, False
    return meeting_guide.area_only(place), TELEPHONE if phone and not url else ONLINE, False


def _place(record: Record) -> Place | None:
    name, street = record.line("location_text"), record.line("location_street")
    city = _town(record, "location_municipality", "location_city_subsection")
    area = _town(record, "location_neighborhood", "location_city_subsection")
    state = record.line("location_province")
    county, code = record.line("location_sub_province"), record.line("location_postal_code_1")
    nation = record.line("location_nation")
    state_and_code = " ".join(p for p in (state, code) if p)
    address = ", ".join(p for p in (street, city or county, state_and_code, nation) if p)
    notes = [record.text(key) for key in ("location_info", "train_lines", "bus_lines")]
    coordinates = meeting_guide.read_coordinates(record)
    if not (name or street or city or coordinates):
        return None
    lat, long = coordinates or (None, None)
    access = "\n".join(_without_label(n) for n in notes if n)
    exact = "street" if street else "area"
    area = area if area.casefold() != city.casefold() else ""
    return Place(name, address, area, city, places.country_code(nation), lat, long, exact, access)


def _town(record: Record, first: str, second: str) -> str:
    record.used |= {first, second}
    return record.line(first, limit=MAX_PLACE) or record.line(second, limit=MAX_PLACE)


def _without_label(text: str) -> str:
    """Old servers write “Train Lines#@-@#” before the value."""
    return text.rpartition("#@-@#")[2]


def _group(record: Record, name: str, place: Place | None) -> GroupDraft:
    """BMLT has no groups: rows of one name at one street are one, under their service body."""
    body = record.line("service_body_name")
    number = str(record.raw.get("service_body_bigint") or "").strip()
    chain = _bodies(record.context, number) or ([body] if body else [])
    where = place.address if place else ""
    return GroupDraft(f"m-{fingerprint(name.casefold(), where.casefold(), number)}", name, ", ".join(chain))


def _bodies(context: Context, number: str) -> list[str]:
    """The service body and those above it, the nearest first."""
    chain: list[str] = []
    while number in context.bodies and len(chain) < 6:
        row = context.bodies[number]
        chain.append(meeting_guide.plain(row.get("name")))
        number = str(row.get("parent_id") or "").strip()
    return [name for name in chain if name]
