"""Forms of the register."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from learners.people.importing.decisions import Cell
from learners.people.importing.problems import RepairKind, fault_words
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import Field
from learners.people.reading.limits import MAX_BYTES


class RegisterUploadForm(forms.Form):
    """One file with a register; what is in it shows in the dry run."""

    file = forms.FileField(
        label=_("Register (Excel or CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt,.htm,.html"}),
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


class RepairForm(forms.Form):
    """Agrees to one kind of repair for all cells of the file, or not any longer."""

    kind = forms.TypedChoiceField(choices=RepairKind.choices, coerce=RepairKind)
    agreed = forms.BooleanField(required=False)


_LONGEST_TYPED = 200
_FIELDS = frozenset(field.value for field in Field)


def typed_cells(data: Mapping[str, Any]) -> dict[Cell, str]:
    """Typed values of fields called `cell:row:field:sheet`; those left empty were not typed."""
    cells: dict[Cell, str] = {}
    for name, text in data.items():
        kind, _colon, place = name.partition(":")
        row, _colon, rest = place.partition(":")
        field, _colon, sheet = rest.partition(":")
        if kind == "cell" and row.isdecimal() and field in _FIELDS and str(text).strip():
            cells[sheet, int(row), Field(field)] = str(text).strip()[:_LONGEST_TYPED]
    return cells
