"""Forms of the register."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from learners.people.importing.problems import fault_words
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.limits import MAX_BYTES


class RegisterUploadForm(forms.Form):
    """One file with a register; what is in it shows in the dry run."""

    file = forms.FileField(
        label=_("Register (.xlsx or .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            error = UnreadableFile(FileFault.TOO_LARGE, megabytes=MAX_BYTES // 1024**2)
            raise forms.ValidationError(fault_words(error))
        return file


class ConfirmImportForm(forms.Form):
    """Says yes to what the dry run has shown, and to leaving rows out."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    leave_out = forms.BooleanField(required=False)
