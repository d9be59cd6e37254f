"""Does the permission matrix notice when a condition goes missing?

    python -m benchmarks.mutate_rules [--app chat] [--survivors]

Every function of every app's rules.py is changed in one place at a time: an operand of and/or is left out,
a comparison or a negation turned round, an early return or a role or a filter dropped, an answer made
always yes or always no. The changed code is put into the running process, and the rows of tests/matrix
that reach it are asked again. A change that no row notices must be argued for in EQUIVALENT, or the run
ends with "RED"; so must an argument that no longer has a change to argue about.
"""

import argparse
import ast
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.common import machine_state, stores
from benchmarks.mutants_argued import EQUIVALENT

APPS = ("accounts", "notifications", "safeguarding", "chat", "groups", "journey", "mentoring")
# Where a further argument narrows the answer to a role: from which place on.
ROLES_FROM = {"staff_role_at": 1, "works_at": 2, "holds": 2}
OPPOSITE: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip

Change = tuple[str, Callable[[Any], ast.AST | None]]


@dataclass(frozen=True)
class Mutant:
    module: str
    function: str
    what: str
    code: CodeType

    def __str__(self) -> str:
        return f"{self.module}.{self.function}: {self.what}"


def words(node: ast.AST) -> str:
    return ast.unparse(node).replace("\n", " ")


# --- What can be changed in one place ---------------------------------------------------------------


def changes(node: ast.AST) -> Iterator[Change]:
    for kind, find in FINDERS.items():
        if isinstance(node, kind):
            yield from find(node)


def _in_bool(node: ast.BoolOp) -> Iterator[Change]:
    for place, operand in enumerate(node.values):
        yield f"without `{words(operand)}`", lambda twin, at=place: _without(twin, at)


def _without(node: ast.BoolOp, place: int) -> ast.AST:
    node.values.pop(place)
    return node if len(node.values) > 1 else node.values[0]


def _in_not(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield f"without the not of `{words(node)}`", lambda twin: twin.operand


def _in_compare(node: ast.Compare) -> Iterator[Change]:
    if len(node.ops) == 1 and type(node.ops[0]) in OPPOSITE:
        yield f"the opposite of `{words(node)}`", _turned
    among = node.comparators[0]
    if isinstance(among, ast.Tuple | ast.Set):
        for place, element in enumerate(among.elts):
            yield f"`{words(node)}` without {words(element)}", lambda twin, at=place: _fewer(twin, at)


def _turned(node: ast.Compare) -> ast.AST:
    node.ops = [OPPOSITE[type(node.ops[0])]()]
    return node


def _fewer(node: ast.Compare, place: int) -> ast.AST:
    listed = node.comparators[0]
    assert isinstance(listed, ast.Tuple | ast.List | ast.Set)
    listed.elts.pop(place)
    return node


def _in_if(node: ast.If) -> Iterator[Change]:
    yield f"without the early return of `{words(node.test)}`", lambda twin: None


def _in_choice(node: ast.IfExp) -> Iterator[Change]:
    yield f"always the first of `{words(node)}`", lambda twin: twin.body
    yield f"always the second of `{words(node)}`", lambda twin: twin.orelse


def _in_return(node: ast.Return) -> Iterator[Change]:
    if node.value is None or isinstance(node.value, ast.Constant):
        return
    for answer in (True, False):
        yield f"`{words(node)}` always {answer}", lambda twin, it=answer: ast.Return(ast.Constant(it))


def _in_call(node: ast.Call) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "live":
        yield f"not only the live of `{words(node)}`", lambda twin: twin.func.value
    if name in {"filter", "exclude"}:
        for place, each in enumerate(node.keywords):
            yield f"`{words(node)}` without {each.arg}", lambda twin, at=place: _drop(twin, "keywords", at)
    for place in range(ROLES_FROM.get(name, 99), len(node.args)):
        role = words(node.args[place])
        yield f"`{words(node)}` without {role}", lambda twin, at=place: _drop(twin, "args", at)


def _drop(node: ast.Call, part: str, place: int) -> ast.AST:
    getattr(node, part).pop(place)
    return node


FINDERS: dict[type, Callable[[Any], Iterator[Change]]] = {
    ast.BoolOp: _in_bool, ast.UnaryOp: _in_not, ast.Compare: _in_compare, ast.If: _in_if,
    ast.IfExp: _in_choice, ast.Return: _in_return, ast.Call: _in_call,
}  # fmt: skip


class Put(ast.NodeTransformer):
    """One node in the place of another; None takes a statement away."""

    def __init__(self, old: ast.AST, new: ast.AST | None) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def changed(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    for place, node in enumerate(ast.walk(function)):
        for what, make in changes(node):
            copy = deepcopy(function)
            twin = list(ast.walk(copy))[place]
            yield what, Put(twin, make(twin)).visit(copy)


# --- A module of rules, and which rules reach which function -------------------------------------------


class Rules:
    """The functions of one rules.py as they are written."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        tree = ast.parse(Path(str(module.__file__)).read_text())
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def mutants(self) -> Iterator[Mutant]:
        for name, function in self.functions.items():
            if not self.rules_reaching(name):
                continue
            bare = deepcopy(function)
            bare.decorator_list = []
            for what, tree in changed(bare):
                yield Mutant(self.module.__name__, name, what, self._compiled(tree))

    def rules_reaching(self, function: str) -> set[str]:
        """The names of the rules whose answer may depend on it."""
        rules = {name: self._rule(node) for name, node in self.functions.items()}
        return {rule for name, rule in rules.items() if rule and function in self._reached(name, set())}

    def _reached(self, name: str, seen: set[str]) -> set[str]:
        if name in seen:
            return seen
        seen.add(name)
        for node in ast.walk(self.functions[name]):
            if isinstance(node, ast.Name) and node.id in self.functions:
                self._reached(node.id, seen)
        return seen

    def _rule(self, node: ast.FunctionDef) -> str:
        named = [each for each in node.decorator_list if isinstance(each, ast.Call)]
        name = named[0].args[0] if named else None
        return str(name.value) if isinstance(name, ast.Constant) else ""

    def _compiled(self, tree: ast.FunctionDef) -> CodeType:
        module = ast.fix_missing_locations(ast.Module([tree], []))
        made: dict[str, Any] = {}
        exec(compile(module, f"<{tree.name} changed>", "exec"), dict(vars(self.module)), made)
        code: CodeType = made[tree.name].__code__
        return code


# --- Asking the matrix ---------------------------------------------------------------------------------


class Matrix:
    """The tables of tests/matrix over one world that is built once."""

    def __init__(self) -> None:
        from tests.cast import CAST
        from tests.matrix import edges
        from tests.matrix.tables import all_rules, build_world

        self.table, self.cast, self.world = all_rules(), list(CAST), build_world()
        self.truths, self.wrong = edges.all_truths(), edges.wrong
        self.asked = 0

    def notices(self, rules: set[str]) -> str:
        """The first cell of these rules that is wrong, or nothing."""
        from django.db import transaction

        with transaction.atomic():
            found = self._wrong_cell(rules) or self._wrong_truth(rules)
            transaction.set_rollback(True)
        return found

    def _wrong_truth(self, rules: set[str]) -> str:
        about = [truth for truth in self.truths if truth.rule in rules]
        self.asked += len(about)
        try:
            return "".join(self.wrong(about, self.world)[:1])
        except Exception as error:
            return type(error).__name__

    def _wrong_cell(self, rules: set[str]) -> str:
        from recovery_network.common.permissions import can

        for rule in sorted(rules):
            for number, row in enumerate(self.table[rule]):
                obj, may = row.obj(self.world), row.may.split()
                for person in self.cast:
                    self.asked += 1
                    try:
                        answer = can(self.world.people[person], rule, obj)
                    except Exception as error:
                        return f"{rule} [{number}] {person}: {type(error).__name__}"
                    if bool(answer) != (person in may or "*" in may):
                        return f"{rule} [{number}] {person}"
        return ""


def run_one(matrix: Matrix, rules: Rules, mutant: Mutant) -> str:
    function = getattr(rules.module, mutant.function)
    kept = function.__code__
    function.__code__ = mutant.code
    try:
        return matrix.notices(rules.rules_reaching(mutant.function))
    finally:
        function.__code__ = kept


def run(apps: list[str], matrix: Matrix) -> tuple[list[Mutant], int]:
    """Those that nothing noticed, and how many there were; a line for each app."""
    survivors, total = [], 0
    for app in apps:
        rules = Rules(importlib.import_module(f"{app}.rules"))
        if wrong := matrix.notices({name for name in matrix.table if name.startswith(f"{app}.")}):
            raise SystemExit(f"The matrix is red without any change: {wrong}")
        mutants = list(rules.mutants())
        alive = [mutant for mutant in mutants if not run_one(matrix, rules, mutant)]
        argued = sum(str(mutant) in EQUIVALENT for mutant in alive)
        print(
            f"{app:14s} {len(mutants):4d} changes   {len(mutants) - len(alive):4d} noticed   "
            f"{argued:3d} argued   {len(alive) - argued:3d} not noticed",
            flush=True,
        )
        survivors, total = survivors + alive, total + len(mutants)
    return survivors, total


def verdict(survivors: list[Mutant], apps: list[str]) -> bool:
    """Print what is left; red when a change is neither noticed nor argued, or an argument is idle."""
    alive = {str(mutant) for mutant in survivors}
    silent = sorted(alive - set(EQUIVALENT))
    known = {name for name in EQUIVALENT if name.split(".")[0] in apps}
    idle = sorted(known - alive)
    for name in silent:
        print(f"  not noticed: {name}")
    for name in idle:
        print(f"  argued for nothing: {name}")
    return bool(silent or idle)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--app", choices=APPS, action="append", help="only this one")
    parser.add_argument("--argued", action="store_true", help="print what is argued for, with the reasons")
    chosen = parser.parse_args()
    apps = chosen.app or list(APPS)
    print(machine_state())
    with stores(durable=False):
        from django.db import transaction

        with transaction.atomic():
            began, matrix = time.monotonic(), Matrix()
            survivors, total = run(apps, matrix)
            transaction.set_rollback(True)
    print(f"{total} changes, {matrix.asked} cells asked, {time.monotonic() - began:.0f} s")
    if chosen.argued:
        for mutant in survivors:
            print(f"  {mutant}\n      {EQUIVALENT.get(str(mutant), '')}")
    red = verdict(survivors, apps)
    print("RED" if red else "GREEN: each one is noticed or argued for")
    sys.exit(red)


if __name__ == "__main__":
    main()
