"""Forms of training orders."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from courses.queries import live_courses
from learners.plans.agreed.forms import DueField
from learners.plans.coming import ClassField, ComingClass
from learners.plans.orders.voice import MOST_BYTES, BadVoice, Voice, read_voice
from learners.regions.models import Officer, Region

LONGEST_TITLE, LONGEST_WHEN = 80, 120


class WishForm(forms.Form):
    """Words, a voice note, or both. looked: the words for which courses were shown already."""

    words = forms.CharField(max_length=120, required=False)
    voice = forms.FileField(required=False, allow_empty_file=True)
    looked = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        return " ".join(str(self.cleaned_data["words"]).replace("\0", " ").split())

    def clean_voice(self) -> Voice | None:
        try:
            return read_voice(self.cleaned_data["voice"])
        except BadVoice as error:
            problem = _("The voice note cannot be used: at most %(kilobytes)s kB.") % {"kilobytes": MOST_BYTES // 1000}
            raise forms.ValidationError(problem) from error

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("words") and not data.get("voice"):
            raise forms.ValidationError(_("Say or write what you want to learn."))
        return data


class AnswerForm(forms.Form):
    """A course of ours, a class to come, or another class in words."""

    course = forms.ModelChoiceField(CoursePage.objects.none(), label=_("course"), required=False, empty_label="—")
    picked = ClassField()
    class_title = forms.CharField(label=_("or another class: its title"), max_length=LONGEST_TITLE, required=False)
    class_when = forms.CharField(
        label=_("when and where, if it is another class"), max_length=LONGEST_WHEN, required=False
    )

    def __init__(self, *args: Any, classes: Sequence[ComingClass] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course, picked = self.fields["course"], self.fields["picked"]
        assert isinstance(picked, ClassField)
        picked.offer(classes)
        assert isinstance(course, forms.ModelChoiceField)
        course.queryset = live_courses().order_by("title")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        picked: ComingClass | None = data.pop("picked", None)
        if not self.errors and sum(map(bool, (data.get("course"), picked, data.get("class_title")))) != 1:
            raise forms.ValidationError(_("Choose a course or a class, or name a class."))
        data["class_id"] = picked.pk if picked else None
        if picked:
            data |= {"class_title": picked.title[:LONGEST_TITLE], "class_when": picked.when[:LONGEST_WHEN]}
        if data.get("class_title") and not data.get("class_when"):
            self.add_error("class_when", _("People have to know when and where."))
        return data


class CloseForm(forms.Form):
    note = forms.CharField(label=_("why it was closed"), max_length=200)


class HeardForm(forms.Form):
    words = forms.CharField(label=_("What was said"), max_length=120)


class JobsForm(forms.Form):
    """What an employer needs people for."""

    area = forms.ModelChoiceField(Region.objects.none(), label=_("township"), empty_label=None)
    employer = forms.CharField(label=_("name of the employer"), max_length=60)
    words = forms.CharField(label=_("what people have to know"), max_length=120)
    seats = forms.IntegerField(label=_("jobs it will give"), min_value=1, max_value=999)
    until = DueField(label=_("last day on which it takes people"))

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        inside = Region.objects.filter(level=Region.Level.TOWNSHIP, code__startswith=officer.region.prefix)
        above = Region.objects.filter(level=Region.Level.TOWNSHIP, pk=officer.region_id[:9] + "000")
        area.queryset = inside | above
