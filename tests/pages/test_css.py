"""The style sheet: one direction-free language, one list of dark colours, no hidden weight."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from recovery_network.common.staticfiles import sources

STATIC = Path(settings.BASE_DIR) / "static"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Properties that name a side of the screen instead of a side of the text.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right|top|bottom|width|height|(?:min|max)-(?:width|height)"
    r"|float|clear|text-align: ?(?:left|right)|caption-side)\s*:"
)
MEDIA = re.compile(r"@media[^{]*")


def physical(css: str) -> list[str]:
    return PHYSICAL.findall(MEDIA.sub("", COMMENT.sub("", css)))


@pytest.mark.parametrize("part", sources(STATIC), ids=lambda part: part.name)
def test_only_logical_properties(part):
    assert physical(part.read_text()) == []


@pytest.mark.parametrize(
    "bad", ["a { margin-left: 1px }", "a{left:0}", "a { max-width: 4rem }", "b{float:left}"]
)
def test_a_physical_property_is_found(bad):
    assert physical(bad)


@pytest.mark.parametrize(
    "fine", ["a { inset-inline-start: 0 }", "@media (min-width: 2rem) { a { color: red } }"]
)
def test_a_logical_property_is_not(fine):
    assert physical(fine) == []


@pytest.mark.parametrize("part", sources(STATIC), ids=lambda part: part.name)
def test_nothing_is_fetched_and_nothing_hides_focus(part):
    css = part.read_text()
    assert "url(" not in css
    assert "@import" not in css
    assert "outline: none" not in css
    assert not re.search(r"(?<!h1:focus-visible, main:focus-visible \{ )outline: 0", css)


def test_no_ids_as_selectors():
    css = "".join(COMMENT.sub("", part.read_text()) for part in sources(STATIC))
    selectors = re.findall(r"(?:^|})([^{}@]+){", css)
    assert [s.strip() for s in selectors if re.search(r"#[a-z]", s)] == []


def test_both_lists_of_dark_colours_are_one():
    css = COMMENT.sub("", (STATIC / "css" / "tokens.css").read_text())
    chosen = re.search(r"\[data-theme=dark\] \{(.*?)\}", css, re.DOTALL)
    by_phone = re.search(r":root:not\(\[data-theme\]\) \{(.*?)\}", css, re.DOTALL)
    assert chosen is not None
    assert by_phone is not None
    assert chosen[1].split() == by_phone[1].split()


def test_every_class_of_the_templates_is_known_or_a_hook():
    """A class no style knows is a misspelling, or was left behind."""
    css = "".join(part.read_text() for part in sources(STATIC))
    known = set(re.findall(r"\.([a-z][\w-]*)", css))
    used = set()
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        if path.parts[-2] in {"components", "pages", "safeguarding", "partials", "errors", "ops"}:
            text = re.sub(r"{%.*?%}|{{.*?}}", " ", path.read_text())
            used |= {c for found in re.findall(r'class="([^"]*)"', text) for c in found.split()}
    assert used - known - {"words", "av-", "note--"} == set()
