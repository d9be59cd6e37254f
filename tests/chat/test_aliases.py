"""No two names in a room that can be mistaken for one another."""

import pytest

from chat.aliases import clean, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quiet Heron", "quiet  heron"),
        ("Quiet Heron", "QUIET-HERON"),
        ("Quiet Heron", "Quіet Herоn"),  # Cyrillic і and о
        ("Quiet Heron", "Qu1et Her0n"),
        ("Blue Kite", "ｂｌｕｅ kite"),
        ("Blue Kite", "Blue\u200b Kite"),
        ("Bern", "Bem"),
        ("محمد", "مُحمّد"),
        ("کلیم", "كليم"),
        ("Renée", "Renee"),
    ],
)
def test_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Quiet Heron", "Quiet River"), ("किरण", "करण"), ("Rat", "Tuz"), ("سلیم", "کلیم"), ("ਅਮਨ", "ਅਮਰ")],
)
def test_different(one, other):
    assert fold(one) != fold(other)


def test_a_name_of_signs_only_folds_to_nothing():
    assert fold("☺ ...") == ""


def test_clean_removes_what_cannot_be_seen():
    assert clean("  Blue\u202e\u200b \n Kite ") == "Blue Kite"
