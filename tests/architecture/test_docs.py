"""The documents say what is so: links lead somewhere, quotes are in the code, lists are whole."""

import re
from pathlib import Path

import pytest

from tests.architecture import tree

LINK = re.compile(r"\[[^\]]+\]\((?!https?:|#)([^)#]+)\)")
QUOTE = re.compile(r"^`([\w/.]+)`\n```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"\b(?:env|flag)\(\s*\"([A-Z_]+)\"")
SIGNAL = re.compile(r"^(\w+) = Signal\(\)", re.MULTILINE)


def broken_links(pages: tree.Tree) -> list[str]:
    return [
        f"{page}: {target}"
        for page, text in pages.items()
        for target in LINK.findall(text)
        if not (tree.ROOT / Path(page).parent / target).exists()
    ]


def false_quotes(pages: tree.Tree, sources: tree.Tree) -> list[str]:
    """Lines quoted under a file's name that this file does not hold."""
    return [
        f"{page} quotes {path}: {line.strip()}"
        for page, text in pages.items()
        for path, quote in QUOTE.findall(text)
        for line in quote.splitlines()
        if line.strip() and line not in sources.get(path, "").splitlines()
    ]


def pages() -> tree.Tree:
    return tree.files(".md")


def readme() -> str:
    return pages()["README.md"]


def test_links_lead_somewhere() -> None:
    assert broken_links(pages()) == []


def test_quotes_are_in_the_code() -> None:
    assert QUOTE.search(pages()["docs/adding-a-verb.md"])
    assert false_quotes(pages(), tree.files(".py")) == []


def test_every_setting_is_in_the_readme() -> None:
    names = set(SETTING.findall(tree.files(".py")["recovery_network/settings.py"]))
    assert len(names) > 10
    assert {name for name in names if f"`{name}`" not in readme()} == set()


def test_every_signal_is_in_the_readme() -> None:
    found = {
        f"{path.removesuffix('.py').replace('/', '.')}.{name}"
        for path, text in tree.modules_named(tree.code(), "signals").items()
        for name in SIGNAL.findall(text)
    }
    listed = set(re.findall(r"`(\w+\.signals\.\w+)`", readme()))
    assert found == listed


def test_every_app_is_on_the_map() -> None:
    assert [app for app in tree.apps() if f"\n{app}/" not in readme()] == []


def test_no_signal_is_fired_by_a_save() -> None:
    """What happens after a deed is in its service, not behind the back of `save()`."""
    hidden = ("post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
    found = [path for path, text in tree.code().items() if any(name in text for name in hidden)]
    assert found == []


@pytest.mark.parametrize("link", ["missing.md", "../docs/missing.md"])
def test_planted_link_is_found(link: str) -> None:
    assert broken_links({"docs/page.md": f"see [it]({link}) and [that](https://example.org/)"}) != []


def test_planted_quote_is_found() -> None:
    page = "`a.py`\n```python\ndef old():\n    return 1\n```\n"
    assert false_quotes({"p.md": page}, {"a.py": "def new():\n    return 1\n"}) == [
        "p.md quotes a.py: def old():"
    ]
