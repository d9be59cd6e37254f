"""The project's own files, as text; a check takes such a mapping, so a test can plant a fault."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", "var", "node_modules", "staticfiles", "screenshots", ".git", "__pycache__"}

Tree = dict[str, str]


@cache
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def apps() -> list[str]:
    """Every Django app of ours, `recovery_network` not among them."""
    packages = pyproject()["tool"]["importlinter"]["root_packages"]
    return [name for name in packages if name != "recovery_network"]


@cache
def files(*suffixes: str) -> Tree:
    """Relative path to text, of all files of ours with one of the suffixes."""
    found = {}
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT)
        hidden = any(part in SKIPPED or part.startswith(".") for part in relative.parts[:-1])
        if path.is_file() and path.suffix in suffixes and not hidden and not path.name.startswith("."):
            found[str(relative)] = path.read_text(encoding="utf-8")
    return found


def code() -> Tree:
    """Python of the apps and the project, without tests, migrations and benchmarks."""
    inside = (*apps(), "recovery_network")
    return {
        path: text
        for path, text in files(".py").items()
        if path.startswith(tuple(f"{name}/" for name in inside)) and "/migrations/" not in path
    }


def modules_named(tree: Tree, *names: str) -> Tree:
    """`<app>/views.py` and everything in `<app>/views/`, for each of the names."""
    return {path: text for path, text in tree.items() if _module_of(path) in names}


def _module_of(path: str) -> str:
    parts = path.split("/")
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return function.body[1:] if documented else function.body
