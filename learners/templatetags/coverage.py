"""Parts of a coverage table that each of its rows has: as templates of their own they would take five times as long."""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learners.reports.coverage import CoverageRow
from learners.reports.definitions import Definition
from learners.reports.figures import Figure

register = template.Library()

# What the braces of the second kind say is filled in for each row.
CELL = '<td class="{}"><a href="{{url}}?status={}&amp;{{query}}">{{{}:d}}</a></td>'
LEFT_OUT_ON_PHONES = ("households", "not_applicable", "in_progress")
SHARES = ("covered", "in_progress", "not_reached")
SHARE = '<i class="{}" style="flex-grow:{:d}"></i>'


@register.simple_tag
def info(definitions: Sequence[Definition]) -> SafeString:
    """How a figure is counted, behind an "i"."""
    return _info(tuple(definitions), get_language())


@lru_cache(maxsize=256)
def _info(definitions: tuple[Definition, ...], language: str | None) -> SafeString:
    return render_to_string("learners/reports/info.html", {"definitions": definitions})


@register.simple_tag
def figure_cells(figures: Sequence[Figure], url: str, query: str) -> SafeString:
    """Cells that lead to the households behind each figure."""
    cells = _cells(tuple(one.name for one in figures))
    numbers = {one.name: one.number for one in figures}
    return mark_safe(cells.format(url=escape(url), query=escape(query), **numbers))  # noqa: S308  numbers need no escape


@lru_cache(maxsize=16)
def _cells(names: tuple[str, ...]) -> str:
    looks = (("n more" if name in LEFT_OUT_ON_PHONES else "n", name, name) for name in names)
    return str(format_html_join("\n", CELL, looks))


@register.simple_tag
def bar(row: CoverageRow) -> SafeString:
    """The shares of those that can be reached, as colours side by side."""
    numbers = {name: getattr(row, name) for name in SHARES}
    label = _("Covered %(covered)s, in progress %(in_progress)s, not reached %(not_reached)s") % numbers
    shares = "".join(SHARE.format(name, number) for name, number in numbers.items() if number)
    return format_html('<div class="bar" role="img" aria-label="{}">{}</div>', label, mark_safe(shares))  # noqa: S308
