"""The Celery application: it carries only "look now", never a promise (docs/decisions/0030).

Every task reads from the database what is to be done. A task that is lost, doubled or late costs
at most the time until the next tick of the timetable.
"""

from typing import Any

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

app = Celery("recovery_network")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

AT_START = ("notifications.tasks.plan", "notifications.tasks.deliver_due")


@worker_ready.connect
def look_around(**kwargs: Any) -> None:
    """A worker that comes up looks at once; the first tick may be minutes away."""
    from recovery_network.common.jobs import enqueue

    for name in AT_START:
        enqueue(name)


@worker_shutting_down.connect
def hurry(**kwargs: Any) -> None:
    """With a pool of threads the batch ends after the message in flight; prefork waits for its run."""
    from notifications.services import sending

    sending.stopping.set()
