"""What can be reported. Apps above register theirs in `apps.ready`; this app knows none of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

# As many lines before and after the one that was reported, and nothing else, are kept with a report.
LINES_AROUND = 10


@dataclass(frozen=True)
class Subject:
    """One thing as the person who reports it may see it.

    `name` is what they see (an alias, a title). `person` stands behind it, or None; their account is
    never shown. `excerpt` holds lines {"who", "text", "at", "here"}. `centre` is whose staff look at it.
    """

    kind: str
    code: str
    name: str
    back_path: str
    person: Any = None
    centre: Any = None
    excerpt: list[dict[str, Any]] = field(default_factory=list)
    place: str = ""
    # Where the person may have come from, by the name that the address says; then they go back there.
    ways_back: Mapping[str, str] = field(default_factory=dict)

    def way_back(self, name: str) -> str:
        """Back to where the thing was seen; empty when it is a page like any other."""
        return self.ways_back.get(name, self.back_path) if self.ways_back else ""


# find(user, code, now): the subject, or None for what this person may not see.
Find = Callable[[Any, str, datetime], Subject | None]


@dataclass(frozen=True)
class Seen:
    """The same thing later, for the staff who handle a report: what it was called there, and where that was.

    `name` is an alias or a title, never an account. `place` is looked up by the apps that know places.
    """

    name: str
    place: str = ""
    where: str = ""
    path: str = ""
    at: datetime | None = None


# seen(codes): what is known of each of them now; what is gone is left out. One question for all.
SeenBy = Callable[[Iterable[str]], dict[str, Seen]]


@dataclass(frozen=True)
class Reportable:
    kind: str
    label: str | Promise
    find: Find
    seen: SeenBy | None = None


KINDS: dict[str, Reportable] = {}
# How apps above find the centre of a place; by the name of the app.
CENTRES: dict[str, Callable[[str], Any]] = {}
# How they tell what a place is, where its page is and when it was: (where, path, at) by the place.
PLACES: dict[str, Callable[[Iterable[str]], dict[str, tuple[str, str, datetime]]]] = {}


def register(kind: Reportable) -> Reportable:
    """Add a kind; a second one of the same name is a mistake in the code."""
    if KINDS.get(kind.kind, kind) != kind:
        raise ValueError(f"Two kinds of subject are named {kind.kind}.")
    KINDS[kind.kind] = kind
    return kind


def find(user: Any, kind: str, code: str, now: datetime) -> Subject | None:
    """What the person may see under this kind and code, with a shortened excerpt; else None."""
    known = KINDS.get(kind)
    subject = known.find(user, code, now) if known else None
    if subject is None:
        return None
    if len(subject.excerpt) > 2 * LINES_AROUND + 1:
        raise ValueError(f"{kind} hands over more lines than a report keeps.")
    if subject.centre is None and subject.place:
        return replace(subject, centre=centre_of(subject.place))
    return subject


def centre_of(place: str) -> Any:
    """The centre whose staff look after a place, or None."""
    return next((centre for ask in CENTRES.values() if (centre := ask(place))), None)


def seen(things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Seen]:
    """What is known now of things under (kind, code); as many questions for one as for many."""
    by_kind: dict[str, list[str]] = {}
    for kind, code in things:
        by_kind.setdefault(kind, []).append(code)
    found: dict[tuple[str, str], Seen] = {}
    for kind, codes in by_kind.items():
        known = KINDS[kind].seen if kind in KINDS else None
        found |= {(kind, code): each for code, each in (known(codes) if known else {}).items()}
    places = {each.place for each in found.values() if each.place}
    told = (
        {place: facts for tell in PLACES.values() for place, facts in tell(places).items()} if places else {}
    )
    return {thing: _placed(each, told) for thing, each in found.items()}


def _placed(each: Seen, told: Mapping[str, tuple[str, str, datetime]]) -> Seen:
    if each.place not in told:
        return each
    where, path, at = told[each.place]
    return replace(each, where=where, path=path, at=at)


def label(kind: str) -> str:
    return str(KINDS[kind].label) if kind in KINDS else kind
