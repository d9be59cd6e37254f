"""Makes the demo of plan.py through the services, and says how to sign in."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.draft import Draft
from accounts.models import Centre, User
from accounts.services import centres, joining, roles
from groups.models import Group, GroupRole, Language, MeetingSeries, Pathway
from groups.services import dates
from groups.services import groups as group_services
from groups.services import roles as group_roles
from groups.services import series as series_services
from recovery_network.demo import mentors, plan


@dataclass(frozen=True)
class SignIn:
    """What a person types; `secret` is the second step's, for staff."""

    who: str
    centre: str
    sign_in_name: str
    password: str
    secret: str = ""


@dataclass
class Demo:
    """What is being made: people by public name, and their sign-ins in the order of the plan."""

    now: datetime
    password: str = field(default_factory=lambda: get_random_string(12, "abcdefghjkmnpqrstuvwxyz23456789"))
    people: dict[str, User] = field(default_factory=dict)
    sign_ins: list[SignIn] = field(default_factory=list)


@transaction.atomic
def seed(now: datetime) -> list[SignIn]:
    """Everything at once or nothing. Run by the first start of a local install: no actor."""
    demo = Demo(now)
    operator = _join(demo, plan.OPERATOR, "UTC", "runs the site", second_step=True)
    operator.is_superuser = True
    operator.save(update_fields=["is_superuser"])
    for centre in plan.CENTRES:
        _make_centre(demo, operator, centre)
    mentors.seed(demo.people, now)
    return demo.sign_ins


def _join(demo: Demo, person: plan.Person, zone: str, place: str, *, second_step: bool) -> User:
    draft = Draft(public_name=person.name, language=person.language, time_zone=zone, own_device=True)
    base = person.name if person.name.isascii() else "name"
    user = joining.join(draft=draft, base=base, password=demo.password, guest=None, now=demo.now).user
    secret = generate_totp_secret() if second_step else ""
    if secret:
        TOTP.activate(user, secret)
    demo.people[person.name] = user
    demo.sign_ins.append(SignIn(person.name, place, user.sign_in_name or "", demo.password, secret))
    return user


def _make_centre(demo: Demo, operator: User, planned: plan.Centre) -> None:
    centre = centres.create_centre(
        actor=operator,
        name=planned.name,
        country=planned.country,
        time_zone=planned.zone,
        language=planned.language,
        now=demo.now,
    )
    for person in planned.people:
        _make_person(demo, operator, centre, person)
    leader = demo.people[next(p.name for p in planned.people if "counselor" in p.roles)]
    for group in planned.groups:
        _make_group(demo, leader, centre, group)


def _make_person(demo: Demo, operator: User, centre: Centre, person: plan.Person) -> None:
    place = ", ".join([centre.name, *person.roles])
    user = _join(demo, person, centre.time_zone, place, second_step=bool(person.roles))
    for role in person.roles:
        roles.give_staff_role(actor=operator, centre=centre, person=user, role=role, now=demo.now)
    if person.member and not person.roles:
        manager = centre.staff_roles.filter(role="manager", ended_at=None)[0].user
        centres.admit_member(actor=manager, centre=centre, person=user, now=demo.now)


def _make_group(demo: Demo, leader: User, centre: Centre, planned: plan.Group) -> None:
    group = group_services.create_group(
        actor=leader,
        centre=centre,
        now=demo.now,
        name=planned.name,
        kind=planned.kind,
        join_policy=planned.join_policy,
        visibility=planned.visibility,
        pathway=Pathway.objects.get(code=planned.pathway),
        notes_public=planned.about,
        **planned.ways,
    )
    given = {
        GroupRole.Role.FACILITATOR: planned.hosts,
        GroupRole.Role.GREETER: planned.greeters,
        GroupRole.Role.MEMBER: planned.members,
    }
    for role, names in given.items():
        for name in names:
            group_roles.give_role(
                actor=leader, group=group, person=demo.people[name], role=role, now=demo.now
            )
    for series in planned.series:
        _change_dates(demo, leader, _make_series(demo, leader, group, series))


def _make_series(demo: Demo, leader: User, group: Group, planned: plan.Series) -> MeetingSeries:
    place = {"new_place": planned.place} if planned.place else {}
    return series_services.create_series(
        actor=leader,
        group=group,
        now=demo.now,
        name=planned.name,
        weekdays=planned.weekdays,
        local_start=planned.start,
        duration_minutes=planned.minutes,
        # From yesterday, so that the day-long one is open in every zone from the first minute.
        start_date=(demo.now - timedelta(days=1)).date(),
        attendance=planned.attendance,
        online_kind=planned.online_kind,
        languages=list(Language.objects.filter(code__in=planned.languages)),
        **({"time_zone": planned.zone} if planned.zone else {}),
        **place,
        **planned.extra,
    )


def _change_dates(demo: Demo, leader: User, series: MeetingSeries) -> None:
    """A cancelled and a moved date to be seen in the lists: the third and the fourth of each series."""
    if series.opens_itself:
        return
    ahead = list(series.occurrences.order_by("local_date").values_list("local_date", flat=True)[2:4])
    for local_date, change in zip(ahead, (_cancel, _move), strict=False):
        change(demo, leader, series, local_date)


def _cancel(demo: Demo, leader: User, series: MeetingSeries, local_date: date) -> None:
    dates.cancel_date(actor=leader, series=series, local_date=local_date, now=demo.now)


def _move(demo: Demo, leader: User, series: MeetingSeries, local_date: date) -> None:
    assert series.local_start is not None
    later = (datetime.combine(local_date, series.local_start) + timedelta(minutes=30)).time()
    dates.move_date(
        actor=leader, series=series, local_date=local_date, now=demo.now, new_date=local_date, new_start=later
    )
