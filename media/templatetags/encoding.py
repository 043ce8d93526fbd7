"""Template side of the encoding state."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.queries import EncodingState, QueueTask, RenditionRow

register = template.Library()
PLAYS_ON: dict[str, Promise] = {
    "h264": _("for every phone"),
    "aac": _("for every phone"),
    "av1": _("leaner, for newer phones"),
    "opus": _("leaner, for newer phones"),
}

PARTS: dict[str, Promise] = {
    "first": _("Part %(part)s, first quality"),
    "rest": _("Part %(part)s, further qualities"),
    "av1": _("Part %(part)s, leaner files"),
}
KINDS: dict[str, Promise] = {
    "open": _("Looking into the file, first qualities"),
    "whole": _("Leaner files for newer phones"),
    "join": _("Putting the parts together"),
    "stills": _("Taking pictures"),
}


@register.filter
def doing(task: QueueTask) -> str:
    """What a worker is at."""
    if task.kind == "part":
        return str(PARTS[task.stage]) % {"part": task.part + 1}
    return str(KINDS[task.kind])


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
    """As a clock shows it: `1:05`, `2:01:05`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
