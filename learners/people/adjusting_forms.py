"""Forms of adjustments of the register."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learners.people.adjusting import Departure
from learners.people.codes import Monitored
from learners.people.importing.problems import Refused
from learners.people.importing.values import read_bank, read_phone
from learners.people.models import Household, Person
from learners.regions.models import Region


class DepartureForm(forms.Form):
    """Who left, why, and since when."""

    persons = forms.ModelMultipleChoiceField(
        label=_("Who"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    because = forms.ChoiceField(label=pgettext_lazy("of leaving the register", "Why"), choices=Departure.choices)
    on = forms.DateField(
        label=_("Day of leaving"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=timezone.localdate,
    )

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = household.members.filter(left_on=None)  # type: ignore[attr-defined]


class HouseholdForm(forms.Form):
    """Where a household lives, and which monitored type it is of."""

    village = forms.ModelChoiceField(label=_("village"), queryset=Region.objects.none())
    group = forms.CharField(label=_("group"), max_length=40, required=False)
    monitored = forms.ChoiceField(
        label=_("monitored type"), choices=[("", _("not monitored")), *Monitored.choices], required=False
    )

    def __init__(self, *args: Any, area: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Region.objects.filter(level=Region.Level.VILLAGE, code__startswith=area.prefix)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class NumbersForm(forms.Form):
    """A new phone or bank account of a member; what is left empty stays as it was."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    phone = forms.CharField(label=_("New phone"), max_length=40, required=False)
    bank = forms.CharField(label=_("New bank account"), max_length=60, required=False)
    kept = forms.BooleanField(label=_("The account is right although its check digit does not fit"), required=False)

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = household.members.filter(left_on=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kept = bool(cleaned.pop("kept", False))
        self._read(cleaned, "phone", read_phone)
        self._read(cleaned, "bank", lambda text: read_bank(text, kept=kept))
        return cleaned

    def _read(self, cleaned: dict[str, Any], name: str, read: Callable[[str], str]) -> None:
        try:
            cleaned[name] = read(cleaned.get(name, ""))
        except Refused as refused:
            self.add_error(name, str(refused.reason.label))


class SplitForm(forms.Form):
    """Members who become a household of their own."""

    members = forms.ModelMultipleChoiceField(
        label=_("Who goes"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    head = forms.ModelChoiceField(label=_("New head"), queryset=Person.objects.none())
    number = forms.RegexField(label=_("New household number"), regex=r"^[0-9A-Z-]{6,24}$")

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = household.members.filter(left_on=None)
        self.fields["members"].queryset = members  # type: ignore[attr-defined]
        self.fields["head"].queryset = members  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """The household that all members go to; `households` are those the officer may see."""

    number = forms.CharField(label=_("Number of the other household"), max_length=24)

    def __init__(self, *args: Any, households: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._households = households

    def clean_number(self) -> Household:
        household: Household | None = self._households.filter(number=self.cleaned_data["number"].strip()).first()
        if household is None:
            raise forms.ValidationError(_("Your area has no household of this number."))
        return household


class ReturnForm(forms.Form):
    """Who came back."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = Person.objects.filter(household=household).exclude(left_on=None)
        self.fields["person"].queryset = gone  # type: ignore[attr-defined]
