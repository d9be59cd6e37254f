"""What every test may use."""

from collections.abc import Iterator

import pytest
from django.utils import timezone, translation


@pytest.fixture(autouse=True)
def own_language_and_zone() -> Iterator[None]:
    """A request leaves its language and zone active in the thread: the next test must not inherit them."""
    yield
    translation.deactivate()
    timezone.deactivate()
