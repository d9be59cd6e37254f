"""Rule 6: migrations match the models, stand on their own, and their data steps are tested."""

import ast
from io import StringIO

import pytest
from django.core.management import call_command

from tests.architecture import tree

# What Django itself writes into migrations by name: defaults, validators, expressions of constraints.
# They are pure, and must stay where they are for as long as the migration does.
LASTING = {
    "recovery_network.common.codes.random_code",
    "recovery_network.common.codes.public_code",
    "groups.zones.validate",
    "groups.models.series.DateRange",
}


def check_imports(sources: tree.Tree) -> list[str]:
    """No app code: it changes, and the migration of last year would change with it."""
    ours = {*tree.apps(), "recovery_network"}
    return [
        f"{path} uses {name}"
        for path, text in sources.items()
        for name in _names_used(text)
        if name.split(".")[0] in ours and name not in LASTING
    ]


def _names_used(text: str) -> set[str]:
    """Dotted names: of what is imported from, and of what is reached through `import a.b`."""
    used, modules = set(), set()
    nodes = list(ast.walk(ast.parse(text)))
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            used |= {f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names}
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    for module in modules:
        reached = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
        used |= {name for name in reached if name.startswith(f"{module}.")} or {module}
    return used


def check_data_steps(sources: tree.Tree, tests: tree.Tree) -> list[str]:
    """A migration with RunPython is named in tests/<app>/test_migrations.py."""
    found = []
    for path, text in sources.items():
        app, name = path.split("/")[0], path.rpartition("/")[2].removesuffix(".py")
        if "RunPython(" in text and name not in tests.get(f"tests/{app}/test_migrations.py", ""):
            found.append(f"{path} runs Python and no test in tests/{app}/test_migrations.py names it")
    return found


def migrations() -> tree.Tree:
    return {path: text for path, text in tree.files(".py").items() if "/migrations/0" in path}


@pytest.mark.django_db
def test_models_have_their_migrations() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"Run makemigrations:\n{said.getvalue()}")


def test_migrations_import_no_app_code() -> None:
    assert check_imports(migrations()) == []


def test_data_steps_are_tested() -> None:
    assert check_data_steps(migrations(), tree.files(".py")) == []


@pytest.mark.parametrize(
    "line",
    [
        "from groups.models import Group",
        "import accounts.services",
        "from recovery_network.common import text",
        "from recovery_network.common.text import neutral",
        "import groups.zones\ngroups.zones.names()",
    ],
)
def test_planted_import_is_found(line: str) -> None:
    assert len(check_imports({"groups/migrations/0002_fill.py": line})) == 1


def test_planted_data_step_is_found() -> None:
    sources = {"groups/migrations/0002_fill.py": "migrations.RunPython(fill)"}
    assert len(check_data_steps(sources, {})) == 1
    assert len(check_data_steps(sources, {"tests/groups/test_migrations.py": "0003_other"})) == 1
    assert check_data_steps(sources, {"tests/groups/test_migrations.py": "'0002_fill'"}) == []
