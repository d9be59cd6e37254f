"""Two mentors and two people who ask, at the demo's first centre, made through the services like the rest."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import Centre, StaffRole, User
from groups.models import Language, Pathway
from mentoring.customs import NEEDED
from mentoring.free_hours import Span
from mentoring.services import approval, offers, requests

OFFERS = ("Quiet Heron", "Slow River")
ASKS = ("Paper Boat", "New Field")
EVENINGS = [Span(day, time(18), time(21)) for day in range(7)]
NIGHTS = [Span(day, time(22), time(1)) for day in (4, 5)]


def seed(people: Mapping[str, User], now: datetime) -> None:
    """Does nothing for a plan that names none of these people. No actor of its own: staff and people act."""
    present = [people[name] for name in OFFERS if name in people]
    for number, person in enumerate(present):
        _mentor(person, now, years=3 + 4 * number, hours=[EVENINGS, NIGHTS][number])
    for name in ASKS:
        if name in people:
            _ask(people[name], now)


def _centre_of(person: User) -> Centre:
    return person.memberships.live().select_related("centre")[0].centre


def _mentor(person: User, now: datetime, years: int, hours: list[Span]) -> None:
    centre = _centre_of(person)
    fields: dict[str, Any] = {
        "kinds": ["sponsor", "mentor"],
        "languages": list(Language.objects.filter(code__in=("en", "bn"))),
        "pathways": list(Pathway.objects.filter(code__in=("twelve-step", "any"))),
        "hopes": ["listen", "steps", "evenings"],
        "ways": ["here", "centre"],
        "gender": "",
        "meets": "anyone",
        "medicine": "yes",
        "since_on": now.date() - timedelta(days=365 * years),
        "time_zone": centre.time_zone,
        "places": 2,
        "limits": "No calls after nine in the evening.",
        "about": "I like tea, and walks along the river.",
    }
    friends = [("A friend", "work", "by phone"), ("A neighbour", "the same street", "at the centre")]
    mentor = offers.apply(
        actor=person, centre=centre, fields=fields, hours=hours, references=friends, now=now
    )
    staff = StaffRole.objects.live().filter(centre=centre, role=StaffRole.Role.COORDINATOR)[0].user
    for reference in mentor.references.all():
        approval.take_reference(actor=staff, mentor=mentor, reference=reference, speaks_for=True, now=now)
    learned, until = now.date() - timedelta(days=1), now.date() + timedelta(days=400)
    for topic in NEEDED:
        approval.mark_training(
            actor=staff, mentor=mentor, topic=topic, given_on=learned, expires_on=until, now=now
        )
    approval.approve(actor=staff, mentor=mentor, now=now)


def _ask(person: User, now: datetime) -> None:
    centre = _centre_of(person)
    fields: dict[str, Any] = {
        "kinds": ["mentor"],
        "languages": ["bn"],
        "pathways": [],
        "hopes": ["listen"],
        "ways": [],
        "gender": "",
        "meets": "anyone",
        "wants_medicine": False,
        "least_years": 1,
        "time_zone": centre.time_zone,
        "limits": "",
        "avoid": "",
        "chooser": "me",
    }
    requests.ask(actor=person, centre=centre, fields=fields, hours=EVENINGS, now=now)
