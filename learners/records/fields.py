"""Fields that the forms of this room share."""

import datetime
from collections.abc import Callable, Sequence
from typing import IO, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.records.pictures import MAX_BYTES, MAX_PDF_BYTES, BadPicture, Kept, PictureFault

FEN = 100
MOST_YUAN = 10_000_000
MEGABYTE = 1024 * 1024
FAULTS: dict[PictureFault, Promise] = {
    PictureFault.TOO_LARGE: _("“%(name)s” is too large: pictures up to %(most)s MB, PDF up to %(most_pdf)s MB."),
    PictureFault.TOO_MANY_PIXELS: _("“%(name)s” has too many pixels. Take it again with a smaller picture size."),
    PictureFault.NO_PICTURE: _("“%(name)s” cannot be read as a picture. Choose a JPEG, PNG or WebP file."),
    PictureFault.NEITHER: _("“%(name)s” cannot be read. Choose a JPEG, PNG, WebP or PDF file."),
}


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each turned into what is kept of it by `keeper`; the value is a list of Kept."""

    def __init__(self, *, keeper: Callable[[IO[bytes]], Kept], most: int, accept: str, **options: Any) -> None:
        options.setdefault("widget", ManyFilesInput(attrs={"accept": accept}))
        super().__init__(**options)
        self.keeper = keeper
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Kept]:
        files: Sequence[UploadedFile[Any]] = data or []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise forms.ValidationError(_("At most %(most)s files at once.") % {"most": self.most})
        return [self._kept(super(FilesField, self).clean(file)) for file in files]

    def _kept(self, file: UploadedFile[Any]) -> Kept:
        try:
            return self.keeper(file)
        except BadPicture as error:
            words = {"name": file.name, "most": MAX_BYTES // MEGABYTE, "most_pdf": MAX_PDF_BYTES // MEGABYTE}
            raise forms.ValidationError(str(FAULTS[error.fault]) % words) from error


class YuanField(forms.DecimalField):
    """An amount in yuan with at most two digits after the point; `None` or an integer in fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=10, decimal_places=2, min_value=0, max_value=MOST_YUAN, **options)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * FEN)


class PastDateField(forms.DateField):
    """A day that is over or today."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day
