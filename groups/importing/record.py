"""One foreign record while it is read: takes fields out, tells the report, keeps secrets apart."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from groups.importing import links, private, words, zones
from groups.importing.drafts import Secrets, fingerprint
from groups.importing.limits import MAX_ID, MAX_NAME, MAX_TEXT
from groups.importing.report import Report


class SkippedError(Exception):
    """This record is not taken; why is already in the report.

    `still_listed`: the list has the meeting, we cannot read it. So it is not missing from the list.
    """

    def __init__(self, record: str, still_listed: bool) -> None:
        super().__init__(record)
        self.record = record
        self.still_listed = still_listed


@dataclass
class Context:
    """What is the same for every record of one list."""

    report: Report
    zone: str | None = None
    numbering: dict[int, int] = field(default_factory=dict)
    formats: dict[str, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    zone_exists: Callable[[str], bool] = lambda _name: True


class Record:
    """`label` is how the report calls it: its id, or #n for the n-th of the list."""

    def __init__(self, raw: dict[str, Any], number: int, context: Context) -> None:
        self.raw = {str(k)[:80]: v for k, v in list(raw.items())[:300]}
        self.context = context
        self.label = f"#{number}"
        self.used: set[str] = set()
        self.conference: list[str] = []
        self.contacts: list[str] = []
        self.hidden: list[str] = []

    def tell(self, field_: str, value: object, code: str, result: object = "") -> None:
        self.context.report.add(self.label, field_, value, code, result)

    def skip(self, field_: str, value: object, code: str) -> SkippedError:
        """`raise record.skip(...)`: the row and the exception in one."""
        self.tell(field_, value, code)
        return SkippedError(self.label, still_listed=code != "skipped_unpublished")

    def take(self, *keys: str) -> Any:
        """The first value that is not empty; all the keys count as used."""
        self.used.update(keys)
        return self.raw[name] if (name := self._first(keys)) is not None else None

    def _first(self, keys: tuple[str, ...]) -> str | None:
        """Which of the keys holds a value."""
        for key in keys:
            value = self.raw.get(key)
            if value is not None and value not in ("", [], {}):
                return key
        return None

    def peek(self, *keys: str) -> str:
        """Plain text of a field that was or will be read elsewhere."""
        value = next((self.raw[k] for k in keys if self.raw.get(k)), None)
        return "" if value is None else words.clean_line(value, MAX_NAME)[0]

    def line(self, *keys: str, limit: int = MAX_NAME) -> str:
        """One line of public text: a name, a place. Contacts in it go to the private side."""
        return self._public(keys, words.clean_line, private.split_name, limit)

    def text(self, *keys: str, limit: int = MAX_TEXT) -> str:
        """Public text of several lines. Sentences with contacts or pass codes go to the private side."""
        return self._public(keys, words.clean, private.split, limit)

    def _public(self, keys: tuple[str, ...], clean: Callable, split: Callable, limit: int) -> str:
        self.used.update(keys)
        if (name := self._first(keys)) is None:
            return ""
        value = self.raw[name]
        text, actions = clean(value, limit)
        for code in actions:
            self.tell(name, value, code, limit if code == "cut" else "")
        public, hidden = split(text)
        if hidden:
            self.hidden += hidden
            self.context.report.add_private(self.label, name)
        return public

    def secret(self, store: list[str], label: str, *keys: str) -> None:
        """A field that is for staff only, whole; one line of `store` each."""
        for key in keys:
            value = self.take(key)
            text = "" if value is None else words.clean(value, MAX_TEXT)[0]
            if text:
                store.append(f"{label}: {text}" if label else text)
                self.context.report.add_private(self.label, key)

    def conference_notes(self, *keys: str) -> None:
        """Beside the link stand pass codes, for those who may go in, and people to ask, for staff only."""
        texts: list[str] = []
        self.secret(texts, "", *keys)
        for line in "\n".join(texts).split("\n"):
            if line:
                (self.hidden if private.names_somebody(line) else self.conference).append(line)

    def link(self, *keys: str) -> str:
        """A public web address; what is none is left out and told."""
        value = self.take(*keys)
        text = "" if value is None else words.clean_line(value, 2000)[0]
        if not text:
            return ""
        name = next(k for k in keys if self.raw.get(k))
        link = links.read_link(text)
        if link is None:
            self.tell(name, value, "not_a_link")
            return ""
        if link.repaired:
            self.tell(name, value, "read_as", link.url)
        if link.secret:
            self.conference.append(link.secret)
            self.context.report.add_private(self.label, name, "pass_code_private")
        return link.url

    def zone(self, *keys: str) -> str | None:
        """The record's own zone, or the one given for the list; None when there is neither."""
        value = self.take(*keys)
        name = zones.read_zone(value)
        if name and self.context.zone_exists(name):
            if name != value:
                self.tell(keys[0], value, "read_as", name)
            return name
        default = self.context.zone
        if value is not None and default:
            self.tell(keys[0], value, "zone_unknown", default)
        return default

    def identity(self, *keys: str) -> str:
        """The id the list gives, or nothing; long ones are cut so that they stay apart."""
        text, _actions = words.clean_line(self.take(*keys), 4000)
        if len(text) > MAX_ID:
            text = f"{text[: MAX_ID - 21]}-{fingerprint(text)}"
        if text:
            self.label = text
        return text

    def secrets(self) -> Secrets:
        return Secrets(_once(self.conference), _once(self.contacts), _once(self.hidden))

    def note_unused(self, silent: set[str]) -> None:
        """Columns with a value that nobody read: told once for the list."""
        for key in self.raw.keys() - self.used - silent:
            if words.raw_text(self.raw[key]).strip():
                self.context.report.note_unused(key)


def _once(items: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
