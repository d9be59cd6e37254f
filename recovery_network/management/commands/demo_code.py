"""`manage.py demo_code NAME`: the code of somebody's second step now. Local only."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.models import User


class Command(BaseCommand):
    help = "Print the current second-step code of a demo person (local only)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", help="sign-in name or public name")

    def handle(self, *args, name: str, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError("Codes are printed on local installs only.")
        self.stdout.write(code_of(name))


def code_of(name: str) -> str:
    people = User.objects.filter(Q(sign_in_name=name) | Q(public_name__iexact=name))
    kept = Authenticator.objects.filter(user__in=people, type=Authenticator.Type.TOTP).first()
    if kept is None:
        raise CommandError(f"Nobody called “{name}” has a second step.")
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(decrypt(kept.data["secret"]), counter))
