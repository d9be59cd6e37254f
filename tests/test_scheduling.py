"""The tests that share a site are found by their path, so the path must be right."""

import pytest

from tests.architecture.tree import ROOT
from tests.scheduling import LOOKS, TOGETHER, scope_of


@pytest.mark.parametrize("path", [*TOGETHER, *LOOKS])
def test_each_path_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_what_shares_a_site_is_one_scope_and_the_rest_goes_alone() -> None:
    walks = ["tests/browser/test_host.py::test_a", "tests/browser/test_notes.py::test_b[ur]@browser"]
    assert {scope_of(nodeid) for nodeid in walks} == {"tests/browser/"}
    assert {scope_of(f"{path}::test_c[dark]") for path in LOOKS} == {"tests/browser/ looks"}
    alone = "tests/local/test_services.py::test_second_start_keeps_rows"
    assert scope_of(alone) == alone
