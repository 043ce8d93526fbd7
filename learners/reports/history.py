"""What the ledger says of classes and of moves, as rows; the same fold keeps them up to date and rebuilds them."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from learners.assistance.models import Entry
from learners.people.models import Household, Person
from learners.regions.models import Region
from learners.reports.models import ClassRecord, FormerMember, FormerVillage
from learners.reports.months import month_of_moment

CLASS_KINDS = (
    Entry.Kind.CLASS_ENROLLED,
    Entry.Kind.CLASS_SIGNED_IN,
    Entry.Kind.CLASS_COMPLETED,
    Entry.Kind.CLASS_LEFT,
)
BACK_KINDS = (Entry.Kind.CLASS_ENROLLED, Entry.Kind.CLASS_SIGNED_IN)
"""Whoever does this after having left has not left."""
MOMENTS: dict[str, str] = {
    Entry.Kind.CLASS_SIGNED_IN: "started_at",
    Entry.Kind.CLASS_COMPLETED: "completed_at",
    Entry.Kind.CLASS_LEFT: "left_at",
}
TITLE_LENGTH = ClassRecord._meta.get_field("title").max_length


@dataclass(frozen=True, slots=True)
class Move:
    """A change of place as an entry tells it: numbers of households, codes of villages."""

    at: datetime.datetime
    before: str
    after: str


def project_classes(of_persons: Q) -> int:
    """Make the class records of these persons, whose chains are locked, say what their entries say.

    `of_persons` filters by `person`. Returns how many records were wrong.
    """
    right = {(record.person_id, record.class_id): record for record in _fold_classes(of_persons)}
    wrong = []
    for record in ClassRecord.objects.filter(of_persons):
        found = right.get((record.person_id, record.class_id))
        if found is not None and _same(record, found):
            del right[(record.person_id, record.class_id)]
        else:
            wrong.append(record.pk)
    ClassRecord.objects.filter(pk__in=wrong).delete()
    ClassRecord.objects.bulk_create(right.values(), batch_size=500)
    return len(wrong) + len(right)


def _same(one: ClassRecord, other: ClassRecord) -> bool:
    names = ("kind", "title", "hours", "days", "started_at", "completed_at", "left_at")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _fold_classes(of_persons: Q) -> Iterable[ClassRecord]:
    """First moments that no correction withdrew; of the class, and whether they left it, what was said last."""
    records: dict[tuple[int, int], ClassRecord] = {}
    entries = Entry.objects.filter(of_persons, kind__in=CLASS_KINDS, corrections=None).order_by("happened_at", "seq")
    for person, kind, payload, at in entries.values_list("person_id", "kind", "payload", "happened_at"):
        if "class_id" not in payload:
            continue
        key = (person, payload["class_id"])
        record = records.setdefault(key, ClassRecord(person_id=key[0], class_id=key[1]))
        _take(record, payload)
        if kind in BACK_KINDS:
            record.left_at = None
        if kind in MOMENTS and getattr(record, MOMENTS[kind]) is None:
            setattr(record, MOMENTS[kind], at)
    return [record for record in records.values() if record.started_at or record.completed_at or record.left_at]


def _take(record: ClassRecord, payload: Mapping[str, Any]) -> None:
    record.kind = payload.get("class_kind", record.kind)
    record.title = payload.get("title", record.title)[:TITLE_LENGTH]
    record.hours = payload.get("hours", record.hours) or 0
    record.days = payload.get("days", record.days) or 0


def project_moves(person_ids: Collection[int]) -> set[int]:
    """Write down where these persons and their households were before; returns the households concerned."""
    own = set(Person.objects.filter(pk__in=person_ids).values_list("household_id", flat=True))
    left = set(FormerMember.objects.filter(person__in=person_ids).values_list("household_id", flat=True))
    concerned = own | left | write_members(Q(person__in=person_ids), person_ids)
    write_villages(concerned)
    return concerned


def told_of(households: Collection[int]) -> set[int]:
    """All members of these households, then and now: a move of the household is told to each of them."""
    members = set(Person.objects.filter(household__in=households).values_list("pk", flat=True))
    return members | set(FormerMember.objects.filter(household__in=households).values_list("person_id", flat=True))


def write_members(of_persons: Q, persons: Collection[int]) -> set[int]:
    """Replace what is kept of the moves of these persons, whose chains are locked; returns households they left."""
    members, _villages = _said(of_persons, persons=persons)
    _replace(FormerMember.objects.filter(person__in=persons), members)
    return {row.household_id for row in members}


def write_villages(households: Collection[int]) -> None:
    """Replace what is kept of the moves of these households, after what is kept of their members.

    Their rows are locked: who writes the file of another member waits, and then reads what was said here.
    """
    rows = Household.objects.filter(pk__in=households).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk"))
    _members, villages = _said(Q(person__in=told_of(households)), households=households)
    _replace(FormerVillage.objects.filter(household__in=households), villages)


def wrong_moves() -> tuple[set[int], set[int]]:
    """Persons and households of which something else is kept than entries say, a moment ago at least."""
    members, villages = _said(Q())
    persons = _differing(
        [(row.person_id, row.household_id, row.since, row.until) for row in members],
        FormerMember.objects.values_list("person_id", "household_id", "since", "until"),
    )
    households = _differing(
        [(row.household_id, row.village_id, row.since, row.until) for row in villages],
        FormerVillage.objects.values_list("household_id", "village_id", "since", "until"),
    )
    return persons, households


def _differing(said: Iterable[tuple[Any, ...]], kept: Iterable[tuple[Any, ...]]) -> set[int]:
    """Whom rows are of that are not as often in the one as in the other."""
    one, other = Counter(said), Counter(kept)
    return {row[0] for row in (one - other) + (other - one)}


def _said(
    of_persons: Q, households: Collection[int] | None = None, persons: Collection[int] | None = None
) -> tuple[list[FormerMember], list[FormerVillage]]:
    """The rows of these households and persons, None for all, as the entries of `of_persons` tell."""
    by_person, by_household = _moves(of_persons)
    numbers = {move.before for moves in by_person.values() for move in moves} | set(by_household)
    ids = dict(Household.objects.filter(number__in=numbers).values_list("number", "pk")) if numbers else {}
    known = set(Region.objects.filter(level=Region.Level.VILLAGE).values_list("pk", flat=True)) if by_household else ()
    members = [
        FormerMember(person_id=person, household_id=ids[move.before], since=since, until=until)
        for person, moves in by_person.items()
        if persons is None or person in persons
        for move, since, until in _spans(moves)
        if move.before in ids
    ]
    villages = [
        FormerVillage(household_id=ids[number], village_id=move.before, since=since, until=until)
        for number, moves in by_household.items()
        if number in ids and (households is None or ids[number] in households)
        for move, since, until in _spans(moves)
        if move.before in known and since < until
    ]
    return members, villages


def _replace(former: QuerySet[Any], right: list[Any]) -> None:
    former.delete()
    former.model._default_manager.bulk_create(right, batch_size=500)


def _moves(of_persons: Q) -> tuple[dict[int, list[Move]], dict[str, list[Move]]]:
    """Changes of household by person, and changes of village by number of the household; each once, in order."""
    by_person: dict[int, list[Move]] = defaultdict(list)
    by_household: dict[str, list[Move]] = defaultdict(list)
    entries = Entry.objects.filter(of_persons, kind=Entry.Kind.REGISTER_CHANGED, corrections=None)
    rows = entries.order_by("happened_at", "seq").values_list("person_id", "payload", "happened_at")
    for person, payload, at in rows.iterator(chunk_size=2000):
        number = payload.get("household", "")
        for change in payload.get("changes", ()):
            place = (change.get("of"), change.get("field"))
            move = Move(at, change.get("before") or "", change.get("after") or "")
            if place == ("person", "household"):
                by_person[person].append(move)
            elif place == ("household", "village") and move not in by_household[number]:
                by_household[number].append(move)
    return by_person, by_household


def _spans(moves: Iterable[Move]) -> Iterable[tuple[Move, int, int]]:
    """Each move with the months at whose end its `before` held: none, where another move was in the same month."""
    since = 0
    for move in moves:
        until = month_of_moment(move.at)
        yield move, since, until
        since = until
