"""Person-first words in texts that staff write, and nobody else's words."""

import pytest

from safeguarding.forms import ChecklistForm
from safeguarding.linter import findings


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("For addicts and their families", "addicts"),
        ("He wants to get clean. He got clean.", "got clean"),
        ("The DRUNK in the corner", "DRUNK"),
        ("नशेड़ी लोगों के लिए", "नशेड़ी"),
        ("نشئی کے لیے", "نشئی"),
        ("ਨਸ਼ੇੜੀ ਲਈ", "ਨਸ਼ੇੜੀ"),
        ("মাতাল মানুষ", "মাতাল"),
        ("nashedi log yahan aayein", "nashedi"),
    ],
)
def test_a_judging_word_is_named_with_another(text: str, word: str) -> None:
    found = findings(text)
    assert [finding.word for finding in found] == [word]
    assert found[0].instead
    assert word in found[0].sentence


@pytest.mark.parametrize(
    "text",
    [
        "A circle for people who use drugs, and for those who stopped",
        "Alcoholics Anonymous meets next door",
        "He said “I am an addict” and we let him",
        "Clean the room, bring a drink of water",
        "This habit of walking is addictive",
    ],
)
def test_fellowships_quotes_and_plain_words_are_let_be(text: str) -> None:
    assert findings(text, "en") == []


def test_a_form_names_the_word_once_and_lets_staff_keep_it() -> None:
    steps = {"steps": "Ask the addict directly."}
    form = ChecklistForm(steps, language="en")
    assert not form.is_valid()
    assert "keep_words" in form.fields
    kept = ChecklistForm(steps | {"keep_words": "on"}, language="en")
    assert kept.is_valid()
    assert ChecklistForm({"steps": "Ask directly."}).is_valid()
