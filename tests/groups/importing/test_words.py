"""Foreign text to plain text."""

import re
import time
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from groups.importing import words
from groups.importing.words import clean, clean_line, raw_text


@pytest.mark.parametrize(
    ("value", "text", "actions"),
    [
        ("Ring the bell", "Ring the bell", []),
        ("<script>alert(1)</script>Ring bell", "Ring bell", ["markup_removed"]),
        ("Tom &amp; Jerry&#8217;s &lt;b&gt;bold&lt;/b&gt;", "Tom & Jerry’s bold", ["markup_removed"]),
        ("One<br>Two<br />Three", "One\nTwo\nThree", ["markup_removed"]),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour", []),
        ("a\x00b", "ab", ["hidden_removed"]),
        ("\u202eevil\u202c name", "evil name", ["hidden_removed"]),
        ("Sere\u200bnity\u00a0Group", "Serenity Group", ["hidden_removed"]),
        ("half \ud800", "half", ["hidden_removed"]),
        ("নতুন জীবন", "নতুন জীবন", []),
        ("می\u200cشود", "می\u200cشود", []),
        ("3 < 5 and 6 > 2", "3 < 5 and 6 > 2", []),
        ("A & B", "A & B", []),
        ("<img src=x onerror=alert(1)>", "", ["markup_removed"]),
        ("e\u0301", "é", []),
        (17, "17", []),
        (3.0, "3", []),
        (float("nan"), "", []),
        (None, "", []),
        ({"a": 1}, "", []),
        (["a", None, "b"], "a, b", []),
    ],
)
def test_clean(value, text, actions):
    assert clean(value, 1000) == (text, actions)


def test_long_text_is_cut():
    assert clean("x" * 5000, 100) == ("x" * 100, ["cut"])


def test_piled_marks_are_thinned():
    text, actions = clean("Z\u0338\u0322\u031b\u0334algo", 100)
    assert actions == ["hidden_removed"]
    assert len(text) <= 7


def test_names_stand_on_one_line():
    assert clean_line("BEGIN:VEVENT\r\nSUMMARY:x", 100)[0] == "BEGIN:VEVENT SUMMARY:x"


def test_a_number_too_long_to_write_is_nothing():
    assert raw_text(10**5000) == ""


@given(st.text(alphabet=st.characters(min_codepoint=9, max_codepoint=0x130), max_size=30))
@example("12 Main St.")
@example("&amp; <b>")
def test_the_short_way_for_plain_text_says_the_same(text):
    short = clean(text, 20)
    with patch.object(words, "_PLAIN", re.compile("(?!)")):
        assert clean(text, 20) == short


def test_long_text_is_not_looked_at_again_and_again():
    began = time.process_time()
    clean("a b " * 5000 + "\x00", 30_000)
    assert time.process_time() - began < 1
