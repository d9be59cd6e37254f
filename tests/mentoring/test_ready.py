"""Who can be asked by somebody who needs to talk now, and who never is: at the question and at the yes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership
from chat.models import Room
from mentoring import beside
from mentoring.models import Bond, Call, Pair, Ready
from mentoring.services import calls, ready
from notifications.models import Preference
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding.models import Case, NewcomerLift
from safeguarding.services import blocks
from tests.mentoring import people
from tests.mentoring.test_calls import ask, asked_of, on_duty, peer, say

# --- Who is never asked -----------------------------------------------------------------------------


def test_a_newcomer_is_not_asked_until_staff_know_them(centre, now):
    young = peer(centre, now, days_old=89)
    assert asked_of(ask(centre, now)) == set()
    NewcomerLift.objects.create(user=young, at=now)
    assert asked_of(ask(centre, now)) == {young.pk}


def bond(centre, one, other, reason):
    first, second = sorted((one, other), key=lambda each: each.pk)
    return Bond.objects.create(centre=centre, one=first, other=second, reason=reason)


def rather_not(centre, now, one, other):
    Pair.objects.create(
        mentor=people.mentor(centre, now, user=other), mentee=one, guide=other, kind="mentor", made_at=now,
        state="ended", ended_at=now, again_ok=False,
    )  # fmt: skip


APART = {
    "blocked": lambda centre, now, one, other: blocks.block(actor=one, person=other, now=now),
    "was blocked by": lambda centre, now, one, other: blocks.block(actor=other, person=one, now=now),
    "household": lambda centre, now, one, other: bond(centre, one, other, "household"),
    "employer": lambda centre, now, one, other: bond(centre, one, other, "employer"),
    "not with": lambda centre, now, one, other: bond(centre, one, other, "not_with"),
    "rather not again": rather_not,
    "a report is open": lambda centre, now, one, other: Case.objects.create(
        about=other, about_subject=other.subject, centre=centre, due_at=now
    ),
}


@pytest.mark.parametrize("why", APART)
def test_two_who_are_kept_apart(centre, now, why):
    person, member = people.person(centre), peer(centre, now)
    APART[why](centre, now, person, member)
    assert asked_of(ask(centre, now, user=person)) == set()
    if why != "a report is open":
        assert asked_of(ask(centre, now)) == {member.pk}


def test_what_came_between_holds_at_the_yes(centre, now):
    member = peer(centre, now)
    call = ask(centre, now)
    bond(centre, call.user, member, "household")
    with pytest.raises(DomainError, match="need nobody"):
        say(member, call, now)
    assert not Room.objects.exists()


def test_who_left_the_centre_or_took_it_back_cannot_say_yes(centre, now):
    left, back = peer(centre, now), peer(centre, now)
    call = ask(centre, now)
    Membership.objects.filter(user=left).update(left_at=timezone.now())
    ready.end_ready(actor=back, ready=Ready.objects.get(user=back), now=now)
    for person in (left, back):
        with pytest.raises(DomainError, match="need nobody"):
            say(person, call, now)


def test_a_block_between_asker_and_staff_holds(centre, now):
    counselor = on_duty(centre, now)
    person = people.person(centre)
    call = ask(centre, now, user=person)
    blocks.block(actor=person, person=counselor, now=now)
    with pytest.raises(DomainError, match="need nobody"):
        say(counselor, call, now)
    calls.end_call(actor=person, call=call, now=now)
    assert ask(centre, now, user=person).state == "nobody"


WRONG = {
    "another language": {"languages": ["en"]},
    "a pause": {"paused": True},
    "after the last day": {"until_on": -1},
    "before their hours": {"starts": time(16), "ends": time(18)},
    "meets women only": {"meets": "women"},
    "asked twice today": {"most_a_day": 1, "asked": True},
    "quiet hours": {"quiet": True},
    "the other centre": {"elsewhere": True},
    "closed": {"closed": True},
    "not a member": {"left": True},
    "in a talk": {"busy": True},
}


@pytest.mark.parametrize("why", WRONG)
def test_who_has_no_time_now(centre, now, why):
    """It is three in the afternoon on their clock."""
    said = dict(WRONG[why])
    does = {name: said.pop(name, False) for name in ("paused", "asked", "quiet", "elsewhere", "closed")}
    does |= {name: said.pop(name, False) for name in ("left", "busy")}
    if "until_on" in said:
        said["until_on"] = now.date() + timedelta(days=said["until_on"])
    at = people.centre("South House") if does["elsewhere"] else centre
    member = peer(at, now, **said, **({"paused_at": now} if does["paused"] else {}))
    if does["asked"]:
        ask(centre, now - timedelta(hours=23))
    if does["quiet"]:
        Preference.objects.create(user=member, quiet_from=time(14), quiet_to=time(16), changed_at=now)
    if does["closed"]:
        type(member).objects.filter(pk=member.pk).update(is_active=False)
    if does["left"]:
        Membership.objects.filter(user=member).update(left_at=timezone.now())
    if does["busy"]:
        say(member, ask(centre, now), now)
    call = ask(centre, now)
    assert (asked_of(call), call.state) == (set(), "nobody")


def test_wishes_of_the_one_who_asks(centre, now):
    woman, man = peer(centre, now, gender="woman"), peer(centre, now, gender="man")
    silent = peer(centre, now)
    assert asked_of(ask(centre, now, meets="women")) == {woman.pk}
    assert asked_of(ask(centre, now)) == {woman.pk, man.pk, silent.pk}


def test_who_can_costs_the_same_for_any_number(centre, now):
    counted = []
    for number in (1, 4):
        for _each in range(number):
            peer(centre, now, most_a_day=5)
        person = people.person(centre)
        call = Call(user=person, centre=centre, language="bn", asked_at=now, next_at=now)
        call.save()
        with CaptureQueriesContext(connection) as queries:
            assert len(ready.who_can(call, now, 10)) == number + (1 if number == 4 else 0)
        counted.append(len(queries))
    assert counted[0] == counted[1]


# --- Saying so --------------------------------------------------------------------------------------


def said(now, **changes):
    values = {
        "languages": ["bn"], "gender": "", "meets": "anyone", "starts": time(22), "ends": time(2),
        "time_zone": people.ZONE, "until_on": now.date() + timedelta(days=30), "most_a_day": 1,
    }  # fmt: skip
    return values | changes


def known(centre, now):
    return people.person(centre, created_at=now - timedelta(days=200))


def test_saying_so_pausing_and_taking_it_back(centre, now):
    person = known(centre, now)
    row = ready.say_ready(actor=person, centre=centre, fields=said(now), now=now)
    ready.set_ready_pause(actor=person, ready=row, paused=True, now=now)
    assert Ready.objects.get().paused_at == now
    again = ready.say_ready(actor=person, centre=centre, fields=said(now, most_a_day=3), now=now)
    assert (again.pk, again.paused_at, again.most_a_day) == (row.pk, None, 3)
    with pytest.raises(NotAllowed):
        ready.set_ready_pause(actor=known(centre, now), ready=row, paused=True, now=now)
    with pytest.raises(NotAllowed):
        ready.end_ready(actor=known(centre, now), ready=row, now=now)
    ready.end_ready(actor=person, ready=row, now=now)
    assert not Ready.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"time_zone": "Mars/North"}, "time zone"),
        ({"until_on": -1}, "within the next 90 days"),
        ({"until_on": 91}, "within the next 90 days"),
        ({"most_a_day": 0}, "from 1 to 5"),
        ({"most_a_day": 6}, "from 1 to 5"),
        ({"languages": []}, "at least one language"),
        ({"languages": ["xx"]}, "at least one language"),
    ],
)
def test_what_cannot_be(centre, now, wrong, words):
    if "until_on" in wrong:
        wrong = {"until_on": now.date() + timedelta(days=wrong["until_on"])}
    with pytest.raises(DomainError, match=words):
        ready.say_ready(actor=known(centre, now), centre=centre, fields=said(now, **wrong), now=now)
    assert not Ready.objects.exists()


def test_in_the_first_90_days_the_others_are_there(centre, now):
    with pytest.raises(DomainError, match="first 90 days"):
        ready.say_ready(actor=people.person(centre), centre=centre, fields=said(now), now=now)


@pytest.mark.parametrize(
    ("hour", "minute", "answer"),
    [(21, 59, False), (22, 0, True), (1, 59, True), (2, 0, False), (12, 0, False)],
)
def test_hours_over_midnight(now, hour, minute, answer):
    zone = ZoneInfo(people.ZONE)
    at = datetime(2026, 11, 18, hour, minute, tzinfo=zone)
    assert beside.is_in_hours(at, zone, time(22), time(2)) == answer
    assert beside.is_in_hours(at, zone, time(2), time(22)) != answer
