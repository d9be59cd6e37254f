"""Hints of danger: found in each language, and hard times that are over are mostly let be."""

import pytest

from safeguarding.redflags import found
from tests.safeguarding.test_lures import corpus

NOW = """
I want to die
I can't do this anymore, goodbye everyone
I took all the pills, sorry
he is not breathing, please help
I am going to kill myself tonight
Everyone would be better off without me
I have the rope here
mar jana chahta hoon bas
mujhe ab jeena nahi hai
saari goliyan kha li maine
ami ar bachte chai na
मैं मर जाना चाहता हूं
मुझे अब जीना नहीं है
मैंने सारी गोलियां खा लीं
میں مر جانا چاہتا ہوں
میں مرنا چاہتی ہوں
مجھے اب جینا نہیں ہے
ਮੈਂ ਮਰ ਜਾਣਾ ਚਾਹੁੰਦਾ ਹਾਂ
ਮੈਂ ਹੁਣ ਜੀਣਾ ਨਹੀਂ ਚਾਹੁੰਦਾ
আমি মরে যেতে চাই
আমি আর বাঁচতে চাই না
সব ঘুমের ওষুধ খেয়ে ফেলেছি
""".strip().splitlines()


@pytest.mark.parametrize("text", NOW)
def test_danger_now_is_a_hint_in_any_room(text: str) -> None:
    assert found(text, "en")
    assert found(text, "xx")


def test_ordinary_shares_ask_nobody_to_come_running() -> None:
    """They speak of death and of hard nights too: a hint costs people a minute, so few are well."""
    rows = [row for half in corpus("shares.txt") for row in half]
    assert sum(found(row) for row in rows) / len(rows) <= 0.03
