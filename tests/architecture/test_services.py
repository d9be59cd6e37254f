"""Rule 3: a service with an actor asks the rule first, takes `now`, and looks at no clock."""

import ast
import textwrap

import pytest

from tests.architecture import tree

# Writing down who did something is no deed of its own: the service that calls it has asked.
ASKED_BY_THE_CALLER = {"ledger/services.py"}
# How long a job took can only be read from the clock.
MEASURES_TIME = {"notifications/services/heartbeats.py"}
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time", "timezone.localdate"}


def check(sources: tree.Tree) -> list[str]:
    found = []
    for path, text in tree.modules_named(sources, "services").items():
        for function in tree.functions(text):
            faults = [*_faults_of_actor(path, function), *_clocks(path, function)]
            found += [f"{path}:{function.lineno}: {function.name} {fault}" for fault in faults]
    return found


def _faults_of_actor(path: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    by_name = {argument.arg for argument in function.args.kwonlyargs}
    by_place = {argument.arg for argument in function.args.args}
    if function.name.startswith("_") or path in ASKED_BY_THE_CALLER:
        return []
    if "actor" in by_place:
        return ["takes `actor` by place; it goes by name only"]
    if "actor" in by_name and not _asks_first(function):
        return ["does not begin with require(actor, …)"]
    return []


def _asks_first(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    first = tree.body_without_docstring(function)[0]
    call = first.value if isinstance(first, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call).startswith(
        ("require(actor, ", "permissions.require(actor, ")
    )


def _clocks(path: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    if path in MEASURES_TIME:
        return []
    calls = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [f"looks at the clock: {call}(); take `now`" for call in calls if call in CLOCKS]


def test_services_ask_first_and_take_the_time() -> None:
    assert check(tree.code()) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def close(*, actor, group, now):\n    group.save()", "does not begin with require"),
        ("def close(*, actor, group, now):\n    '''Doc.'''\n    can(actor, 'g.c')", "does not begin"),
        ("def close(*, actor, group, now):\n    require(group, 'g.c')", "does not begin with require"),
        ("def close(actor, group):\n    require(actor, 'g.c', group)", "goes by name only"),
        ("def plan(*, now=None):\n    now = now or timezone.now()", "looks at the clock"),
        ("def _plan():\n    return date.today()", "looks at the clock"),
    ],
)
@pytest.mark.parametrize("path", ["groups/services.py", "groups/services/closing.py"])
def test_planted_fault_is_found(path: str, source: str, words: str) -> None:
    found = check({path: source})
    assert len(found) == 1
    assert words in found[0]


def test_the_right_way_is_left_alone() -> None:
    service = '''
        @transaction.atomic
        def close_group(*, actor, group, now):
            """Members keep their history."""
            require(actor, "groups.close_group", group)
            group.save(update_fields=["closed_at"])

        def plan_occurrences(*, now):
            """Run by the timetable: no actor."""
    '''
    assert check({"groups/services.py": textwrap.dedent(service)}) == []
