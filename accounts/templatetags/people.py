"""Tags for pages about people and their ways in."""

from django import template

from accounts.qr import qr_path

register = template.Library()


@register.inclusion_tag("accounts/partials/qr.html")
def qr(text: str, label: str) -> dict[str, object]:
    """`{% qr address _("Picture for your app") %}`: dark on white in every theme, as scanners want it."""
    size, path = qr_path(text)
    return {"size": size, "path": path, "label": label}
