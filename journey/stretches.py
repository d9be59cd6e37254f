"""Days that stay: stretches of one's days, and what becomes of them when somebody begins again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, order=True)
class Span:
    """From `began_on` until `ended_on`, which is counted no more; without an end it goes on."""

    began_on: date
    ended_on: date | None = None

    def days(self, today: date, first_day: int = 0) -> int:
        """Whole days. The one that goes on also counts its first day, for who counts from one."""
        if self.ended_on is not None:
            return (self.ended_on - self.began_on).days
        return max((today - self.began_on).days + first_day, 0)

    def holds(self, day: date) -> bool:
        return self.began_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Sums:
    """What nobody can take away: the days of now, of all stretches together, and of the longest."""

    now: int
    total: int
    longest: int
    stretches: int


def sums(spans: Sequence[Span], today: date, first_day: int = 0) -> Sums:
    counted = [span.days(today, first_day) for span in spans]
    going = [span.days(today, first_day) for span in spans if span.ended_on is None]
    return Sums(going[-1] if going else 0, sum(counted), max(counted, default=0), len(spans))


def begin_again(spans: Sequence[Span], used_on: date, again_on: date) -> list[Span]:
    """The same days with `used_on` no longer among them; counting goes on from `again_on`.

    The stretch that holds the day is parted in two. Days before and after are kept, and only those
    from `used_on` until `again_on` are not counted. Raises ValueError for a day in no stretch.
    """
    if again_on < used_on:
        raise ValueError("Nobody begins again before the day itself.")
    at = next((n for n, span in enumerate(spans) if span.holds(used_on)), None)
    if at is None:
        raise ValueError("No stretch holds this day.")
    before = replace(spans[at], ended_on=used_on)
    parts = [before] if before.began_on < used_on else []
    after = [_from(again_on, span) for span in spans[at:]]
    return [*spans[:at], *parts, *(span for span in after if span is not None)]


def _from(day: date, span: Span) -> Span | None:
    """What is left of a stretch when counting begins no earlier than this day."""
    if span.ended_on is not None and span.ended_on <= day:
        return None
    return replace(span, began_on=max(span.began_on, day))
