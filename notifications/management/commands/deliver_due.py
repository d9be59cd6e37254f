"""`manage.py deliver_due [--loop]`: the twin of the worker's task, needing neither Celery nor Redis."""

import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from notifications.services import planning, sending

log = logging.getLogger(__name__)

PLAN_EVERY = 300.0


class Command(BaseCommand):
    help = "Plan and send everything that is due; with --loop, go on until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C")
        parser.add_argument("--every", type=float, default=5.0, help="seconds between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            planning.plan(now=timezone.now())
            self._deliver()
            return
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda *_: sending.stopping.set())
        self._loop(options["every"])

    def _loop(self, every: float) -> None:
        planned_at = 0.0
        while not sending.stopping.is_set():
            now = timezone.now()
            try:
                if now.timestamp() - planned_at >= PLAN_EVERY:
                    planning.plan(now=now)
                    planned_at = now.timestamp()
                self._deliver()
            except (DatabaseError, InterfaceError, OSError):
                log.exception("nothing delivered this time")
            close_old_connections()
            sending.stopping.wait(every)

    def _deliver(self) -> None:
        """Round after round while there is more."""
        more = True
        while more and not sending.stopping.is_set():
            done = sending.deliver_due()
            more = bool(done["more"])
            if done["sent"] or done["in_app"]:
                self.stdout.write(f"sent {done['sent']}, on the site {done['in_app']}")
