"""The persons behind a figure of training."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from learners.regions.access import PEOPLE_ROLES, get_region, officer_of
from learners.regions.models import Region
from learners.reports.coverage import coverage_for
from learners.reports.queries import path_to
from learners.reports.training.behind import LACKING, LISTED, Cell, are_listed, person_lines
from learners.reports.training.breakdown import DIMENSIONS, class_label
from learners.reports.training.words import listed_label
from learners.reports.views import period_asked

PERSONS_PER_PAGE = 50


@never_cache
@login_required(login_url="account_login")
def training_persons(request: HttpRequest, code: str) -> HttpResponse:
    """Of a township or a village."""
    region = get_region(request.user, code)
    if not are_listed(region):
        raise Http404
    return _persons(request, region)


@never_cache
@login_required(login_url="account_login")
def own_training_persons(request: HttpRequest) -> HttpResponse:
    """Of all households that the officer may see: for a helper, those helped."""
    officer = officer_of(request.user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404
    return _persons(request, None)


def _persons(request: HttpRequest, region: Region | None) -> HttpResponse:
    query = coverage_for(request.user, region, period_asked(request))
    cell = _cell(request)
    lines = person_lines(request.user, query, cell)
    context = {
        "region": region,
        "path": path_to(request.user, region) if region else [],
        "period": query.period,
        "label": listed_label(cell.figure),
        "class_label": class_label(cell.dimension, cell.value),
        "page": Paginator(lines, PERSONS_PER_PAGE).get_page(request.GET.get("page")),
        "asked": urlencode({"figure": cell.figure, "by": cell.dimension, "value": cell.value}),
    }
    return render(request, "learners/reports/trained.html", context)


def _cell(request: HttpRequest) -> Cell:
    """By the address; Http404 for a figure or dimension that there is not."""
    figure, dimension = request.GET.get("figure", "persons"), request.GET.get("by", "")
    if figure not in LISTED or dimension not in ("", LACKING, *DIMENSIONS):
        raise Http404
    return Cell(figure, dimension, request.GET.get("value", ""))
