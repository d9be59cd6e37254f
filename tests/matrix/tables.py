"""The shape of the tables, and reading all of them."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.architecture.tree import apps
from tests.cast import CAST, World, people_and_centres

EVERYBODY_ELSE = "*"


@dataclass(frozen=True)
class Row:
    """For one object of a rule: who may. Everybody else may not."""

    obj: Callable[[World], Any]
    may: str = ""

    def __post_init__(self) -> None:
        _names(self.may)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Each of the cast stands in exactly one of these."""

    ok: str = ""  # 200
    moved: str = ""  # a redirect, but not to sign-in
    sign_in: str = ""  # a redirect to sign-in
    forbidden: str = ""  # 403: may know that it exists
    hidden: str = ""  # 404: may not
    refused: str = ""  # 400, 405, 409, 429: the request was not one this address takes


@dataclass(frozen=True)
class Url(Answers):
    """One address. `lists` adds one more row to the page's list; None says that it shows none."""

    name: str
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}
    lists: Callable[[World], object] | None = field(kw_only=True)
    query: str = field(default="", kw_only=True)
    post: Callable[[World], dict[str, Any]] | None = field(default=None, kw_only=True)
    # Tables a GET of this page may write to, beyond those every page may.
    writes: frozenset[str] = field(default=frozenset(), kw_only=True)

    def verdict(self, person: str) -> str:
        for verdict in VERDICTS:
            if person in _names(getattr(self, verdict)):
                return verdict
        for verdict in VERDICTS:
            if EVERYBODY_ELSE in _names(getattr(self, verdict)):
                return verdict
        raise LookupError(f"{self.name}: nothing said about {person}")

    def __post_init__(self) -> None:
        named = [name for verdict in VERDICTS for name in _names(getattr(self, verdict))]
        twice = {name for name in named if named.count(name) > 1}
        if twice:
            raise ValueError(f"{self.name}: said twice: {sorted(twice)}")
        for person in CAST:
            self.verdict(person)


VERDICTS = tuple(Answers.__dataclass_fields__)


def _names(words: str) -> list[str]:
    names = words.split()
    unknown = set(names) - set(CAST) - {EVERYBODY_ELSE}
    if unknown:
        raise ValueError(f"Nobody in the cast is called {sorted(unknown)}")
    return names


def modules() -> list[ModuleType]:
    """The project's own table first, then the apps from the lowest up."""
    order = ["project", *apps()[:], "beside"]
    present = {path.stem for path in Path(__file__).parent.glob("*.py")}
    return [importlib.import_module(f"tests.matrix.{name}") for name in order if name in present]


def all_rules() -> dict[str, list[Row]]:
    return {name: rows for module in modules() for name, rows in getattr(module, "RULES", {}).items()}


def all_urls() -> list[Url]:
    return [url for module in modules() for url in getattr(module, "URLS", [])]


def build_world() -> World:
    world = people_and_centres()
    for module in modules():
        getattr(module, "build", lambda world: None)(world)
    return world
