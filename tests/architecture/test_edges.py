"""Rule 2: views and consumers find with `visible_to`, call one service, and write nothing."""

import ast
import textwrap

import pytest

from tests.architecture import tree

WRITES = {
    *("save", "create", "acreate", "asave", "adelete", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create", "select_for_update"),
}
# Words that also belong to dictionaries, sessions and caches: they are writes on a queryset.
WRITES_ON_A_QUERY = {"update", "delete"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
HIDDEN_MANAGERS = {"_default_manager", "_base_manager", "all_objects"}


def check(sources: tree.Tree) -> list[str]:
    found = []
    for path, text in tree.modules_named(sources, "views", "consumers").items():
        parents = {child: node for node in ast.walk(ast.parse(text)) for child in ast.iter_child_nodes(node)}
        found += [f"{path}:{node.lineno}: {fault}" for node in parents if (fault := _fault(node, parents))]
    return found


def _fault(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "objects":
        above = parents[node]
        if not (isinstance(above, ast.Attribute) and above.attr == "visible_to"):
            return f"{ast.unparse(node)} may only be followed by visible_to"
    if isinstance(node, ast.Attribute) and node.attr in HIDDEN_MANAGERS:
        return f"{node.attr} goes around visible_to"
    if isinstance(node, ast.Call):
        return _fault_of_call(node)
    return ""


def _fault_of_call(call: ast.Call) -> str:
    name = call.func
    if isinstance(name, ast.Name) and name.id in SHORTCUTS and call.args:
        first = call.args[0]
        if isinstance(first, ast.Name) and first.id[:1].isupper():
            return f"{name.id}({first.id}, …) goes around visible_to"
    if isinstance(name, ast.Attribute):
        on_query = isinstance(name.value, ast.Call) and name.attr in WRITES_ON_A_QUERY
        if name.attr in WRITES or on_query:
            return f"{name.attr}() writes; that is a service's work"
    return ""


def test_edges_find_and_never_write() -> None:
    assert check(tree.code()) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Group.objects.get(code=code)", "only be followed by visible_to"),
        ("find(Group.objects)", "only be followed by visible_to"),
        ("Group._default_manager.all()", "goes around visible_to"),
        ("get_object_or_404(Group, code=code)", "goes around visible_to"),
        ("form.save()", "a service's work"),
        ("group.memberships.create(user=user)", "a service's work"),
        ("Group.objects.visible_to(user).update(name='x')", "a service's work"),
        ("Group.objects.visible_to(user).filter(pk=1).delete()", "a service's work"),
    ],
)
@pytest.mark.parametrize("path", ["groups/views.py", "chat/consumers.py", "groups/views/staff.py"])
def test_planted_fault_is_found(path: str, line: str, words: str) -> None:
    found = check({path: f"def page(request, code):\n    return {line}\n"})
    assert len(found) == 1
    assert found[0].startswith(f"{path}:2: ")
    assert words in found[0]


def test_the_right_way_is_left_alone() -> None:
    view = """
        def page(request, code):
            group = get_object_or_404(Group.objects.visible_to(request.user), code=code)
            context = {"group": group}
            context.update(more=1)
            request.session.delete("seen")
            services.edit_group(actor=request.user, group=group, now=timezone.now())
    """
    assert check({"groups/views.py": textwrap.dedent(view)}) == []
    assert check({"groups/services.py": "Group.objects.create()"}) == []
