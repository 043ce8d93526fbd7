"""One dimension at a time: households and persons of an area by its classes, as one table for screen and Excel."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.classes.models import TrainingClass
from learners.people.codes import Cause, HouseholdType, Monitored, Sex
from learners.regions.queries import main_industries
from learners.reports.coverage import CoverageRow
from learners.reports.training.deeds import FACE_TO_FACE, MEASURES, ONLINE, Vector
from learners.reports.training.queries import NOTHING, TRAITS, TrainingQuery

KINDS: dict[str, str | Promise] = {
    **{str(value): label for value, label in TrainingClass.Kind.choices},
    ONLINE: _("Online courses"),
}
AGES: dict[str, str | Promise] = {
    "0": _("under 16"),
    "16": _("16 to 29"),
    "30": _("30 to 39"),
    "40": _("40 to 49"),
    "50": _("50 to 59"),
    "60": _("60 and over"),
}
DIMENSIONS: dict[str, str | Promise] = {
    "cause": _("Main cause"),
    "category": _("Category"),
    "monitored": _("Monitored type"),
    "industry": _("Industry of the village"),
    "sex": _("Sex"),
    "age": _("Age"),
    "kind": _("Kind of training"),
    "mode": _("Online or face to face"),
}
HOUSEHOLD_DIMENSIONS = (*TRAITS, "industry")
HOUSEHOLD_FIGURES = ("skill_lacking", "not_applicable", "covered", "in_progress", "not_reached")
PERSON_FIGURES = ("persons", "times", "begun", "certificates")


NOT_GIVEN = _("Not given")


def _labels(choices: type[TextChoices], nothing: str | Promise) -> dict[str, str | Promise]:
    return {**{str(value): label for value, label in choices.choices}, "": nothing}


LABELS: dict[str, dict[str, str | Promise]] = {
    "cause": _labels(Cause, _("Not given")),
    "category": _labels(HouseholdType, _("Not given")),
    "monitored": _labels(Monitored, _("Not monitored")),
    "sex": _labels(Sex, _("Not given")),
    "age": AGES,
    "kind": KINDS,
    "mode": {ONLINE: _("Online courses"), FACE_TO_FACE: _("Classes face to face")},
}


@dataclass(frozen=True)
class BreakdownRow:
    """`values` in the order of the table's figures. `name` is the class in the code list; None for the total."""

    label: str | Promise
    values: tuple[int, ...]
    rate: float | None
    name: str | None = None


@dataclass(frozen=True)
class Breakdown:
    """`dimension` is one of DIMENSIONS. Its total is that of the area: persons of several kinds are in it once."""

    dimension: str
    figures: tuple[str, ...]
    rows: tuple[BreakdownRow, ...]
    total: BreakdownRow

    @property
    def of_households(self) -> bool:
        return self.dimension in HOUSEHOLD_DIMENSIONS

    @property
    def adds_up(self) -> bool:
        """Whether the persons of the rows are those of the total."""
        return self.dimension not in ("kind", "mode")


@dataclass
class Found:
    """What stands behind the classes of a dimension."""

    households: dict[str, CoverageRow] = field(default_factory=dict)
    persons: Mapping[str, Vector] = field(default_factory=dict)


def breakdown_of(query: TrainingQuery, dimension: str) -> Breakdown:
    """Rows in the order of the code list, without classes that nobody belongs to."""
    found = _found(query, dimension)
    of_households = dimension in HOUSEHOLD_DIMENSIONS
    figures = (*HOUSEHOLD_FIGURES, *PERSON_FIGURES) if of_households else PERSON_FIGURES
    labels = LABELS.get(dimension) or _industries(found)
    rows = [
        replace(_row(label, figures, found.households.get(value), found.persons.get(value)), name=value)
        for value, label in labels.items()
    ]
    total = _row(_("Total"), figures, query.coverage.total() if of_households else None, _all(query, of_households))
    return Breakdown(dimension, figures, tuple(row for row in rows if any(row.values)), total)


def _all(query: TrainingQuery, of_households: bool) -> Vector:
    """Everybody of the area, or the members of its skill-lacking households."""
    if not of_households:
        return query.total()
    return query.of_skill_lacking()


def _found(query: TrainingQuery, dimension: str) -> Found:
    if dimension in TRAITS:
        return Found(query.households_by(dimension), query.by_trait(dimension))
    if dimension == "industry":
        return _by_industry(query)
    if dimension in ("kind", "mode"):
        return Found(persons=query.by_kind())
    return Found(persons=query.by_person(dimension))


def _by_industry(query: TrainingQuery) -> Found:
    """Villages are added up under what they live from."""
    rows = query.coverage.villages()
    industries = main_industries(row.region for row in rows if row.region)
    households: dict[str, list[CoverageRow]] = defaultdict(list)
    for row in rows:
        if row.region:
            households[industries.get(row.region.code, "")].append(row)
    persons: dict[str, Counter[int]] = defaultdict(Counter)
    for village, vector in query.of_skill_lacking_by_village().items():
        persons[industries.get(village, "")].update(dict(enumerate(vector)))
    vectors = {name: tuple(sums[place] for place in range(len(MEASURES))) for name, sums in persons.items()}
    return Found({name: _sum(some) for name, some in households.items()}, vectors)


def _sum(rows: Iterable[CoverageRow]) -> CoverageRow:
    names = ("households", "not_applicable", "covered", "in_progress", "not_reached")
    listed = list(rows)
    return CoverageRow(None, *(sum(getattr(row, name) for row in listed) for name in names))


def class_label(dimension: str, value: str) -> str:
    """Of a class as its table calls it; empty where there is no such dimension."""
    if dimension not in DIMENSIONS:
        return ""
    return str(LABELS.get(dimension, {}).get(value, value) or NOT_GIVEN)


def _industries(found: Found) -> dict[str, str | Promise]:
    """Those with the most households first, villages of which nothing is known last."""
    names = {*found.households, *found.persons}
    order = sorted(names, key=lambda name: (not name, -_lacking(found.households.get(name)), name))
    return {name: name or NOT_GIVEN for name in order}


def _lacking(row: CoverageRow | None) -> int:
    return row.skill_lacking if row else 0


def _row(
    label: str | Promise, figures: tuple[str, ...], households: CoverageRow | None, persons: Vector | None
) -> BreakdownRow:
    measured = dict(zip(MEASURES, persons or NOTHING, strict=True))
    values = [getattr(households, name, 0) if name in HOUSEHOLD_FIGURES else measured[name] for name in figures]
    return BreakdownRow(label, tuple(values), households.rate if households else None)
