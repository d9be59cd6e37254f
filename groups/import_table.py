"""The preview of an import as a table for people: words for actions and fields, cells for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from groups import phrases
from groups.importing.report import Row
from groups.models import Group, MeetingSeries
from recovery_network.common import times

ACTIONS: dict[str, tuple[str | Promise, str]] = {
    "created": (_("New"), "leaf"),
    "updated": (_("Changes"), "sky"),
    "missing": (_("No longer in the list"), "gold"),
}
# Fields that are no column of their own.
FIELDS: dict[str, str | Promise] = {
    "venue": _("place"),
    "group": _("group"),
    "secret": _("pass code"),
    "types": _("format"),
    "languages": _("language"),
    "programme": _("fellowship"),
    "pathway": _("path"),
}
_ANY_DAY = date(2000, 1, 1)  # only the hour is said
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")


@dataclass(frozen=True)
class Change:
    """One line of the preview."""

    record: str
    name: str
    action: str | Promise
    tone: str
    fields: list[str]
    when: str = ""
    zone: str = ""
    place: str = ""


def changes(plan: Sequence[Sequence[Any]]) -> "Changes":
    return Changes(plan)


class Changes(Sequence[Change]):
    """The lines of a plan, put into words only for the page that is shown."""

    def __init__(self, plan: Sequence[Sequence[Any]]) -> None:
        self.plan = plan

    def __len__(self) -> int:
        return len(self.plan)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [_change(line) for line in self.plan[index]]
        return _change(self.plan[index])


def _change(line: Sequence[Any]) -> Change:
    record, name, action, fields, *rest = line
    word, tone = ACTIONS[action]
    told = list(dict.fromkeys(field_label(each) for each in fields))
    return Change(record, name, word, tone, told, *(_outcome(*rest[0]) if rest and rest[0] else ()))


def _outcome(weekdays: int, start: str | None, zone: str, place: str) -> tuple[str, str, str]:
    if not start:
        return str(_("By appointment")), "", place
    moment = datetime.combine(_ANY_DAY, time.fromisoformat(start), UTC)
    said = {"day": phrases.days(weekdays), "clock": times.clock(moment, "UTC")}
    return pgettext("a day and a time", "%(day)s, %(clock)s") % said, times.zone_label(zone), place


def field_label(name: str) -> str:
    """A field's name for people: a word of ours, the model's own, or the list's column as it is."""
    model, bare = (Group, name[7:]) if name.startswith("group: ") else (MeetingSeries, name)
    if bare in FIELDS:
        return str(FIELDS[bare])
    known = {field.name: field for field in model._meta.get_fields() if hasattr(field, "verbose_name")}
    return str(known[bare].verbose_name) if bare in known else bare


def safe_cell(text: str) -> str:
    """Nothing in a cell is a formula for the program that opens the file."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    out.write("\ufeff")  # without it spreadsheets take UTF-8 for something older
    writer = csv.writer(out)
    writer.writerow(["record", "field", "value", "action"])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in (row.record, row.field, row.value, row.action)])
    return out.getvalue()
