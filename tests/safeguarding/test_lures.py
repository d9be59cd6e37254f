"""A newcomer's first messages: lures are held for a host, ordinary words pass."""

import time
from pathlib import Path

import pytest

from safeguarding.lures import WATCHED_MESSAGES, why_held

DATA = Path(__file__).with_name("data")
LOOK_ALIKES = str.maketrans("aeopcxi", "аеорсхі")
FIGURES = str.maketrans("aeo", "430")


def corpus(name: str, language: str = "") -> tuple[list[str], list[str]]:
    """The rows that were looked at when the lists were written, and those that were only measured."""
    seen, measured = [], []
    for section in (DATA / name).read_text(encoding="utf-8").split("\n[")[1:]:
        head, *rows = [row for row in section.splitlines() if row]
        if language in {"", head.strip("[]")}:
            seen += rows[0::2]
            measured += rows[1::2]
    return seen, measured


def held(rows: list[str]) -> list[str]:
    return [row for row in rows if why_held(row, messages_before=0)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Add me on t3l3gram", "contact"),
        ("write me on Теlеgram, I can help", "contact"),
        ("call 9 8 7-6 5 0.1 2 3 4 tonight", "contact"),
        ("nau aath double saat ek do teen char paanch par", "contact"),
        ("०१७१२ ३४५ ६७८", "contact"),
        ("ravi at gmail dot com", "link"),
        ("see cheapmeds [dot] com", "link"),
        ("t.me/quickhelp", "link"),
        ("maal chahiye to inbox karo", "seller"),
        ("আমাদের কাছে ইয়াবা পাবেন", "seller"),
        ("advance paise bhejo, phir seat pakki", "payment"),
    ],
)
def test_a_lure_is_held_with_its_reason(text: str, why: str) -> None:
    assert why_held(text, messages_before=0) == why


def test_after_some_messages_a_person_is_known() -> None:
    assert why_held("Add me on telegram", messages_before=WATCHED_MESSAGES - 1) == "contact"
    assert why_held("Add me on telegram", messages_before=WATCHED_MESSAGES) == ""


def test_recall_on_lures_that_the_lists_were_not_written_for() -> None:
    seen, measured = corpus("lures.txt")
    assert len(measured) >= 100
    assert len(held(seen)) / len(seen) >= 0.95
    assert len(held(measured)) / len(measured) >= 0.95


@pytest.mark.parametrize("language", ["en", "latin", "hi", "ur", "pa", "bn"])
def test_no_language_is_left_behind(language: str) -> None:
    _seen, measured = corpus("lures.txt", language)
    assert len(held(measured)) / len(measured) >= 0.85


@pytest.mark.parametrize(
    "hidden",
    [
        lambda row: row.translate(LOOK_ALIKES),
        lambda row: "\u200b".join(row),
        str.upper,
        lambda row: row.replace(" ", "   "),
        lambda row: " ".join(word.translate(FIGURES) if len(word) > 5 else word for word in row.split()),
    ],
    ids=["look-alike letters", "invisible marks", "capitals", "blanks", "figures for letters"],
)
def test_spelling_games_change_little(hidden) -> None:
    """Of English and Latin-letter lures of the measured half, as many as without the game but a few."""
    rows = [row for language in ("en", "latin") for row in corpus("lures.txt", language)[1]]
    assert len(held([hidden(row) for row in rows])) >= len(held(rows)) - len(rows) * 0.06


def test_ordinary_shares_pass() -> None:
    seen, measured = corpus("shares.txt")
    assert len(measured) >= 140
    assert held(seen) == []
    assert len(held(measured)) / len(measured) <= 0.02


def test_longer_shares_pass_as_well() -> None:
    """Two shares in one message, a thousand of them: what stands beside each other makes no lure."""
    quiet = [row for row in corpus("shares.txt")[1] if not why_held(row, messages_before=0)]
    pairs = [
        f"{row}. {quiet[(at + step) % len(quiet)]}" for step in range(1, 8) for at, row in enumerate(quiet)
    ]
    assert len(pairs) >= 1000
    assert len(held(pairs)) / len(pairs) <= 0.02


def test_what_was_written_later_is_still_held_and_let_through() -> None:
    lures, shares = (
        [row for half in corpus(name) for row in half] for name in ("lures_later.txt", "shares_later.txt")
    )
    assert len(held(lures)) / len(lures) >= 0.95
    assert held(shares) == []


def test_a_long_message_takes_no_time() -> None:
    why_held("warm", messages_before=0)
    for worst in ("a " * 1000, "maal " * 500, "9 " * 1000, "x." * 1000, "w w w" * 400):
        began = time.perf_counter()
        why_held(worst, messages_before=0)
        assert time.perf_counter() - began < 0.5
