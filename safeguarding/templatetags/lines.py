"""Tags for pages that show lines to call."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from safeguarding.models import CrisisLine

register = template.Library()


@register.simple_tag
def line_name(line: CrisisLine) -> SafeString:
    """The name in the page's language, or in English and marked so, for those who hear the page."""
    marked = format_html(' lang="{}"', line.name_language) if line.name_language else ""
    region = f" ({line.region})" if line.region else ""
    return format_html("<bdi{}>{}{}</bdi>", marked, line.name_here, region)
