"""Reads every translatable string out of the code, and keeps the .po and .mo files true to it.

Django's own `makemessages` needs GNU gettext; this needs only Babel (a development dependency), so
that the catalogue test runs on a bare machine. Template strings come through Django's `templatize`.
"""

import ast
import io
import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CALL = re.compile(r"(?<![\w.])(_|gettext|ngettext|pgettext|npgettext)\(")
# Parts of libraries whose words reach people, and where a library keeps its own translations.
LIBRARIES = [
    "allauth/account",
    "allauth/mfa",
    "allauth/usersessions",
    "django/forms",
    "django/core/validators.py",
    "django/contrib/auth/forms.py",
    "django/contrib/auth/password_validation.py",
    "django/utils/dates.py",
    "django/utils/timesince.py",
    "django/conf/global_settings.py",  # names of languages
]
LIBRARY_LOCALES = ["allauth/locale", "django/conf/locale", "django/contrib/auth/locale"]
SKIP = {".venv", "var", "tests", "benchmarks", "node_modules"}

# (message id or (singular, plural), context, "path:line" for people who look for it)
Message = tuple[str | tuple[str, str], str | None, str]


def messages(root: Path) -> Iterator[Message]:
    """Every string of the project's Python files and templates, in path order."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if SKIP.intersection(name.parts) or "migrations" in name.parts:
            continue
        if path.suffix == ".py":
            yield from _of_python(path, str(name))
        elif name.parts[0] == "templates" and path.suffix in {".html", ".txt"}:
            yield from _of_template(path, str(name))


def library_messages(language: str) -> Iterator[Message]:
    """Strings of the libraries that they do not have in this language themselves.

    Where our file has one that they have too, ours stands: theirs may be old or harsh.
    """
    site = Path(django.__file__).parent.parent
    done = {_key(m.id, m.context) for folder in LIBRARY_LOCALES for m in _translated(site / folder, language)}
    done -= {_key(m.id, m.context) for m in load(language)}
    for part in LIBRARIES:
        path = site / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for found, context, name in _of_python(file, str(file.relative_to(site))):
                if _key(found, context) not in done:
                    yield found, context, name


def _key(found, context: str | None) -> tuple[str, str | None]:
    return (found if isinstance(found, str) else found[0]), context


def _translated(folder: Path, language: str) -> Iterator:
    path = folder / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        with path.open("rb") as file:
            yield from (m for m in read_po(file, locale=language) if m.id and all(_texts(m.string)))


def _of_python(path: Path, name: str) -> Iterator[Message]:
    source = io.BytesIO(path.read_bytes())
    keywords = dict.fromkeys(KEYWORDS)
    for _line, function, found, _comments in extract_python(source, keywords, [], {"encoding": "utf-8"}):
        parts: tuple[Any, ...] = found if isinstance(found, tuple) else (found,)
        # A variable instead of a literal is None: nothing to translate here.
        literals = [part for part in parts if isinstance(part, str)]
        yield from _message(str(function or "_"), literals, name)


def _of_template(path: Path, name: str) -> Iterator[Message]:
    text = templatize(path.read_text(encoding="utf-8"), origin=name)
    for match in CALL.finditer(text):
        parts = list(_arguments(text, match.start()))
        yield from _message(match.group(1), parts, name)


def _arguments(text: str, start: int) -> Iterator[str]:
    """The string arguments of the call that begins at `start`; the shortest text that parses is the call."""
    end = text.find(")", start)
    while end >= 0:
        try:
            call = ast.parse(text[start : end + 1].replace("\n", "\\n"), mode="eval").body
        except SyntaxError:
            end = text.find(")", end + 1)
            continue
        for argument in getattr(call, "args", []):
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
        return


def _message(function: str, parts: list[str], name: str) -> Iterator[Message]:
    context = parts.pop(0) if function.startswith(("pgettext", "npgettext")) and parts else None
    plural = function.startswith(("ngettext", "npgettext"))
    if plural and len(parts) >= 2:
        yield (parts[0], parts[1]), context, name
    elif not plural and parts and parts[0]:
        yield parts[0], context, name


def _new(locale: str | None = None) -> Catalog:
    # A fixed date: a header that changes at each run would make every run a change.
    begun = datetime(2026, 11, 22, tzinfo=UTC)
    return Catalog(
        locale=locale,
        project="Recovery Network",
        version="1",
        charset="utf-8",
        header_comment="# Strings of PROJECT. Drafts until a native speaker has reviewed them.",
        fuzzy=False,
        creation_date=begun,
        revision_date=begun,
    )


def template_catalogue(root: Path, language: str) -> Catalog:
    """All ids a language needs: the project's own, and the libraries' where they lack them."""
    catalogue = _new()
    for found, context, name in itertools.chain(messages(root), library_messages(language)):
        catalogue.add(found, context=context, locations=[(name, 0)])
    return catalogue


def po_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return _new(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, template: Catalog) -> Catalog:
    """Bring a language's .po to the template's ids, without guessing (no fuzzy), and write its .mo."""
    catalogue = load(language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Ids without a whole translation."""
    return [str(m.id) for m in catalogue if m.id and not all(_texts(m.string))]


def _texts(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)
