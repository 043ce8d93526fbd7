"""Forms for the decisions of staff."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Industry
from courses.queries import live_courses
from learners.plans.desk.models import CourseSteer, Decision, IndustryBan, JobOpening
from learners.plans.lexicon import lexicon
from learners.regions.models import Officer, Region


def industry_meant(words: str) -> Industry | None:
    """The industry that a name, another name or a code stands for."""
    exact = Industry.objects.filter(pk=words).first() or Industry.objects.filter(name=words).order_by("pk").first()
    if exact:
        return exact
    alias = Industry.objects.filter(aliases__name=words).first()
    node = lexicon().node_of(words)
    known = Industry.objects.filter(is_product=True, name=node.name).first()
    return alias or known or (Industry.objects.filter(pk=node.code).first() if node.code else None)


class IndustryField(forms.CharField):
    """A name as people say it, or a code of GB/T 4754."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, widget=forms.TextInput(attrs={"list": "industries"}), **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        industry = industry_meant(words) if words else None
        if words and industry is None:
            raise forms.ValidationError(_("Nobody knows this trade. Write another name for it, such as pigs."))
        return industry


class DecisionForm(forms.ModelForm[Any]):
    """region: places of the officer's area, their own first."""

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        region.queryset = Region.objects.filter(code__startswith=officer.region.prefix)
        region.empty_label = None
        self.initial.setdefault("region", officer.region_id)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if "course" in self.fields:
            self.fields["course"].queryset = live_courses().order_by("title")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if until and until < timezone.localdate():
            self.add_error("until", _("This day is over."))
        elif since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return data


class BanForm(DecisionForm):
    industry = IndustryField(
        label=_("Trade that may not be kept"),
        help_text=_("Such as 生猪, 家禽, or 03 for all animals. Its courses wait."),
    )

    class Meta:
        model = IndustryBan
        fields = ["region", "industry", "since", "until", "note"]


class SteerForm(DecisionForm):
    class Meta:
        model = CourseSteer
        fields = ["region", "way", "course", "since", "until", "note"]


class OpeningForm(DecisionForm):
    industry = IndustryField(label=_("Trade that is asked for"))

    class Meta:
        model = JobOpening
        fields = ["region", "kind", "employer", "place", "industry", "seats", "since", "until", "note"]


FORMS: dict[str, type[DecisionForm]] = {"ban": BanForm, "course": SteerForm, "opening": OpeningForm}
KINDS: dict[str, type[Decision]] = {"ban": IndustryBan, "course": CourseSteer, "opening": JobOpening}
TITLES = {
    "ban": _("Ban a trade for a time"),
    "course": _("Offer a course first, or hold it back"),
    "opening": _("Enter an employer who takes people"),
}
