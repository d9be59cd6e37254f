"""Telling one person one thing, once."""

import dataclasses

import pytest

from notifications import kinds
from notifications.models import Delivery, Notice
from notifications.services.notices import notify


def test_told_once_per_key(user, kind, now):
    assert notify(recipient=user, key="k", kind=kind.name, path="/today/", now=now, name="Tea")
    assert not notify(recipient=user, key="k", kind=kind.name, path="/today/", now=now, name="Tea")
    notice = Notice.objects.get()
    assert (notice.params, notice.created_at, notice.read_at) == ({"name": "Tea"}, now, None)


def test_two_people_may_have_the_same_key(user, make_user, kind, now):
    for person in (user, make_user()):
        assert notify(recipient=person, key="k", kind=kind.name, path="/today/", now=now)
    assert Notice.objects.count() == 2


def test_a_kind_with_mail_promises_one(user, kind, now):
    kinds.KINDS[kind.name] = dataclasses.replace(kind, mail="notifications/note")
    for _ in range(2):
        notify(recipient=user, key="k", kind=kind.name, path="/today/", now=now)
    row = Delivery.objects.get()
    assert (row.channel, row.due_at, row.expires_at) == ("email", now, now + kind.lasts)


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "today/"])
def test_a_notice_never_leads_elsewhere(user, kind, now, path):
    with pytest.raises(ValueError, match="page of this site"):
        notify(recipient=user, key="k", kind=kind.name, path=path, now=now)


def test_only_the_recipient_sees_it(user, make_user, kind, now):
    notify(recipient=user, key="k", kind=kind.name, path="/today/", now=now)
    assert Notice.objects.visible_to(user).count() == 1
    assert Notice.objects.visible_to(make_user()).count() == 0


def test_titles_speak_or_keep_silent(kind):
    assert kinds.title(kind.name, {"name": "Tea"}, neutral=False) == "Tea is here"
    assert kinds.title(kind.name, {"name": "Tea"}, neutral=True) == "Something is here"


def test_two_different_kinds_of_one_name_are_refused(kind):
    assert kinds.register(kind) is kind
    with pytest.raises(ValueError, match=r"test\.kind"):
        kinds.register(dataclasses.replace(kind, title="other"))
