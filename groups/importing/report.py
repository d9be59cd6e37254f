"""What was changed on the way in, one row a change: record, field, value, action.

A row never holds a private value: contacts and pass codes are named by their field only.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.importing import private
from groups.importing.limits import MAX_VALUE

# `%(result)s` is what was made of the value.
ACTIONS: dict[str, str | Promise] = {
    "read_as": _("Read as %(result)s."),
    "guessed_text": _("Read as %(result)s text. Check letters with accents."),
    "not_kept": _("This column is not kept (%(result)s records have it)."),
    "left_out": _("Not understood, so left out."),
    "cut": _("Cut after %(result)s characters."),
    "markup_removed": _("Markup removed; the words stay."),
    "hidden_removed": _("Invisible characters removed."),
    "made_private": _("Kept for staff only."),
    "pass_code_private": _("Pass code taken out and kept for staff only."),
    "not_a_link": _("Not a web address, so left out."),
    "check_host": _("Not a known meeting service. Check the link."),
    "phone_too_short": _("Too short for a phone number, so left out."),
    "zone_missing": _("No time zone is given: %(result)s is used."),
    "zone_unknown": _("This time zone is not known: %(result)s is used."),
    "skipped_no_zone": _("Skipped: no time zone. Say which one with --timezone."),
    "skipped_day": _("Skipped: the day is not understood."),
    "skipped_time": _("Skipped: the time is not understood."),
    "skipped_no_name": _("Skipped: it has no name."),
    "skipped_not_a_meeting": _("Skipped: this is not a meeting."),
    "skipped_unpublished": _("Skipped: the list says it is not published."),
    "skipped_duplicate": _("Skipped: the same meeting stands in the list twice."),
    "skipped_error": _("Skipped: it cannot be read."),
    "same_id": _("Another meeting has this id: kept as %(result)s."),
    "id_made": _("No id is given: kept as %(result)s."),
    "name_made": _("No name is left: called %(result)s."),
    "by_appointment": _("No day or no time is given: listed as by appointment."),
    "day_left_out": _("This day is not understood, so left out."),
    "next_day": _("Ends on the next day."),
    "end_equal": _("Ends when it starts: %(result)s minutes are used."),
    "end_too_late": _("Longer than 12 hours: %(result)s minutes are used."),
    "maybe_midnight": _("Kept. Some lists mean midnight by it: check it."),
    "start_of_day": _("Read as 00:00, the start of this day. Check it."),
    "next_midnight": _("Read as 00:00 of the next day."),
    "some_weeks": _("The words name only some weeks, the list says every week. Check it."),
    "closed_wins": _("Both open and closed are given: closed is kept."),
    "unknown_type": _("Not a known type: kept as words."),
    "place_closed": _("The place is closed for now: listed as paused."),
    "place_shut_online": _("The place is closed for now: listed as online."),
    "street_not_used": _("Online only: the street is left out, the town is kept."),
    "no_link": _("Said to be online, but it has no link and no phone number."),
    "no_place": _("It has no address and no link."),
    "zero_place": _("0 is not a place, so left out."),
    "numbering": _("The days of this list are numbered %(result)s."),
    "gone": _("No longer in the list. It is kept; look into it."),
    "back": _("In the list again."),
    "edited_here": _("Changed here by hand: the list’s value is not taken."),
    "closed_here": _("Closed here by hand: it stays closed."),
    "same_list": _("Taken as a new copy of the list %(result)s."),
    "undo_edited": _("Changed since the import: left as it is."),
    "undo_closed": _("People use it by now, so it was closed, not removed."),
    "nothing_to_import": _("No meeting in it is published: nothing is changed."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One change. `code` names the action in ACTIONS; `result` fills it."""

    record: str
    field: str
    value: str
    code: str
    result: str = ""

    @property
    def action(self) -> str:
        """The action in the language of the reader."""
        return str(ACTIONS[self.code]) % {"result": self.result}

    def as_json(self) -> dict[str, str]:
        with translation.override("en"):
            action = self.action
        return {"record": self.record, "field": self.field, "value": self.value, "action": action}


class Report:
    """Collects rows and counts while a list is read."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.unused: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def add(self, record: str, field: str, value: object, code: str, result: object = "") -> None:
        """A row whose value may be shown; whatever looks like a contact in it is covered."""
        shown = private.cover(_short(value))
        self.rows.append(Row(private.cover(record), field, shown, code, private.cover(str(result))))

    def add_private(self, record: str, field: str, code: str = "made_private") -> None:
        """A row about a value nobody may read here."""
        self.rows.append(Row(private.cover(record), field, "", code))

    def note_unused(self, field: str) -> None:
        self.unused[field] += 1

    def finish(self) -> None:
        """One row for each column that was not kept, however many records have it."""
        for field, count in sorted(self.unused.items()):
            self.rows.append(Row("", private.cover(_short(field)), "", "not_kept", str(count)))
        self.unused.clear()


def _short(value: object) -> str:
    text = value if isinstance(value, str) else _plain(value)
    text = "".join(c if c.isprintable() else " " for c in text[: MAX_VALUE + 1])
    return text[: MAX_VALUE - 1] + "…" if len(text) > MAX_VALUE else text


def _plain(value: object) -> str:
    """Lists and numbers as a person would write them; never more than is shown."""
    if isinstance(value, list | tuple):
        return ", ".join(str(v)[:MAX_VALUE] for v in value[:20])
    return "" if value is None else str(value)[: MAX_VALUE + 1]
