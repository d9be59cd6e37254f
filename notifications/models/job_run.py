"""When each job of the timetable last ran, so that a silent one is seen."""

from django.db import models


class JobRun(models.Model):
    """One row per job, written over at each run."""

    name = models.CharField(max_length=60, unique=True)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_failed_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    # The error's class only: its text may quote what a person wrote.
    error = models.CharField(max_length=80, blank=True, default="")

    def __str__(self) -> str:
        return self.name
