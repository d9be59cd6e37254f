"""Imports a foreign meeting list: a file, a folder of BMLT answers, or an address.

Nothing is written without --commit. With --report json the report, and nothing else, goes to stdout.
"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.models import Centre
from groups.importing.shapes import FORMATS
from groups.models import ImportRun
from groups.services import import_steps as steps
from groups.services.import_lists import load
from recovery_network.common.errors import DomainError

SHOWN_ROWS = 50


class Command(BaseCommand):
    help = "Imports a meeting list: Meeting Guide JSON, BMLT JSON, CSV or XLSX. A dry run unless --commit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", help="a file, a folder with BMLT's answers, or an address")
        parser.add_argument("--centre", help="the centre's code or its exact name")
        parser.add_argument("--format", choices=FORMATS, default="", help="found out when not given")
        parser.add_argument("--timezone", default="", help="for meetings that name none, such as Asia/Dhaka")
        parser.add_argument("--programme", default="", help="the fellowship, such as aa or na")
        parser.add_argument("--source-name", default="", help="which of the centre's lists this is")
        parser.add_argument("--commit", action="store_true", help="save it; without this nothing is written")
        parser.add_argument("--report", choices=["json", "text"], default="text")
        parser.add_argument("--undo", metavar="CODE", help="take a saved import back")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                self._undo(options["undo"]) if options["undo"] else self._import(options)
            except DomainError as error:
                self._refuse(error, options["report"])

    def _refuse(self, error: DomainError, report: str) -> None:
        if report == "json":
            self.stdout.write(json.dumps(steps.report_of_failure(error)))
        self.stderr.write(self.style.ERROR(str(error)))
        sys.exit(1)

    def _import(self, options: dict[str, Any]) -> None:
        if not options["source"] or not options["centre"]:
            raise CommandError("Say what to import and for which centre: import_meetings SOURCE --centre C")
        centre = _centre(options["centre"])
        wanted = steps.Options(
            format=options["format"],
            time_zone=options["timezone"].strip(),
            programme=options["programme"].strip(),
            list_name=options["source_name"].strip(),
        )
        loaded = load(options["source"])
        if options["commit"]:
            run, plan = steps.import_now(centre=centre, loaded=loaded, options=wanted, now=timezone.now())
            report = steps.report_of(plan) | {"undo": run.code}
            last_line = f"Saved. To take it back: import_meetings --undo {run.code}"
        else:
            report = steps.report_of(steps.preview(centre=centre, loaded=loaded, options=wanted))
            last_line = "Nothing was written. Add --commit to save it."
        self._show(report, options["report"], last_line)

    def _show(self, report: dict[str, Any], form: str, last_line: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps(report))
            return
        rows = report.pop("warnings")
        report.pop("undo", None)  # the last line says it in words
        for row in rows[:SHOWN_ROWS]:
            self.stdout.write(" · ".join(part for part in row.values() if part))
        if len(rows) > SHOWN_ROWS:
            self.stdout.write(f"… and {len(rows) - SHOWN_ROWS} more: see --report json")
        self.stdout.write(", ".join(f"{value} {name}" for name, value in report.items()))
        self.stdout.write(last_line)

    def _undo(self, code: str) -> None:
        run = ImportRun.objects.filter(code=code).first()
        if run is None:
            raise DomainError(f"There is no import with the code {code}.")
        run = steps.undo_now(run=run, now=timezone.now())
        for row in run.undo_rows:
            self.stdout.write(f"{row[0]}: {row[3]}")
        self.stdout.write("Undone.")


def _centre(text: str) -> Centre:
    """By code or exact name; two centres of one name must be told apart by code."""
    found = Centre.objects.filter(code=text).first()
    named = list(Centre.objects.filter(name=text)[:2])
    if found is None and len(named) != 1:
        known = ", ".join(f"{c.name} ({c.code})" for c in Centre.objects.order_by("name")[:20])
        why = "Two centres are called" if named else "There is no centre"
        raise DomainError(f"{why} “{text}”. Known: {known or 'none yet'}.")
    return found or named[0]
