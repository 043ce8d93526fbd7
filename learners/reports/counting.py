"""Keeps standings and counters: in the transaction that changed register or ledger, and rebuilt from both."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from learners.assistance.models import CourseRecord
from learners.classes.models import TrainingClass
from learners.people.access import capable_labour
from learners.people.models import Household, Person
from learners.reports.bulk import among, write_rows
from learners.reports.levels import EVERYWHERE, Area
from learners.reports.models import AreaCount, ClassRecord, FormerMember, FormerVillage, Standing
from learners.reports.months import FOREVER, month_of, month_of_column, month_turning
from learners.reports.standing import (
    NEVER,
    Facts,
    Key,
    Learning,
    Step,
    Worker,
    contributions,
    profiled,
    steps_of,
)
from learners.reports.sums import CutTable, Sums, SumTable, at_one_moment
from learners.reports.training.models import ProfileCount

AT_ONCE = 400
"""Households per round: few enough for the variables of one SQLite statement."""

COVERING = (TrainingClass.Kind.SKILL, TrainingClass.Kind.STARTUP)
"""Kinds of classes that cover a household (definitions.py)."""

STEP_COLUMNS = ("month", "until", "village_id", "state", "last", "cause", "category", "monitored")
STANDING_COLUMNS = ("household_id", *STEP_COLUMNS)
HOUSEHOLDS = CutTable(AreaCount)
PROFILES = SumTable(ProfileCount)

Membership = tuple[int, int, int]
"""Household, and the first month and the month after the last at whose end a person belonged to it."""


def recount(household_ids: Collection[int]) -> int:
    """Make standings and counters of these households right, inside a transaction; returns how many were not."""
    return sum(_recount(some) for some in _parts(sorted(household_ids)))


def rebuild_standings(first: int, last: int) -> int:
    """Of households by id from `first` to `last`, some hundred at a time; returns how many were wrong.

    The counters do not follow; `mend_counters` does that.
    """
    wrong = 0
    ids = Household.objects.filter(pk__gte=first, pk__lte=last).order_by("pk").values_list("pk", flat=True)
    for some in _parts(list(ids)):
        with transaction.atomic():
            right, _before = _correct(some)
        wrong += len(right)
    return wrong


def mend_counters(area: Area = EVERYWHERE) -> int:
    """Add what the counters of townships lack to be what the standings say; returns how many figures were wrong."""
    with at_one_moment():
        counts, profiles = _counted_anew(area)
        return HOUSEHOLDS.mend(_sums(counts), area) + PROFILES.mend(profiles, area)


def merge_counts() -> int:
    """Carry what was added into the rows of areas, and put those of one key together; returns how many they were."""
    return HOUSEHOLDS.merge() + PROFILES.merge()


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _recount(ids: Sequence[int]) -> int:
    right, before = _correct(ids)
    changes, profiles = Counter[Key](), Sums()
    for households, sign in ((right, 1), (before, -1)):
        for steps in households.values():
            found = list(contributions(steps))
            _add(changes, found, sign)
            profiles.take(profiled(steps, found), sign)
    HOUSEHOLDS.add(_sums(changes))
    PROFILES.add(profiles)
    return len(right)


def _correct(ids: Sequence[int]) -> tuple[dict[int, list[Step]], dict[int, list[Step]]]:
    """Make the standings right; returns those that were not, as they should be and as they were."""
    facts = _facts(ids)
    before: dict[int, list[Step]] = defaultdict(list)
    rows = Standing.objects.filter(household__in=among(ids)).order_by("household", "month")
    for pk, *columns in rows.values_list("household_id", *STEP_COLUMNS):
        before[pk].append(_step(columns))
    right = {pk: steps for pk, found in facts.items() if (steps := steps_of(found)) != before.get(pk)}
    before = {pk: before[pk] for pk in right if pk in before}
    if before:
        Standing.objects.filter(household__in=among(before)).delete()
    write_rows(
        Standing, STANDING_COLUMNS, [(pk, *step[:5], *step.profile) for pk, steps in right.items() for step in steps]
    )
    return right, before


def _add(changes: Counter[Key], found: Iterable[tuple[Key, int]], times: int) -> None:
    for key, change in found:
        changes[key] += times * change


def _sums(changes: Mapping[Key, int]) -> Sums:
    sums = Sums()
    sums.take(
        ((village, grain, period), status, (change,)) for (village, grain, period, status), change in changes.items()
    )
    return sums


def _counted_anew(area: Area) -> tuple[Counter[Key], Sums]:
    """From the standings alone: of all households that ever lived in the area, what they add to its villages."""
    counts, profiles = Counter[Key](), Sums()
    for steps, households in chain(_never_changed(area), _changed(area)):
        found = list(contributions(steps))
        if len(steps) > 1:
            found = [part for part in found if area[0] <= part[0][0] <= area[1]]
        _add(counts, found, households)
        profiles.take(profiled(steps, found), households)
    return counts, profiles


ONE_STEP = Q(month=NEVER, until=FOREVER)


def _never_changed(area: Area) -> Iterator[tuple[list[Step], int]]:
    """The one step of most households, and how many have the same: those that lack no skill, or never learned."""
    steps = Standing.objects.filter(ONE_STEP, village__gte=area[0], village__lte=area[1]).order_by()
    for *columns, households in steps.values_list(*STEP_COLUMNS).annotate(households=Count("pk")):
        yield [_step(columns)], households


def _changed(area: Area) -> Iterator[tuple[list[Step], int]]:
    """The steps of each household that has several, one of them in the area."""
    here = Standing.objects.filter(~ONE_STEP, village__gte=area[0], village__lte=area[1])
    standings = Standing.objects.filter(household__in=here.values("household")).order_by("household", "month")
    rows = standings.values_list(*STANDING_COLUMNS).iterator(chunk_size=5000)
    for _household, group in groupby(rows, key=itemgetter(0)):
        yield [_step(columns[1:]) for columns in group], 1


def _step(columns: Sequence[Any]) -> Step:
    """From STEP_COLUMNS."""
    month, until, village, state, last, *profile = columns
    return Step(month, until, village, state, last, (profile[0], profile[1], profile[2]))


def _facts(ids: Sequence[int]) -> dict[int, Facts]:
    """Of these households, whose rows are locked so that two members' files are not counted at cross purposes."""
    locked = Household.objects.filter(pk__in=among(ids)).order_by("pk").select_for_update(no_key=True)
    columns = ("pk", "village", "skill_lacking", "left_on", "cause", "kind", "monitored")
    households = list(locked.values_list(*columns))
    villages = former_villages(ids)
    workers = _workers([pk for pk, _village, lacking, *_ in households if lacking])
    return {
        pk: Facts(
            skill_lacking=lacking,
            villages=with_current(villages.get(pk, {}), village),
            gone_from=month_of(left_on) if left_on else FOREVER,
            workers=workers.get(pk, ()),
            profile=(cause, category, monitored),
        )
        for pk, village, lacking, left_on, cause, category, monitored in households
    }


def former_villages(ids: Sequence[int]) -> dict[int, dict[int, tuple[str, int]]]:
    """By household and first month: the village, and the month from which it was another."""
    found: dict[int, dict[int, tuple[str, int]]] = defaultdict(dict)
    rows = FormerVillage.objects.filter(household__in=among(ids))
    for pk, since, village, until in rows.values_list("household", "since", "village", "until"):
        found[pk][since] = (village, until)
    return found


def with_current(former: Mapping[int, tuple[str, int]], village: str) -> dict[int, str]:
    """Villages by the month from which a household lived there, the first from NEVER on."""
    villages = {since: name for since, (name, _until) in former.items()}
    villages[max((until for _name, until in former.values()), default=NEVER)] = village
    villages.setdefault(NEVER, villages[min(villages)])
    return villages


def _workers(ids: Sequence[int]) -> dict[int, list[Worker]]:
    """Members with labour capacity, now or once, and what they learned."""
    memberships = _memberships(ids)
    persons = Person.objects.filter(labour__in=capable_labour(), pk__in=among(memberships))
    capable = {
        pk: _capable_months(born_on, left_on)
        for pk, born_on, left_on in persons.values_list("pk", "born_on", "left_on")
    }
    learnings = _learnings(list(capable))
    workers: dict[int, list[Worker]] = defaultdict(list)
    for person, (first, end) in capable.items():
        for household, since, until in memberships[person]:
            worker = Worker(max(first, since), min(end, until), learnings.get(person, ()))
            if worker.since < worker.until:
                workers[household].append(worker)
    return workers


def _memberships(ids: Sequence[int]) -> dict[int, list[Membership]]:
    """By person, in these households only."""
    found: dict[int, list[Membership]] = defaultdict(list)
    current = dict(Person.objects.filter(household__in=among(ids)).values_list("pk", "household"))
    since = dict.fromkeys(current, NEVER)
    formers = FormerMember.objects.filter(Q(household__in=among(ids)) | Q(person__household__in=among(ids)))
    wanted = set(ids)
    for person, household, first, end in formers.values_list("person", "household", "since", "until"):
        if household in wanted:
            found[person].append((household, first, end))
        since[person] = max(since.get(person, NEVER), end)
    for person, household in current.items():
        found[person].append((household, since[person], FOREVER))
    return found


def _capable_months(born_on: datetime.date, left_on: datetime.date | None) -> tuple[int, int]:
    """From the first and before the second month, at whose end this person is of working age and has not left."""
    end = month_of(left_on) if left_on else FOREVER
    if settings.WORKING_AGE_TO is not None:
        end = min(end, month_turning(settings.WORKING_AGE_TO + 1, born_on))
    return month_turning(settings.WORKING_AGE_FROM, born_on), end


def _learnings(persons: Sequence[int]) -> dict[int, list[Learning]]:
    """Courses and covering classes by person."""
    found: dict[int, list[Learning]] = defaultdict(list)
    started, completed, left = map(month_of_column, ("started_at", "completed_at", "left_at"))
    courses = CourseRecord.objects.filter(person__in=among(persons))
    for person, *months in courses.values_list("person", started, completed):
        found[person].append(_learning(*months))
    classes = ClassRecord.objects.filter(person__in=among(persons), kind__in=COVERING)
    for person, *months in classes.values_list("person", started, completed, left):
        if months[0] or months[1]:
            found[person].append(_learning(*months))
    return found


def _learning(started: int | None, completed: int | None, left: int | None = None) -> Learning:
    """From months."""
    return Learning(started or completed or FOREVER, completed or left or FOREVER, completed is not None)
