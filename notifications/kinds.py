"""The kinds of notice there are. Apps register theirs in `apps.ready`; this app knows none of them.

Texts are lazy and hold named placeholders, filled when they are shown, so that one stored notice
reads right in any language. `neutral` stands where a glance at the screen must tell nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """`mail` names the folder and file of the e-mail's two templates, or is empty for none."""

    name: str
    title: str | Promise
    neutral: str | Promise
    mail: str = ""
    icon: str = "bell"
    # An e-mail of this kind that could not leave for so long is no longer worth sending.
    lasts: timedelta = timedelta(days=1)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; a second one of the same name is a mistake in the code."""
    if KINDS.get(kind.name, kind) != kind:
        raise ValueError(f"Two kinds are named {kind.name}.")
    KINDS[kind.name] = kind
    return kind


def title(kind: str, params: dict[str, Any], *, neutral: bool) -> str:
    """The line a person reads, in the language active now."""
    text = str(KINDS[kind].neutral if neutral else KINDS[kind].title)
    return text % params if params else text
