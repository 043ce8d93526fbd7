"""Why an upload is not taken: the status that tus or HTTP knows for it, and what to tell the trainer."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.problems import TEXTS

REFUSALS: Final[dict[str, tuple[int, Promise]]] = {
    "bad_header": (400, _("The upload was sent in a way that the server does not understand.")),
    "empty": (400, _("This file is empty. Copy it from the phone again.")),
    "signed_out": (401, _("You are signed out. Sign in again, and the upload goes on where it was.")),
    "not_allowed": (403, _("You may not upload videos here. Ask the administrator.")),
    "not_replaceable": (403, _("You may not replace this video, or it is gone.")),
    "unknown": (404, _("There is no such upload.")),
    "method": (405, _("The upload was sent in a way that the server does not understand.")),
    "wrong_offset": (409, _("The upload goes on at another place.")),
    "gone": (410, _("This upload was cancelled or has expired. Choose the file again.")),
    "version": (412, _("The upload was sent in a way that the server does not understand.")),
    "too_large": (
        413,
        _("This video is too large. Film in 1080p instead of 4K or 8K, or cut it into shorter lessons."),
    ),
    "too_long_body": (413, _("More was sent than the upload is long. Choose the file again.")),
    "day_full": (413, _("You have uploaded as much as one may in a day. Go on tomorrow, or ask the administrator.")),
    "content_type": (415, _("The upload was sent in a way that the server does not understand.")),
    "locked": (423, _("Another window is sending this upload. It goes on here once that one stops.")),
    "too_many": (429, _("You have too many unfinished uploads. Finish or cancel one of them first.")),
    "checksum": (460, _("A piece of the file was damaged on the way. It is sent again.")),
    "busy": (503, _("Many are uploading just now. It goes on by itself in a moment.")),
    "store_away": (503, TEXTS["no_store"]),
    "no_space": (507, TEXTS["no_space"]),
}
# HTTP has no words of its own for this one.
REASONS: Final = {460: "Checksum Mismatch"}


class Refusal(Exception):
    """A request of an upload cannot be done; `code` is a key of REFUSALS, `detail` is for developers of clients."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.status, self.text = REFUSALS[code]
