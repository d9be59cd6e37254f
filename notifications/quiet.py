"""Quiet hours: until when an e-mail waits. Pure; the clock on the wall of the person decides."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta


def quiet_until(moment: datetime, zone: str, starts: time | None, ends: time | None) -> datetime | None:
    """The end of the quiet hours `moment` falls into, in UTC; None when it falls into none.

    The first minute is quiet, the last is not. 22:00 to 07:00 goes over midnight; equal ends mean
    no quiet hours. An end in the hour a clock change skips comes that hour later on the wall.
    """
    if starts is None or ends is None or starts == ends:
        return None
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    at = local.time()
    inside = starts <= at < ends if starts < ends else at >= starts or at < ends
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if at >= ends else 0)
    ending = datetime.combine(day, ends, local.tzinfo)
    until = ending.astimezone(UTC)
    # In the hour a clock change repeats, the wall may already have shown the end once.
    return until if until > moment else ending.replace(fold=1).astimezone(UTC)
