"""Breakdowns of an area or of a helper's households, and the training statistics that are handed upward."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eduplatform.accounts.models import User
from learners.regions.access import PEOPLE_ROLES, get_region, officer_of
from learners.regions.models import Region
from learners.reports.coverage import coverage_for
from learners.reports.definitions import DEFINITIONS, TRAINING_DEFINITIONS, TRAIT_DEFINITIONS
from learners.reports.models import Snapshot
from learners.reports.periods import form_showing
from learners.reports.queries import path_to
from learners.reports.snapshots import freeze_training, may_freeze, snapshots_for
from learners.reports.training.behind import are_listed
from learners.reports.training.breakdown import DIMENSIONS, Breakdown, breakdown_of
from learners.reports.training.excel import breakdown_workbook, file_name, training_workbook
from learners.reports.training.forms import GROUPS, LAYOUTS, PLACES, layouts_of, shown_columns, training_form
from learners.reports.training.queries import TrainingQuery
from learners.reports.training.words import figure_labels, shown_row
from learners.reports.views import period_asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SNAPSHOTS = 30


@never_cache
@login_required(login_url="account_login")
def coverage_breakdown(request: HttpRequest, code: str) -> HttpResponse:
    """Households and persons of an area by one dimension."""
    return _breakdown(request, get_region(request.user, code))


@never_cache
@login_required(login_url="account_login")
def own_breakdown(request: HttpRequest) -> HttpResponse:
    """The same of all households that the officer may see: for a helper, those helped."""
    _check_officer(request)
    return _breakdown(request, None)


@never_cache
@login_required(login_url="account_login")
def breakdown_excel(request: HttpRequest, code: str) -> HttpResponse:
    """The table on the screen as a file."""
    return _breakdown_file(request, get_region(request.user, code))


@never_cache
@login_required(login_url="account_login")
def own_breakdown_excel(request: HttpRequest) -> HttpResponse:
    _check_officer(request)
    return _breakdown_file(request, None)


@never_cache
@login_required(login_url="account_login")
def training_statistics(request: HttpRequest, code: str) -> HttpResponse:
    """The form to be looked at and printed, and what was frozen of it."""
    region = get_region(request.user, code)
    query = _query(request, region)
    form = training_form(query, _layout(request, query))
    snapshots = (
        snapshots_for(request.user).filter(region=region, form=Snapshot.Form.TRAINING).order_by("-frozen_at", "-pk")
    )
    context = {
        "form": form,
        "columns": shown_columns(),
        "groups": [(label, width, TRAINING_DEFINITIONS[rule]) for label, width, rule in GROUPS],
        "layouts": [(name, LAYOUTS[name]) for name in layouts_of(query.period)],
        "snapshots": snapshots[:SNAPSHOTS],
        "may_freeze": may_freeze(request.user) and form.layout == PLACES,
        **_place(request, query),
    }
    return render(request, "learners/reports/training.html", context)


@never_cache
@login_required(login_url="account_login")
def training_excel(request: HttpRequest, code: str) -> HttpResponse:
    """The same form as a file."""
    query = _query(request, get_region(request.user, code))
    form = training_form(query, _layout(request, query))
    return _file(training_workbook(form), file_name(form.unit, form.title, form.period, form.made_on))


@login_required(login_url="account_login")
@require_POST
def training_freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Freezes the statistics of a period as they are now."""
    region = get_region(request.user, code)
    if not may_freeze(request.user) or not isinstance(request.user, User):
        raise Http404
    snapshot = freeze_training(query=_query(request, region), by=request.user)
    return redirect("coverage_snapshot", snapshot.pk)


def _check_officer(request: HttpRequest) -> None:
    officer = officer_of(request.user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404


def _query(request: HttpRequest, region: Region | None) -> TrainingQuery:
    return TrainingQuery(coverage_for(request.user, region, period_asked(request)))


def _layout(request: HttpRequest, query: TrainingQuery) -> str:
    """What was asked for, where the period has it."""
    asked = request.GET.get("rows", PLACES)
    return asked if asked in layouts_of(query.period) else PLACES


def _dimension(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in DIMENSIONS else next(iter(DIMENSIONS))


def _breakdown(request: HttpRequest, region: Region | None) -> HttpResponse:
    query = _query(request, region)
    table = breakdown_of(query, _dimension(request))
    context = {
        "table": table,
        "columns": figure_labels(table),
        "rows": [shown_row(table, row) for row in table.rows],
        "total": shown_row(table, table.total),
        "dimensions": DIMENSIONS.items(),
        "rules": _rules(table),
        "households_url": reverse("coverage_households", args=[region.pk]) if region else reverse("own_households"),
        "persons_url": _persons_url(region),
        **_place(request, query),
    }
    return render(request, "learners/reports/breakdown.html", context)


def _persons_url(region: Region | None) -> str:
    """Empty where an area is too wide for a list of persons."""
    if not are_listed(region):
        return ""
    return reverse("training_persons", args=[region.pk]) if region else reverse("own_training_persons")


def _rules(table: Breakdown) -> list[Any]:
    """Definitions of the columns, and of the dimension where it needs one."""
    names = ["skill_lacking", "covered", "in_progress", "not_reached", "rate"] if table.of_households else []
    rules = [one for name in names for one in DEFINITIONS[name]]
    rules += [one for name in ("persons", "times", "begun") for one in TRAINING_DEFINITIONS[name]]
    return [*TRAIT_DEFINITIONS.get(table.dimension, ()), *dict.fromkeys(rules)]


def _breakdown_file(request: HttpRequest, region: Region | None) -> HttpResponse:
    query = _query(request, region)
    table = breakdown_of(query, _dimension(request))
    unit = region.name if region else _("My households")
    title = str(DIMENSIONS[table.dimension])
    name = file_name(unit, title, query.period, timezone.localdate())
    return _file(breakdown_workbook(table, unit, query.period), name)


def _place(request: HttpRequest, query: TrainingQuery) -> dict[str, Any]:
    """What the frame of the page shows."""
    region = query.region
    return {
        "region": region,
        "path": path_to(request.user, region) if region else [],
        "period": query.period,
        "period_form": form_showing(query.period),
    }


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
