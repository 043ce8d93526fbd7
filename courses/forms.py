"""The form of a course in the CMS."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class CourseForm(WagtailAdminPageForm):
    """Months are ticked, not typed."""

    season_months = forms.TypedMultipleChoiceField(
        label=_("Months in which the work falls due"),
        choices=list(MONTHS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: useful all year round."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "industries" in self.fields:
            # A trainer ticks a few dozen local products, not fourteen hundred classes of the standard.
            self.fields["industries"].queryset = self.fields["industries"].queryset.filter(is_product=True)

    def clean(self) -> dict[str, Any]:
        """No course waits for itself, be it by way of others."""
        data: dict[str, Any] = super().clean()
        chosen = self.formsets.get("prerequisites")
        rows = chosen.forms if chosen and self.instance.pk and chosen.is_valid() else []
        for row in rows:
            course = row.cleaned_data.get("course")
            if course and not row.cleaned_data.get("DELETE") and self.instance.is_before(course):
                row.add_error("course", _("This course is itself to be learned after the one you are editing."))
        return data

    def clean_season_months(self) -> list[int]:
        months: list[Any] = self.cleaned_data["season_months"]
        return sorted(months)
