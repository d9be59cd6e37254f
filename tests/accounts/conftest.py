"""Tests here count attempts in Redis; each begins with none."""

import pytest

from tests.accounts.people import forget_counts


@pytest.fixture(autouse=True)
def _no_counts():
    forget_counts()
