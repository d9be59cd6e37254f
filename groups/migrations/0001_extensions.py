"""What the tables below need of PostgreSQL: three trusted extensions and one search configuration."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# No stemming: the words are names and places in many languages. Accents do not count.
CREATE = """
CREATE TEXT SEARCH CONFIGURATION meeting_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION meeting_words
    ALTER MAPPING FOR word, hword, hword_part WITH unaccent, simple;
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        BtreeGistExtension(),
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE, "DROP TEXT SEARCH CONFIGURATION meeting_words"),
    ]
