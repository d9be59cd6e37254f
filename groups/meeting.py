"""One meeting as its page shows it: the next dates, the way in, and what is close when it has stopped."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from groups import facets, finder, link_card, listing, phrases
from groups.finder import ANY, Search
from groups.link_card import LinkCard
from groups.listing import Card
from groups.models import GroupRole, MeetingSeries, Occurrence, Status, Venue
from groups.services import rsvp
from groups.services.rsvp import Places
from recovery_network.common.permissions import can

DATES, CLOSE = 6, 4
WHOLE_DAY = 24 * 60
MAP = "https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}#map=17/{latitude:.5f}/{longitude:.5f}"
IN_PLACE = (MeetingSeries.Attendance.IN_PERSON, MeetingSeries.Attendance.HYBRID)


@dataclass(frozen=True)
class MeetingPage:
    """What the page needs, asked once. `dates` holds cancelled ones too, so that they are said."""

    series: MeetingSeries
    dates: list[Card]
    is_inside: bool
    close: list[Card]
    places: Places | None = None
    card: LinkCard | None = None
    may_read_link: bool = False

    @property
    def next(self) -> Card | None:
        return next((card for card in self.dates if not card.occurrence.is_cancelled), None)

    @property
    def later(self) -> list[Card]:
        """The dates after what is open now; a cancelled one is said until its hour is over."""
        return [card for card in self.dates if card.is_ahead]

    @property
    def is_ours(self) -> bool:
        """In a room of ours, and no foreign list brought it: only for these can we promise anything."""
        series = self.series
        foreign = series.external_source or series.group.external_source
        return series.online_kind == MeetingSeries.OnlineKind.ROOM and not foreign

    @property
    def is_paused(self) -> bool:
        return Status.PAUSED in (self.series.status, self.series.group.status)

    @property
    def has_stopped(self) -> bool:
        return self.next is None and not self.is_paused and not self.series.by_appointment

    @property
    def rule(self) -> str:
        return "" if self.series.by_appointment else phrases.rule(self.series.rule)

    @property
    def length(self) -> str:
        if self.series.duration_minutes >= WHOLE_DAY:
            return _("all day")
        return phrases.length(self.series.duration_minutes)

    @property
    def is_way_in_shown(self) -> bool:
        """Links and numbers elsewhere are for those inside, and for all while the door is open.

        Standing on a public page all week they only serve those who come to disturb.
        """
        return self.is_inside or self.series.by_appointment or bool(self.next and self.next.is_open)

    @property
    def venue(self) -> Venue | None:
        venue = self.next.occurrence.venue if self.next else self.series.venue
        return venue if self.series.attendance in IN_PLACE else None

    @property
    def has_address(self) -> bool:
        return bool(self.venue and self.venue.address and self.venue.precision == Venue.Precision.STREET)

    @property
    def map_url(self) -> str:
        """A link to a map elsewhere, never a map in the page: looking must tell nobody."""
        venue = self.venue
        if venue is None or venue.latitude is None:
            return ""
        return MAP.format(latitude=venue.latitude, longitude=venue.longitude)


def page(series: MeetingSeries, user: Any, now: datetime, zone: ZoneInfo) -> MeetingPage:
    coming = Occurrence.objects.visible_to(user).not_over().filter(series=series, ends_at__gt=now)
    rows = coming.select_related("series__group", "venue").order_by("starts_at")[:DATES]
    dates = listing.fold(Card(row, now, zone) for row in rows)
    meets = any(not card.occurrence.is_cancelled for card in dates)
    close = [] if meets else close_to(series, now, zone)
    made = MeetingPage(series, dates, _is_inside(series, user), close)
    return replace(made, **_ways(made, user))


def _ways(made: MeetingPage, user: Any) -> dict[str, Any]:
    """Places, and the talk elsewhere, where the meeting has them: most ask nothing more."""
    card, following = link_card.card(made.series), made.next.occurrence if made.next else None
    ways: dict[str, Any] = {"card": card}
    if following is None:
        return ways
    if card is not None:
        ways["may_read_link"] = can(user, "groups.read_link", following)
    return ways | {"places": rsvp.places(following, user)}


def _is_inside(series: MeetingSeries, user: Any) -> bool:
    """Has the person a role in the group? Pass codes are for these alone."""
    if not user.is_authenticated:
        return False
    return GroupRole.objects.live().filter(user=user, group=series.group).exists()


def close_to(series: MeetingSeries, now: datetime, zone: ZoneInfo) -> list[Card]:
    """Other meetings in one of its languages, else any; nearest in time first."""
    languages = frozenset(facets.LANGUAGE + pk for pk in series.languages.values_list("pk", flat=True))
    wanted = (languages,) if languages else ()
    same = finder.find(Search(when=ANY, wanted=wanted), now, zone)
    keys = dict.fromkeys(chain(same, finder.find(Search(when=ANY), now, zone)))
    return listing.cards(list(keys)[:CLOSE], now, zone)
