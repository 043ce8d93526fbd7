"""Captions: brought as a file or as text, and corrected in a table."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.formsets import BaseFormSetMixin

from media.captions import LANGUAGES, cues_of, text_problem
from media.editing import length_of, played_span
from media.fields import TimecodeField
from media.models import Caption, Video
from media.pipeline.timecodes import TextProblem
from media.pipeline.webvtt import MAX_BYTES, MAX_CUES, READ_S, Cue, check_cues, clean_text, decode, read_cues

MAX_TYPED = MAX_BYTES // 4  # a character takes up to four bytes


class CaptionImportForm(forms.Form):
    """`cues` after validation; empty where neither file nor text was given."""

    language = forms.ChoiceField(label=_("Language"), choices=lambda: list(LANGUAGES.items()))
    file = forms.FileField(
        label=_("Caption file"),
        required=False,
        help_text=_("A file ending in .srt or .vtt, as video programs and speech recognition save it."),
        widget=forms.FileInput(attrs={"accept": ".srt,.vtt,.txt,text/vtt,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or the spoken words"),
        required=False,
        max_length=MAX_TYPED,
        strip=False,
        help_text=_(
            "A line for each caption. With a time in front, such as 0:05, it is shown from there on. "
            "Without times the lines are spread over the video, and you move them into place afterwards."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, video: Video, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.video = video
        self.cues: tuple[Cue, ...] = ()

    def clean(self) -> None:
        """Read what was brought; the file first."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text") or ""
        try:
            brought = decode(file.read(MAX_BYTES + 1)) if file else text
            if brought.strip():
                self.cues = read_cues(brought, length_of(self.video), over=played_span(self.video))
        except TextProblem as problem:
            self.add_error("file" if file else "text", text_problem(problem))


class CueForm(forms.Form):
    """A row of the table; one without text is left out."""

    start_s = TimecodeField(label=_("From"), required=False)
    end_s = TimecodeField(label=_("Until"), required=False)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "lang": ""})
    )

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"])

    def clean(self) -> None:
        """Words need a place."""
        data = self.cleaned_data
        if data.get("text") and data.get("start_s") is None and "start_s" not in self.errors:
            self.add_error("start_s", _("Say from when on this is shown, such as 0:05."))


class BaseCueFormSet(BaseFormSetMixin, forms.BaseFormSet):  # type: ignore[type-arg]
    """`cues` after validation, in the order of their times."""

    length_s = 0.0
    cues: tuple[Cue, ...] = ()

    def clean(self) -> None:
        """Check the rows that hold something; a problem is shown at its row."""
        if any(self.errors):
            return
        rows = [(number, form) for number, form in enumerate(self.forms) if self._holds_text(form)]
        if not rows:
            return
        ends = self._ends([form.cleaned_data for _, form in rows])
        numbered = [
            (number, Cue(form.cleaned_data["start_s"], end, form.cleaned_data["text"]))
            for (number, form), end in zip(rows, ends, strict=True)
        ]
        try:
            self.cues = check_cues(numbered, self.length_s)
        except TextProblem as problem:
            words = text_problem(TextProblem(problem.code))
            self.forms[problem.line or 0].add_error(None, words)
            raise ValidationError(words) from problem

    def _holds_text(self, form: forms.Form) -> bool:
        return bool(form.cleaned_data.get("text")) and not self._should_delete_form(form)

    def _ends(self, rows: list[dict[str, Any]]) -> list[float]:
        """Where no end was given, the next caption's beginning, or as long as one reads."""
        starts = sorted({row["start_s"] for row in rows})
        following = dict(pairwise(starts))
        last = self.length_s or float("inf")
        return [
            row["end_s"]
            if row["end_s"] is not None
            else min(following.get(row["start_s"], last), row["start_s"] + READ_S, last)
            for row in rows
        ]


CueFormSet = forms.formset_factory(
    CueForm, formset=BaseCueFormSet, extra=0, max_num=MAX_CUES, absolute_max=MAX_CUES, can_delete=True
)
EMPTY_ROWS = 3


def cue_formset(video: Video, caption: Caption | None, data: Any = None) -> BaseCueFormSet:
    """The rows of a video's captions, with a few empty ones to write in."""
    cues = cues_of(caption) if caption else ()
    initial = [{"start_s": cue.start_s, "end_s": cue.end_s, "text": cue.text} for cue in cues]
    formset = cast(BaseCueFormSet, CueFormSet(data, initial=initial, prefix="cues"))
    formset.extra = EMPTY_ROWS
    formset.length_s = length_of(video)
    return formset
