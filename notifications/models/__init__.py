"""What was promised, what arrived, what each person wants, and when each job last ran."""

from notifications.models.delivery import Delivery
from notifications.models.job_run import JobRun
from notifications.models.notice import Notice
from notifications.models.preference import Preference, ReminderChoice

__all__ = ["Delivery", "JobRun", "Notice", "Preference", "ReminderChoice"]
