""" "I need to talk now": a chain that never ends in nothing, one winner, and who is never asked."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.services.erasure import erase_account
from chat.models import Room, Seat
from ledger.models import AccessEntry
from mentoring.models import Call, CallAsk, CallStep, Ready
from mentoring.services import call_counts, calls
from notifications.models import Delivery, Notice
from recovery_network.common.errors import DomainError, NotAllowed
from safeguarding import subjects
from safeguarding.models import DutyShift
from safeguarding.services import blocks
from tests.mentoring import people
from tests.mentoring.test_resting import limit
from tests.racing import crossing, in_threads

MINUTE = timedelta(minutes=1)
HOURS = {"starts": time(0), "ends": time(0), "time_zone": people.ZONE}


def peer(centre, now, days_old=200, **fields):
    """Somebody who can be asked at any hour."""
    user = fields.pop("user", None) or people.person(centre, created_at=now - timedelta(days=days_old))
    values = HOURS | {"languages": ["bn"], "until_on": now.date() + timedelta(days=30), "most_a_day": 2}
    return Ready.objects.create(user=user, centre=centre, said_at=now, **(values | fields)).user


def on_duty(centre, now, place=1, user=None):
    user = user or people.person(centre, role="counselor")
    DutyShift.objects.create(
        centre=centre, user=user, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=5),
        place=place,
    )  # fmt: skip
    return user


def ask(centre, now, user=None, **wishes):
    said = {"language": "bn", "gender": "", "meets": "anyone"} | wishes
    return calls.call(actor=user or people.person(centre), centre=centre, now=now, **said)


def say(person, call, now, yes=True):
    asked = CallAsk.objects.get(call=call, person=person)
    return calls.answer_call(actor=person, ask=asked, yes=yes, now=now)


def asked_of(call):
    return set(CallAsk.objects.filter(call=call).values_list("person", flat=True))


def fresh(call):
    return Call.objects.get(pk=call.pk)


def steps(call):
    return [(step.kind, step.count) for step in CallStep.objects.filter(call=call)]


# --- The chain --------------------------------------------------------------------------------------


def test_members_then_duty_then_the_next_on_duty_then_the_lines(centre, now):
    member = peer(centre, now)
    first, second = on_duty(centre, now), on_duty(centre, now, place=2)
    call = ask(centre, now)
    assert (call.state, asked_of(call)) == ("peers", {member.pk})
    assert calls.move_on_due(now=now + 2 * MINUTE) == 0
    assert calls.move_on_due(now=now + 3 * MINUTE) == 1
    assert (fresh(call).state, asked_of(call)) == ("duty", {member.pk, first.pk})
    assert calls.move_on_due(now=now + 6 * MINUTE) == 1
    assert (fresh(call).state, asked_of(call)) == ("duty", {member.pk, first.pk, second.pk})
    assert calls.move_on_due(now=now + 9 * MINUTE) == 1
    assert fresh(call).state == "nobody"
    assert steps(call) == [("begun", 0), ("peers", 1), ("duty", 1), ("duty", 1), ("lines", 0)]
    # Also then a late yes is one.
    assert say(member, call, now + 20 * MINUTE).state == "found"


def test_nobody_at_all_is_said_at_once_and_the_call_ends_after_its_hour(centre, now):
    call = ask(centre, now)
    assert (call.state, steps(call)) == ("nobody", [("begun", 0), ("lines", 0)])
    assert calls.move_on_due(now=now + 59 * MINUTE) == 0
    assert calls.move_on_due(now=now + 60 * MINUTE) == 1
    call = fresh(call)
    assert (call.state, call.answer) == ("over", "lines")
    taken_back = ask(centre, now)
    calls.end_call(actor=taken_back.user, call=taken_back, now=now)
    assert (fresh(taken_back).state, fresh(taken_back).answer) == ("stopped", "lines")
    assert ask(centre, now + 61 * MINUTE, user=call.user).pk != call.pk


def test_without_members_the_person_on_duty_is_asked_at_once(centre, now):
    counselor = on_duty(centre, now)
    on_duty(people.centre("South House"), now)
    call = ask(centre, now)
    assert (call.state, asked_of(call)) == ("duty", {counselor.pk})


def test_the_last_not_now_moves_on_at_once_and_is_told_to_nobody(centre, now):
    members = [peer(centre, now) for _each in range(2)]
    counselor = on_duty(centre, now)
    call = ask(centre, now)
    told = Notice.objects.filter(recipient=call.user).count()
    assert say(members[0], call, now, yes=False).state == "peers"
    assert say(members[1], call, now, yes=False).state == "duty"
    assert Notice.objects.filter(recipient=call.user).count() == told
    assert say(counselor, call, now, yes=False).state == "nobody"
    with pytest.raises(NotAllowed):
        say(members[0], call, now)


def test_a_not_now_on_duty_does_not_wait_for_members_who_are_silent(centre, now):
    peer(centre, now)
    first, second = on_duty(centre, now), on_duty(centre, now, place=2)
    call = ask(centre, now)
    calls.move_on_due(now=now + 3 * MINUTE)
    say(first, call, now + 4 * MINUTE, yes=False)
    assert second.pk in asked_of(call)


def test_asking_twice_is_asking_once(centre, now):
    call = ask(centre, now)
    assert ask(centre, now, user=call.user).pk == call.pk
    with pytest.raises(NotAllowed):
        ask(centre, now, user=people.person())
    with pytest.raises(DomainError, match="at least one language"):
        ask(centre, now, language="xx")


def test_three_are_asked_and_whoever_was_asked_longest_ago_first(centre, now):
    all_four = [peer(centre, now) for _each in range(4)]
    first = ask(centre, now)
    assert asked_of(first) == {each.pk for each in all_four[:3]}
    second = ask(centre, now + MINUTE)
    assert all_four[3].pk in asked_of(second)
    assert len(asked_of(second)) == 3


def test_who_asks_often_goes_to_the_person_on_duty(centre, now):
    peer(centre, now, most_a_day=5)
    counselor, person = on_duty(centre, now), people.person(centre)
    for number in range(3):
        call = ask(centre, now + number * MINUTE, user=person)
        assert call.state == "peers"
        calls.end_call(actor=person, call=call, now=now + number * MINUTE)
    fourth = ask(centre, now + 4 * MINUTE, user=person)
    assert (fourth.state, asked_of(fourth)) == ("duty", {counselor.pk})


# --- The yes ----------------------------------------------------------------------------------------


def test_the_first_yes_opens_a_room_of_two_for_an_hour(centre, now):
    one, two = peer(centre, now), peer(centre, now)
    call = ask(centre, now)
    say(two, call, now + MINUTE)
    call = fresh(call)
    assert (call.state, call.taken_by, call.answer) == ("found", two, "peer")
    assert (call.room.state, call.room.closes_at - call.room.opens_at) == ("open", timedelta(hours=1))
    assert set(Seat.objects.live().filter(room=call.room).values_list("user", flat=True)) == {
        call.user_id,
        two.pk,
    }
    with pytest.raises(DomainError, match="Somebody else is there already"):
        say(one, call, now + MINUTE)
    assert Notice.objects.filter(recipient=call.user, kind="mentoring.is_there").count() == 1
    assert subjects.centre_of(f"room:{call.room.code}") == centre
    assert not AccessEntry.objects.exists()


def test_staff_on_duty_leave_a_trace_when_they_say_yes(centre, now):
    counselor = on_duty(centre, now)
    call = ask(centre, now)
    say(counselor, call, now)
    entry = AccessEntry.objects.get()
    assert (entry.actor, entry.subject, entry.role) == (counselor.subject, call.user.subject, "counselor")
    assert fresh(call).answer == "duty"


def test_staff_who_work_there_no_more_cannot_say_yes(centre, now):
    counselor = on_duty(centre, now)
    call = ask(centre, now)
    counselor.staff_roles.update(ended_at=timezone.now())
    with pytest.raises(DomainError, match="need nobody"):
        say(counselor, call, now)
    assert fresh(call).state == "duty"


def test_two_who_look_alike_have_different_names(centre, now):
    member = peer(centre, now)
    call = ask(centre, now, user=people.person(centre, public_name=member.public_name))
    room = say(member, call, now).room
    assert sorted(Seat.objects.filter(room=room).values_list("alias", flat=True)) == [
        member.public_name,
        f"{member.public_name} (2)",
    ]


def test_notes_are_neutral_and_late_ones_are_not_sent(centre, now):
    member = peer(centre, now)
    call = ask(centre, now)
    notice = Notice.objects.get(recipient=member)
    assert (notice.params, notice.path.startswith("/people/now/a/")) == ({}, True)
    assert call.user.public_name not in f"{notice.key}{notice.path}"
    mail = Delivery.objects.get(recipient=member)
    assert mail.expires_at - mail.due_at == 3 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_one_winner_under_threads(now):
    centre = people.centre()
    members = [peer(centre, now) for _each in range(3)]
    call, said = ask(centre, now), []

    def work(number):
        try:
            say(members[number], call, now)
        except DomainError:
            said.append("late")

    in_threads(3, work)
    assert said == ["late", "late"]
    assert CallAsk.objects.filter(call=call, reply="yes").count() == 1
    assert Room.objects.count() == 1
    assert Seat.objects.live().count() == 2


@pytest.mark.django_db(transaction=True)
def test_however_many_look_a_step_is_taken_once(now):
    centre = people.centre()
    peer(centre, now)
    on_duty(centre, now), on_duty(centre, now, place=2)
    call, moved = ask(centre, now), []
    in_threads(4, lambda number: moved.append(calls.move_on_due(now=now + 3 * MINUTE)))
    assert sum(moved) == 1
    assert steps(call) == [("begun", 0), ("peers", 1), ("duty", 1)]


@pytest.mark.django_db(transaction=True)
def test_an_erasure_and_the_end_of_a_talk_wait_for_one_another(now):
    """An erasure holds the rooms of the person before it comes to their calls."""
    centre = people.centre()
    member = peer(centre, now)
    call = say(member, ask(centre, now), now)
    crossing(
        lambda: Room.objects.select_for_update().get(pk=call.room_id),
        lambda: calls.end_call(actor=member, call=call, now=now),
        lambda: calls.person_leaves(user=call.user, now=now),
    )
    assert fresh(call).state == "over"
    assert [kind for kind, _count in steps(call)].count("over") == 1


# --- The end, and what stays ------------------------------------------------------------------------


def test_either_ends_the_talk_and_both_seats_end(centre, now):
    member = peer(centre, now)
    call = ask(centre, now)
    call = say(member, call, now)
    stranger = people.person(centre)
    with pytest.raises(NotAllowed):
        calls.end_call(actor=stranger, call=call, now=now)
    calls.end_call(actor=member, call=call, now=now + MINUTE)
    call = fresh(call)
    assert (call.state, call.answer, call.room.state) == ("over", "peer", "closed")
    assert not Seat.objects.live().filter(room=call.room).exists()
    with pytest.raises(NotAllowed):
        calls.end_call(actor=member, call=call, now=now)


def test_taking_it_back_is_counted_and_the_asked_find_it_gone(centre, now):
    member = peer(centre, now)
    call = ask(centre, now)
    calls.end_call(actor=call.user, call=call, now=now)
    assert (fresh(call).state, fresh(call).answer) == ("stopped", "stopped")
    with pytest.raises(DomainError, match="need nobody"):
        say(member, call, now)


def test_after_its_hour_the_room_closes(centre, now):
    member = peer(centre, now)
    call = ask(centre, now)
    say(member, call, now)
    assert calls.move_on_due(now=now + 61 * MINUTE) == 1
    assert (fresh(call).state, fresh(call).room.state) == ("over", "closed")


def test_a_block_ends_the_talk_in_the_same_second(centre, now):
    member = peer(centre, now)
    call = ask(centre, now)
    say(member, call, now)
    blocks.block(actor=call.user, person=member, now=now)
    assert fresh(call).state == "over"
    assert not Seat.objects.live().exists()


def test_a_limit_on_the_one_who_said_yes_ends_the_talk_and_takes_no_help_away(centre, now):
    member = peer(centre, now)
    call = ask(centre, now)
    say(member, call, now)
    limit(centre, call.user, now)
    assert fresh(call).state == "found"
    limit(centre, member, now)
    assert fresh(call).state == "over"
    counselor = on_duty(centre, now)
    assert asked_of(ask(centre, now + MINUTE, user=call.user)) == {counselor.pk}


@pytest.mark.parametrize("who", ["asker", "member"])
def test_an_erased_account_ends_the_talk_and_leaves_times_only(centre, now, who):
    member = peer(centre, now)
    call = ask(centre, now)
    say(member, call, now)
    gone = call.user if who == "asker" else member
    erase_account(actor=gone, user=gone, now=now)
    kept = fresh(call)
    assert (kept.state, kept.answer) == ("over", "peer")
    assert (kept.user_id is None) == (who == "asker")
    assert (kept.taken_by_id is None) == (who == "member")
    assert Ready.objects.exists() == (who == "asker")
    assert [kind for kind, _count in steps(call)] == ["begun", "peers", "found", "over"]


def test_what_the_centre_counts_and_forgets(centre, now):
    member = peer(centre, now, most_a_day=5)
    for number in range(5):
        call = ask(centre, now + number * MINUTE)
        say(member, call, now + (number + 2) * MINUTE)
        calls.end_call(actor=member, call=fresh(call), now=now + (number + 3) * MINUTE)
    elsewhere = ask(people.centre("South House"), now)
    calls.end_call(actor=elsewhere.user, call=elsewhere, now=now)
    for _each in range(2):
        call = ask(centre, now)
        calls.end_call(actor=call.user, call=call, now=now)
    table = call_counts.counts(centre, now + 9 * MINUTE)
    found = {str(label): count for label, count in table.rows}
    assert found["A member said yes"] is None  # it would give the hidden one away
    assert found["Nobody could: we said whom to call"] is None
    assert (table.total, table.minutes) == (7, 2.0)
    later = now + timedelta(days=91)
    assert call_counts.forget_old(later) == 8
    assert call_counts.forget_old(later) == 0
    assert not Call.objects.exclude(user=None, taken_by=None).exists()
    assert not CallAsk.objects.exists()
    assert call_counts.counts(centre, later).total == 0
