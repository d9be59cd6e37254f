"""One group that meets on Tuesdays, and one member of it."""

import pytest

from groups.services.occurrences import fill
from tests.groups import factories
from tests.groups.reminders.words import NOW, member_with_mail


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def group(db):
    return factories.group(factories.centre())


@pytest.fixture
def series(group):
    """Begins Tuesday 20:00 in Dhaka, which is 14:00 UTC on the 24th."""
    made = factories.series(group, weekdays=2)
    fill([made.pk], now=NOW)
    return made


@pytest.fixture
def member(group):
    return member_with_mail(group)
