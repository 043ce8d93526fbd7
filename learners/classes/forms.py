"""Forms of classes and their rosters."""

import datetime
import re
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Industry
from courses.queries import live_courses
from eduplatform.accounts.models import User
from learners.classes.candidates import Wanted
from learners.classes.models import Enrolment, SignIn, TrainingClass
from learners.people.codes import Cause
from learners.regions.access import regions_for
from learners.regions.models import Officer, Region

MOST_DAYS = 120
MOST_HOURS_A_DAY = 12
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
CLASS_LEVELS = (Region.Level.COUNTY, Region.Level.TOWNSHIP, Region.Level.VILLAGE)


class WrongSignIn(models.TextChoices):
    """What is wrong with a sign-in that is taken back."""

    OTHER_PERSON = "person", _("Ticked the wrong person")
    ABSENT = "absent", _("Was not there")
    OTHER_TIME = "time", _("Ticked for the wrong time")
    OTHER = "other", _("Another reason")


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClassForm(forms.ModelForm[TrainingClass]):
    """A class, with its days as a span and the days without class."""

    first_day = forms.DateField(label=_("First day"), widget=date_input())
    last_day = forms.DateField(label=_("Last day"), widget=date_input())
    days_off = forms.CharField(
        label=_("Days without class in between"),
        required=False,
        max_length=400,
        help_text=_("Such as 2026-12-05, 2026-12-06."),
    )

    class Meta:
        model = TrainingClass
        fields = (
            "kind",
            "title",
            "region",
            "place",
            "first_day",
            "last_day",
            "days_off",
            "halves",
            "hours",
            "seats",
            "trainer",
            "trainer_name",
            "institution",
            "course",
            "plan",
            "subsidy_per_day",
            "subsidy_terms",
            "needed_percent",
            "has_exam",
            "pass_mark",
        )
        widgets = {"plan": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = regions_for(officer.user).filter(level__in=CLASS_LEVELS)
        self._choose("region", places)
        self._choose("course", live_courses().order_by("title"))
        self._choose("trainer", trainers_near(officer))
        if self.instance.pk:
            days = self.instance.day_list
            self.initial.update(first_day=days[0], last_day=days[-1], days_off=", ".join(_gaps(days)))
            if self.instance.enrolments.exists():
                self.fields["region"].disabled = True  # its people were picked from there
        else:
            self.initial.update(region=officer.region_id, institution=officer.region.name)
        self.order_fields(self.Meta.fields)

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean_days_off(self) -> set[datetime.date]:
        try:
            return {datetime.date.fromisoformat(_padded(day)) for day in DATE.findall(self.cleaned_data["days_off"])}
        except ValueError as error:
            raise forms.ValidationError(_("Write each day as 2026-12-05.")) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last:
            data["days"] = self._days(first, last, data.get("days_off") or set())
        if not data.get("trainer") and not data.get("trainer_name"):
            self.add_error("trainer", _("Say who teaches: an account, or a name."))
        if not 0 < data.get("needed_percent", 80) <= 100:
            self.add_error("needed_percent", _("A number from 1 to 100."))
        if data.get("seats") == 0:
            self.add_error("seats", _("A class has at least one seat."))
        self._check_hours(data)
        return data

    def _days(self, first: datetime.date, last: datetime.date, off: set[datetime.date]) -> list[datetime.date]:
        if last < first or (last - first).days >= MOST_DAYS:
            self.add_error("last_day", _("The last day comes after the first, within four months."))
            return []
        days = [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]
        days = [day for day in days if day not in off]
        if not days:
            self.add_error("days_off", _("No day with class is left."))
        return days

    def _check_hours(self, data: dict[str, Any]) -> None:
        days, hours = data.get("days"), data.get("hours")
        if hours == 0 or (days and hours and hours > MOST_HOURS_A_DAY * len(days)):
            self.add_error("hours", _("So many hours do not fit into these days."))


class WantedForm(forms.Form):
    """Whom to look for; every field may stay empty."""

    village = forms.ModelChoiceField(label=_("Village"), queryset=Region.objects.none(), required=False)
    cause = forms.ChoiceField(label=_("Cause"), choices=[("", "—"), *Cause.choices], required=False)
    industry = forms.ModelChoiceField(label=_("Village lives from"), queryset=Industry.objects.none(), required=False)
    wish = forms.CharField(label=_("Wish"), max_length=20, required=False)
    uncovered = forms.BooleanField(label=_("Not yet covered"), required=False)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages, industries = self.fields["village"], self.fields["industry"]
        assert isinstance(villages, forms.ModelChoiceField)
        assert isinstance(industries, forms.ModelChoiceField)
        villages.queryset = Region.objects.filter(level=Region.Level.VILLAGE, code__startswith=region.prefix)
        industries.queryset = Industry.objects.filter(regions__region__in=_around(region)).distinct().order_by("name")

    def wanted(self) -> Wanted:
        data = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            village=data["village"].pk if data.get("village") else "",
            cause=data.get("cause", ""),
            industry=data["industry"].pk if data.get("industry") else "",
            wish=data.get("wish", ""),
            uncovered=data.get("uncovered", False),
        )


class AnswerForm(forms.Form):
    """What an invited person said."""

    state = forms.ChoiceField(choices=Enrolment.State.choices)
    reason = forms.ChoiceField(choices=[("", "—"), *Enrolment.Reason.choices], required=False)


class PlaceField(forms.ModelChoiceField[Enrolment]):
    """Somebody of a roster, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.person)


class SignInFilter(forms.Form):
    """Which sign-ins of a class are shown; all of those the officer may see while nothing is chosen."""

    person = PlaceField(label=_("Person"), queryset=Enrolment.objects.none(), required=False, empty_label="—")

    def __init__(self, *args: Any, training_class: TrainingClass, roster: QuerySet[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slots = [(slot.key, f"{slot.day:%m-%d} {slot.label}") for slot in training_class.slots]
        person = self.fields["person"]
        self.fields["slot"] = forms.ChoiceField(label=_("Sign-in for"), choices=[("", "—"), *slots], required=False)
        assert isinstance(person, PlaceField)
        person.queryset = roster.select_related("person")
        self.roster = roster
        self.order_fields(["slot", "person"])

    def found(self) -> QuerySet[SignIn]:
        """The latest first."""
        data = self.cleaned_data if self.is_valid() else {}
        chosen = data.get("person")
        rows = SignIn.objects.filter(enrolment__in=[chosen] if chosen else self.roster)
        if data.get("slot"):
            day, _colon, part = data["slot"].partition(":")
            rows = rows.filter(day=day, part=part)
        return rows.order_by("-received_at", "-pk")


class TakeBackForm(forms.Form):
    """Why a sign-in does not count. What is chosen and written becomes the reason in the file."""

    why = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *WrongSignIn.choices])
    note = forms.CharField(label=_("In your own words"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("why") == WrongSignIn.OTHER and not data.get("note", "").strip():
            self.add_error("note", _("Say what the reason is."))
        return data

    @property
    def reason(self) -> str:
        note, why = self.cleaned_data["note"].strip(), WrongSignIn(self.cleaned_data["why"])
        label = "" if why == WrongSignIn.OTHER else str(why.label)
        return " ".join(part for part in (label, note) if part)


def trainers_near(officer: Officer) -> QuerySet[User]:
    """Trainers whose area holds the officer's or lies inside it."""
    code = officer.region_id
    above = [code[:digits].ljust(12, "0") for digits in (2, 4, 6, 9, 12)]
    near = Q(officer__region__in=above) | Q(officer__region__code__startswith=officer.region.prefix)
    return User.objects.filter(near, officer__role=Officer.Role.TRAINER, is_active=True).order_by("username")


def _around(region: Region) -> QuerySet[Region]:
    """The region, what lies inside it, and what its villages inherit from."""
    above = [region.code[:digits].ljust(12, "0") for digits in (6, 9)]
    return Region.objects.filter(Q(code__startswith=region.prefix) | Q(code__in=above))


def _gaps(days: list[datetime.date]) -> list[str]:
    span = (days[0] + datetime.timedelta(days=number) for number in range((days[-1] - days[0]).days))
    return [day.isoformat() for day in span if day not in days]


def _padded(day: str) -> str:
    """2026-12-5 -> 2026-12-05"""
    year, month, number = day.split("-")
    return f"{year}-{month:0>2}-{number:0>2}"
