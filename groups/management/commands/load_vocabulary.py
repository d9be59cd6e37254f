"""Programmes, formats, languages and pathways, by hand; migrate does it by itself."""

from django.core.management.base import BaseCommand

from groups.services.vocabulary import load_vocabulary


class Command(BaseCommand):
    help = "Writes programmes, formats, languages and pathways; safe to repeat."

    def handle(self, **options: object) -> None:
        load_vocabulary()
