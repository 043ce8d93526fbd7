"""Places in a video and names of languages, for the trainer's pages."""

from django import template

from media.captions import language_name
from media.pipeline.timecodes import format_timecode

register = template.Library()
register.filter("language_name", language_name)


@register.filter
def timecode(seconds: float) -> str:
    """`m:ss.s`, as it is typed."""
    return format_timecode(seconds)


@register.filter
def unlocalized(seconds: float) -> str:
    """A number for scripts, whatever the language writes for a decimal point."""
    return f"{seconds:.3f}"
