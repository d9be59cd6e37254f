"""Tags for pages about people and their ways in."""

from django import template

from accounts.qr import qr_path

register = template.Library()


@register.filter
def in_fours(code: str) -> str:
    """`ABCD EFGH JKMN`: easier to read off paper; blanks do not count when it is typed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


@register.inclusion_tag("accounts/partials/qr.html")
def qr(text: str, label: str) -> dict[str, object]:
    """`{% qr address _("Picture for your app") %}`: dark on white in every theme, as scanners want it."""
    size, path = qr_path(text)
    return {"size": size, "path": path, "label": label}
