"""Rule 1: who may import whom. The contracts are in pyproject.toml; here each is made to fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import tree

LINT = Path(sys.executable).with_name("lint-imports")


def lint(directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"], cwd=directory, capture_output=True, text=True, check=False, env={"PATH": ""}
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources alone, to be broken."""
    directory = tmp_path_factory.mktemp("sources")
    shutil.copy(tree.ROOT / "pyproject.toml", directory)
    for name in (*tree.apps(), "recovery_network"):
        shutil.copytree(
            tree.ROOT / name, directory / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.po")
        )
    return directory


def test_every_import_keeps_the_contracts() -> None:
    done = lint(tree.ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("ledger/planted.py", "import groups.models", "Apps import only downward"),
        ("recovery_network/common/planted.py", "import accounts.models", "Apps import only downward"),
        ("groups/rules/planted.py", "import groups.views.planted", "Inside an app"),
        ("accounts/models/planted.py", "import accounts.services.planted", "Inside an app"),
        ("groups/consumers/planted.py", "import chat.services.planted", "Consumers import no services"),
        ("groups/consumers/planted.py", "import accounts.forms.planted", "Consumers import no services"),
        ("notifications/planted.py", "import channels.layers", "Only common/realtime.py, chat"),
        ("recovery_network/local/planted.py", "import ledger.models", "knows no app"),
        ("accounts/planted.py", "import recovery_network.local.state", "No app knows"),
    ],
)
def test_planted_import_breaks_its_contract(copy: Path, file: str, line: str, contract: str) -> None:
    planted = [copy / file, copy / line.removeprefix("import ").replace(".", "/")]
    made = [plant(planted[0], line)]
    if planted[1].name == "planted":
        made.append(plant(planted[1].with_suffix(".py"), ""))
    try:
        done = lint(copy)
    finally:
        for each in made:
            restore(each)
    broken = [each for each in done.stdout.splitlines() if " BROKEN" in each]
    assert done.returncode == 1
    assert any(contract in each for each in broken), done.stdout


def plant(path: Path, line: str) -> Path:
    """Put the line into a new module, turning a module of its package's name aside."""
    package = path.parent
    module = package.with_suffix(".py")
    if module.exists():
        module.rename(module.with_suffix(".aside"))
    package.mkdir(exist_ok=True)
    init = package / "__init__.py"
    if not init.exists():
        init.write_text("# planted\n")
    path.write_text(line + "\n")
    return path


def restore(path: Path) -> None:
    path.unlink()
    init = path.parent / "__init__.py"
    if init.read_text() == "# planted\n":
        shutil.rmtree(path.parent)
    aside = path.parent.with_suffix(".aside")
    if aside.exists():
        aside.rename(aside.with_suffix(".py"))
