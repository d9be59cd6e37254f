"""`manage.py watch_checks`: hand on checks that nobody took, without the worker."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from safeguarding.services.checks import hand_on_overdue

EVERY_SECONDS = 10


class Command(BaseCommand):
    help = "Hand on checks on a person that nobody took in time: once, or for ever with --loop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            handed = hand_on_overdue(now=timezone.now())
            if handed:
                self.stdout.write(f"handed on: {handed}")
            if not options["loop"]:
                return
            time.sleep(EVERY_SECONDS)
