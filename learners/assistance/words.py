"""Entries in words: one sentence of what happened, and lines of what proves it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from learners.assistance.models import Entry
from learners.people.adjusting import Departure
from learners.people.codes import Cause
from learners.people.models import Household, Person

NOTHING = "—"
SHOWN_OF_HASH = 12
FEN_PER_YUAN = 100
# Fields of an import that the register keeps elsewhere.
FIELD_LABELS: dict[str, Promise] = {
    "household": gettext_lazy("household"),
    "helper": gettext_lazy("helper"),
    "phone": gettext_lazy("phone"),
    "bank": gettext_lazy("bank account"),
}


class Facts(dict[str, Any]):
    """A payload or evidence; what it lacks is shown as a dash, so that no odd entry hides a file."""

    def __missing__(self, key: str) -> str:
        return NOTHING


@dataclass(frozen=True, slots=True)
class Words:
    """How an entry is shown."""

    title: str
    lines: tuple[str, ...] = ()


def describe(entry: Entry, places: Mapping[str, str]) -> Words:
    """`places` are the names of villages by code."""
    describer = DESCRIBERS.get(entry.kind)
    if describer is None:
        return Words(str(dict(Entry.Kind.choices).get(entry.kind, entry.kind)))
    return describer(Facts(entry.payload), Facts(entry.evidence), places)


def describes(kind: str) -> Callable[["Describer"], "Describer"]:
    """Decorator: an upper room says how the entries that it appends are shown (import it in `LearnersConfig.ready`)."""

    def register(describer: Describer) -> Describer:
        DESCRIBERS[kind] = describer
        return describer

    return register


def village_codes(entry: Entry) -> Iterator[str]:
    """Codes of the villages that the words of an entry will name."""
    if entry.kind == Entry.Kind.REGISTERED:
        yield entry.payload.get("household", {}).get("village", "")
    for change in entry.payload.get("changes", ()):
        if change.get("field") == "village":
            yield from (change.get("before", ""), change.get("after", ""))


def clock(milliseconds: int) -> str:
    """61000 -> 1:01"""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}:{seconds:02}"


def yuan(fen: object) -> str:
    """150050 -> 1,500.50; whole yuan without a point."""
    if not isinstance(fen, int):
        return NOTHING
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{whole:,}" + (f".{rest:02}" if rest else "")


def _registered(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    household = Facts(payload.get("household", {}))
    village = household["village"]
    causes = [str(dict(Cause.choices).get(cause, cause)) for cause in household.get("causes", [])]
    facts = {
        "number": household["number"],
        "village": places.get(village, village),
        "group": household["group"],
        "causes": listed(causes),
        "helpers": listed(household.get("helpers", [])),
    }
    lines = [
        _("Household %(number)s, %(village)s %(group)s") % facts,
        _("Causes: %(causes)s") % facts,
        _("Helpers: %(helpers)s") % facts,
    ]
    for name in ("relation", "born_on", "education", "labour", "health", "work"):
        if payload.get(name):
            label, value = field_words("person", name, payload[name], places)
            lines.append(_("%(label)s: %(value)s") % {"label": label, "value": value})
    return Words(_("Entered in the register."), (*lines, *_file_lines(payload, evidence)))


def _register_changed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    lines = []
    for change in map(Facts, payload.get("changes", ())):
        label, before = field_words(change["of"], change["field"], change["before"], places)
        _label, after = field_words(change["of"], change["field"], change["after"], places)
        lines.append(_("%(label)s: %(before)s → %(after)s") % {"label": label, "before": before, "after": after})
    if because := reason_words(payload):
        lines.append(because)
    return Words(_("The register was changed."), (*lines, *_file_lines(payload, evidence)))


def _course_started(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(
        _("Started the course “%(course)s”.") % payload,
        (_("Opened the lesson “%(lesson)s”.") % evidence,),
    )


def _lesson_completed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    watched = {"watched": clock(payload.get("watched_ms", 0)), "length": clock(payload.get("length_ms", 0))}
    pieces = listed([f"{clock(start)}–{clock(end)}" for start, end in evidence.get("ranges_ms", [])])
    lines = [
        _("Watched %(watched)s of %(length)s minutes.") % watched,
        _("Played: %(pieces)s") % {"pieces": pieces},
        _("Report %(report)s") % evidence,
    ]
    if evidence.get("attempt"):
        lines.append(_("Answers to the questions: %(attempt)s") % evidence)
    return Words(
        _("Completed the lesson “%(lesson)s” of the course “%(course)s”.") % payload,
        (*lines, *_device_lines(evidence)),
    )


def _quiz_passed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(
        _("Passed the questions on the lesson “%(lesson)s”.") % payload,
        (
            _("%(right)s of %(total)s answers were right.") % payload,
            _("Answers to the questions: %(attempt)s") % evidence,
            _("Version of the questions: %(digest)s") % {"digest": str(evidence["quiz"])[:SHOWN_OF_HASH]},
            *_device_lines(evidence),
        ),
    )


def _course_completed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(
        _("Completed the course “%(course)s”.") % payload,
        (_("Lessons completed: %(lessons)s") % payload,),
    )


def _correction(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(_("Entry %(seq)s no longer counts.") % payload, (_("Reason: %(reason)s") % payload,))


def _file_lines(payload: Facts, evidence: Facts) -> Iterator[str]:
    if evidence.get("file"):
        place = {"file": evidence["file"], "sheet": payload["sheet"], "row": payload["row"]}
        yield _("File %(file)s, sheet %(sheet)s, row %(row)s") % place
    if evidence.get("sha256"):
        yield _("SHA-256 of the file: %(sha256)s") % evidence


def _device_lines(evidence: Facts) -> Iterator[str]:
    if evidence.get("device"):
        words = {
            "card": _("Sign-in by household card, on the phone %(device)s"),
            "weixin": _("Sign-in by WeChat, on the phone %(device)s"),
        }
        yield words.get(evidence.get("way", ""), _("Sign-in on a phone: %(device)s")) % evidence


def field_words(of: str, name: str, value: Any, places: Mapping[str, str]) -> tuple[str, str]:
    """Label of a field of the register, and a value of it in words."""
    model = Household if of == "household" else Person
    fields: dict[str, Any] = {field.name: field for field in model._meta.fields}
    if name in FIELD_LABELS or name not in fields:
        return capfirst(str(FIELD_LABELS.get(name, name))), str(value or NOTHING)
    names = places if name == "village" else dict(fields[name].flatchoices)
    return capfirst(str(fields[name].verbose_name)), str(names.get(value, value) or NOTHING)


def reason_words(payload: Mapping[str, Any]) -> str:
    """Why somebody left the register; empty for other changes."""
    return str(dict(Departure.choices).get(payload.get("because", ""), ""))


def listed(items: list[str]) -> str:
    return pgettext("between the items of a list", ", ").join(items) or NOTHING


Describer = Callable[[Facts, Facts, Mapping[str, str]], Words]
DESCRIBERS: dict[str, Describer] = {
    Entry.Kind.REGISTERED: _registered,
    Entry.Kind.REGISTER_CHANGED: _register_changed,
    Entry.Kind.COURSE_STARTED: _course_started,
    Entry.Kind.LESSON_COMPLETED: _lesson_completed,
    Entry.Kind.QUIZ_PASSED: _quiz_passed,
    Entry.Kind.COURSE_COMPLETED: _course_completed,
    Entry.Kind.CORRECTION: _correction,
}
