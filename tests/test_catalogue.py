"""Every language is whole: no string without a translation, no placeholder lost, no stale .mo."""

import re

import pytest
from django.conf import settings

from recovery_network import catalogue

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def texts(value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def test_every_string_of_the_code_is_in_the_catalogue(language):
    template = catalogue.template_catalogue(settings.BASE_DIR, language)
    loaded = catalogue.load(language)
    absent = [m.id for m in template if m.id and loaded.get(m.id, m.context) is None]
    assert absent == [], "run: python3 run.py manage messages"


def test_every_string_is_translated(language):
    assert catalogue.missing(catalogue.load(language)) == []


def test_placeholders_survive_translation(language):
    """A lost %(name)s is an error page for one language only, the kind nobody here would see."""
    for message in catalogue.load(language):
        if not message.id:
            continue
        wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            found = set(PLACEHOLDER.findall(text))
            # A singular may leave the number out ("one person"), never invent one.
            assert found <= wanted, f"{message.id!r}: {text!r}"
            if isinstance(message.id, str):
                assert found == wanted, f"{message.id!r}: {text!r}"


def test_compiled_file_is_of_this_catalogue(language):
    path = catalogue.po_path(language).with_suffix(".mo")
    assert path.read_bytes() == catalogue.compiled(catalogue.load(language))


def test_a_template_string_is_found(tmp_path):
    page = tmp_path / "templates" / "a.html"
    page.parent.mkdir()
    counted = "{% blocktranslate count n=n %}One{% plural %}{{ n }} of them{% endblocktranslate %}"
    page.write_text('{% translate "It\'s (now)" %}' + counted)
    assert [m[0] for m in catalogue.messages(tmp_path)] == ["It's (now)", ("One", "%(n)s of them")]
