"""Template side of the encoding state."""

from django import template

from media.models import Video
from media.queries import EncodingState, encoding_state

register = template.Library()


@register.simple_tag
def encoding_state_of(video: Video) -> EncodingState:
    """`{% encoding_state_of media as state %}`, for the include that draws it."""
    return encoding_state(video)


@register.filter
def seconds_left(seconds: float | None) -> str:
    """Minutes and seconds as a clock shows them: `1:05`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
