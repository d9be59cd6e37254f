"""One style sheet from many sources, and names that carry a hash of their content.

Sources stay small files (tokens, base, components, pages, print); people's phones ask for one.
Pages name only css/app.css, in every environment: the finder below makes it from the sources.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

NAME = "css/app.css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,])\s*")


def sources(root: Path) -> list[Path]:
    """The style sources in the order they apply: later ones may override earlier ones."""
    css = root / "css"
    parts = [css / "tokens.css", css / "base.css"]
    parts += sorted((css / "components").glob("*.css")) + sorted((css / "pages").glob("*.css"))
    return [part for part in [*parts, css / "print.css"] if part.exists()]


def squeeze(css: str) -> str:
    """Without comments and needless blanks; quoted text and blanks inside selectors stay."""
    parts = re.split(r'("[^"]*")', _COMMENT.sub("", css).strip())
    parts[::2] = [_squeeze_bare(part) for part in parts[::2]]
    return "".join(parts)


def _squeeze_bare(css: str) -> str:
    return _AROUND.sub(r"\1", _BLANKS.sub(" ", css)).replace(";}", "}").replace(": ", ":")


def joined(root: Path) -> str:
    return "\n".join(squeeze(part.read_text(encoding="utf-8")) for part in sources(root)) + "\n"


class JoinedStyles(BaseFinder):
    """Finds css/app.css, made from the sources whenever one of them is newer."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.STATICFILES_DIRS[0])
        self.built = Path(settings.DATA_DIR) / "styles"

    def check(self, **kwargs: Any) -> "list[CheckMessage]":
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """`find_all` (and `all`, its older name) ask for a list."""
        wanted = find_all or kwargs.get("all", False)
        if path != NAME:
            return [] if wanted else None
        file = str(self.build())
        return [file] if wanted else file

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        self.build()
        yield NAME, FileSystemStorage(location=self.built)

    def build(self) -> Path:
        target = self.built / NAME
        parts = sources(self.root)
        newest = max(path.stat().st_mtime for part in parts for path in (part, part.parent))
        if not target.exists() or target.stat().st_mtime < newest:
            _replace(target, joined(self.root))
        return target


def _replace(target: Path, text: str) -> None:
    """Written whole or not at all: several processes may build at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(target)


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, and modules that import each other by their hashed names."""

    support_js_module_import_aggregation = True
