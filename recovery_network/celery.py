"""The Celery application: it carries only "look now", never a promise (see docs/decisions)."""

from celery import Celery

app = Celery("recovery_network")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
