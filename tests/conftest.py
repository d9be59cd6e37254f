"""What every test may use."""

import os
from collections.abc import Iterator

import pytest
from django.utils import timezone, translation
from hypothesis import settings

# A gate must say the same twice; everywhere else each run looks at new examples.
settings.register_profile("gate", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("gate")


@pytest.fixture(autouse=True)
def own_language_and_zone() -> Iterator[None]:
    """A request leaves its language and zone active in the thread: the next test must not inherit them."""
    yield
    translation.deactivate()
    timezone.deactivate()
