"""Promises are rows with a key: making one twice, moving it, taking it back."""

from datetime import timedelta

from notifications.models import Delivery
from notifications.services.deliveries import cancel, move, promise


def test_a_promise_made_twice_is_one_row(user, make_promise, now):
    assert promise([make_promise(user), make_promise(user, "b")], now=now) == 2
    assert promise([make_promise(user), make_promise(user, "c")], now=now) == 1
    assert set(Delivery.objects.values_list("key", flat=True)) == {"a", "b", "c"}


def test_nothing_promised_asks_the_database_nothing(now, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert promise([], now=now) == 0


def test_a_sent_promise_is_not_made_again(user, make_promise, now):
    promise([make_promise(user)], now=now)
    Delivery.objects.update(state="sent")
    later = make_promise(user, due_at=now + timedelta(hours=3))
    assert promise([later], now=now) == 0
    assert Delivery.objects.get().state == "sent"


def test_a_cancelled_promise_comes_back_with_its_new_time(user, make_promise, now):
    promise([make_promise(user)], now=now)
    assert cancel("thing", 1, now=now) == 1
    later = make_promise(user, due_at=now + timedelta(hours=3), params={"name": "x"})
    assert promise([later], now=now) == 1
    row = Delivery.objects.get()
    assert (row.state, row.due_at, row.next_try_at, row.params, row.finished_at) == (
        "due",
        later.due_at,
        later.due_at,
        {"name": "x"},
        None,
    )


def test_cancel_takes_back_only_what_waits_and_only_that_subject(user, make_promise, now):
    promise(
        [make_promise(user, "a"), make_promise(user, "b"), make_promise(user, "c", subject_id=2)], now=now
    )
    Delivery.objects.filter(key="b").update(state="sent")
    assert cancel("thing", 1, now=now) == 1
    assert dict(Delivery.objects.values_list("key", "state")) == {"a": "cancelled", "b": "sent", "c": "due"}


def test_cancel_may_be_narrowed(user, make_user, make_promise, now):
    promise([make_promise(user, "a"), make_promise(make_user(), "b")], now=now)
    assert cancel("thing", 1, now=now, recipient=user) == 1
    assert Delivery.objects.get(key="b").state == "due"


def test_move_shifts_the_promise_and_its_end(user, make_promise, now):
    promise([make_promise(user)], now=now)
    assert move("thing", 1, by=timedelta(minutes=30), now=now) == 1
    row = Delivery.objects.get()
    assert row.due_at == row.next_try_at == now + timedelta(minutes=30)
    assert row.expires_at == now + timedelta(minutes=90)


def test_what_is_due_at_once_asks_for_a_look(
    user, make_promise, now, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as asked:
        promise([make_promise(user, "later", due_at=now + timedelta(hours=1))], now=now)
    assert asked == []
    with django_capture_on_commit_callbacks() as asked:
        promise([make_promise(user, "now")], now=now)
        promise([make_promise(user, "now"), make_promise(user, "too")], now=now)
    assert [call.hint for call in asked] == [("notifications.tasks.deliver_due", ())]
