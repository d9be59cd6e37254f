"""A newcomer's first messages: lures are held for a host, ordinary words pass."""

import pytest

from safeguarding.lures import WATCHED_MESSAGES, why_held


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
