"""What a message becomes before it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text import normalise


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  hello \r\n\r\n\r\n\r\nyou  ", "hello \n\nyou"),
        ("a\x00b\x07c", "abc"),
        ("e\u0301", "é"),
        ("\u202eevil\u202d", "evil"),
        ("می\u200cروم", "می\u200cروم"),
        ("👩\u200d👧", "👩\u200d👧"),
        (" \n\t ", ""),
        ("one\u2028two", "one\ntwo"),
    ],
)
def test_normalise(written, kept):
    assert normalise(written) == kept


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)
