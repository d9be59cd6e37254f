"""Two people who walk together, for the browser to look at. Runs inside the site, like pages.make."""

from datetime import time, timedelta
from typing import Any

from mentoring.agreement import CURRENT
from mentoring.services import pairs, talks, walks
from tests.mentoring import people

EVENING, LATER = time(19, 30), time(20, 15)


def add(place: Any) -> None:
    """Each member walks with the host of their language."""
    for key, member in list(place.people.items()):
        if key.startswith("member"):
            language = key.partition("-")[2]
            pair = _walking(place, member, place.people[f"host-{language}"])
            place.codes[f"walk-{language}"] = pair.code
            _planned(place, pair)


def _walking(place: Any, member: Any, host: Any) -> Any:
    mentor = host.mentoring.first() or people.mentor(place.centre, place.now, user=host)
    pair = pairs.make(mentor=mentor, request=None, mentee=member, guide=host, kind="sponsor", now=place.now)
    for person in pair.two():
        pair = walks.agree(actor=person, pair=pair, number=1, text_version=CURRENT, now=place.now)
    return pair


def _planned(place: Any, pair: Any) -> None:
    day = (place.now + timedelta(days=3)).date()
    at = {"pair": pair, "day": day, "way": "here", "now": place.now}
    talk = talks.suggest(actor=pair.guide, wall=EVENING, **at)
    talks.say_yes(actor=pair.mentee, talk=talk, now=place.now)
    talks.suggest(actor=pair.guide, wall=LATER, **at)
