"""The file of a person, and what the members of a household learned."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from eduplatform.accounts.secrets import masked
from learners.assistance.models import Entry
from learners.assistance.parts import Section, sections_of
from learners.assistance.words import describe, village_codes, yuan
from learners.people.codes import Cause
from learners.people.models import Household, HouseholdHelper, Person
from learners.regions.models import Region

MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class FileRef:
    """A photo or paper that an entry names by the hash of its content."""

    sha256: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in words. `recorded_by` is empty for the platform itself, `corrected_by` the entry that withdrew it."""

    seq: int
    kind: str
    label: str
    title: str
    lines: tuple[str, ...]
    happened_at: datetime.datetime
    recorded_at: datetime.datetime
    recorded_by: str
    recorded_by_id: int | None
    hash: str
    corrected_by: int | None
    files: tuple[FileRef, ...] = ()

    @property
    def hash_short(self) -> str:
        return self.hash[:12]

    @property
    def of_a_day(self) -> bool:
        """Only the day is known: staff entered it without a time of day."""
        return timezone.localtime(self.happened_at).time() == datetime.time.min


@dataclass(frozen=True, slots=True)
class Summary:
    """What counts of a file: withdrawn entries do not. The minutes are those of completed lessons."""

    lessons: int
    courses: int
    watched_minutes: int
    classes: int = 0
    certificates: int = 0
    subsidies_fen: int = 0
    visits: int = 0
    outcome: str = ""

    @property
    def subsidies_yuan(self) -> str:
        return yuan(self.subsidies_fen)


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything that is kept of one person. `rows` are in the order in which things happened."""

    person: Person
    household: Household
    village: Region
    causes: tuple[str, ...]
    helpers: tuple[str, ...]
    id_number_masked: str
    phone_masked: str
    bank_masked: str
    rows: tuple[EntryRow, ...]
    summary: Summary

    @property
    def sections(self) -> list[Section[EntryRow]]:
        """The rows as an auditor reads them: part by part, each in order of time."""
        return sections_of(self.rows)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a household: titles of the courses completed and of those under way, number of lessons."""

    person: Person
    completed: tuple[str, ...]
    under_way: tuple[str, ...]
    lessons: int
    last_at: datetime.datetime | None

    @property
    def bank_masked(self) -> str:
        return masked(self.person.bank)


def file_of(person: Person) -> PersonFile:
    """Three queries, when the person's household and village were fetched along."""
    entries = list(person.entries.select_related("recorded_by").order_by("happened_at", "seq"))
    household = person.household
    helpers = HouseholdHelper.objects.filter(household=household).order_by("pk")
    return PersonFile(
        person=person,
        household=household,
        village=household.village,
        causes=cause_labels(household),
        helpers=tuple(helpers.values_list("name", flat=True)),
        id_number_masked=masked(person.id_number),
        phone_masked=masked(person.phone),
        bank_masked=masked(person.bank),
        rows=_rows(entries),
        summary=_summary(entries),
    )


def cause_labels(household: Household) -> tuple[str, ...]:
    """The causes of a household in words, the main one first."""
    return tuple(str(Cause(cause).label) for cause in household.causes)


def member_rows(members: Sequence[Person]) -> list[MemberRow]:
    """What each of these persons learned, in the order given; one query."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    kinds = (Entry.Kind.COURSE_STARTED, Entry.Kind.COURSE_COMPLETED, Entry.Kind.LESSON_COMPLETED)
    for entry in Entry.objects.filter(person__in=members, kind__in=kinds, corrections=None).order_by("happened_at"):
        entries[entry.person_id].append(entry)
    return [_member_row(person, entries[person.pk]) for person in members]


def entry_rows(entries: Sequence[Entry]) -> tuple[EntryRow, ...]:
    """Entries in words, in the order given; those of one person together, or no correction is seen."""
    return _rows(entries)


def summaries_of(persons: Sequence[Person]) -> dict[int, Summary]:
    """What counts of the files of some hundred persons, by person; one query."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.filter(person__in=persons).order_by("happened_at", "seq"):
        entries[entry.person_id].append(entry)
    return {person.pk: _summary(entries[person.pk]) for person in persons}


def _rows(entries: Sequence[Entry]) -> tuple[EntryRow, ...]:
    codes = {code for entry in entries for code in village_codes(entry)}
    places = dict(Region.objects.filter(code__in=codes).values_list("code", "short_name")) if codes else {}
    corrected = {entry.corrects_id: entry.seq for entry in entries if entry.corrects_id}
    return tuple(_row(entry, places, corrected.get(entry.pk)) for entry in entries)


def _row(entry: Entry, places: dict[str, str], corrected_by: int | None) -> EntryRow:
    words = describe(entry, places)
    return EntryRow(
        seq=entry.seq,
        kind=entry.kind,
        label=str(entry.get_kind_display()),
        title=words.title,
        lines=words.lines,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        recorded_by=str(entry.recorded_by) if entry.recorded_by else "",
        recorded_by_id=entry.recorded_by_id,
        hash=entry.hash,
        corrected_by=corrected_by,
        files=tuple(FileRef(file["sha256"], file["type"] != "application/pdf") for file in files_of(entry)),
    )


def files_of(entry: Entry) -> list[dict[str, Any]]:
    """What the evidence says of photos and papers: `sha256`, `type` and `bytes` of each."""
    files = entry.evidence.get("files")
    return files if isinstance(files, list) else []


def _summary(entries: Iterable[Entry]) -> Summary:
    entries = list(entries)
    withdrawn = {entry.corrects_id for entry in entries if entry.corrects_id}
    counting = [entry for entry in entries if entry.pk not in withdrawn]
    kinds = Counter(entry.kind for entry in counting)

    def of_kind(kind: str) -> list[Entry]:
        return [entry for entry in counting if entry.kind == kind]

    def serials(kind: str) -> set[str]:
        return {entry.payload.get("serial", entry.subject) for entry in of_kind(kind)}

    lessons, outcomes = of_kind(Entry.Kind.LESSON_COMPLETED), of_kind(Entry.Kind.OUTCOME)
    return Summary(
        lessons=len(lessons),
        courses=kinds[Entry.Kind.COURSE_COMPLETED],
        watched_minutes=round(sum(entry.payload.get("watched_ms", 0) for entry in lessons) / MS_PER_MINUTE),
        classes=kinds[Entry.Kind.CLASS_COMPLETED],
        certificates=len(serials(Entry.Kind.CERTIFICATE_ISSUED) - serials(Entry.Kind.CERTIFICATE_REVOKED)),
        subsidies_fen=sum(entry.payload.get("amount_fen", 0) for entry in of_kind(Entry.Kind.SUBSIDY_PAID)),
        visits=kinds[Entry.Kind.VISIT],
        outcome=describe(outcomes[-1], {}).title if outcomes else "",
    )


def _member_row(person: Person, entries: Sequence[Entry]) -> MemberRow:
    titles: dict[str, dict[int, str]] = defaultdict(dict)
    for entry in entries:
        titles[entry.kind][entry.payload["course_id"]] = entry.payload["course"]
    completed, started = titles[Entry.Kind.COURSE_COMPLETED], titles[Entry.Kind.COURSE_STARTED]
    return MemberRow(
        person=person,
        completed=tuple(completed.values()),
        under_way=tuple(title for pk, title in started.items() if pk not in completed),
        lessons=sum(entry.kind == Entry.Kind.LESSON_COMPLETED for entry in entries),
        last_at=entries[-1].happened_at if entries else None,
    )
