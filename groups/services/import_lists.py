"""Where a list comes from, and which of the lists known before it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext_lazy as _

from groups.importing.drafts import Draft
from groups.importing.errors import UnusableSourceError
from groups.importing.limits import MAX_BYTES, MAX_SECONDS
from groups.importing.reading import combine
from groups.models import ImportSource, MeetingSeries
from recovery_network.common.net import Fetcher, FetchError

# Half of the shorter of two lists in common: then one is a newer copy of the other.
ENOUGH_IN_COMMON = 0.5


@dataclass(frozen=True)
class Loaded:
    """The bytes of a list, where they came from and what to call it."""

    data: bytes
    location: str
    name: str


def is_address(source: str) -> bool:
    return re.match(r"https?://", source.strip(), re.I) is not None


def load(source: str, fetcher: Fetcher | None = None) -> Loaded:
    """A file, a folder with the answers of a BMLT server, or an address. Raises UnusableSourceError."""
    if is_address(source):
        return _fetch(source.strip(), fetcher or Fetcher(max_bytes=MAX_BYTES, seconds=MAX_SECONDS))
    path = Path(source)
    try:
        return _from_folder(path) if path.is_dir() else _from_file(path)
    except FileNotFoundError:
        raise UnusableSourceError(_("There is no file %(name)s.") % {"name": path}) from None
    except (OSError, ValueError):
        raise UnusableSourceError(_("The file %(name)s cannot be read.") % {"name": path}) from None


def _from_file(path: Path) -> Loaded:
    data = _bytes(path)
    if path.suffix.lower() == ".json":
        data = combine(data, _table_beside(path, "GetFormats"), _table_beside(path, "GetServiceBodies"))
    return Loaded(data, str(path.resolve()), path.name)


def _from_folder(path: Path) -> Loaded:
    meetings = path / "GetSearchResults.json"
    if not meetings.is_file():
        raise UnusableSourceError(
            _("There is no GetSearchResults.json in the folder %(name)s.") % {"name": path}
        )
    return _from_file(meetings)


def _table_beside(path: Path, name: str) -> bytes | None:
    """BMLT's tables of formats and service bodies, when they lie beside its meetings."""
    table = path.with_name(f"{name}.json")
    return _bytes(table) if path.stem.startswith("GetSearchResults") and table.is_file() else None


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise UnusableSourceError(_("The file is larger than 20 MB."))
    return path.read_bytes()


# --- Addresses ----------------------------------------------------------------------------------


def _fetch(url: str, fetcher: Fetcher) -> Loaded:
    """One document; for a BMLT server its tables too. Words of a refusal are for the person."""
    meetings = bmlt_query(url, "GetSearchResults")
    try:
        data = fetcher.get(meetings or url).data
    except FetchError as error:
        raise UnusableSourceError(error.message) from None
    if meetings:
        data = combine(data, _table(url, "GetFormats", fetcher), _table(url, "GetServiceBodies", fetcher))
    return Loaded(data, url[:500], name_of(url))


def name_of(url: str) -> str:
    return urlsplit(url).hostname or url[:200]


def _table(url: str, switcher: str, fetcher: Fetcher) -> bytes | None:
    """Without it formats keep their keys: no reason to lose the list."""
    try:
        return fetcher.get(bmlt_query(url, switcher) or "").data
    except FetchError:
        return None


def bmlt_query(url: str, switcher: str) -> str | None:
    """The same server asked something else; None when the address is not a BMLT server's.

    It is one when it names a `switcher`, or when it ends in the root server's own folder.
    """
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query))
    if "switcher" in pairs:
        if switcher == "GetSearchResults" == pairs["switcher"]:
            return url
        keep = {"lang_enum": pairs["lang_enum"]} if "lang_enum" in pairs else {}
        path = re.sub(r"/jsonp/?$", "/json/", parts.path)
        return urlunsplit((parts.scheme, parts.netloc, path, urlencode({"switcher": switcher} | keep), ""))
    root = re.match(r"(.*/main_server)(?:/(?:index\.php)?|/client_interface/json/?)?$", parts.path)
    if root is None:
        return None
    query = urlencode({"switcher": switcher})
    return urlunsplit((parts.scheme, parts.netloc, f"{root[1]}/client_interface/json/", query, ""))


# --- Which list is it? --------------------------------------------------------------------------


def find_source(
    centre: Any, location: str, drafts: list[Draft], format: str
) -> tuple[ImportSource | None, bool]:
    """The list known by this location, else the one that shares its meetings; True when it was by those.

    Files are downloaded under new names each time. Taking a copy for a new list would double every
    meeting, so a list is known by what stands in it: the same id and the same name.
    """
    known = ImportSource.objects.filter(centre=centre, format=format)
    same_place = known.filter(location=location).exclude(location="").order_by("-pk").first()
    if same_place is not None:
        return same_place, False
    best, score = None, 0.0
    theirs = {(draft.external_id, draft.name) for draft in drafts}
    for source in known.order_by("pk"):
        ours = _meetings_of(source)
        shared = len(theirs & ours) / max(1, min(len(theirs), len(ours)))
        if shared >= max(score, ENOUGH_IN_COMMON):
            best, score = source, shared
    return best, best is not None


def _meetings_of(source: ImportSource) -> set[tuple[str, str]]:
    rows: Iterable[tuple[str, str, str]] = MeetingSeries.objects.filter(
        external_source=source.key
    ).values_list("external_id", "name", "group__name")
    return {(external_id, name or group) for external_id, name, group in rows}
