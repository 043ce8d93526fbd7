"""The trainer's upload form: a file, and a title if they like. Everything else is read from the file."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtailmedia.forms import BaseMediaForm

from media.models import Video
from media.pipeline.sources import SourceInfo, SourceProblem
from media.problems import problem_text
from media.services import request_encoding
from media.store import probe_upload


class VideoForm(BaseMediaForm):
    """Used by wagtailmedia for adding, editing and uploading from a chooser alike."""

    source: SourceInfo | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("The file's name is taken when this is left empty.")

    def clean_file(self) -> Any:
        """Look into a new file, so that the trainer hears at once what is wrong with it."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                self.source = probe_upload(file)
            except SourceProblem as problem:
                raise ValidationError(problem_text(problem.code), code=problem.code) from problem
        return file

    def clean(self) -> Any:
        """A title from the file's name, as phones give no better one."""
        cleaned = super().clean()
        file = cleaned.get("file")
        if file and not cleaned.get("title"):
            cleaned["title"] = PurePath(file.name).stem[:255]
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Video:
        """Store, and ask for the encoding of a new file."""
        if self.source:
            self.instance.take_probe(self.source)
        video: Video = super().save(commit=commit)
        if self.source and commit:
            request_encoding(video=video)
        return video
