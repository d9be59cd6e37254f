"""One definition of "what you may do": named rules, asked by services, templates and tests.

    @rule("groups.edit_group")
    def can_edit_group(user, group) -> bool: ...

`require(actor, "groups.edit_group", group)` in a service, `{% can "groups.edit_group" group as ok %}`
in a template, `user.has_perm("groups.edit_group", group)` anywhere. Unknown names raise at once.
"""

from collections.abc import Callable
from typing import Any

from recovery_network.common.errors import NotAllowed

Rule = Callable[[Any, Any], bool]
RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a predicate `(user, obj) -> bool` under "app.verb_noun"."""

    def register(predicate: Rule) -> Rule:
        if name in RULES:
            raise ValueError(f"Two rules are named {name}.")
        RULES[name] = predicate
        return predicate

    return register


def can(user: Any, name: str, obj: Any = None) -> bool:
    """Does the rule allow it? People whose account is closed may do nothing."""
    if user is not None and user.is_authenticated and not user.is_active:
        return False
    return RULES[name](user, obj)


def require(actor: Any, name: str, obj: Any = None) -> None:
    """Raise NotAllowed unless the rule allows it: the first line of every service with an actor."""
    if not can(actor, name, obj):
        raise NotAllowed(name)


class RuleBackend:
    """Lets `user.has_perm` and Django's own tools ask the same rules."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def has_perm(self, user: Any, name: str, obj: Any = None) -> bool:
        return name in RULES and can(user, name, obj)
