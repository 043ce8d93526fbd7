"""The file of a person, and what the members of a household learned."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eduplatform.accounts.secrets import masked
from learners.assistance.models import Entry
from learners.assistance.words import describe, village_codes
from learners.people.codes import Cause
from learners.people.models import Household, HouseholdHelper, Person
from learners.regions.models import Region

MS_PER_MINUTE = 60_000


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
    hash: str
    corrected_by: int | None

    @property
    def hash_short(self) -> str:
        return self.hash[:12]


@dataclass(frozen=True, slots=True)
class Summary:
    """What counts of a file: withdrawn entries do not. The minutes are those of completed lessons."""

    lessons: int
    courses: int
    watched_minutes: int


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
    rows: tuple[EntryRow, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a household: titles of the courses completed and of those under way, number of lessons."""

    person: Person
    completed: tuple[str, ...]
    under_way: tuple[str, ...]
    lessons: int
    last_at: datetime.datetime | None


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
        hash=entry.hash,
        corrected_by=corrected_by,
    )


def _summary(entries: Iterable[Entry]) -> Summary:
    entries = list(entries)
    withdrawn = {entry.corrects_id for entry in entries if entry.corrects_id}
    counting = [entry for entry in entries if entry.pk not in withdrawn]
    lessons = [entry for entry in counting if entry.kind == Entry.Kind.LESSON_COMPLETED]
    return Summary(
        lessons=len(lessons),
        courses=sum(entry.kind == Entry.Kind.COURSE_COMPLETED for entry in counting),
        watched_minutes=round(sum(entry.payload.get("watched_ms", 0) for entry in lessons) / MS_PER_MINUTE),
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
