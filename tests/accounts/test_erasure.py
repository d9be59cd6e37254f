"""Erasing a person: rows of every app go or are detached, and the ledger points to nobody."""

import weakref

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.utils import timezone

from accounts.models import Invite, Membership, PaperCode, StaffRole, User
from accounts.services import centres, erasure, invites
from accounts.services import people as people_services
from accounts.signals import account_erased
from ledger.models import AuditEntry
from recovery_network.common.errors import NotAllowed
from tests.accounts import people

pytestmark = pytest.mark.django_db
OURS = {"accounts", "notifications", "safeguarding", "chat", "groups", "journey"}
GOES_WITH_THE_PERSON = {models.CASCADE}
IS_DETACHED = {models.SET_NULL}
# Rows that only said who did an official deed, and then no longer do.
HOLD_NO_WORD = {"accounts.Invite.made_by", "groups.ImportRun.by", "safeguarding.CrisisLine.verified_by"}


def keys_to_people() -> list[models.ForeignKey]:
    """Every column of every table that names a person."""
    fields = (field for model in apps.get_models(include_auto_created=True) for field in model._meta.fields)
    return [field for field in fields if field.is_relation and field.related_model is User]


def test_every_table_that_names_a_person_has_answered():
    """A key that blocks the erasing, or keeps pointing, is a fault of the app that made it."""
    undecided = [
        str(field)
        for field in keys_to_people()
        if field.remote_field.on_delete not in GOES_WITH_THE_PERSON | IS_DETACHED
    ]
    assert undecided == []


def test_who_only_detaches_rows_also_listens():
    """A row that stays may have words of the person in it: its app must clean them when it hears."""
    detaching = {
        str(field)
        for field in keys_to_people()
        if field.remote_field.on_delete in IS_DETACHED and field.model._meta.app_label in OURS
    }
    listening = {module.partition(".")[0] for module in listeners()}
    silent = {name for name in detaching if name.partition(".")[0] not in listening}
    assert silent - HOLD_NO_WORD == set()


def listeners() -> list[str]:
    """The modules of who listens to `account_erased`; Django keeps them weakly."""
    found = [row[1] for row in account_erased.receivers]
    alive = [each() if isinstance(each, weakref.ReferenceType) else each for each in found]
    return [each.__module__ for each in alive if each is not None]


def rich_person() -> User:
    """Somebody with a row in every table of accounts and of allauth."""
    operator = people.operator()
    centre = people.centre(by=operator)
    person = people.staff(centre, "manager", by=operator)
    people.add_address(person, "lamp@example.org")
    people.add_app(person)
    client = people.signed_in(person, step=True)
    people.sign_in(client, person)
    now = timezone.now()
    centres.admit_member(actor=person, centre=centre, person=person, now=now)
    invites.invite_member(actor=person, centre=centre, places=1, now=now)
    people_services.rename(actor=person, person=person, public_name="Marigold Canary", now=now)
    return person


def test_nothing_of_the_person_is_left():
    person = rich_person()
    number, subject = person.pk, person.subject
    words = [person.public_name, person.email, person.sign_in_name, person.code]
    assert {f.model for f in keys_to_people()} >= {EmailAddress, Authenticator, UserSession, PaperCode}
    erasure.erase_account(actor=person, user=person, now=timezone.now())
    for field in keys_to_people():
        assert not field.model._base_manager.filter(**{field.attname: number}).exists(), field
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            everything = "\n".join(row[0] for row in cursor.fetchall())
        for word in words:
            assert word not in everything, (table, word)
    assert Invite.objects.get().made_by is None
    assert not Membership.objects.exists()
    assert not StaffRole.objects.filter(user_id=number).exists()
    assert AuditEntry.objects.filter(actor=subject).exists()
    assert not User.objects.filter(subject=subject).exists()


def test_the_apps_hear_while_the_person_still_exists():
    heard = []

    def hear(sender, user, now, **kwargs):
        heard.append((User.objects.filter(pk=user.pk).exists(), connection.in_atomic_block))

    account_erased.connect(hear)
    try:
        person = people.join()
        erasure.erase_account(actor=person, user=person, now=timezone.now())
    finally:
        account_erased.disconnect(hear)
    assert heard == [(True, True)]


def test_an_app_that_fails_stops_it_whole():
    def fail(**kwargs):
        raise RuntimeError

    person = people.join()
    account_erased.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            erasure.erase_account(actor=person, user=person, now=timezone.now())
    finally:
        account_erased.disconnect(fail)
    assert User.objects.filter(pk=person.pk).exists()
    assert not AuditEntry.objects.filter(verb="accounts.erase").exists()


def test_only_oneself():
    person, other = people.join(), people.operator()
    with pytest.raises(NotAllowed):
        erasure.erase_account(actor=other, user=person, now=timezone.now())


def test_the_sign_in_name_is_free_again_and_opens_nothing(client):
    person = people.join()
    erasure.erase_account(actor=person, user=person, now=timezone.now())
    answer = people.sign_in(client, person)
    assert "Name or password is not right." in answer.content.decode()


def test_djangos_own_log_of_operators_goes_too():
    assert LogEntry._meta.get_field("user").remote_field.on_delete is models.CASCADE
