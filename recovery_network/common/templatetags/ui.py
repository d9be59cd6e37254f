"""Tags every template may use without loading: icons, rules, times."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from recovery_network.common import permissions

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = ""):
    """A drawing of the one external sprite; decoration only, the word stands beside it."""
    sprite = static("img/icons.svg")
    return format_html(
        '<svg class="i {}" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>',
        extra,
        sprite,
        name,
    )


@register.simple_tag(takes_context=True)
def can(context, name: str, obj=None) -> bool:
    """`{% can "groups.edit_group" group as allowed %}`: the same rule the service asks."""
    return permissions.can(context["request"].user, name, obj)
