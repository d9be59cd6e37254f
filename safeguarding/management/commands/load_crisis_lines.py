"""Brings the shipped crisis lines into the directory; safe to run again."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from safeguarding.services.lines import load_lines


class Command(BaseCommand):
    help = "Load the shipped crisis lines. Verified lines are never overwritten."

    def handle(self, *args, **options) -> None:
        told = load_lines(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{count} {word}" for word, count in sorted(told.items())))
