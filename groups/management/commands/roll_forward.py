"""The meetings of the coming weeks, made now: after a long stop, or where no timetable runs."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from groups.services import follow


class Command(BaseCommand):
    help = "Makes the meetings of the next ten weeks from their rules; safe to repeat."

    def handle(self, **options: object) -> None:
        filled = follow.rebuild(None, timezone.now())
        self.stdout.write(f"{filled.made} made, {len(filled.changed)} changed")
