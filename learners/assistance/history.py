"""How the register came to say what it says of a person or a household: each field, since when, by whom, through what.

Read from the entries of the ledger, which are never changed. Identity numbers are in none of them, phones and bank
accounts with their ends only.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from learners.assistance.models import Entry
from learners.assistance.words import NOTHING, Facts, field_words, listed, reason_words, village_codes
from learners.people.models import Household, Person
from learners.regions.models import Region

REGISTER = (Entry.Kind.REGISTERED, Entry.Kind.REGISTER_CHANGED)
# As an entry of a new person names them, and as the register does.
_PERSON_FACTS = ("name", "relation", "sex", "born_on", "ethnic_group", "education", "health", "labour", "work")
_NUMBERS = ("phone", "bank")
_HOUSEHOLD_FACTS = ("village", "group", "kind", "monitored")
# What of a member's own changes is part of the household's history.
_MEMBERSHIP = frozenset({"household", "left_on"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one person or household. `since` is when the register began to say so, `person` whose file has it.

    `is_first`: it came with the person's entry into the register.
    """

    since: datetime.datetime
    recorded_at: datetime.datetime
    person: Person
    of: str
    field: str
    label: str
    before: str
    after: str
    because: str
    by: str
    through: str
    seq: int
    is_first: bool
    household: str  # number of the one that the entry speaks of


def person_history(person: Person) -> list[Change]:
    """All that was ever registered of a person, the latest first; what concerns the household, too."""
    entries = _entries(Q(person=person))
    return _latest_first(_changes(entries))


def household_history(household: Household) -> list[Change]:
    """What was registered of a household, and who came and went, the latest first; each change once."""
    of_members = Q(person__household=household)
    # Who moved away within the county; a move is the first change of its entry.
    gone = Q(
        person__household__village__code__startswith=household.village_id[:6],
        kind=Entry.Kind.REGISTER_CHANGED,
        payload__changes__0__field="household",
        payload__changes__0__before=household.number,
    )
    moved = Entry.objects.filter(gone).values_list("person", flat=True)
    entries = [
        entry for entry in _entries(of_members | Q(person__in=list(moved))) if _concerns(entry, household.number)
    ]
    return _latest_first(_told_once(_changes(entries), household.number))


def _entries(which: Q) -> list[Entry]:
    entries = Entry.objects.filter(which, kind__in=REGISTER).select_related("person", "recorded_by")
    return list(entries.order_by("happened_at", "person", "seq"))


def _concerns(entry: Entry, number: str) -> bool:
    """Whether the entry speaks of this household: before somebody came or after they went it does not."""
    if _number_in(entry.payload) == number:
        return True
    changes = entry.payload.get("changes", ())
    return any(number in (change.get("before"), change.get("after")) for change in changes)


def _number_in(payload: Mapping[str, Any]) -> str:
    named = payload.get("household", "")
    return str(named.get("number", "") if isinstance(named, dict) else named)


def _told_once(changes: Iterable[Change], number: str) -> Iterator[Change]:
    """Every member's file tells of a change of the household, and what it was when that member came.

    Who moved away has in the same entry what the other household got: that is no change of this one.
    """
    seen: set[tuple[object, ...]] = set()
    began: datetime.datetime | None = None
    for change in changes:
        if change.of == "household" and change.household == number:
            began = began or change.since
            key = (change.since, change.field, change.before, change.after)
            if key not in seen and not (change.is_first and change.since != began):
                seen.add(key)
                yield change
        elif change.of == "person" and change.field in _MEMBERSHIP:
            yield change


def _changes(entries: Sequence[Entry]) -> Iterator[Change]:
    codes = {code for entry in entries for code in village_codes(entry)}
    places = dict(Region.objects.filter(code__in=codes).values_list("code", "short_name")) if codes else {}
    for entry in entries:
        payload = Facts(entry.payload)
        frame = Change(
            since=entry.happened_at,
            recorded_at=entry.recorded_at,
            person=entry.person,
            of="person",
            field="",
            label="",
            before=NOTHING,
            after=NOTHING,
            because=reason_words(payload),
            by=str(entry.recorded_by) if entry.recorded_by else "",
            through=_through(entry),
            seq=entry.seq,
            is_first=entry.kind == Entry.Kind.REGISTERED,
            household=_number_in(payload),
        )
        told = _as_registered if entry.kind == Entry.Kind.REGISTERED else _as_changed
        for of, field, before, after in told(payload):
            label, was = field_words(of, field, before, places)
            _label, now = field_words(of, field, after, places)
            yield replace(frame, of=of, field=field, label=label, before=was, after=now)


def _as_registered(payload: Facts) -> Iterator[tuple[str, str, str, str]]:
    """Of, field, before, after: everything that was said when the person came into the register."""
    for name in (*_PERSON_FACTS, *_NUMBERS):
        if payload.get(name):
            yield "person", name, "", payload[name]
    household = Facts(payload.get("household", {}))
    yield "person", "household", "", household["number"]
    for name in _HOUSEHOLD_FACTS:
        if household.get(name):
            yield "household", name, "", household[name]
    for name, cause in zip(("cause", "cause_2", "cause_3"), household.get("causes", ()), strict=False):
        yield "household", name, "", cause
    if household.get("helpers"):
        yield "household", "helper", "", listed(household["helpers"])


def _as_changed(payload: Facts) -> Iterator[tuple[str, str, str, str]]:
    for change in map(Facts, payload.get("changes", ())):
        yield change["of"], change["field"], change["before"], change["after"]


def _through(entry: Entry) -> str:
    """The upload with sheet and row, or the form."""
    payload, evidence = Facts(entry.payload), Facts(entry.evidence)
    if evidence.get("file"):
        place = {"file": evidence["file"], "sheet": payload["sheet"], "row": payload["row"]}
        return _("File %(file)s, sheet %(sheet)s, row %(row)s") % place if payload.get("row") else str(evidence["file"])
    return capfirst(_("adjusting of the register")) if evidence.get("form") == "adjustment" else ""


def _latest_first(changes: Iterable[Change]) -> list[Change]:
    """Changes of one moment stay in the order of the fields."""
    return sorted(changes, key=lambda change: change.since, reverse=True)
