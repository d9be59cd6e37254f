"""The shape of files: short, named for what they hold, and saying so on top."""

import ast
import re
from statistics import median

import pytest

from tests.architecture import tree

FILE_LINES, FUNCTION_LINES, VIEW_LINES, TEMPLATE_LINES = 400, 40, 25, 150
MEDIAN_LINES = 10
NAMES_THAT_SAY_NOTHING = {"utils.py", "helpers.py", "misc.py", "util.py", "tools.py"}
# A clone may lie anywhere; nothing in it may know where ours lay.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(root|work|home/\w+|Users/\w+)/")


def check_python(sources: tree.Tree) -> list[str]:
    found = []
    for path, text in sources.items():
        if (lines := text.count("\n")) > FILE_LINES:
            found.append(f"{path} has {lines} lines; split it by noun")
        if path.rpartition("/")[2] in NAMES_THAT_SAY_NOTHING:
            found.append(f"{path} has a name that says nothing")
        if text.strip() and ast.get_docstring(ast.parse(text)) is None:
            found.append(f"{path} has no line on top that says what it holds")
        found += _long_functions(path, text)
    return found


def _long_functions(path: str, text: str) -> list[str]:
    most = VIEW_LINES if re.search(r"/views(\.py$|/)", path) else FUNCTION_LINES
    lengths = [(function, _length(function)) for function in tree.functions(text)]
    return [
        f"{path}:{function.lineno}: {function.name} has {length} lines"
        for function, length in lengths
        if length > most
    ]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def check_templates(sources: tree.Tree) -> list[str]:
    return [
        f"{path} has {lines} lines; move a part to partials/"
        for path, text in sources.items()
        if (lines := text.count("\n")) > TEMPLATE_LINES
    ]


def check_machine_paths(sources: tree.Tree) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in sources.items()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]


def check_jobs(sources: tree.Tree) -> list[str]:
    """A promise kept in the broker is lost with the broker: due times live in PostgreSQL."""
    found = []
    for path, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.keyword) and node.arg in {"eta", "countdown"}:
                found.append(f"{path}:{node.lineno}: {node.arg}=")
    return found


def test_python_files_keep_their_shape() -> None:
    migrations = {path for path in tree.files(".py") if "/migrations/" in path}
    assert check_python({p: t for p, t in tree.files(".py").items() if p not in migrations}) == []


def test_functions_are_mostly_short() -> None:
    lengths = [_length(each) for text in tree.code().values() for each in tree.functions(text)]
    assert median(lengths) < MEDIAN_LINES


def test_templates_are_short() -> None:
    templates = {p: t for p, t in tree.files(".html", ".txt").items() if p.startswith("templates/")}
    assert check_templates(templates) == []


def test_nothing_knows_the_machine_it_was_written_on() -> None:
    every = tree.files(".py", ".html", ".md", ".toml", ".txt", ".css", ".js", ".json", ".sh", "")
    assert check_machine_paths(every) == []


def test_no_promise_is_kept_in_the_broker() -> None:
    assert check_jobs(tree.code()) == []


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("groups/rules.py", '"""Rules."""\n' + "x = 1\n" * 400, "split it by noun"),
        ("groups/utils.py", '"""Many things."""\n', "says nothing"),
        ("groups/rules.py", "x = 1\n", "no line on top"),
        ("groups/rules.py", '"""R."""\ndef f():\n' + "    x = 1\n" * 40, "f has 41 lines"),
        ("groups/views.py", '"""V."""\ndef f():\n' + "    x = 1\n" * 25, "f has 26 lines"),
        ("groups/views/staff.py", '"""V."""\ndef f():\n' + "    x = 1\n" * 25, "f has 26 lines"),
    ],
)
def test_planted_shape_is_found(path: str, text: str, words: str) -> None:
    found = check_python({path: text})
    assert len(found) == 1
    assert words in found[0]


def test_planted_template_path_and_due_time_are_found() -> None:
    assert len(check_templates({"templates/a.html": "\n" * 151})) == 1
    path = "/".join(["", "home", "somebody", "notes"])
    assert len(check_machine_paths({"a.md": f"see {path}"})) == 1
    assert check_machine_paths({"a.md": "see templates/home/page.html and /usr/lib/postgresql/"}) == []
    assert len(check_jobs({"a.py": "task.apply_async(eta=later)\ntask.apply_async(countdown=5)"})) == 2
