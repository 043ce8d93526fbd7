"""Template side of the encoding state."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.queries import EncodingState, RenditionRow

register = template.Library()
PLAYS_ON: dict[str, Promise] = {
    "h264": _("for every phone"),
    "aac": _("for every phone"),
    "av1": _("leaner, for newer phones"),
    "opus": _("leaner, for newer phones"),
}


@register.filter
def plays_on(row: RenditionRow) -> str:
    """Whom a rendition is for: nobody at this desk has to know what a codec is."""
    return str(PLAYS_ON.get(row.family, ""))


@register.filter
def plays_already(state: EncodingState) -> bool:
    """Whether some of what is being made can be watched, and not only what was there before."""
    return any(row.state == "done" for row in state.rows)


@register.filter
def seconds_left(seconds: float | None) -> str:
    """Minutes and seconds as a clock shows them: `1:05`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
