"""Forms of the parts that staff enter. Each says what entry it makes; none of them writes it."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learners.assistance.models import Entry
from learners.people.models import Person
from learners.records.codes import PaperKind, Result, SubsidyKind, WhyNot
from learners.records.fields import FilesField, PastDateField, YuanField
from learners.records.pictures import kept_photo, kept_scan

PHOTOS = 6
PAGES = 10
PICTURES = "image/jpeg,image/png,image/webp"
LINE = 200
TEXT = 1000


def text_area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


class PartForm(forms.Form):
    """`once` makes a form sent twice one entry; `again` says that one like it is not the same."""

    kind: str
    day_field: str
    files_field = ""
    looks_repeated = False

    once = forms.UUIDField(widget=forms.HiddenInput)
    again = forms.BooleanField(label=_("This is not the same entry: record it too"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.initial.setdefault("once", uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day = data.get(self.day_field)
        if day and day < self.person.born_on:
            self.add_error(self.day_field, _("This day is before the person was born."))
        return data

    @property
    def day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data[self.day_field]
        return day

    def payload(self) -> dict[str, Any]:
        """What is recorded: text, and integers; without what was left empty."""
        left_out = {"once", "again", self.files_field}
        fields = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return {name: recorded(value) for name, value in fields.items() if value not in (None, "")}


class SubsidyForm(PartForm):
    """Money that was paid to the person."""

    kind = Entry.Kind.SUBSIDY_PAID
    day_field = "paid_on"

    subsidy = forms.ChoiceField(label=_("Subsidy for"), choices=SubsidyKind.choices)
    amount_fen = YuanField(label=_("Amount in yuan"))
    paid_on = PastDateField(label=_("Paid on"))
    basis = forms.CharField(
        label=_("Basis"), max_length=LINE, help_text=_("Document or rule, and the class it belongs to.")
    )
    voucher = forms.CharField(label=_("Voucher number"), max_length=60, required=False)

    def clean_amount_fen(self) -> int:
        amount: int = self.cleaned_data["amount_fen"]
        if amount == 0:
            raise forms.ValidationError(_("The amount is more than nothing."))
        return amount


class OutcomeForm(PartForm):
    """What came of learning, or why nothing did."""

    kind = Entry.Kind.OUTCOME
    day_field = "verified_on"

    result = forms.ChoiceField(label=_("What came of it"), choices=Result.choices)
    why_not = forms.ChoiceField(label=_("Why nothing came of it"), choices=[("", "—"), *WhyNot.choices], required=False)
    what = forms.CharField(
        label=_("What and where"),
        max_length=LINE,
        required=False,
        help_text=_("Employer and work, or the trade, or the industry with its place."),
    )
    since = PastDateField(label=pgettext_lazy("beginning of work", "Since"), required=False)
    scale_before = forms.CharField(
        label=_("Scale before"), max_length=60, required=False, help_text=_("Such as 3 mu, or 50 hens.")
    )
    scale_after = forms.CharField(label=_("Scale now"), max_length=60, required=False)
    income_before_fen = YuanField(label=_("Yearly income before in yuan"), required=False)
    income_after_fen = YuanField(label=_("Yearly income now in yuan"), required=False)
    verified_by = forms.CharField(label=_("Verified by"), max_length=60)
    verified_on = PastDateField(label=_("Verified on"))
    note = forms.CharField(label=_("Note"), max_length=TEXT, required=False, widget=text_area())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        nothing = data.get("result") == Result.NOTHING
        if nothing and not data.get("why_not"):
            self.add_error("why_not", _("Say why nothing came of it."))
        if nothing and (data.get("what") or data.get("since")):
            self.add_error("result", _("Something came of it: choose what, or empty “What and where” and “Since”."))
        if not nothing and data.get("why_not"):
            self.add_error("why_not", _("Leave this empty when something came of it."))
        if data.get("why_not") == WhyNot.OTHER and not data.get("note"):
            self.add_error("note", _("Say what the reason is."))
        if data.get("result") and not nothing and not data.get("what"):
            self.add_error("what", _("Say what came of it."))
        if data.get("result") == Result.SCALE and not (data.get("scale_before") and data.get("scale_after")):
            self.add_error("scale_after", _("Say the scale before and now."))
        self._check_days(data)
        return data

    def _check_days(self, data: dict[str, Any]) -> None:
        since, verified = data.get("since"), data.get("verified_on")
        if since and verified and verified < since:
            self.add_error("verified_on", _("It cannot be verified before it began."))


class VisitForm(PartForm):
    """A visit at home."""

    kind = Entry.Kind.VISIT
    day_field = "visited_on"
    files_field = "photos"

    visited_on = PastDateField(label=_("Visited on"))
    visitor = forms.CharField(label=_("Who visited"), max_length=60)
    met = forms.CharField(label=_("Whom they met"), max_length=60, required=False)
    agreed = forms.CharField(label=_("What was seen and agreed"), max_length=TEXT, widget=text_area())
    trade = forms.CharField(
        label=_("What the household lives from"),
        max_length=60,
        required=False,
        help_text=_("Such as black-bone chickens or bamboo shoots. Courses that fit it are offered."),
    )
    photos = FilesField(
        label=_("Photos"),
        keeper=kept_photo,
        most=PHOTOS,
        accept=PICTURES,
        required=False,
        help_text=_("At most 6. They are made smaller, and place and phone are removed from them."),
    )


class PaperForm(PartForm):
    """A paper from before the platform, scanned."""

    kind = Entry.Kind.PAPER_RECORD
    day_field = "dated_on"
    files_field = "scans"

    paper = forms.ChoiceField(label=_("Which paper"), choices=PaperKind.choices)
    title = forms.CharField(label=pgettext_lazy("of a paper", "Title"), max_length=LINE)
    dated_on = PastDateField(label=_("Date on the paper"))
    issuer = forms.CharField(label=_("Issued by"), max_length=LINE, required=False)
    kept_at = forms.CharField(label=_("Where the original is kept"), max_length=LINE, required=False)
    scans = FilesField(
        label=_("Scanned pages"),
        keeper=kept_scan,
        most=PAGES,
        accept=f"{PICTURES},application/pdf",
        help_text=_("Pictures or PDF, at most 10 files. They are kept where only officers of the area can read them."),
    )


class CorrectionForm(forms.Form):
    """Why an entry no longer counts."""

    reason = forms.CharField(label=_("Reason"), min_length=4, max_length=TEXT, widget=text_area())


PARTS: dict[str, type[PartForm]] = {
    "subsidy": SubsidyForm,
    "outcome": OutcomeForm,
    "visit": VisitForm,
    "paper": PaperForm,
}


def recorded(value: Any) -> Any:
    """A value of a form as the ledger takes it."""
    return value.isoformat() if isinstance(value, datetime.date) else value
