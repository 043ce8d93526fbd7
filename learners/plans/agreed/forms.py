"""Forms of the learning plan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from courses.queries import live_courses
from learners.people.models import Person
from learners.plans.agreed.models import PlanItem


class DueField(forms.DateField):
    """A day that is not over."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class AgreeForm(forms.Form):
    """members: those of the household who may learn."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("who"), empty_label=None)
    course = forms.ModelChoiceField(CoursePage.objects.none(), label=_("course"), required=False, empty_label="—")
    title = forms.CharField(label=_("or a class: its title"), max_length=120, required=False)
    class_id = forms.IntegerField(label=_("its number, if it is held here"), required=False, min_value=1)
    due_on = DueField(label=_("by when"))
    helper = forms.CharField(label=_("who helps"), max_length=60, required=False)
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)
    manner = forms.ChoiceField(label=_("how it was agreed"), choices=PlanItem.Manner.choices)

    def __init__(self, *args: Any, members: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person, course = self.fields["person"], self.fields["course"]
        assert isinstance(person, forms.ModelChoiceField)
        assert isinstance(course, forms.ModelChoiceField)
        person.queryset = Person.objects.filter(pk__in=[one.pk for one in members])
        course.queryset = live_courses().order_by("title")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("course")) == bool(data.get("title")):
            raise forms.ValidationError(_("Choose a course, or name a class."))
        return data


class MoveForm(forms.Form):
    due_on = DueField(label=_("by when"))


class DropForm(forms.Form):
    why = forms.CharField(label=_("reason"), max_length=200)
