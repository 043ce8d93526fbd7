"""What was reported stays what was reported: tables frozen with a digest, and what was corrected since."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.regions.access import AREA_ROLES, officer_of, regions_for
from learners.regions.models import Officer
from learners.reports.coverage import CoverageQuery
from learners.reports.forms import CoverageForm, FormRow, digest_of, form_of, rows_kept
from learners.reports.models import Snapshot
from learners.reports.training.forms import PLACES, TrainingForm, training_form
from learners.reports.training.queries import TrainingQuery

FREEZERS = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP)


@dataclass(frozen=True)
class Cell:
    """A figure as it was reported and as it is counted now."""

    reported: int
    now: int

    @property
    def change(self) -> int:
        return self.now - self.reported


@dataclass(frozen=True)
class ComparedRow:
    row: FormRow
    cells: list[Cell]


def may_freeze(user: User | AnonymousUser) -> bool:
    """Those who report upward."""
    officer = officer_of(user)
    return officer is not None and officer.role in FREEZERS


def freeze(*, query: CoverageQuery, by: User) -> Snapshot:
    """The table as it is now; another one each time it is asked for, as nothing frozen is ever replaced."""
    return _frozen(form_of(query).kept(), query, by, Snapshot.Form.COVERAGE)


def freeze_training(*, query: TrainingQuery, by: User) -> Snapshot:
    """The training statistics, place by place, as they are now."""
    kept = training_form(query, PLACES).kept()
    return _frozen(kept, query.coverage, by, Snapshot.Form.TRAINING)


def _frozen(kept: dict[str, Any], query: CoverageQuery, by: User, form: Snapshot.Form) -> Snapshot:
    if query.region is None:
        raise ValueError("a snapshot is of a region")
    period = query.period
    return Snapshot.objects.create(
        region=query.region,
        form=form,
        first_month=period.first_month,
        last_month=period.last_month,
        table=kept,
        digest=digest_of(kept, period.first_month, period.last_month, query.region.pk),
        frozen_at=timezone.now(),
        frozen_by=by,
    )


def snapshots_for(user: User | AnonymousUser) -> QuerySet[Snapshot]:
    """Of the regions of the officer's area; a helper reports nothing."""
    officer = officer_of(user)
    if officer is None or officer.role not in AREA_ROLES:
        return Snapshot.objects.none()
    return Snapshot.objects.filter(region__in=regions_for(user)).select_related("region", "frozen_by")


def get_snapshot(user: User | AnonymousUser, pk: int) -> Snapshot:
    """Raises Http404 outside the user's area."""
    snapshot = snapshots_for(user).filter(pk=pk).first()
    if snapshot is None:
        raise Http404
    return snapshot


def is_sound(snapshot: Snapshot) -> bool:
    """Whether it is still what was frozen."""
    known = digest_of(snapshot.table, snapshot.first_month, snapshot.last_month, snapshot.region_id)
    return known == snapshot.digest


def as_now(snapshot: Snapshot, query: CoverageQuery) -> CoverageForm | TrainingForm:
    """The form that was frozen, with the figures of the moment; `query` is of its region and period."""
    training = snapshot.form == Snapshot.Form.TRAINING
    return training_form(TrainingQuery(query), PLACES) if training else form_of(query)


def compared(snapshot: Snapshot, now: CoverageForm | TrainingForm) -> list[ComparedRow]:
    """Each row as reported beside what late reports and corrections have made of it; rows that came later last."""
    current = {row.code: row for row in [*now.rows, now.total]}
    reported = rows_kept(snapshot.table)
    nothing = (0,) * len(snapshot.table["figures"])
    rows = [
        ComparedRow(row, _cells(row.values, current[row.code].values if row.code in current else nothing))
        for row in reported
    ]
    known = {row.code for row in reported}
    return rows + [ComparedRow(row, _cells(nothing, row.values)) for code, row in current.items() if code not in known]


def _cells(reported: tuple[int, ...], now: tuple[int, ...]) -> list[Cell]:
    return [Cell(before, after) for before, after in zip(reported, now, strict=True)]
