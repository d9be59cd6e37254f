"""`manage.py messages`: bring locale/ to the strings of the code and say what is not translated."""

from django.conf import settings
from django.core.management.base import BaseCommand

from recovery_network import catalogue


class Command(BaseCommand):
    help = "Update .po and .mo files from the code; list what has no translation yet."

    def handle(self, *args, **options) -> None:
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            template = catalogue.template_catalogue(settings.BASE_DIR, language)
            found = catalogue.missing(catalogue.update(language, template))
            self.stdout.write(f"{language}: {len(template)} strings, {len(found)} without a translation")
            for text in found:
                self.stdout.write(f"  {text}")
