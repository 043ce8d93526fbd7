"""Captions of videos: in which languages, what to say of a bad text, and the address each is served under.

Kept as WebVTT on the original's clock, as all that a trainer chooses; what is served runs on the lesson's clock.
"""

from __future__ import annotations

import hashlib
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from media.models import Caption, Package
from media.pipeline.timecodes import TextProblem
from media.pipeline.webvtt import Cue, read_cues, shift_cues, write_webvtt

LANGUAGES: Final[dict[str, Promise]] = {
    "zh-Hans": _("Chinese"),
    "yue": _("Cantonese"),
    "ii": _("Yi"),
    "hmn": _("Miao"),
    "za": _("Zhuang"),
    "bo": _("Tibetan"),
    "ug": _("Uyghur"),
    "mn": _("Mongolian"),
    "en": _("English"),
}
PROBLEMS: Final[dict[str, Promise]] = {
    "too_large": _("This file is too large for captions. Choose the file with the text, not the video."),
    "not_text": _("This file holds no readable text. Save the captions as .srt or .vtt in UTF-8 and try again."),
    "empty": _("There is no caption in this text. Each needs a time and some words."),
    "no_time": _("The time is missing. Put it in front, such as 0:05."),
    "bad_time": _("The time cannot be read. Write it as 00:01:05.000 --> 00:01:09.000."),
    "backwards": _("This caption ends before it begins. Let the second time be later."),
    "after_end": _("This time lies after the end of the video. Does the text belong to this video?"),
    "too_long": _("This caption is too long to be read on a phone. Cut it into several."),
    "too_many": _("There are more captions than can be kept. Join short ones."),
    "too_much": _("There is too much text for the length of this video. Write less, or give every line a time."),
    "no_length": _("The length of this video is not known yet. Wait until it is encoded, or give every line a time."),
    "no_title": _("The name of the chapter is missing. Write it after the time."),
    "long_title": _("The name of this chapter is too long. 80 characters at most."),
    "twice": _("Another chapter begins at the same time. Change one of them."),
    "too_many_chapters": _("There are too many chapters. 60 at most."),
}


def text_problem(problem: TextProblem) -> str:
    """A sentence or two for the screen, with the line where there is one."""
    words = str(PROBLEMS[problem.code])
    if problem.line is None:
        return words
    return gettext("Line %(line)s: %(problem)s") % {"line": problem.line, "problem": words}


def language_name(code: str) -> str:
    """In the reader's language; a code that is no longer offered stands for itself."""
    return str(LANGUAGES.get(code, code))


def cues_of(caption: Caption) -> tuple[Cue, ...]:
    """As edited: in seconds of the original."""
    return read_cues(caption.text, 0)


def url_of(caption: Caption, package: Package) -> str:
    """Where the captions of a live package lie; another text or another trim has another address."""
    return reverse("caption_file", args=[caption.pk, digest_of(caption, package)])


def digest_of(caption: Caption, package: Package) -> str:
    """Of what makes up the served text; nothing has to be read for it."""
    parts = f"{package.trim_start_s:.3f}/{package.duration_s:.3f}/{caption.text}"
    return hashlib.sha256(parts.encode()).hexdigest()[:20]


def served_text(caption: Caption, package: Package) -> str:
    """WebVTT on the clock of the lesson as played."""
    return write_webvtt(shift_cues(cues_of(caption), package.trim_start_s, package.duration_s))
