"""Every template: nothing the content policy would refuse, also where no test renders it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INLINE = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE
)
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "emails" not in path.parts]


def faults(text: str) -> list[str]:
    plain = re.sub(r"{#.*?#}|{%.*?%}", " ", text)
    return [found for found in INLINE.findall(plain) if found]


def test_nothing_is_inline():
    found = {str(path.relative_to(TEMPLATES)): faults(path.read_text()) for path in PAGES}
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">', "<style>p{}</style>", '<a onclick="x()">', "<script>x()</script>",
        '<script type="module">x()</script>', '<a href="javascript:x()">',
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(bad):
    assert faults(bad)


def test_a_module_with_a_source_is_fine():
    assert faults('<script type="module" src="/a.js"></script>{% if on == "x" %}') == []
