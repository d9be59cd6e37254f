"""From a due row to a message: claims, verdicts, quiet hours, expiry, and the death of a sender."""

from datetime import time, timedelta

import pytest
from django.core import mail as outbox

from notifications import kinds
from notifications.journal import Journal
from notifications.models import Delivery, JobRun, Notice, Preference
from notifications.services import claims, sending
from notifications.services.deliveries import promise
from notifications.smtp import Outcome, Verdict
from tests.racing import in_threads

MOMENT = timedelta(seconds=1)


class FakeWay:
    """A way out that answers as it is told and remembers what it was given."""

    def __init__(self, verdicts=None, stops_after=None):
        self.verdicts = verdicts or {}
        self.stops_after = stops_after
        self.sent = []

    def send(self, batch, watch, go_on):
        for message in batch:
            if self.stops_after is not None and len(self.sent) >= self.stops_after:
                return
            watch.begin(message.id)
            watch.flush()
            self.sent.append(message)
            verdict = self.verdicts.get(message.address, Verdict.ACCEPTED)
            if verdict is Verdict.ACCEPTED:
                watch.accepted(message.id)
            yield Outcome(message.id, verdict)

    def close(self):
        pass


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def mail_kind(kind):
    made = kinds.Kind(name=kind.name, title="x", neutral="x", mail="notifications/note")
    kinds.KINDS[kind.name] = made
    return made


@pytest.fixture
def people(make_user):
    return [make_user(email=f"p{n}@x.example") for n in range(3)]


@pytest.fixture
def due(people, make_promise, mail_kind, now):
    """One promise for each of three people, due now."""
    promise([make_promise(person, f"k{n}") for n, person in enumerate(people)], now=now)
    return people


def deliver(now, way_out=None, **options):
    return sending.deliver_due(clock=lambda: now, way_out=way_out or FakeWay(), **options)


def states():
    return dict(Delivery.objects.values_list("key", "state"))


def test_what_is_due_is_sent_once(due, now):
    way = FakeWay()
    assert deliver(now, way)["sent"] == 3
    assert deliver(now, way)["sent"] == 0
    assert sorted(message.address for message in way.sent) == [p.email for p in due]
    row = Delivery.objects.first()
    assert (row.state, row.attempts, row.finished_at, row.lease_owner, row.lease_until) == (
        "sent",
        1,
        now,
        "",
        None,
    )


def test_nothing_before_its_time(due, now):
    assert deliver(now - MOMENT)["sent"] == 0
    assert set(states().values()) == {"due"}


def test_through_djangos_own_backend(due, now):
    sending.deliver_due(clock=lambda: now)
    assert {message.to[0] for message in outbox.outbox} == {p.email for p in due}
    assert outbox.outbox[0].subject == "A note for you"
    assert "/m/abcdefgh/" in outbox.outbox[0].body


def test_a_refused_address_is_dead_and_the_rest_goes(due, now):
    way = FakeWay({"p1@x.example": Verdict.REFUSED})
    deliver(now, way)
    assert states() == {"k0": "sent", "k1": "dead", "k2": "sent"}
    assert Delivery.objects.get(key="k1").reason == "refused"


def test_a_failure_stays_pending_and_is_tried_again_then_given_up(due, now):
    """Nothing is stamped as sent that was not, and its person can see that."""
    way = FakeWay({"p1@x.example": Verdict.LATER})
    Delivery.objects.update(expires_at=now + timedelta(days=2))
    moment = now
    for attempt, pause in enumerate(claims.PAUSES, 1):
        deliver(moment, way)
        row = Delivery.objects.get(key="k1")
        assert (row.state, row.attempts, row.reason) == ("due", attempt, "server")
        assert row.next_try_at == moment + timedelta(seconds=pause)
        assert deliver(row.next_try_at - MOMENT, way)["claimed"] == 0
        moment = row.next_try_at
    deliver(moment, way)
    row = Delivery.objects.get(key="k1")
    assert (row.state, row.attempts, row.finished_at) == ("dead", claims.MOST_ATTEMPTS, moment)
    assert [m.address for m in way.sent].count("p0@x.example") == 1


def test_a_server_that_is_away_costs_nobody_an_attempt(due, now):
    deliver(now, FakeWay(stops_after=1))
    rows = Delivery.objects.order_by("state")
    assert [(row.state, row.attempts, row.reason) for row in rows] == [
        ("due", 0, "away"),
        ("due", 0, "away"),
        ("sent", 1, ""),
    ]
    assert rows[0].next_try_at == now + timedelta(seconds=claims.AWAY_SECONDS)
    deliver(now + timedelta(seconds=claims.AWAY_SECONDS))
    assert set(states().values()) == {"sent"}


def test_too_late_is_not_sent_and_counted(due, now):
    late = now + timedelta(hours=1)
    assert deliver(late)["expired"] == 3
    assert set(Delivery.objects.values_list("state", "reason", "finished_at")) == {("expired", "late", late)}
    assert JobRun.objects.get(name=sending.NAME).counts["expired"] == 3


@pytest.mark.parametrize("change", [{"email": None}, {"is_active": False}])
def test_nobody_to_write_to(due, now, change):
    type(due[0]).objects.filter(pk=due[0].pk).update(**change)
    deliver(now)
    assert states() == {"k0": "cancelled", "k1": "sent", "k2": "sent"}
    assert Delivery.objects.get(key="k0").reason == "no_address"


def test_no_email_please_counts_at_the_last_moment(due, now):
    Preference.objects.create(user=due[0], safe_contact="none", changed_at=now)
    deliver(now)
    assert Delivery.objects.get(key="k0").reason == "unwanted"


def test_a_kind_nobody_knows_is_set_aside(due, now):
    Delivery.objects.filter(key="k0").update(kind="gone.kind")
    deliver(now)
    assert states() == {"k0": "dead", "k1": "sent", "k2": "sent"}


def test_quiet_hours_hold_an_email_and_drop_it_when_it_would_be_late(due, now):
    # 13:00 UTC is 19:00 in Dhaka.
    zone = {"time_zone": "Asia/Dhaka"}
    for person in due[:2]:
        type(person).objects.filter(pk=person.pk).update(**zone)
        Preference.objects.create(user=person, quiet_from=time(18), quiet_to=time(20), changed_at=now)
    Delivery.objects.filter(key="k0").update(expires_at=now + timedelta(minutes=61))
    Delivery.objects.filter(key="k1").update(expires_at=now + timedelta(minutes=60))
    deliver(now)
    held, dropped = Delivery.objects.get(key="k0"), Delivery.objects.get(key="k1")
    assert (held.state, held.reason, held.next_try_at) == ("due", "quiet", now + timedelta(hours=1))
    assert (dropped.state, dropped.reason) == ("expired", "quiet")
    deliver(now + timedelta(hours=1))
    assert states() == {"k0": "sent", "k1": "expired", "k2": "sent"}


def test_quiet_hours_do_not_hold_a_notice_on_the_site(due, make_promise, now):
    Preference.objects.create(user=due[0], quiet_from=time(0), quiet_to=time(23, 59), changed_at=now)
    promise([make_promise(due[0], "inside", channel="in_app", params={"name": "Tea"})], now=now)
    deliver(now)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.key, notice.params, notice.created_at) == (
        due[0],
        "inside",
        {"name": "Tea"},
        now,
    )
    assert Delivery.objects.get(key="inside").state == "sent"


def test_notices_on_the_site_are_made_once(user, make_promise, kind, now):
    promise([make_promise(user, f"n{n}", channel="in_app") for n in range(5)], now=now)
    for _ in range(3):
        deliver(now)
    assert Notice.objects.count() == 5


def test_more_than_one_batch(make_user, make_promise, mail_kind, now, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    promise([make_promise(make_user(email=f"q{n}@x.example"), f"q{n}") for n in range(5)], now=now)
    assert deliver(now)["sent"] == 5


def test_a_run_ends_when_its_time_is_over(due, now):
    assert deliver(now, seconds=0)["more"] == 1
    assert set(states().values()) == {"due"}


def test_a_batch_past_its_deadline_is_given_back_untouched(due, now, monkeypatch):
    monkeypatch.setattr(sending, "BATCH_SECONDS", -1)
    sending.deliver_due(clock=lambda: now, seconds=0.05)
    assert set(Delivery.objects.values_list("state", "attempts", "reason")) == {("due", 0, "")}


def test_a_message_that_cannot_be_built_does_not_hold_up_the_rest(due, now):
    type(due[0]).objects.filter(pk=due[0].pk).update(time_zone="No/Where")
    Delivery.objects.update(params={"starts": 1763900000})
    deliver(now)
    assert states() == {"k0": "due", "k1": "sent", "k2": "sent"}
    assert Delivery.objects.get(key="k0").attempts == 1


def test_a_dead_senders_batch_is_finished_at_once(due, now, data_dir):
    """Killed after one "250", with one message in flight and one not begun."""
    directory = sending.journals()
    journal = Journal(directory)
    taken = claims.claim(journal.name, now, 500, sending.LEASE)
    one, two, three = (parcel.id for parcel in taken.parcels)
    journal.begin(one)
    journal.accepted(one)
    journal.begin(two)
    journal.close(keep=True)
    way = FakeWay()
    done = deliver(now, way)
    assert (done["recovered"], done["sent"]) == (1, 2)
    assert sorted(message.id for message in way.sent) == sorted([two, three])
    assert Delivery.objects.get(pk=one).attempts == 1
    assert Delivery.objects.get(pk=two).attempts == 2
    assert Delivery.objects.get(pk=three).attempts == 1
    assert list(directory.iterdir()) == []


def test_a_message_that_kills_its_sender_is_given_up(due, now):
    Delivery.objects.exclude(key="k0").delete()
    for _ in range(claims.MOST_ATTEMPTS):
        journal = Journal(sending.journals())
        (parcel,) = claims.claim(journal.name, now, 500, sending.LEASE).parcels
        journal.begin(parcel.id)
        journal.close(keep=True)
        claims.recover(sending.journals(), now)
    row = Delivery.objects.get()
    assert (row.state, row.reason) == ("dead", "interrupted")


def test_a_living_senders_batch_is_left_alone_until_its_lease_ends(due, now):
    claims.claim("somebody-elsewhere", now, 500, sending.LEASE)
    assert deliver(now)["sent"] == 0
    assert deliver(now + sending.LEASE)["sent"] == 3


def test_a_sender_that_lost_its_lease_marks_nothing(due, now):
    first = claims.claim("first", now, 500, sending.LEASE)
    claims.settle(now + sending.LEASE, sending.journals())
    claims.claim("second", now + sending.LEASE, 500, sending.LEASE)
    claims.mark("first", [p.id for p in first.parcels], [], [], now, away=False)
    assert set(Delivery.objects.values_list("state", "lease_owner")) == {("sending", "second")}


def test_the_journal_stays_when_the_database_cannot_be_told(due, now, monkeypatch):
    def broken(*args, **kwargs):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(claims, "mark", broken)
        with pytest.raises(ConnectionError):
            deliver(now)
    assert set(states().values()) == {"sending"}
    assert JobRun.objects.get(name=sending.NAME).error == "ConnectionError"
    way = FakeWay()
    assert deliver(now, way)["recovered"] == 1
    assert (way.sent, set(states().values())) == ([], {"sent"})


@pytest.mark.django_db(transaction=True)
def test_eight_senders_at_once_send_each_once(make_user, make_promise, mail_kind, now, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 7)
    promise([make_promise(make_user(email=f"q{n}@x.example"), f"q{n}") for n in range(100)], now=now)
    promise(
        [make_promise(make_user(), f"i{n}", channel="in_app") for n in range(100)],
        now=now,
    )
    ways = [FakeWay() for _ in range(8)]
    in_threads(8, lambda n: deliver(now, ways[n]))
    addresses = [message.address for way in ways for message in way.sent]
    assert len(addresses) == len(set(addresses)) == 100
    assert Notice.objects.count() == 100
    assert set(states().values()) == {"sent"}
