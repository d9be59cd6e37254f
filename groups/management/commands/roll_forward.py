"""The meetings of the coming weeks, made now: after a long stop, or where no timetable runs."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from groups.services import rolling


class Command(BaseCommand):
    help = "Makes the meetings of the next ten weeks from their rules; safe to repeat."

    def handle(self, **options: object) -> None:
        while (done := rolling.roll_forward(timezone.now()))["after"]:
            self.stdout.write(f"{done['made']} made so far")
        self.stdout.write(f"{done['made']} made, {done['changed']} changed")
