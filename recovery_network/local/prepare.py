"""Run in a process of its own before the site starts: tables up to date, static files collected."""

import sys

import django
from django.core.management import call_command


def main(arguments: list[str]) -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    if "--static" in arguments:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
