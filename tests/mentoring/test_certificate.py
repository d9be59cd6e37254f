"""The proof is refused when anything about it is wrong."""

import pytest

from mentoring.certificate import bound, faults

GOOD = {
    "places": {"a": 1, "b": 1},
    "scores": {"first": {"a": 9, "b": 8}, "second": {"a": 9}},
    "waited": {"first": 3, "second": 2},
    "assignment": {"first": "b", "second": "a"},
    "gains": {"first": 803},
    "prices": {"a": 902},
    "scale": 100,
}


def test_a_good_proof_holds():
    assert faults(**GOOD) == []
    assert bound(GOOD["places"], GOOD["gains"], GOOD["prices"]) == 17 * 100 + 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"assignment": {"first": "a"}}, "the assignment is worth 903, the prices allow 1705"),
        ({"assignment": {"first": "b", "second": "b"}}, "second sits where they cannot"),
        ({"assignment": {"first": "a", "second": "a"}}, "a has too many"),
        ({"gains": {"first": 700}}, "first and b are worth more than their prices"),
        ({"gains": {"first": 1705, "second": -1}, "prices": {}}, "second has less than 0"),
        ({"gains": {"first": 803, "nobody": 1}}, "nobody is not in the pool"),
        ({"prices": {"a": 902, "c": 0}}, "c is not in the pool"),
        ({"waited": {"first": 99, "second": 2}}, "as much as a point of score"),
    ],
)
def test_a_wrong_proof_is_refused(change, words):
    found = faults(**(GOOD | change))
    assert any(words in fault for fault in found), found
