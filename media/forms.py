"""The trainer's forms: a file and a title if they like; later the cut, the poster and the chapters."""

import hashlib
import math
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtailmedia.forms import BaseMediaForm, formfield_for_dbfield

from media import originals, services
from media.captions import text_problem
from media.editing import length_of, save_chapters
from media.fields import TimecodeField
from media.models import Video
from media.pipeline.chapters import NamedPlace, read_chapters, write_chapters
from media.pipeline.sources import SourceInfo, SourceProblem
from media.pipeline.timecodes import TextProblem, format_timecode
from media.problems import problem_text
from media.store import probe_upload
from media.uploads.queries import unfinished
from media.uploads.widgets import UploadInput

LEAST_PLAYED_S: Final = 1.0
END_TOLERANCE_S: Final = 0.1


def _mark_of(video: Video) -> str:
    """Tells one file of a video from another, and nobody its name."""
    return hashlib.sha256((video.file.name or "").encode()).hexdigest()[:16]


class VideoForm(BaseMediaForm):
    """Used by wagtailmedia for adding and uploading from a chooser alike."""

    source: SourceInfo | None = None

    class Meta(BaseMediaForm.Meta):
        widgets = {**BaseMediaForm.Meta.widgets, "file": UploadInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        uploader = self.fields["file"].widget
        uploader.replaces = self.instance.pk
        uploader.unfinished = unfinished(user).filter(replaces=self.instance.pk) if user else ()
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
            services.request_encoding(video=video)
        return video


class VideoEditForm(VideoForm):
    """A video's own page. All times count from the beginning of the uploaded file."""

    CUT: Final = ("trim_start_s", "trim_end_s")

    trim_start_s = TimecodeField(label=_("Play from"), required=False)
    trim_end_s = TimecodeField(
        label=_("Play until"), required=False, help_text=_("Leave this empty to play to the end.")
    )
    poster_at_s = TimecodeField(
        label=_("Picture taken at"), required=False, help_text=_("Leave this empty and a clear picture is looked for.")
    )
    of_file = forms.CharField(required=False, widget=forms.HiddenInput)
    chapters = forms.CharField(
        label=_("Chapters"),
        required=False,
        strip=False,
        max_length=10_000,
        help_text=_("A line for each: when it begins, then its name, such as 1:30 Feeding."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta(VideoForm.Meta):
        model = Video
        fields = ("title", "file", "collection", "tags", "trim_start_s", "trim_end_s", "poster_at_s")
        formfield_callback = formfield_for_dbfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = ""
        self.fields["file"].required = False
        self.places: tuple[NamedPlace, ...] = ()
        self.seen_file = self.instance.file.name
        # A page that was opened before another file came in speaks of that file's seconds.
        self.initial["of_file"] = _mark_of(self.instance)
        self.is_outdated = bool(self.data.get("of_file")) and self.data["of_file"] != self.initial["of_file"]
        for name in self.CUT:
            self.fields[name].disabled = not self.instance.has_original
        self.initial["trim_start_s"] = self.instance.trim_start_s or None
        self.initial["chapters"] = write_chapters(
            tuple(NamedPlace(chapter.at_s, chapter.title) for chapter in self.instance.chapters.all())
        )

    def clean_title(self) -> str:
        """The title stays when it is emptied."""
        return str(self.cleaned_data["title"] or self.initial["title"])

    def clean(self) -> Any:
        """A new file is played whole unless a new cut came with it; what was meant for another file is left out."""
        cleaned = super().clean()
        for name in (*self.CUT, "poster_at_s"):
            if self.is_outdated or (self.source and name not in self.changed_data):
                cleaned[name] = None if self.source else getattr(self.instance, name)
        self._check_cut(cleaned)
        self._read_chapters(cleaned)
        return cleaned

    def _length(self) -> float:
        """Seconds; endless as long as nobody has looked into the file."""
        return self.source.duration_s if self.source else length_of(self.instance) or math.inf

    def _check_cut(self, cleaned: dict[str, Any]) -> None:
        length = self._length()
        start, end, poster = (cleaned.get(name) for name in (*self.CUT, "poster_at_s"))
        if end is not None and length - END_TOLERANCE_S <= end <= length + END_TOLERANCE_S:
            end = None
        cleaned |= {"trim_start_s": start or 0.0, "trim_end_s": end}
        last = length if end is None else end
        if end is not None and end > length:
            self._refuse("trim_end_s", _("The video ends at %(end)s. Choose an earlier place."), length)
        elif last - (start or 0.0) < min(LEAST_PLAYED_S, length):
            name = "trim_start_s" if end is None else "trim_end_s"
            self._refuse(name, _("At least a second must be left to play. The end is at %(end)s."), last)
        elif poster is not None and not (start or 0.0) <= poster < last:
            self._refuse("poster_at_s", _("This place is not played. Choose one before %(end)s."), last)

    def _refuse(self, name: str, words: Any, end_s: float) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(words, params={"end": format_timecode(end_s)}, code="place"))

    def _read_chapters(self, cleaned: dict[str, Any]) -> None:
        try:
            self.places = read_chapters(cleaned.get("chapters") or "", self._length())
        except TextProblem as problem:
            self.add_error("chapters", text_problem(problem))

    @transaction.atomic
    def save(self, commit: bool = True) -> Video:
        """Store; a new cut is encoded while the old one plays, a new picture or chapter takes only pictures."""
        video = super().save(commit=False)
        if not commit:
            return video
        if not self.source:
            return self._record(video)
        # Into the store before the row is locked, which workers and uploads wait for.
        Video._meta.get_field("file").pre_save(video, add=False)
        try:
            return self._record(video)
        except Exception:
            default_storage.delete(video.file.name or "")
            raise

    def _record(self, video: Video) -> Video:
        stored = self._write(video)
        save_chapters(video=video, places=self.places)
        if self.source:
            originals.encode_replacement(video=video)
        elif (video.trim_start_s, video.trim_end_s) != (stored.trim_start_s, stored.trim_end_s):
            services.request_encoding(video=video)
        elif {"poster_at_s", "chapters"} & set(self.changed_data):
            services.request_stills(video=video)
        return video

    def _write(self, video: Video) -> Video:
        """The columns of this form alone, as workers and uploads write others meanwhile. Gives the row before."""
        stored: Video = get_object_or_404(Video.objects.select_for_update(), pk=video.pk)
        written = {"title", "collection"}
        if self.source:
            written |= {*originals.OF_THE_FILE, "former"}
            originals.put_aside(video=video, stored=stored)
            video.loudness_lufs = None
        if self.source or stored.file.name == self.seen_file:  # the times of a file that was replaced mean nothing
            written |= {*self.CUT, "poster_at_s"}
        video.refresh_from_db(fields=[field.name for field in Video._meta.concrete_fields if field.name not in written])
        video.save(update_fields=written)
        self.save_m2m()
        return stored
