"""The operator's table of lines: what was changed has not been called yet, and everything is logged."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.utils import timezone

from accounts.models import User
from ledger.models import AuditEntry
from safeguarding.admin import CrisisLineAdmin
from safeguarding.models import CrisisLine
from safeguarding.services import lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return CrisisLineAdmin(CrisisLine, admin.site)


@pytest.fixture
def asked(rf):
    request = rf.get("/")
    request.user = User.objects.create_user("o1", public_name="O", is_superuser=True)
    return request


@pytest.fixture
def verified(asked):
    lines.load_lines(now=timezone.now())
    line = CrisisLine.objects.get(key="in-tele-manas")
    return lines.verify_line(actor=asked.user, line=line, number="14416", now=timezone.now())


@pytest.mark.parametrize(("field", "still"), [("number", False), ("text_number", False), ("name", True)])
def test_a_changed_number_is_unverified_again(table, asked, verified, field, still):
    table.save_model(asked, verified, SimpleNamespace(changed_data=[field]), change=True)
    verified.refresh_from_db()
    assert (verified.verified_on is not None) is still
    entry = AuditEntry.objects.get(verb="line_edited")
    assert entry.actor == asked.user.subject
    assert entry.details["fields"] == [field]


def test_marking_as_called_goes_through_the_service(table, asked, verified, monkeypatch):
    monkeypatch.setattr(table, "message_user", lambda *args: None)
    table.mark_called(asked, CrisisLine.objects.filter(country="BD"))
    called = CrisisLine.objects.filter(country="BD").exclude(verified_on=None)
    assert called.count() == CrisisLine.objects.filter(country="BD").exclude(number="").count()
    assert not called.filter(numbers_in_conflict__len__gt=0).exists()
    assert AuditEntry.objects.filter(verb="line_verified").count() == called.count() + 1
