"""The desk of an officer: coverage of the own area, down to the households."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from learners.regions.access import PEOPLE_ROLES, get_region, officer_of
from learners.regions.models import Officer, Region
from learners.reports.coverage import CoverageQuery, coverage_for
from learners.reports.definitions import DEFINITIONS, Status
from learners.reports.figures import LABELS, figures_of
from learners.reports.households import household_lines
from learners.reports.periods import Period, form_showing, read_period
from learners.reports.queries import path_to
from learners.reports.targets import target_of
from learners.reports.training.behind import households_of_class
from learners.reports.training.breakdown import class_label

HOUSEHOLDS_PER_PAGE = 50


@never_cache
@login_required(login_url="account_login")
def office_home(request: HttpRequest) -> HttpResponse:
    """Where each officer's day begins."""
    officer = officer_of(request.user)
    if officer is not None and officer.role in (Officer.Role.TRAINER, Officer.Role.EDITOR):
        return redirect("wagtailadmin_home")
    return coverage_home(request)


@never_cache
@login_required(login_url="account_login")
def coverage_home(request: HttpRequest) -> HttpResponse:
    """Coverage of the officer's own area; a helper's own households."""
    officer = _officer(request)
    if officer.role == Officer.Role.HELPER:
        return redirect("own_households")
    return redirect("coverage", code=officer.region_id)


@never_cache
@login_required(login_url="account_login")
def coverage(request: HttpRequest, code: str) -> HttpResponse:
    """Figures of a region and of the places directly below it."""
    region = get_region(request.user, code)
    query = coverage_for(request.user, region, period_asked(request))
    context = {
        "region": region,
        "path": path_to(request.user, region),
        "rows": [(row, figures_of(row)) for row in query.rows()],
        "list_url": reverse("coverage_households", args=[code]),
        **figures_context(query),
    }
    return render(request, "learners/reports/coverage.html", context)


@never_cache
@login_required(login_url="account_login")
def coverage_households(request: HttpRequest, code: str) -> HttpResponse:
    """The households behind a figure of a region."""
    return _list(request, get_region(request.user, code))


@never_cache
@login_required(login_url="account_login")
def own_households(request: HttpRequest) -> HttpResponse:
    """All households that the officer may see: for a helper, those helped."""
    _officer(request)
    return _list(request, None)


def _officer(request: HttpRequest) -> Officer:
    """The signed-in officer; Http404 for those who see no household."""
    officer = officer_of(request.user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404
    return officer


def _list(request: HttpRequest, region: Region | None) -> HttpResponse:
    query = coverage_for(request.user, region, period_asked(request))
    figure = _figure(request)
    # By length first, so that group 2 comes before group 10.
    in_order = ("village", Length("group"), "group", "number")
    by, value = request.GET.get("by", ""), request.GET.get("value", "")
    of_class = households_of_class(query.households_with_status(figure), query, by, value)
    households = of_class.select_related("village").order_by(*in_order)
    page = Paginator(households, HOUSEHOLDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "region": region,
        "path": path_to(request.user, region) if region else [],
        "figure": figure,
        "label": _("All households") if figure == "households" else LABELS[figure],
        "mixed": figure not in Status.values,
        "page": page,
        "class_label": class_label(by, value),
        "of_class": urlencode({"by": by, "value": value}) if by else "",
        "lines": household_lines(list(page), query.period),
        "list_url": request.path,
        **figures_context(query),
    }
    return render(request, "learners/reports/households.html", context)


def figures_context(query: CoverageQuery) -> dict[str, object]:
    """What the tiles and the period form of all screens show."""
    total = query.total()
    target = target_of(query.region, query.period)
    return {
        "last_rate": query.last_period().total().rate,
        "last_period": query.period.before,
        "target": target,
        "behind": target.lacking(total) if target else 0,
        "total": total,
        "figures": figures_of(total),
        "rate_definitions": DEFINITIONS["rate"],
        "period": query.period,
        "period_form": form_showing(query.period),
    }


def period_asked(request: HttpRequest) -> Period:
    """The period asked for; what cannot be read is said on the page."""
    period, problems = read_period(request.GET)
    for problem in problems:
        messages.error(request, problem)
    if problems:
        messages.info(request, _("%(period)s is shown instead.") % {"period": period})
    return period


def _figure(request: HttpRequest) -> str:
    """The figure whose households are listed."""
    figure = request.GET.get("status", "households")
    if figure in LABELS:
        return figure
    messages.error(request, _("There is no such list; all households are shown."))
    return "households"
