"""What register and ledger say of the training of persons, as facts and places."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import F

from learners.assistance.models import CourseRecord, Entry
from learners.people.models import Household, Person
from learners.records.codes import Result
from learners.reports.bulk import among
from learners.reports.counting import former_villages, with_current
from learners.reports.models import ClassRecord, FormerMember
from learners.reports.months import FOREVER, month_of, month_of_column, month_of_moment, month_turning
from learners.reports.standing import NEVER
from learners.reports.training.deeds import AGES_FROM, ONLINE, SUBSIDIES, Deed, Facts, Place, Work
from learners.reports.training.stored import places_within

RECORDED_KINDS = (
    Entry.Kind.CERTIFICATE_ISSUED,
    Entry.Kind.CERTIFICATE_REVOKED,
    Entry.Kind.SUBSIDY_PAID,
    Entry.Kind.OUTCOME,
)
AT_WORK = (Result.JOB, Result.OWN_TRADE)


@dataclass
class Told:
    """What is found of one person."""

    deeds: list[Deed] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    certificates: dict[str, tuple[int, str]] = field(default_factory=dict)  # by serial
    subsidies: list[tuple[int, str, int]] = field(default_factory=list)


def facts_of(person_ids: Collection[int]) -> dict[int, tuple[Facts, list[Place]]]:
    """Of those among these persons of whom there is anything to count."""
    told: dict[int, Told] = defaultdict(Told)
    _read_deeds(person_ids, told)
    _read_entries(person_ids, told)
    persons = Person.objects.filter(pk__in=among(told)).values_list("pk", "household", "sex", "born_on")
    of_persons = {pk: (household, sex, born_on) for pk, household, sex, born_on in persons}
    places = _places({pk: household for pk, (household, _sex, _born) in of_persons.items()})
    found = {}
    for pk, (_household, sex, born_on) in of_persons.items():
        facts = _facts(told[pk], sex, born_on)
        if not facts.empty:
            found[pk] = (facts, places[pk])
    return found


def _facts(told: Told, sex: str, born_on: datetime.date) -> Facts:
    certificates = tuple(told.certificates.values())
    return Facts(sex, _turns_of_age(born_on), tuple(told.deeds), tuple(told.works), certificates, tuple(told.subsidies))


@lru_cache(maxsize=8192)
def _turns_of_age(born_on: datetime.date) -> tuple[int, ...]:
    return tuple(month_turning(years, born_on) for years in AGES_FROM)


def _read_deeds(ids: Collection[int], told: Mapping[int, Told]) -> None:
    months = [month_of_column("started_at"), month_of_column("completed_at")]
    courses = CourseRecord.objects.filter(person__in=among(ids))
    for person, started, completed in courses.values_list("person", *months):
        told[person].deeds.append(_deed(ONLINE, started, completed))
    classes = ClassRecord.objects.filter(person__in=among(ids))
    for person, kind, hours, started, completed in classes.values_list("person", "kind", "hours", *months):
        if started or completed:
            told[person].deeds.append(_deed(kind, started, completed, hours))


def _deed(kind: str, started: int | None, completed: int | None, hours: int = 0) -> Deed:
    """From months. A record has one of both; who completed without a known start began then."""
    return Deed(kind, started or completed or FOREVER, completed or FOREVER, hours)


def _read_entries(ids: Collection[int], told: Mapping[int, Told]) -> None:
    """What no correction withdrew. A certificate that was revoked does not count, in no period."""
    entries = Entry.objects.filter(person__in=among(ids), kind__in=RECORDED_KINDS, corrections=None)
    rows = entries.order_by("person", "seq").values_list("person", "kind", "payload", "happened_at")
    for person, kind, payload, at in rows:
        one = told[person]
        if kind == Entry.Kind.CERTIFICATE_ISSUED:
            one.certificates[payload.get("serial", "")] = (month_of_moment(at), payload.get("class_kind", ""))
        elif kind == Entry.Kind.CERTIFICATE_REVOKED:
            one.certificates.pop(payload.get("serial", ""), None)
        elif kind == Entry.Kind.SUBSIDY_PAID and payload.get("subsidy") in SUBSIDIES:
            paid = _month(payload.get("paid_on"), at)
            one.subsidies.append((paid, payload["subsidy"], payload.get("amount_fen", 0)))
        elif kind == Entry.Kind.OUTCOME and payload.get("result") in AT_WORK:
            verified = _month(payload.get("verified_on"), at)
            one.works.append(Work(_month(payload["since"], at) if payload.get("since") else verified, verified))


def _month(day: str | None, at: datetime.datetime) -> int:
    return month_of(datetime.date.fromisoformat(day)) if day else month_of_moment(at)


def _places(current: Mapping[int, int]) -> dict[int, list[Place]]:
    """By person, whose present household is given."""
    homes: dict[int, dict[int, int]] = {person: {} for person in current}
    since = dict.fromkeys(current, NEVER)
    formers = FormerMember.objects.filter(person__in=among(current), since__lt=F("until"))
    for person, household, first, until in formers.values_list("person", "household", "since", "until"):
        homes[person][first] = household
        since[person] = max(since[person], until)
    for person, household in current.items():
        homes[person][since[person]] = household
    of_households = _of_households({household for by_month in homes.values() for household in by_month.values()})
    return {person: places_within(_turns(by_month, of_households)) for person, by_month in homes.items()}


def _of_households(ids: Iterable[int]) -> dict[int, list[Place]]:
    """The villages of each household in time."""
    wanted = sorted(ids)
    former = former_villages(wanted)
    columns = ("pk", "village", "cause", "kind", "monitored", "skill_lacking")
    found = {}
    for pk, village, *traits in Household.objects.filter(pk__in=among(wanted)).values_list(*columns):
        villages = with_current(former.get(pk, {}), village)
        found[pk] = [Place(month, FOREVER, villages[month], pk, *traits) for month in sorted(villages)]
    return found


def _turns(homes: Mapping[int, int], of_households: Mapping[int, list[Place]]) -> dict[int, Place]:
    """What holds from each month in which the person, or the household they then lived in, moved."""
    starts = sorted(homes)
    turns: dict[int, Place] = {}
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else FOREVER
        for place in of_households[homes[start]]:
            month = max(place.month, start if index else NEVER)
            if month < end:
                turns[month] = place._replace(month=month, until=FOREVER)
    return turns
