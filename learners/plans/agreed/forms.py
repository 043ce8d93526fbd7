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
from learners.plans.coming import ClassField, ComingClass


class DueField(forms.DateField):
    """A day that is not over."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class AgreeForm(forms.Form):
    """members: those of the household who may learn. classes: those to come; the last day is when one is due."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("who"), empty_label=None)
    course = forms.ModelChoiceField(CoursePage.objects.none(), label=_("course"), required=False, empty_label="—")
    picked = ClassField()
    title = forms.CharField(label=_("or another class: its title"), max_length=120, required=False)
    due_on = DueField(label=_("by when"), required=False, help_text=_("left empty: the last day of the class"))
    helper = forms.CharField(label=_("who helps"), max_length=60, required=False)
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)
    manner = forms.ChoiceField(label=_("how it was agreed"), choices=PlanItem.Manner.choices)

    def __init__(
        self, *args: Any, members: Sequence[Person], classes: Sequence[ComingClass] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        person, course, picked = self.fields["person"], self.fields["course"], self.fields["picked"]
        assert isinstance(picked, ClassField)
        picked.offer(classes)
        assert isinstance(person, forms.ModelChoiceField)
        assert isinstance(course, forms.ModelChoiceField)
        person.queryset = Person.objects.filter(pk__in=[one.pk for one in members])
        course.queryset = live_courses().order_by("title")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        picked: ComingClass | None = data.pop("picked", None)
        if not self.errors and sum(map(bool, (data.get("course"), picked, data.get("title")))) != 1:
            raise forms.ValidationError(_("Choose a course or a class, or name a class."))
        data["class_id"] = picked.pk if picked else None
        if picked:
            data |= {"title": picked.title, "due_on": data.get("due_on") or picked.ends_on}
        if not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Write by when."))
        return data


class MoveForm(forms.Form):
    due_on = DueField(label=_("by when"))


class DropForm(forms.Form):
    why = forms.CharField(label=_("reason"), max_length=200)
