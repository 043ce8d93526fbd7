"""What to tell a trainer: what is wrong with the file, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Promise] = {
    "not_media": _("This file is not a video. Choose the video that your phone or camera recorded."),
    "no_video": _("This file has only sound and no picture. Choose a video."),
    "incomplete": _("The end of this video is missing: the copy was cut off. Copy or send it again."),
    "broken": _("No picture of this video can be read: the file is damaged. Copy it again or film anew."),
    "unknown_codec": _("This kind of video cannot be read. Film with the phone's own camera app, or save it as MP4."),
    "too_short": _("This video is shorter than a second. Choose a longer one."),
    "too_long": _("This video is too long. Cut it into lessons of 2 to 10 minutes."),
    "too_small": _("The picture of this video is too small to learn from. Film it with a phone or camera."),
    "too_large": _("This video is too large. Film in 1080p instead of 4K or 8K, or cut it into shorter lessons."),
    "probe_failed": _("The file could not be looked into just now. Try again in a minute."),
    "no_original": _("The uploaded file is gone. Upload the video again."),
    "bad_source": _("This video is damaged and cannot be encoded. Copy it from the phone again, or film anew."),
    "output_too_large": _("This video grows too large when encoded. Cut it into shorter lessons."),
    "timeout": _("Encoding took far too long. Cut the video into shorter lessons, or try again."),
    "no_space": _("The server's disk is full. Tell the administrator, then try again."),
    "no_memory": _("The server has too little memory for this video. Film in 1080p, or tell the administrator."),
    "no_ffmpeg": _("The encoder is missing on the server. Tell the administrator, then try again."),
    "no_store": _("Files could not be stored just now. Tell the administrator if trying again does not help."),
    "worker_lost": _("The encoding was broken off several times. Try again; if it stays so, tell the administrator."),
}
UNKNOWN = _("The video could not be encoded. Try again; if it stays so, tell the administrator.")


def problem_text(code: str) -> str:
    """A sentence or two for the screen, for every code there is."""
    return str(TEXTS.get(code, UNKNOWN))
