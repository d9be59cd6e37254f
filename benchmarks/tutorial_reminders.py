"""The usual form, as tutorials write it: one Celery task a reminder, one message built and sent in it.

celery -A benchmarks.tutorial_reminders worker -c 2
"""

from celery import Celery

app = Celery("tutorial")
app.config_from_object("django.conf:settings", namespace="CELERY")
# As a beginner's project has it; ours are in recovery_network/settings.py.
app.conf.update(task_acks_late=False, worker_prefetch_multiplier=4, beat_schedule={})
app.conf.task_default_queue = "tutorial"


@app.task(name="tutorial.send_reminder")
def send_reminder(delivery_id: int) -> None:
    from django.conf import settings
    from django.core.mail import EmailMessage
    from django.template.loader import render_to_string
    from django.utils import timezone

    from notifications.models import Delivery

    delivery = Delivery.objects.select_related("recipient").get(pk=delivery_id)
    words = {"link": settings.SITE_URL + delivery.path, "when": "", "place": "", "stop": ""}
    EmailMessage(
        subject=render_to_string("emails/groups/reminder.subject.txt").strip(),
        body=render_to_string("emails/groups/reminder.txt", words),
        to=[delivery.recipient.email],
    ).send()
    delivery.state, delivery.finished_at = Delivery.State.SENT, timezone.now()
    delivery.save()
