"""run.py before it hands over: it speaks plainly to every Python and installs only what changed."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recovery_network.local.environment import ROOT

RUN = ROOT / "run.py"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """run.py and locks alone, with a pretended uv, pip and package that tell what they were asked."""
    shutil.copy(RUN, tmp_path / "run.py")
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
    package = tmp_path / "recovery_network" / "local"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text("import sys; print('handed over', sys.argv[1:])")
    return tmp_path


def start(clone: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.defpath, "HOME": str(clone), **environment}
    return subprocess.run(
        [sys.executable, clone / "run.py", *arguments], env=kept, capture_output=True, text=True, check=False
    )


def pretend_uv(clone: Path, code: int = 0) -> str:
    """A uv that writes down how it was called; the PATH that holds it."""
    directory = clone / "bin"
    directory.mkdir(exist_ok=True)
    program = directory / "uv"
    program.write_text(f'#!/bin/sh\necho "$@" >> {clone}/uv.log\nexit {code}\n')
    program.chmod(0o755)
    return f"{directory}:{os.defpath}"


def uv_calls(clone: Path) -> list[str]:
    log = clone / "uv.log"
    return log.read_text().splitlines() if log.exists() else []


def test_old_python_gets_one_line() -> None:
    pretend = "import sys, runpy; sys.version_info = (3, 8, 18);"
    older = f"{pretend} runpy.run_path({str(RUN)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", older], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    expected = "Recovery Network needs Python 3.11 or newer; this is Python 3.8. Try: python3.11 run.py\n"
    assert done.stderr == expected


def test_old_python_can_read_the_file() -> None:
    """No f-strings, annotations, keyword-only arguments, walrus or unpacking in displays."""
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(RUN.read_text())):
        assert not isinstance(node, newer), f"line {node.lineno}"
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            assert not any(isinstance(part, ast.Starred) for part in node.elts), f"line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs
            assert not any(argument.annotation for argument in node.args.args)
    assert RUN.read_text().isascii()


def test_missing_ensurepip_names_the_package(clone: Path) -> None:
    hidden = clone / "hidden"
    hidden.mkdir()
    (hidden / "ensurepip.py").write_text("raise ImportError('split off by the distribution')")
    done = start(clone, PYTHONPATH=str(hidden))
    assert done.returncode == 1
    assert f"Install the package python3.{sys.version_info[1]}-venv first." in done.stderr
    assert "Traceback" not in done.stderr


def test_installs_once_and_again_only_when_the_lock_changes(clone: Path) -> None:
    path = pretend_uv(clone)
    first = start(clone, "--port", "9", PATH=path)
    assert "handed over ['up', '--port', '9']" in first.stdout
    assert start(clone, PATH=path).returncode == 0
    assert len(uv_calls(clone)) == 1
    assert "--require-hashes" in uv_calls(clone)[0]
    (clone / "requirements" / "run.txt").write_text("# changed\n")
    start(clone, PATH=path)
    assert len(uv_calls(clone)) == 2


def test_tests_install_the_larger_set_which_also_serves_the_site(clone: Path) -> None:
    path = pretend_uv(clone)
    done = start(clone, "test", "-k", "one thing", PATH=path)
    assert "handed over ['test', '-k', 'one thing']" in done.stdout
    start(clone, PATH=path)
    assert [call.rpartition("/")[2] for call in uv_calls(clone)] == ["dev.txt"]
    assert set(json.loads((clone / ".venv" / "installed.json").read_text())) == {"run", "dev"}


def test_failed_installation_is_tried_again_next_time(clone: Path) -> None:
    (clone / "requirements" / "run.txt").write_text("no-such-package-here==1 --hash=sha256:00\n")
    done = start(clone, PATH=pretend_uv(clone, code=1), PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "Installing failed" in done.stderr
    assert not (clone / ".venv" / "installed.json").exists()


def test_help_needs_nothing(clone: Path) -> None:
    done = start(clone, "--help")
    assert "python3 run.py test" in done.stdout
    assert not (clone / ".venv").exists()
