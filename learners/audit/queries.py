"""Findings and samples as the auditor's pages show them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learners.assistance.models import Entry
from learners.assistance.queries import EntryRow, entry_rows
from learners.audit.findings import QUESTIONS, Found, Question, Scope
from learners.audit.models import AuditMark
from learners.people.models import Person


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with the people and entries that it leads to; the marks are the latest first."""

    about: str
    words: str
    entries: tuple[Entry, ...]
    marks: tuple[AuditMark, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A kind of findings in the overview; `found` is how many, `marked` how many of them have a mark."""

    question: Question
    found: int
    marked: int
    follow_up: int


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sampled entry with its evidence in words."""

    about: str
    person: Person
    row: EntryRow
    marks: tuple[AuditMark, ...]


def about_finding(kind: str, found: Found) -> str:
    """How a mark names a finding."""
    return f"finding:{kind}:{found.key}"


def about_entry(entry: Entry) -> str:
    return f"entry:{entry.person_id}:{entry.seq}"


def overview(scope: Scope) -> list[QuestionRow]:
    """One row for each kind of findings, those that were found first."""
    rows = []
    for question in QUESTIONS.values():
        abouts = [about_finding(question.kind, found) for found in question.find(scope)]
        latest = [marks[0].state for marks in marks_on(abouts).values()]
        rows.append(QuestionRow(question, len(abouts), len(latest), latest.count(AuditMark.State.FOLLOW_UP)))
    return sorted(rows, key=lambda row: not row.found)


def finding_rows(question: Question, scope: Scope) -> list[FindingRow]:
    """All findings of a kind, those without a mark first."""
    found = list(question.find(scope))
    marks = marks_on([about_finding(question.kind, one) for one in found])
    wanted = {pk for one in found for pk in one.entries}
    entries = Entry.objects.select_related("person").in_bulk(wanted)
    rows = [
        FindingRow(about, one.words, tuple(entries[pk] for pk in one.entries if pk in entries), marks.get(about, ()))
        for one in found
        for about in (about_finding(question.kind, one),)
    ]
    return sorted(rows, key=lambda row: bool(row.marks))


def sample_rows(entries: Sequence[Entry]) -> list[SampleRow]:
    """Entries in words, in the order given."""
    marks = marks_on([about_entry(entry) for entry in entries])
    words = entry_rows(entries)
    return [
        SampleRow(about_entry(entry), entry.person, row, marks.get(about_entry(entry), ()))
        for entry, row in zip(entries, words, strict=True)
    ]


def marks_on(abouts: Iterable[str]) -> dict[str, tuple[AuditMark, ...]]:
    """All marks on these, the latest first; what has none is absent."""
    marks: dict[str, list[AuditMark]] = defaultdict(list)
    wanted = list(abouts)
    for start in range(0, len(wanted), 500):
        some = AuditMark.objects.filter(about__in=wanted[start : start + 500]).select_related("by")
        for mark in some.order_by("-at", "-pk"):
            marks[mark.about].append(mark)
    return {about: tuple(some) for about, some in marks.items()}
