"""The help page's content: lines put under the situations they are for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from recovery_network.common.languages import language_name
from recovery_network.common.text import listed
from safeguarding import hours
from safeguarding.models import CrisisLine


@dataclass(frozen=True)
class Entry:
    """One line as a person reads it."""

    line: CrisisLine
    hours: str
    is_open: bool | None
    is_verified: bool
    is_stale: bool
    languages: str


@dataclass
class Directory:
    """What the help page shows for one country."""

    emergency: list[Entry] = field(default_factory=list)
    cannot_go_on: list[Entry] = field(default_factory=list)
    want_to_use: list[Entry] = field(default_factory=list)
    hurt_at_home: list[Entry] = field(default_factory=list)
    police: list[Entry] = field(default_factory=list)


def entry(line: CrisisLine, now: datetime) -> Entry:
    times = hours.Hours(line.always_open, line.opens, line.closes, tuple(line.days), line.time_zone)
    return Entry(
        line=line,
        hours=hours.in_words(times, now),
        is_open=hours.is_open(times, now),
        is_verified=line.is_verified(now.date()),
        is_stale=line.is_stale(now.date()),
        languages=listed(language_name(code) for code in line.languages),
    )


def directory(lines: Iterable[CrisisLine], now: datetime) -> Directory:
    """Lines off the default list stand apart under who runs them; emergency lines come first of all."""
    page = Directory()
    for line in lines:
        one = entry(line, now)
        if not line.default_list:
            page.police.append(one)
        elif line.operator == CrisisLine.Operator.EMERGENCY:
            page.emergency.append(one)
        else:
            for situation in line.situations:
                _list(page, situation).append(one)
    return page


def _list(page: Directory, situation: str) -> list[Entry]:
    return {
        CrisisLine.Situation.DANGER: page.emergency,
        CrisisLine.Situation.CANNOT_GO_ON: page.cannot_go_on,
        CrisisLine.Situation.WANT_TO_USE: page.want_to_use,
        CrisisLine.Situation.HURT_AT_HOME: page.hurt_at_home,
    }[CrisisLine.Situation(situation)]
