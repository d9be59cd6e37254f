"""Contrast of every pair of colours that is used together, computed from the tokens themselves."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
TEXT, EDGE = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunk")
PAIRS = [
    *(("ink", ground, TEXT) for ground in GROUNDS),
    *(("ink-2", ground, TEXT) for ground in GROUNDS),
    *(("primary", ground, TEXT) for ground in (*GROUNDS[:2], "primary-tint")),
    *(("brick", ground, TEXT) for ground in ("paper", "surface", "brick-tint")),
    *(("leaf", ground, TEXT) for ground in ("paper", "surface", "leaf-tint")),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-strong", TEXT),
    ("on-marigold", "marigold", TEXT),
    ("on-brick", "brick", TEXT),
    ("marigold-ink", "marigold-tint", TEXT),
    *(("marigold-ink", ground, TEXT) for ground in ("paper", "surface")),
    ("sky", "sky-tint", TEXT),
    ("slate", "slate-tint", TEXT),
    ("paper", "ink", TEXT),
    ("paper", "ink-3", TEXT),
    *(("ink", f"{tint}-tint", TEXT) for tint in ("primary", "marigold", "brick", "sky", "leaf", "slate")),
    ("ink-2", "marigold-tint", TEXT),
    *(("line-strong", ground, EDGE) for ground in GROUNDS),
    ("focus-out", "focus-in", EDGE),
]


def tokens(theme: str) -> dict[str, str]:
    block = re.search(rf"\[data-theme={theme}\] \{{(.*?)\}}", TOKENS.read_text(), re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", block[1]))


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_pairs_can_be_read(theme, front, ground, least):
    colours = tokens(theme)
    assert contrast(colours[front], colours[ground]) >= least


def test_the_figures_are_those_of_the_standard():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast(tokens("light")["ink"], tokens("light")["paper"]) == pytest.approx(12.97, abs=0.01)


def test_both_themes_name_the_same_colours():
    assert tokens("light").keys() == tokens("dark").keys()
