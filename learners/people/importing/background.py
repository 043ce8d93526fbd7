"""Work on a large file beside the request that asked for it, told about in a file; small files are done at once."""

import threading
from collections.abc import Callable

from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from learners.people.importing.apply import RegisterHasChanged
from learners.people.importing.folder import State, fall_silent, state_of, tell
from learners.people.importing.problems import fault_words
from learners.people.importing.progress import Progress
from learners.people.importing.uploads import ProblemsRemain, UploadExpired, forget_file
from learners.people.models import RegisterUpload
from learners.people.reading.errors import UnreadableFile

# About 3,000 rows of an xlsx, which take a second or two.
_AT_ONCE_BYTES = 300_000


def is_small(upload: RegisterUpload) -> bool:
    """Whether the work takes no longer than a page may; a file that is gone is small."""
    return not upload.path.exists() or upload.path.stat().st_size <= _AT_ONCE_BYTES


def is_at_work(upload: RegisterUpload) -> State | None:
    state = state_of(upload)
    return state if state and state.stage != "failed" else None


def take_failure(upload: RegisterUpload) -> str:
    """How the last work ended, if it ended badly; said once."""
    state = state_of(upload)
    if state is None or state.stage != "failed":
        return ""
    fall_silent(upload)
    return state.words


def begin(upload: RegisterUpload, stage: str, work: Callable[[Progress], object], *, total: int = 0) -> None:
    """Start `work` in a thread, unless somebody is at work on this file already. A killed process costs time only."""
    if is_at_work(upload):
        return
    tell(upload, State(stage, 0, total))
    language = translation.get_language()
    threading.Thread(target=_run, args=(upload, stage, work, total, language), daemon=True).start()


def _run(
    upload: RegisterUpload, stage: str, work: Callable[[Progress], object], total: int, language: str | None
) -> None:
    with translation.override(language):
        try:
            work(lambda done: tell(upload, State(stage, done, total)))
            fall_silent(upload)
        except Exception as error:
            tell(upload, State("failed", words=failure_words(error)))
            if isinstance(error, UnreadableFile):
                forget_file(upload)
                tell(upload, State("failed", words=failure_words(error)))
            elif not isinstance(error, RegisterHasChanged | ProblemsRemain | UploadExpired):
                raise
        finally:
            connections.close_all()


def failure_words(error: Exception) -> str:
    """What to say to the clerk, in the language of the moment."""
    if isinstance(error, UnreadableFile):
        return fault_words(error)
    if isinstance(error, RegisterHasChanged):
        return _("The register has changed meanwhile. Please look at the new dry run.")
    if isinstance(error, ProblemsRemain):
        return _("Some rows are doubtful. Say whether to import without them.")
    if isinstance(error, UploadExpired):
        return _("This file was kept for a day and is gone. Please send it again.")
    return _("Something went wrong, and nothing was imported. Please try again.")
