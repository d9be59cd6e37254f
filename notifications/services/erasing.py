"""What stays of a person here after erasure: nothing."""

from datetime import datetime

from accounts.models import User
from notifications.models import Delivery, Notice, Preference, ReminderChoice


def erase(*, user: User, now: datetime) -> None:
    """Delete all rows of a person, in the erasing transaction. Has no actor: erasure has asked."""
    for model in (Notice, Delivery, ReminderChoice):
        model.objects.visible_to(user).delete()
    Preference.objects.visible_to(user).delete()
