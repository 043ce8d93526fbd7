"""What to tell a trainer: what is wrong with the file, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Faults of the file: the trainer can do something about them.
OF_THE_FILE: dict[str, Promise] = {
    "not_media": _("This file is not a video. Choose the video that your phone or camera recorded."),
    "no_video": _("This file has only sound and no picture. Choose a video."),
    "incomplete": _("The end of this video is missing: the copy was cut off. Copy or send it again."),
    "broken": _("No picture of this video can be read: the file is damaged. Copy it again or film anew."),
    "bad_source": _("This video is damaged and cannot be encoded. Copy it from the phone again, or film anew."),
    "bad_timing": _("The times in this video make no sense. Save it once more as MP4 on the phone, then upload that."),
    "unknown_codec": _("This kind of video cannot be read. Film with the phone's own camera app, or save it as MP4."),
    "too_many_streams": _("This file holds too many tracks. Save the video as MP4 with one picture and one sound."),
    "too_complex": _("This file takes too long to read. Save it once more as MP4 on the phone, then upload that."),
    "too_short": _("This video ends as soon as it begins. Choose a longer one."),
    "too_long": _("This video is too long. Cut it into lessons of 2 to 10 minutes."),
    "too_small": _("The picture of this video is too small to learn from. Film it with a phone or camera."),
    "too_large": _("This video is too large. Film in 1080p instead of 4K or 8K, or cut it into shorter lessons."),
    "output_too_large": _("This video grows too large when encoded. Cut it into shorter lessons."),
    "crashed": _("The encoder broke down over this video. Save it once more as MP4 on the phone, then upload that."),
    "timeout": _("Encoding took far too long. Cut the video into shorter lessons, or try again."),
}
# Faults of the upload or of the server: the same file may do next time.
OF_THE_SERVER: dict[str, Promise] = {
    "probe_failed": _("The file could not be looked into just now. Try again in a minute."),
    "no_original": _("The uploaded file is gone. Upload the video again."),
    "checksum": _("The video was damaged on the way to the server. Upload it again."),
    "expired": _("The upload was not finished in time and has been removed. Upload the video again."),
    "upload_limit": _("You have uploaded as much as one may in a day. Go on tomorrow, or ask the administrator."),
    "disk_full": _("The server's disk is full. Tell the administrator, then try again."),
    "no_space": _("The server's disk is full. Tell the administrator, then try again."),
    "no_memory": _("The server has too little memory for this video. Film in 1080p, or tell the administrator."),
    "no_ffmpeg": _("The encoder is missing on the server. Tell the administrator, then try again."),
    "no_start": _("The encoder could not be started on the server. Tell the administrator, then try again."),
    "no_store": _("Files could not be stored just now. Tell the administrator if trying again does not help."),
    "worker_lost": _("The encoding was broken off several times. Try again; if it stays so, tell the administrator."),
    "worker_error": _("The encoding met a fault of this program. Try again; if it stays so, tell the administrator."),
    "cancelled": _("The encoding was stopped. Start it again when the video is wanted."),
    "killed": _("The server ended the encoding. Try again; if it stays so, tell the administrator."),
    "failed": _("The video could not be encoded. Try again; if it stays so, tell the administrator."),
    "bad_output": _("The encoded video was not as it should be. Try again; if it stays so, tell the administrator."),
}
TEXTS: dict[str, Promise] = OF_THE_FILE | OF_THE_SERVER
UNKNOWN = _("The video could not be encoded. Try again; if it stays so, tell the administrator.")


def problem_text(code: str) -> str:
    """A sentence or two for the screen, for every code there is."""
    return str(TEXTS.get(code, UNKNOWN))
