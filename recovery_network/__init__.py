"""Recovery Network: meetings, mentors and alumni care in one self-hosted site."""

from recovery_network.celery import app as celery_app

__all__ = ["celery_app"]
