"""Old rows go, open ones stay; and operators see jobs and failures without people."""

from datetime import timedelta

from notifications import tasks
from notifications.models import Delivery, JobRun, Notice
from notifications.services import heartbeats, sweeping
from notifications.services.deliveries import promise
from notifications.services.notices import notify
from tests.cast import people_and_centres
from tests.matrix.accounts import add_second_step


def test_only_what_ended_long_ago_goes(user, make_promise, kind, now):
    promise([make_promise(user, key) for key in ("old", "new", "open")], now=now)
    Delivery.objects.filter(key="old").update(state="sent", finished_at=now - sweeping.DELIVERIES_KEPT)
    Delivery.objects.filter(key="new").update(state="sent", finished_at=now - timedelta(days=89))
    notify(recipient=user, key="a", kind=kind.name, path="/today/", now=now - sweeping.NOTICES_KEPT)
    notify(recipient=user, key="b", kind=kind.name, path="/today/", now=now)
    assert sweeping.sweep(now) == {"deliveries": 1, "notices": 1}
    assert set(Delivery.objects.values_list("key", flat=True)) == {"new", "open"}
    assert Notice.objects.get().key == "b"
    assert sweeping.sweep(now) == {"deliveries": 0, "notices": 0}


def test_the_task_records_its_run(db):
    tasks.sweep()
    assert JobRun.objects.get(name="notifications.sweep").counts == {"deliveries": 0, "notices": 0}


def test_operators_see_failures_without_people(make_user, make_promise, now):
    world = people_and_centres()
    add_second_step(world, "operator")
    person = make_user(email="heron@x.example", public_name="Quiet Heron")
    promise(
        [make_promise(person, "dead", params={"name": "Evening Circle"}), make_promise(person, "fine")],
        now=now,
    )
    Delivery.objects.filter(key="dead").update(state="dead", reason="refused")
    heartbeats.ran("some.job", now, sent=3)
    operator = world.client("operator")
    listed = operator.get("/ops/admin/notifications/delivery/", follow=True).content.decode()
    jobs = operator.get("/ops/admin/notifications/jobrun/", follow=True).content.decode()
    for page in (listed, jobs):
        assert not any(word in page for word in ("heron@x.example", "Quiet Heron", "Evening Circle"))
    assert "some.job" in jobs
    assert "1 delivery" in listed
