"""The tests that share a site are found by their path, so the path must be right."""

import pytest

from tests.architecture.tree import ROOT
from tests.scheduling import TOGETHER, scope_of


@pytest.mark.parametrize("path", TOGETHER)
def test_each_path_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_what_shares_a_site_is_one_scope_and_the_rest_goes_alone() -> None:
    browser = ["tests/browser/test_look.py::test_a", "tests/browser/test_notes.py::test_b[ur]@browser"]
    assert {scope_of(nodeid) for nodeid in browser} == {"tests/browser/"}
    alone = "tests/local/test_services.py::test_second_start_keeps_rows"
    assert scope_of(alone) == alone
