"""Records of the Meeting Guide format, from JSON or from the WordPress plugin's sheet, to drafts.

One record is one draft: rows of one meeting on several weekdays stay several series of one group,
because their types, places and ends differ in real lists.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from groups.importing import clock, links, places, vocabulary, words
from groups.importing.days import read_days
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
from groups.importing.limits import DEFAULT_MINUTES, MAX_NAME, MAX_PLACE, MAX_TEXT
from groups.importing.record import Context, Record

SOME_WEEKS = re.compile(
    r"\b(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last|every other|alternat\w+)\b"
    r"(?: ?(?:,|/|&|and|or)? ?(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last))*"
    r" (?:full )?(?:(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:days?)?|weeks?|months?)\b"
    r"|\bbi-?weekly\b|\bmonthly\b",
    re.I,
)
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A record without any of these is something else, whatever its name is.
MARKS = {"slug", "day", "days", "time", "formatted_address", "address", "location", "group", "conference_url"}
_CONTACTS = (
    ("", "email"),
    ("", "phone"),
    *(("", f"contact_{n}_{what}") for n in (1, 2, 3) for what in ("name", "email", "phone")),
    *(
        ("", key)
        for key in ("contact", "contact_name", "contact_email", "contact_phone", "contacts", "people")
    ),
    *(("", key) for key in ("mailing_address", "feedback_emails", "entity_email", "entity_phone")),
)
# Said again elsewhere in the record, or of use only to the site it came from.
_SILENT = {
    "id",
    "location_id",
    "group_id",
    "region_id",
    "district_id",
    "time_formatted",
    "distance",
    "append",
}


def read(raw: dict[str, Any], number: int, context: Context) -> Draft:
    """Raises SkippedError when the record is no meeting anybody could go to."""
    record = Record(raw, number, context)
    own_id = record.identity("slug", "id", "post_name")
    name = _name(record)
    when = _schedule(record)
    url, phone = _conference(record)
    kinds, modes = _kinds(record)
    place, attendance, paused = _where(record, kinds, modes, bool(url), bool(phone))
    notes = _notes(record, name, when)
    group = _group(record, name, place)
    external_id = own_id or _made_id(record, name, when, place)
    source_url = record.link("url")
    _keep_contacts(record)
    record.note_unused(_SILENT)
    return Draft(
        external_id=external_id,
        name=name,
        group=group,
        time_zone=when.zone,
        days=when.days,
        start=when.start,
        minutes=when.minutes,
        attendance=attendance,
        paused=paused,
        place=place,
        kinds=kinds,
        notes=notes,
        conference_url=url,
        conference_phone=phone,
        source_url=source_url,
        secrets=record.secrets(),
    )


def _name(record: Record) -> str:
    name = record.line("name", "meeting", "title")
    if name and MARKS & record.raw.keys():
        return name
    made = (
        record.peek("group")
        or record.peek("location")
        or record.peek("formatted_address", "address").split(",")[0]
    )
    if not made or not MARKS & record.raw.keys():
        known = {"name", "slug", "types"} & record.raw.keys() and not name
        raise record.skip("name", name, "skipped_no_name" if known else "skipped_not_a_meeting")
    record.tell("name", record.raw.get("name"), "name_made", made)
    return made


def made_id(name: str, *parts: object) -> str:
    """For lists without ids: the same meeting gets the same id each time."""
    return f"x-{fingerprint(name.casefold(), *parts)}"


def _made_id(record: Record, name: str, when: "Schedule", place: Place | None) -> str:
    external_id = made_id(name, when.days, when.start, place.address if place else "")
    record.tell("slug", "", "id_made", external_id)
    return external_id


# --- When ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Schedule:
    """No `start` is by appointment; `words` is what was said about the time and is no schedule."""

    zone: str
    days: tuple[int, ...] = ()
    start: dt.time | None = None
    minutes: int = DEFAULT_MINUTES
    words: str = ""


def _schedule(record: Record) -> Schedule:
    days = _days(record)
    value = record.take("time", "start_time")
    if not days or value is None:
        return _by_appointment(record, days, value)
    start = clock.read_clock(value)
    if start is None:
        raise record.skip("time", value, "skipped_time")
    if start.note:
        record.tell("time", value, start.note, f"{start.time:%H:%M}")
    zone = record.zone("timezone", "time_zone")
    if zone is None:
        raise record.skip("timezone", record.raw.get("timezone"), "skipped_no_zone")
    days = tuple(sorted((day + start.days_later) % 7 for day in days))
    return Schedule(zone, days, start.time, _minutes(record, start.time))


def _days(record: Record) -> tuple[int, ...]:
    value = record.take("day", "days", "weekday")
    read = read_days(value, record.context.numbering)
    if read.given and not read.days:
        raise record.skip("day", value, "skipped_day")
    for part in read.unread:
        record.tell("day", part, "day_left_out")
    if read.unusual:
        record.tell("day", value, "read_as", _day_names(read.days))
    return read.days


def _day_names(days: Iterable[int]) -> str:
    return ", ".join(ENGLISH_DAYS[day] for day in days)


def _by_appointment(record: Record, days: tuple[int, ...], value: Any) -> Schedule:
    """A time without a day, or a day without a time, is no schedule; it is kept as words."""
    record.take("end_time")
    start = clock.read_clock(value)
    said = f"{start.time:%H:%M}" if start else _day_names(days)
    record.tell("day" if start or not days else "time", said, "by_appointment")
    return Schedule(record.zone("timezone", "time_zone") or "UTC", words=said)


def _minutes(record: Record, start: dt.time) -> int:
    value = record.take("end_time", "end")
    if value is None:
        return DEFAULT_MINUTES
    end = clock.read_clock(value)
    if end is None:
        record.tell("end_time", value, "left_out")
        return DEFAULT_MINUTES
    minutes, note = clock.minutes_between(start, end.time)
    if note:
        record.tell("end_time", value, note, minutes)
    elif end.note == "read_as":
        record.tell("end_time", value, "read_as", f"{end.time:%H:%M}")
    return minutes


# --- How people come ----------------------------------------------------------------------------


def _conference(record: Record) -> tuple[str, str]:
    url = record.link("conference_url")
    if url and not links.is_meeting_host(url):
        record.tell("conference_url", url, "check_host")
    phone = read_phone(record, "conference_phone", url)
    record.conference_notes("conference_url_notes", "conference_phone_notes")
    return url, phone


def read_phone(record: Record, key: str, url: str) -> str:
    text = record.peek(key)
    if not record.take(key) or not text:
        return ""
    phone = links.read_phone(text, url)
    if phone is None:
        record.context.report.add_private(record.label, key, "phone_too_short")
        record.conference.append(text)
        return ""
    if phone.secret:
        record.conference.append(phone.secret)
        record.context.report.add_private(record.label, key, "pass_code_private")
    return phone.number


def _kinds(record: Record) -> tuple[Kinds, set[str]]:
    value = record.take("types", "type")
    found, was_text = vocabulary.split_types(value)
    spoken, _was_text = vocabulary.split_types(record.take("languages", "language"))
    kinds, modes, unknown = vocabulary.sort_words([*found, *(_language_word(w) for w in spoken)])
    if was_text and isinstance(value, str) and value.strip() not in vocabulary.LABELS and "[" in value:
        record.tell("types", value, "read_as", ", ".join((*kinds.codes, *kinds.languages)))
    for word in unknown:
        record.tell("types", word, "unknown_type")
    return closed_wins(record, kinds, "types", value), modes


def _language_word(word: str) -> str:
    """A column of languages holds tags or names; a two-letter tag is upper-case in types."""
    tags = {tag: code for code, (tag, _name) in vocabulary.LANGUAGES.items()}
    return tags.get(word.casefold(), word)


def closed_wins(record: Record, kinds: Kinds, field: str, value: Any) -> Kinds:
    """Both open and closed: whoever may not come must not be told that they may."""
    if not (kinds.has("O") and kinds.has("C")):
        return kinds
    record.tell(field, value, "closed_wins")
    codes = tuple(code for code in kinds.codes if code != "O")
    return Kinds(codes, kinds.worlds, kinds.others, kinds.languages)


def _where(
    record: Record, kinds: Kinds, modes: set[str], has_url: bool, has_phone: bool
) -> tuple[Place | None, str, bool]:
    """The place, the way people come, and whether the meeting is paused for now."""
    place = _place(record)
    option = record.peek("attendance_option").casefold().replace("-", "_").replace(" ", "_")
    record.take("attendance_option")
    is_online = bool(has_url or has_phone or modes or option in ("online", "hybrid"))
    is_closed = kinds.has("TC") or option == "inactive"
    if is_closed:
        record.tell(
            "types",
            "TC" if kinds.has("TC") else option,
            "place_closed" if not is_online else "place_shut_online",
        )
    if is_online and not (has_url or has_phone):
        record.tell("conference_url", "", "no_link")
    if not is_online and place is None:
        record.tell("formatted_address", "", "no_place")
    return _settle(
        record, place, option, modes, is_online, is_closed, TELEPHONE if has_phone and not has_url else ONLINE
    )


def _settle(
    record: Record, place: Place | None, option: str, modes: set[str], online: bool, closed: bool, remote: str
) -> tuple[Place | None, str, bool]:
    if not online:
        return place, IN_PERSON, closed
    exact = place is not None and place.exact == "street"
    in_person_too = (option == "hybrid" or "HYB" in modes or (option != "online" and exact)) and not closed
    if in_person_too and place is not None:
        return place, HYBRID, False
    if exact and place is not None:
        record.tell("formatted_address", place.address, "street_not_used")
    return area_only(place), remote, False


def area_only(place: Place | None) -> Place | None:
    """An online meeting keeps its town, so that people near it find it, and no door to knock at."""
    if place is None or not (place.city or place.area or place.country):
        return None
    return Place(area=place.area, city=place.city, country=place.country, exact="area")


def _place(record: Record) -> Place | None:
    address = _address(record)
    name = record.line("location", "location_name")
    regions = _regions(record)
    country, city = places.country_and_city(address, MAX_PLACE)
    city = record.line("city", limit=MAX_PLACE) or city or (regions[0] if regions else "")
    country = places.country_code(record.peek("country")) or country
    area = next((r for r in reversed(regions) if r.casefold() != city.casefold()), "")
    notes = record.text("location_notes")
    coordinates = read_coordinates(record)
    if not any((address, name, city, coordinates)):
        return None
    approximate = record.peek("approximate").casefold()
    record.take("approximate", "country")
    exact = approximate in ("no", "false", "0") or (
        approximate not in ("yes", "true", "1") and places.is_exact(address)
    )
    lat, long = coordinates or (None, None)
    return Place(name, address, area, city, country, lat, long, "street" if exact else "area", notes)


def _address(record: Record) -> str:
    whole = record.line("formatted_address", limit=400)
    parts = [record.line(key) for key in ("address", "city", "state", "postal_code", "country")]
    state_and_code = " ".join(p for p in parts[2:4] if p)
    joined = ", ".join(p for p in (*parts[:2], state_and_code, parts[4]) if p)
    return whole or joined


def _regions(record: Record) -> list[str]:
    value = record.take("regions")
    listed = _lines(value)
    named = [record.line(key, limit=MAX_PLACE) for key in ("region", "sub_region", "sub_sub_region")]
    found = dict.fromkeys(r for r in (listed or named) if r)
    return [r for r in found if not places.country_code(r)]


def _lines(value: Any) -> list[str]:
    items = value if isinstance(value, list) else str(value or "").split(">")
    return [words.clean_line(item, MAX_PLACE)[0] for item in items[:6]]


def read_coordinates(record: Record) -> tuple[float, float] | None:
    both = record.peek("coordinates")
    latitude, longitude = record.take("latitude"), record.take("longitude")
    record.take("coordinates")
    if latitude is None and longitude is None and both.count(",") == 1:
        latitude, longitude = both.split(",")
    found, action = places.read_coordinates(latitude, longitude)
    if action:
        record.tell("latitude", [latitude, longitude], action)
    return found


# --- Words --------------------------------------------------------------------------------------


def _notes(record: Record, name: str, when: Schedule) -> str:
    notes = record.text("notes")
    said = SOME_WEEKS.search(notes) or SOME_WEEKS.search(name)
    if said and when.start:
        record.tell("notes", said.group(), "some_weeks")
    return "\n".join(p for p in (when.words, notes) if p)[:MAX_TEXT]


def _group(record: Record, name: str, place: Place | None) -> GroupDraft:
    named = record.line("group", "group_name")
    website = [record.link("website"), record.link("website_2")]
    notes = "\n".join(p for p in (record.text("group_notes"), *website) if p)
    if named:
        return GroupDraft(f"g-{fingerprint(named.casefold())}", named, notes)
    where = (place.address or place.name) if place else ""
    return GroupDraft(f"m-{fingerprint(name.casefold(), where.casefold())}", name, notes)


def _keep_contacts(record: Record) -> None:
    for label, key in _CONTACTS:
        record.secret(record.contacts, label or key.replace("_", " "), key)
    feedback = record.peek("feedback_url")
    if feedback.startswith("mailto:"):
        record.secret(record.contacts, "feedback", "feedback_url")


def plain(value: Any) -> str:
    return words.clean_line(value, MAX_NAME)[0]
