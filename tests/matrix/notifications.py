"""Notices, reminders and the pages about them: each person's own."""

import itertools
from datetime import timedelta

from notifications.links import stop_path
from notifications.models import Notice
from notifications.services.deliveries import Promise, promise
from tests.matrix.tables import Row, Url

WITH_ACCOUNT = "newcomer member neighbour stranger host counselor coordinator manager other_manager operator"
_numbers = itertools.count()


def build(world):
    world.notice = add_notice(world, world.member)


def add_notice(world, person):
    return Notice.objects.create(
        recipient=person,
        key=f"matrix:{next(_numbers)}",
        kind="notifications.test",
        path="/me/reminders/",
        created_at=world.now,
    )


def add_delivery(world, person):
    promise(
        [
            Promise(
                key=f"matrix:{next(_numbers)}",
                recipient_id=person.pk,
                kind="notifications.test",
                channel="email",
                path="/me/reminders/",
                due_at=world.now,
                expires_at=world.now + timedelta(hours=1),
            )
        ],
        now=world.now,
    )


RULES = {
    "notifications.have_notes": [Row(lambda w: None, may=WITH_ACCOUNT)],
    "notifications.read_notice": [Row(lambda w: w.notice, may="member")],
}

_OWN = {"sign_in": "visitor closed", "forbidden": "guest"}

URLS = [
    Url("notes", ok="*", **_OWN, lists=lambda w: add_notice(w, w.operator)),
    Url("notes_count", ok="*", forbidden="visitor closed", lists=None),
    Url("notes_read_all", refused="*", **_OWN, lists=None),
    Url("notes_read_all", post=lambda w: {}, moved="*", **_OWN, lists=None),
    Url("notes_history", ok="*", **_OWN, lists=lambda w: add_delivery(w, w.operator)),
    Url(
        "notes_open",
        lambda w: {"code": w.notice.code},
        post=lambda w: {},
        moved="member",
        hidden="*",
        **_OWN,
        lists=None,
    ),
    Url("reminders", ok="*", **_OWN, lists=None),
    Url("reminders_test", post=lambda w: {}, moved="*", **_OWN, lists=None),
    Url("reminders_for", lambda w: {"kind": "group", "code": "none"}, hidden="*", **_OWN, lists=None),
    Url("notes_stop", lambda w: {"token": stop_path(w.member.code).split("/")[-2]}, ok="*", lists=None),
    Url("notes_stop", lambda w: {"token": f"{w.member.code}.forged"}, hidden="*", lists=None),
]
