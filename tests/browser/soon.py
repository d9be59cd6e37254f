"""Run inside the site (`manage.py shell`): a meeting whose one-hour reminder is due in 15 seconds."""

SCRIPT = """
from datetime import timedelta
from zoneinfo import ZoneInfo
from django.utils import timezone
from accounts.models import User
from groups.models import Group
from groups.services import series
now = timezone.now()
start = (now + timedelta(hours=1, seconds=16)).replace(microsecond=0)
local = start.astimezone(ZoneInfo("Asia/Dhaka"))
made = series.create_series(
    actor=User.objects.filter(public_name="Rafiq").earliest("pk"), now=now,
    group=Group.objects.filter(name="Evening Circle", centre__name="Jamuna House").earliest("pk"),
    name="One more", weekdays=1 << local.weekday(), local_start=local.time(), start_date=local.date(),
    duration_minutes=30, online_kind="room")
print("CODE", made.code)
"""


def meeting_with_a_reminder_soon(stack) -> str:
    """The code of its page."""
    printed = stack.shell(SCRIPT)
    return next(line.split()[1] for line in printed.splitlines() if line.startswith("CODE"))
