"""Drawn pictures and sizes in templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courses.picture_names import PICTURE_NAMES
from courses.pictures import svg

register = template.Library()


@register.simple_tag
def drawing(name: str, *, decorative: bool = False) -> SafeString:
    """The drawing, with its name for those who cannot see it unless the words beside it say the same."""
    shapes = svg(name or "")
    if not shapes:
        return SafeString("")
    if decorative:
        return format_html('<span class="pic" aria-hidden="true">{}</span>', shapes)
    return format_html('<span class="pic" role="img" aria-label="{}">{}</span>', PICTURE_NAMES.get(name, name), shapes)


@register.filter
def megabytes(size_bytes: int) -> str:
    """`1.2 MB`, never `0.0 MB`: what a villager pays for is a million bytes."""
    return f"{max(size_bytes / 1_000_000, 0.1):.1f} MB"
