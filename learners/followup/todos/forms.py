"""Forms of to-dos."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from courses.queries import live_courses
from eduplatform.accounts.models import User
from learners.classes.access import classes_for
from learners.classes.models import Enrolment, TrainingClass
from learners.followup.todos.codes import Errand, Hindrance, Result
from learners.followup.todos.models import due_in
from learners.followup.todos.services import Wanted
from learners.people.models import Person
from learners.plans.agreed.forms import DueField
from learners.records.fields import FilesField, PastDateField
from learners.records.forms import PHOTOS, PICTURES, TEXT, text_area
from learners.records.pictures import kept_photo

USUAL_DAYS = 7
MOST_DAYS = 366
GIVEN_BY_HAND = [choice for choice in Errand.choices if choice[0] != Errand.PLAN]


class GiveForm(forms.Form):
    """What one or many households are to get."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    errand = forms.ChoiceField(label=_("What is to be done"), choices=GIVEN_BY_HAND)
    what = forms.CharField(
        label=_("More about it"), max_length=200, required=False, help_text=_("One sentence for the helper.")
    )
    training_class = forms.ModelChoiceField(
        TrainingClass.objects.none(), label=_("Class with free seats"), required=False, empty_label="—"
    )
    course = forms.ModelChoiceField(CoursePage.objects.none(), label=_("Course"), required=False, empty_label="—")
    due_on = DueField(label=_("By when"))

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid.uuid4())
        self.initial.setdefault("due_on", due_in(USUAL_DAYS))
        classes, course = self.fields["training_class"], self.fields["course"]
        assert isinstance(classes, forms.ModelChoiceField)
        assert isinstance(course, forms.ModelChoiceField)
        held = Count("enrolments", filter=Q(enrolments__state__in=Enrolment.HOLDING))
        coming = classes_for(user).filter(closed_at=None, ends_on__gte=timezone.localdate())
        classes.queryset = coming.annotate(held=held).filter(held__lt=F("seats")).order_by("starts_on", "pk")
        course.queryset = live_courses().order_by("title")

    def clean_due_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["due_on"]
        if day > due_in(MOST_DAYS):
            raise forms.ValidationError(_("This day is more than a year away."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("errand") == Errand.OTHER and not data.get("what"):
            self.add_error("what", _("Say what is to be done."))
        if data.get("errand") == Errand.CLASS and not data.get("training_class"):
            self.add_error("training_class", _("Choose the class."))
        return data

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


class SettleForm(forms.Form):
    """How a to-do went; `done` is whether it was possible."""

    result = forms.ChoiceField()
    words = forms.CharField(label=_("In your words"), max_length=TEXT, required=False, widget=text_area())
    person = forms.ModelChoiceField(Person.objects.none(), label=_("With whom"), empty_label=None)
    day = PastDateField(label=_("When"))
    photos = FilesField(
        label=_("Photos"),
        keeper=kept_photo,
        most=PHOTOS,
        accept=PICTURES,
        required=False,
        help_text=_("At most 6. They are made smaller, and place and phone are removed from them."),
    )

    def __init__(self, *args: Any, done: bool, members: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_done_%s" if done else "id_failed_%s"
        self.done = done
        self.initial.setdefault("day", timezone.localdate())
        result, person = self.fields["result"], self.fields["person"]
        assert isinstance(result, forms.ChoiceField)
        assert isinstance(person, forms.ModelChoiceField)
        result.label = _("Result of the to-do") if done else _("Why it was not possible")
        result.choices = [("", "—"), *(Result if done else Hindrance).choices]
        person.queryset = Person.objects.filter(pk__in=[one.pk for one in members])
        person.required = bool(members)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("result") == Result.OTHER and not data.get("words"):
            self.add_error("words", _("Say it in a few words."))
        return data


class TakeBackForm(forms.Form):
    why = forms.CharField(label=_("Reason"), min_length=2, max_length=200)
