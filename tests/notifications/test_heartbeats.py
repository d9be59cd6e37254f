"""Jobs say when they ran; lag says what should have left."""

from datetime import timedelta

import pytest

from notifications.models import Delivery, JobRun
from notifications.services import heartbeats
from notifications.services.deliveries import promise
from notifications.services.health import lag


def test_a_job_that_ended_well(db, now):
    with heartbeats.job("some.job", now) as counts:
        counts["erased"] = 3
    row = JobRun.objects.get()
    assert (row.last_started_at, row.counts, row.error) == (now, {"erased": 3}, "")
    assert row.last_finished_at is not None


def test_a_job_that_failed_is_seen_and_heals(db, now):
    with pytest.raises(LookupError), heartbeats.job("some.job", now):
        raise LookupError("words of a person")
    row = JobRun.objects.get()
    assert (row.error, row.last_finished_at) == ("LookupError", None)
    heartbeats.ran("some.job", now, done=1)
    assert JobRun.objects.get().error == ""


def test_lag_is_the_age_of_the_oldest_waiting(user, make_promise, now):
    assert lag(now) == 0
    promise([make_promise(user), make_promise(user, "b", due_at=now + timedelta(hours=1))], now=now)
    assert lag(now - timedelta(seconds=1)) == 0
    assert lag(now + timedelta(seconds=90)) == 90
    Delivery.objects.filter(key="a").update(state="sent")
    assert lag(now + timedelta(seconds=90)) == 0


def test_a_batch_its_sender_left_counts_as_lag(user, make_promise, now):
    promise([make_promise(user)], now=now)
    Delivery.objects.update(state="sending", lease_until=now + timedelta(seconds=60))
    assert lag(now + timedelta(seconds=59)) == 0
    assert lag(now + timedelta(seconds=400)) == 400


def test_a_job_in_steps_says_how_far_it_came(db, now):
    assert heartbeats.counts_of("some.job") == {}
    heartbeats.ran("some.job", now, after=3)
    heartbeats.reached("some.job", after=7)
    with pytest.raises(LookupError), heartbeats.job("some.job", now):
        raise LookupError("words of a person")
    assert heartbeats.counts_of("some.job") == {"after": 7}
    heartbeats.ran("some.job", now, after=0)
    assert heartbeats.counts_of("some.job") == {"after": 0}
