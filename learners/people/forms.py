"""Forms of the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learners.people.adjusting import Departure
from learners.people.importing.decisions import Cell, Leaving
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


class LeavingForm(forms.Form):
    """Villages of which the file lists everybody, and what became of those who are missing in it."""

    villages = forms.MultipleChoiceField(
        label=_("This file lists everybody of"), widget=forms.CheckboxSelectMultiple, required=False
    )
    because = forms.ChoiceField(
        label=pgettext_lazy("of leaving the register", "Why"), choices=Departure.choices, initial=Departure.DELISTED
    )
    on = forms.DateField(
        label=_("Day of leaving"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=timezone.localdate,
    )

    def __init__(self, *args: Any, villages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["villages"].choices = villages  # type: ignore[attr-defined]

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["on"]

    def leaving(self) -> Leaving | None:
        """None where no village is complete."""
        said = self.cleaned_data
        villages = frozenset(said["villages"])
        return Leaving(villages, said["because"], said["on"]) if villages else None


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
