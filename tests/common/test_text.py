"""Typed and fed text: digits, invisible marks, look-alikes."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recovery_network.common import text


@pytest.mark.parametrize("typed", ["۱۲۳۴", "১২৩৪", "१२३४", "੧੨੩੪", "١٢٣٤", "１２３４", "1234"])
def test_digits_of_every_script_are_read(typed):
    assert text.western_digits(f"a{typed}-") == "a1234-"


def test_superscripts_and_fractions_are_not_digits():
    assert text.western_digits("x² ½") == "x² ½"


def test_invisible_marks_go_but_joiners_that_shape_words_stay():
    assert text.without_controls("a\u202eb\u200bc\x00\ud800d") == "abcd"
    assert text.without_controls("می\u200cخواهم") == "می\u200cخواهم"


def test_one_line_composes_and_joins():
    assert text.one_line("  Cafe\u0301 \n  noir\t") == "Café noir"


@pytest.mark.parametrize("clean", [text.one_line, text.many_lines])
@given(written=st.text(max_size=40))
@example(written="e\u200b\u0301")
@example(written="0\u202e\u00a8")
def test_clean_text_is_composed_and_stays_as_it_is(clean, written):
    made = clean(written)
    assert unicodedata.is_normalized("NFC", made)
    assert clean(made) == made


def test_many_lines_keeps_paragraphs():
    assert text.many_lines("a \r\n\r\n\r\n\r\n  b   c\rd") == "a\n\nb c\nd"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paper Boat", "PAPER  BOAT"),
        ("Paper Boat", "Рареr Воаt"),  # Cyrillic Р, а, р, е, В, о, а
        ("Slow River", "Sl0w River"),
        ("Milo", "Mi1o"),
        ("Boat 7", "Boat ۷"),
        ("Paper Boat", "Ｐａｐｅｒ Ｂｏａｔ"),
        ("علی", "علی\u200c"),
    ],
)
def test_names_a_reader_could_confuse_have_one_key(one, other):
    assert text.folded(one) == text.folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Paper Boat", "Paper Goat"), ("امن", "امان"), ("नाव", "नव"), ("A", "B")]
)
def test_different_names_have_different_keys(one, other):
    assert text.folded(one) != text.folded(other)


@given(st.text(max_size=40), st.sampled_from(["", " ", "\u200b", "\u202e", "\t"]))
def test_any_name_has_a_key_that_blanks_and_hidden_marks_do_not_change(name, mark):
    assert text.folded(mark + name + mark) == text.folded(name)


@given(st.text(max_size=40))
@example("0\u00a8")
@example("o\u200b\u0308")
@example("\ufdfa")
def test_a_key_is_its_own_key(name):
    assert text.folded(text.folded(name)) == text.folded(name)
