"""Mentors, questions and a round for the browser to look at. Runs inside the site, like pages.make."""

from typing import Any

from mentoring.agreement import CURRENT
from mentoring.models import Pair
from mentoring.services import looks, pairs, rounds, suggestions, walks, wellbeing
from tests.browser import pairs as pages_of_pairs
from tests.mentoring import people


def add(place: Any) -> None:
    """Each host is a mentor, each member asks and was shown somebody; the manager has a round to look at."""
    centre, now = place.centre, place.now
    about = {"about": "I like tea and long walks.", "limits": "No calls after nine."}
    mentors = [
        people.mentor(centre, now, user=user, places=3, **about)
        for key, user in place.people.items()
        if key.startswith("host")
    ]
    wishes = [
        people.request(centre, now, user=user)
        for key, user in place.people.items()
        if key.startswith("member")
    ]
    manager = next(user for key, user in place.people.items() if key.startswith("manager"))
    round = rounds.start_round(actor=manager, centre=centre, now=now)
    rounds.work_on(round.pk, now)
    for wish in wishes[:-1]:
        suggestions.show_prepared(wish.suggestions.all(), now)
    for mentor in mentors:
        asked = people.request(centre, now)
        people.suggestion(asked, mentor, now, state="asked", hello="Hello. Could we talk on a Tuesday?")
    Pair.objects.create(
        mentor=mentors[0], mentee=people.person(centre), guide=mentors[0].user, kind="mentor", made_at=now
    )
    place.codes["rest"] = _to_look_after(place, mentors[0])
    offer = people.mentor(centre, now, state="applied", approved_at=None, expires_on=None)
    offer.references.create(name="Anna", knows_from="My first group")
    place.codes |= {"wish": wishes[-1].code, "offer": offer.code, "round": round.code}
    pages_of_pairs.add(place)


def _to_look_after(place: Any, mentor: Any) -> str:
    """Two who rest because staff asked for it, one of whom wrote to staff; it is too much for the mentor."""
    mentee, staff = people.person(place.centre), people.person(place.centre, role="coordinator")
    given: dict[str, Any] = {"now": place.now}
    pair = pairs.make(mentor=mentor, request=None, mentee=mentee, guide=mentor.user, kind="mentor", **given)
    for person in pair.two():
        pair = walks.agree(actor=person, pair=pair, number=1, text_version=CURRENT, **given)
    looks.ask(actor=mentee, pair=pair, words="We do not find a time to talk.", **given)
    looks.pause_by_staff(actor=staff, pair=pair, **given)
    much = {"load": "much", "wish": "help", "words": "The nights are long."}
    wellbeing.say(actor=mentor.user, mentor=mentor, ask_every=30, **much, **given)
    return pair.code
