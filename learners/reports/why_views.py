"""Why households are not covered yet, and what to do for many of them at once."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learners.classes.access import can_plan
from learners.followup.todos.forms import GiveForm
from learners.followup.todos.views import given
from learners.people.access import serves
from learners.regions.access import get_region
from learners.reports.coverage import coverage_for
from learners.reports.households import household_lines
from learners.reports.obstacles import ERRANDS, NEXT_STEPS, Obstacle, before, groups_of, still_before
from learners.reports.periods import form_showing
from learners.reports.queries import path_to
from learners.reports.views import HOUSEHOLDS_PER_PAGE, period_asked


@never_cache
@login_required(login_url="account_login")
def coverage_why(request: HttpRequest, code: str) -> HttpResponse:
    """All obstacles of an area, with how many households stand before each."""
    region = get_region(request.user, code)
    query = coverage_for(request.user, region, period_asked(request))
    groups = groups_of(query)
    context = {
        "region": region,
        "path": path_to(request.user, region),
        "period": query.period,
        "period_form": form_showing(query.period),
        "groups": groups,
        "households": sum(group.households for group in groups),
        "may_act": can_plan(request.user),
        "serves": serves(request.user),
    }
    return render(request, "learners/reports/why.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def coverage_errand(request: HttpRequest, code: str, obstacle: str) -> HttpResponse:
    """One to-do for all households before an obstacle."""
    if obstacle not in Obstacle.values or not serves(request.user):
        raise Http404
    region = get_region(request.user, code)
    query = coverage_for(request.user, region, period_asked(request))
    households = list(still_before(query, obstacle).values_list("pk", flat=True))
    form = GiveForm(request.POST or None, user=request.user, initial={"errand": ERRANDS[Obstacle(obstacle)]})
    if form.is_valid():
        given(request, form, households)
        return redirect(f"{reverse('coverage_obstacle', args=[code, obstacle])}?{query.period.query}")
    context = {"form": form, "group": Obstacle(obstacle).label, "households_count": len(households), "region": region}
    return render(request, "learners/followup/todo_new.html", context)


@never_cache
@login_required(login_url="account_login")
def coverage_obstacle(request: HttpRequest, code: str, obstacle: str) -> HttpResponse:
    """The households before one obstacle."""
    if obstacle not in Obstacle.values:
        raise Http404
    region = get_region(request.user, code)
    query = coverage_for(request.user, region, period_asked(request))
    households = before(query, obstacle).select_related("village").order_by("village", "number")
    page = Paginator(households, HOUSEHOLDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "region": region,
        "path": path_to(request.user, region),
        "period": query.period,
        "label": Obstacle(obstacle).label,
        "obstacle": obstacle,
        "errand": ERRANDS[Obstacle(obstacle)],
        "serves": serves(request.user),
        "next_step": NEXT_STEPS[obstacle],
        "page": page,
        "waiting": still_before(query, obstacle).count(),
        "lines": household_lines(list(page), query.period),
    }
    return render(request, "learners/reports/obstacle.html", context)
