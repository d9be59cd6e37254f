"""`manage.py seed_demo`: the fictional centres of the demo. Refuses to run in production."""

import shlex

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Centre
from recovery_network.demo.seed import SignIn, seed

FILE = "demo-sign-ins.txt"


class Command(BaseCommand):
    help = "Make fictional centres, people and meetings, and print how to sign in (local only)."

    def handle(self, *args, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is for local installs only: it has known passwords.")
        path = settings.DATA_DIR / FILE
        if Centre.objects.exists():
            raise CommandError(f"There are centres already; nothing was made. Sign-ins are in {path}")
        lines = table(seed(timezone.now()))
        path.write_text(lines, encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write(f"{lines}\nAlso in {path}\n")


def table(sign_ins: list[SignIn]) -> str:
    """One line a person, and how staff get the code of their second step."""
    rows = [f"Demo people, all invented. One password for all: {sign_ins[0].password}", ""]
    for row in sign_ins:
        second = f"  second step: {row.secret}" if row.secret else ""
        rows.append(f"  {row.sign_in_name:<20} {row.who:<14} {row.centre}{second}")
    rows += ["", f"A current code for staff: python3 run.py manage demo_code NAME{_where()}"]
    return "\n".join(rows)


def _where() -> str:
    """What `run.py` has to be told about a data directory of one's own."""
    usual = settings.DATA_DIR == settings.BASE_DIR / "var"
    return "" if usual else f" --data {shlex.quote(str(settings.DATA_DIR))}"
