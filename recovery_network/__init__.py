"""Recovery Network: meetings, mentors and alumni care in one self-hosted site."""

import zoneinfo

from recovery_network.celery import app as celery_app

# The law of time zones comes from the pinned tzdata package, never from whatever the machine has:
# meetings made ahead and times shown must agree, and every server with the others.
zoneinfo.reset_tzpath(to=())

__all__ = ["celery_app"]
