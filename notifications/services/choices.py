"""What each person chose to be told, when and where. A choice counts for what is already planned."""

from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts.models import User
from ledger.services import record
from notifications import links
from notifications.models import Preference, ReminderChoice
from notifications.services.notices import notify
from notifications.signals import choices_changed
from recovery_network.common.permissions import require


@transaction.atomic
def choose(
    *,
    actor: Any,
    safe_contact: str,
    quiet_from: time | None,
    quiet_to: time | None,
    leads: list[int],
    now: datetime,
) -> Preference:
    """Save a person's usual times, quiet hours and what an e-mail may be."""
    require(actor, "notifications.have_notes")
    preference, _ = Preference.objects.update_or_create(
        user=actor,
        defaults={
            "safe_contact": safe_contact,
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
            "default_leads": sorted(leads),
            "changed_at": now,
        },
    )
    record(actor=actor, verb="notifications.choose", obj=preference, now=now, safe_contact=safe_contact)
    choices_changed.send(Preference, user=actor, now=now)
    return preference


@transaction.atomic
def choose_for(
    *,
    actor: Any,
    subject_kind: str,
    subject_id: int,
    leads: list[int] | None,
    in_app: bool,
    email: bool,
    off: bool,
    now: datetime,
) -> ReminderChoice:
    """Save what a person wants for one thing. `leads` None means their usual times.

    Whether the person may know the thing is for the caller's own rule, in the app that owns it.
    """
    require(actor, "notifications.have_notes")
    choice, _ = ReminderChoice.objects.update_or_create(
        user=actor,
        subject_kind=subject_kind,
        subject_id=subject_id,
        defaults={
            "leads": None if leads is None else sorted(leads),
            "in_app": in_app,
            "email": email,
            "off": off,
            "changed_at": now,
        },
    )
    record(actor=actor, verb="notifications.choose_for", obj=choice, now=now, off=off)
    choices_changed.send(ReminderChoice, user=actor, now=now)
    return choice


@transaction.atomic
def forget_choice(*, actor: Any, subject_kind: str, subject_id: int, now: datetime) -> None:
    """Back to the usual: nothing special is chosen for this thing any more."""
    require(actor, "notifications.have_notes")
    for choice in ReminderChoice.objects.visible_to(actor).filter(
        subject_kind=subject_kind, subject_id=subject_id
    ):
        record(actor=actor, verb="notifications.forget_choice", obj=choice, now=now)
        choice.delete()
    choices_changed.send(ReminderChoice, user=actor, now=now)


@transaction.atomic
def stop_mail(*, token: str, now: datetime) -> bool:
    """End e-mail for the person a signed link was made for; the link itself is the right to do so.

    Has no actor: nobody is signed in. False when the link is not ours or its person is gone.
    """
    code = links.read_stop_token(token)
    user = User.objects.filter(code=code).first() if code else None
    if user is None:
        return False
    preference, _ = Preference.objects.update_or_create(
        user=user, defaults={"safe_contact": Preference.SafeContact.NONE, "changed_at": now}
    )
    record(actor=user, verb="notifications.stop_mail", obj=preference, now=now)
    choices_changed.send(Preference, user=user, now=now)
    return True


@transaction.atomic
def send_test_note(*, actor: Any, now: datetime) -> None:
    """One notice and, where wanted, one e-mail to oneself; at most one a minute."""
    require(actor, "notifications.have_notes")
    minute = int(now.timestamp() // 60)
    notify(recipient=actor, key=f"test:{minute}", kind="notifications.test", path="/me/reminders/", now=now)
