"""A centre with people who ask and offer, made by few words. All fit unless something else is said."""

import itertools
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import Centre, Membership, StaffRole, User
from groups.models import Language, Pathway
from mentoring.customs import NEEDED
from mentoring.free_hours import Span
from mentoring.models import FreeSpan, Mentor, Reference, Request, Suggestion, TrainingMark

_numbers = itertools.count(1)
EVENINGS = [Span(day, time(18), time(21)) for day in range(5)]
ZONE = "Asia/Dhaka"


def centre(name: str = "North House") -> Centre:
    return Centre.objects.create(name=name, country="BD", time_zone=ZONE)


def person(at: Centre | None = None, role: str = "", **fields) -> User:
    number = next(_numbers)
    values = {"public_name": f"Quiet Heron {number}", "adult_confirmed_at": timezone.now(), "time_zone": ZONE}
    user = User.objects.create_user(f"heron-{number}", **(values | fields))
    if at is not None and role:
        StaffRole.objects.create(user=user, centre=at, role=role)
    elif at is not None:
        Membership.objects.create(user=user, centre=at)
    return user


def offered(**changes) -> dict:
    """What the form would hand to the service."""
    values = {
        "kinds": ["mentor"],
        "languages": list(Language.objects.filter(code="bn")),
        "pathways": [],
        "hopes": ["work"],
        "ways": ["here"],
        "gender": "woman",
        "meets": "anyone",
        "medicine": "yes",
        "since_on": date(2020, 1, 1),
        "time_zone": ZONE,
        "places": 2,
        "limits": "No calls after nine.",
        "about": "I like tea.",
    }
    return values | changes


def wished(**changes) -> dict:
    values = {
        "kinds": ["mentor"],
        "languages": ["bn"],
        "pathways": [],
        "hopes": ["work"],
        "ways": ["here"],
        "gender": "woman",
        "meets": "anyone",
        "wants_medicine": False,
        "least_years": 0,
        "time_zone": ZONE,
        "limits": "Please do not call at night.",
        "avoid": "Somebody I know",
        "chooser": "me",
    }
    return values | changes


def mentor(at: Centre, now: datetime, user: User | None = None, hours=EVENINGS, **changes) -> Mentor:
    """An approved one, with everything that an approval needs."""
    fields = offered(**changes)
    many = {name: fields.pop(name) for name in ("languages", "pathways")}
    approved = {"state": "approved", "approved_at": now, "expires_on": now.date() + timedelta(days=400)}
    values = {"stated_on": now.date()} | approved | fields
    made = Mentor.objects.create(user=user or person(at), centre=at, **values)
    made.languages.set(many["languages"])
    made.pathways.set(many["pathways"])
    FreeSpan.objects.bulk_create(
        FreeSpan(mentor=made, weekday=span.weekday, starts=span.starts, ends=span.ends) for span in hours
    )
    return made


def ready_to_approve(made: Mentor, now: datetime) -> None:
    for number in range(2):
        Reference.objects.create(
            mentor=made, name=f"Friend {number}", knows_from="work", speaks_for=True, taken_at=now
        )
    for topic in NEEDED:
        TrainingMark.objects.create(
            mentor=made, topic=topic, given_on=now.date(), expires_on=now.date() + timedelta(days=300)
        )


def request(
    at: Centre, now: datetime, user: User | None = None, hours=EVENINGS, days=1, **changes
) -> Request:
    """Somebody who has waited for so many days."""
    fields = wished(**changes)
    pathways = fields.pop("pathways")
    since = now - timedelta(days=days)
    made = Request.objects.create(
        user=user or person(at), centre=at, made_at=since, queue_from=since, **fields
    )
    made.pathways.set(pathways)
    FreeSpan.objects.bulk_create(
        FreeSpan(request=made, weekday=span.weekday, starts=span.starts, ends=span.ends) for span in hours
    )
    return made


def suggestion(asked: Request, offers: Mentor, now: datetime, state: str = "shown", **fields) -> Suggestion:
    times = {"asked_at": now} if state == "asked" else {}
    values = {
        "kind": "mentor",
        "position": 1,
        "score": 500,
        "reasons": [["languages", ["bn"]]],
        "made_at": now,
    }
    return Suggestion.objects.create(
        request=asked,
        mentor=offers,
        mentee=asked.user,
        guide=offers.user,
        state=state,
        **(values | times | fields),
    )


def pathway(code: str) -> Pathway:
    return Pathway.objects.get(code=code)
