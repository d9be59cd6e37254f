"""A draft, and a row of ours, as the same plain values: so that the two can be compared field by field.

Private texts take part as digests. What the list said last time stays with the row (`external_raw`),
and is public values and digests only.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.crypto import salted_hmac

from groups.importing import drafts
from groups.importing.drafts import Draft, Kinds
from groups.importing.limits import MAX_TEXT
from groups.importing.private import has_code
from groups.importing.vocabulary import BMLT_WORLDS, LABELS
from groups.models import Group, Language, MeetingSeries, MeetingType, Status

FLAGS = {
    "for_women": ("W",),
    "for_men": ("M",),
    "for_lgbtq": ("LGBTQ", "G", "L", "T", "BI", "NB"),
    "for_young": ("Y",),
    "newcomers_welcome": ("BE",),
    "wheelchair": ("X",),
}
# Fields that stand in a column of their own name.
SERIES_COLUMNS = (
    *("name", "notes", "status", "attendance", "online_kind", "conference_url", "conference_phone"),
    *("time_zone", "by_appointment", "local_start", "duration_minutes", "weekdays", "openness", *FLAGS),
)
GROUP_COLUMNS = ("name", "kind", "time_zone", "notes_public", "notes_private", "contacts_private")
PRIVATE = {"secret", "notes_private", "contacts_private"}
VENUE_COLUMNS = (
    *("name", "address", "area", "city", "country", "latitude", "longitude", "precision", "access_notes"),
)
# A fellowship's way, where it has one: the finder filters by it.
PATHWAYS = {
    **dict.fromkeys(("aa", "na", "ca", "oa", "eda", "aca"), "twelve-step"),
    **dict.fromkeys(("al-anon", "nar-anon"), "family"),
    "smart": "tools",
    "recovery-dharma": "meditation",
    "lifering": "secular",
}
FAMILY_PROGRAMMES = {"al-anon", "nar-anon"}
_BY_CODE = {code: world for world, code in BMLT_WORLDS.items()}
Values = dict[str, Any]


def digest(text: str) -> str:
    """Tells whether a private text changed, and nothing else."""
    return salted_hmac("groups.imports", text).hexdigest()[:32] if text else ""


def comparable(values: Values) -> Values:
    """The values as they are kept and compared: private texts as digests."""
    return {field: digest(value) if field in PRIVATE else value for field, value in values.items()}


class Vocabulary:
    """Types and languages of this install, by what lists call them. Two queries."""

    def __init__(self, programme: str) -> None:
        self.programme = programme
        self.ids: dict[str, int] = {}
        self._guide: dict[tuple[str, str], str] = {}
        self._worlds: dict[tuple[str, str], str] = {}
        for row in MeetingType.objects.select_related("programme"):
            name = f"{row.programme.code}:{row.code}"
            self.ids[name] = row.pk
            self._guide[row.programme.code, row.mg_code or ""] = name
            self._worlds[row.programme.code, row.bmlt_world_id or ""] = name
        self.names = {pk: name for name, pk in self.ids.items()}
        self.languages = dict(Language.objects.values_list("code", "pk"))

    def types(self, kinds: Kinds) -> tuple[list[str], list[str]]:
        """Names of our types, and the words that none of them says."""
        found = [(self._by_code(code), LABELS[code][0]) for code in kinds.codes]
        found += [(self._worlds.get((self.programme, world)), name) for world, name in kinds.worlds]
        names = sorted({name for name, _word in found if name})
        return names, [*(word for name, word in found if not name), *kinds.others]

    def _by_code(self, code: str) -> str | None:
        """The programme's own type; else the one of the list of codes all programmes borrow from."""
        return (
            self._guide.get((self.programme, code))
            or self._worlds.get((self.programme, _BY_CODE.get(code, "-")))
            or self._guide.get(("aa", code))
        )


# --- From the list ------------------------------------------------------------------------------


def series_values(draft: Draft, group: Values, vocabulary: Vocabulary) -> Values:
    """Everything a list says about one meeting."""
    types, others = vocabulary.types(draft.kinds)
    notes = "\n".join(p for p in (draft.notes, ", ".join(others)) if p)
    return {
        "name": "" if draft.name == group["name"] else draft.name,
        "notes": notes[: MAX_TEXT + 1000],
        "status": Status.PAUSED.value if draft.paused else Status.ACTIVE.value,
        "attendance": draft.attendance,
        "online_kind": _online_kind(draft),
        "conference_url": draft.conference_url,
        "conference_phone": draft.conference_phone,
        "time_zone": draft.time_zone,
        "by_appointment": draft.start is None,
        "local_start": draft.start.isoformat() if draft.start else None,
        "duration_minutes": draft.minutes,
        "weekdays": sum(1 << day for day in draft.days),
        "openness": "closed" if draft.kinds.has("C") else "open" if draft.kinds.has("O") else "",
        **{flag: draft.kinds.has(*codes) for flag, codes in FLAGS.items()},
        "types": types,
        "languages": sorted(tag for tag in draft.kinds.languages if tag in vocabulary.languages),
        "venue": venue_values(draft),
        "group": draft.group.key,
        "secret": "\n".join((*draft.secrets.conference, *_codes(draft))),
    }


def _online_kind(draft: Draft) -> str:
    if draft.attendance == drafts.IN_PERSON:
        return ""
    if draft.conference_url:
        return MeetingSeries.OnlineKind.LINK.value
    return MeetingSeries.OnlineKind.PHONE.value if draft.conference_phone else ""


def _codes(draft: Draft) -> list[str]:
    """Sentences with a pass code belong to the link; the others are for whoever answers questions."""
    return [text for text in draft.secrets.notes if has_code(text)]


def venue_values(draft: Draft) -> Values | None:
    if draft.place is None:
        return None
    values = draft.place.as_values()
    values["precision"] = values.pop("exact")
    return {column: values[column] for column in VENUE_COLUMNS}


def group_values(members: list[Draft], programme: str) -> Values:
    """One group from all its meetings in the list: the first value that says something."""
    notes = next((d.group.notes for d in members if d.group.notes), "")
    hidden = [text for d in members for text in d.secrets.notes if not has_code(text)]
    return {
        "name": members[0].group.name,
        "kind": (Group.Kind.FAMILY if programme in FAMILY_PROGRAMMES else Group.Kind.OPEN).value,
        "time_zone": members[0].time_zone,
        "notes_public": notes,
        "notes_private": _lines(hidden),
        "contacts_private": _lines(text for d in members for text in d.secrets.contacts),
        "programme": programme,
        "pathway": PATHWAYS.get(programme, ""),
    }


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(texts))


# --- From our rows ------------------------------------------------------------------------------


def current_series(series: MeetingSeries, vocabulary: Vocabulary, source: str) -> Values:
    """The same of a row; types, languages, venue and group must be fetched with it."""
    values: Values = {column: getattr(series, column) for column in SERIES_COLUMNS}
    start: dt.time | None = series.local_start
    group = series.group
    return values | {
        "local_start": start.isoformat() if start else None,
        "types": sorted(vocabulary.names[row.pk] for row in series.types.all()),
        "languages": sorted(row.code for row in series.languages.all()),
        "venue": _current_venue(series),
        "group": group.external_id if group.external_source == source else f"#{group.pk}",
        "secret": series.conference_secret,
    }


def _current_venue(series: MeetingSeries) -> Values | None:
    venue = series.venue
    return None if venue is None else {column: getattr(venue, column) for column in VENUE_COLUMNS}


def current_group(group: Group) -> Values:
    values: Values = {column: getattr(group, column) for column in GROUP_COLUMNS}
    return values | {
        "programme": group.programme.code if group.programme else "",
        "pathway": group.pathway.code if group.pathway else "",
    }
