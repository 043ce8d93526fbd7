"""For pages of the register."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """The name of a code, or the code itself."""
    return names.get(code, code)
