"""Public names and private sign-in names."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts import names
from accounts.words import FIRST, PEOPLE, SECOND


@pytest.mark.parametrize("language", ["en", "ur"])
def test_three_suggestions_that_pass_our_own_rules(language):
    for seed in range(200):
        found = names.suggestions(language, chance=random.Random(seed))
        assert len(set(found)) == 3
        for name in found:
            assert names.fault_in(name) is None
            assert not names.looks_like_a_real_name(name)


def test_another_language_gets_english_words():
    assert names.suggestions("xx", chance=random.Random(1)) == names.suggestions(
        "en", chance=random.Random(1)
    )


def test_no_word_tells_anything():
    telling = [
        "sober",
        "clean",
        "recover",
        "addict",
        "drug",
        "drink",
        "hope",
        "heal",
        "survivor",
        "step",
        "meeting",
    ]
    for word in (*FIRST["en"], *SECOND["en"]):
        assert not any(part in word.lower() for part in telling), word
        assert word.lower() not in PEOPLE


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "x" * 41,
        "call 0171234567",
        "۰۱۷۱۲۳۴۵۶۷",
        "me@example.org",
        "my.site.com",
        "<b>Heron</b>",
        "🙂🙂",
    ],
)
def test_refused(name):
    assert names.fault_in(names.clean_public_name(name))


@pytest.mark.parametrize("name", ["Quiet Heron", "Heron 7", "خاموش دریا", "শান্ত নদী", "O’Heron", "Ali"])
def test_allowed(name):
    assert names.fault_in(names.clean_public_name(name)) is None


@pytest.mark.parametrize(
    ("name", "real"),
    [
        ("Muhammad Ali Khan", True),
        ("harpreet k.", True),
        ("محمد دریا", True),
        ("Ali", False),
        ("Quiet Heron", False),
        ("Khan", False),
    ],
)
def test_a_real_name_is_noticed(name, real):
    assert names.looks_like_a_real_name(name) is real


@pytest.mark.parametrize(
    "typed", [" Heron-48213 ", "heron 48213", "HERON_48213", "heron-٤٨٢١٣", "ｈeron-48213"]
)
def test_a_sign_in_name_is_found_however_it_is_typed(typed):
    assert names.sign_in_key(typed) == "heron-48213"


def test_the_server_completes_a_sign_in_name():
    made = {names.complete_sign_in_name("Blue Heron!") for _ in range(200)}
    assert len(made) > 190
    for name in made:
        base, digits = name.rsplit("-", 1)
        assert base == "blueheron"
        assert digits.isdigit()
        assert len(digits) == 5
        assert names.sign_in_key(name) == name


def test_a_name_of_signs_only_still_becomes_one():
    assert names.complete_sign_in_name("!!!").startswith("name-")


@given(st.text(max_size=40))
@example("0\u00a8")
@example("o\u00a8")
@example("A\u200b\u0308")
@example("\u0130stanbul")
def test_whatever_was_typed_the_name_given_is_found_again(typed):
    """What is stored is what signing in looks for."""
    base = names.sign_in_base(typed)
    assert names.sign_in_base(base) == base
    assert len(base) <= names.SIGN_IN_BASE_LENGTH
    given_name = names.complete_sign_in_name(typed)
    assert names.sign_in_key(given_name) == given_name
