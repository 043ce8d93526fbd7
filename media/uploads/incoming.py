"""Where large files of forms wait until they are looked into: on the disk of the store, which then only renames them.

In the machine's own folder for such files, which may lie on another disk, a film would be written twice.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from media.uploads.backends import FOLDER
from media.uploads.local import SUFFIX


class IncomingFile(TemporaryUploadedFile):
    """Gone when the request is over, unless it was stored; what a killed process leaves is swept as uploads are."""

    def __init__(self, name: str, content_type: str, charset: str | None, more: dict[str, bytes] | None) -> None:
        storage = storages["default"]
        folder = None
        if isinstance(storage, FileSystemStorage):
            folder = Path(storage.path(FOLDER))
            folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(prefix="form-", suffix=SUFFIX, dir=folder)  # noqa: SIM115 - closed by Django
        UploadedFile.__init__(self, file, name, content_type, 0, charset, more)


class IncomingFiles(TemporaryFileUploadHandler):
    """As Django's own, in another place."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = IncomingFile(
            self.file_name or "", self.content_type or "", self.charset, self.content_type_extra or None
        )
