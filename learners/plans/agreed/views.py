"""The learning plan of a household: agreed at a visit or on the phone, printed, and looked after."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduplatform.accounts.models import User
from learners.people.access import get_household, get_members, households_for
from learners.people.models import Household
from learners.plans.agreed.forms import AgreeForm, DropForm, MoveForm
from learners.plans.agreed.queries import done_share, plan_items, plan_of, proposals_for, slips_in
from learners.plans.agreed.services import NothingAgreed, agree, drop, move
from learners.plans.coming import coming_classes
from learners.regions.access import PEOPLE_ROLES, officer_of
from learners.regions.models import Officer


def get_planning_officer(user: User | AnonymousUser, *, writing: bool = False) -> Officer:
    """Officers who see people; an auditor changes nothing. Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role not in PEOPLE_ROLES or (writing and officer.role == Officer.Role.AUDITOR):
        raise Http404
    return officer


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def household_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, what could be agreed on, and a form for it."""
    officer = get_planning_officer(request.user, writing=request.method == "POST")
    household = get_household(request.user, pk)
    members = [one for one in get_members(request.user, household, page="plan") if one.left_on is None]
    helper = household.helpers.order_by("pk").values_list("name", flat=True).first() or ""
    classes = coming_classes(household.village)
    form = AgreeForm(request.POST or None, members=members, classes=classes, initial={"helper": helper})
    if form.is_valid():
        return _agree(request, form, officer, household)
    for member in members:
        member.household = household  # spares a query each
    proposals = proposals_for(members)
    context = {**_plan(household), "form": form, "proposals": proposals, "helper": helper}
    return render(request, "learners/plans/plan.html", context | {"writes": officer.role != Officer.Role.AUDITOR})


def _agree(request: HttpRequest, form: AgreeForm, officer: Officer, household: Household) -> HttpResponse:
    try:
        agree(by=officer.user, **form.cleaned_data)
        messages.success(request, _("It stands in the plan."))
    except NothingAgreed:
        messages.warning(request, _("This course is in the plan already."))
    return redirect("household_plan", household.pk)


def _plan(household: Household) -> dict[str, object]:
    lines = plan_of(household)
    done, total = done_share(lines)
    return {"household": household, "lines": lines, "done": done, "total": total, "today": timezone.localdate()}


@never_cache
@login_required(login_url="account_login")
@require_safe
def household_plan_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan on one page in large type, for the wall of the house."""
    household = get_household(request.user, pk)
    get_members(request.user, household, page="plan-print")
    context = {**_plan(household), "helpers": household.helpers.order_by("pk")}
    return render(request, "learners/plans/plan_print.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def plan_item_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day for a part of a plan, or out of it with a reason."""
    officer = get_planning_officer(request.user, writing=True)
    item = get_object_or_404(plan_items().filter(household__in=households_for(request.user)), pk=pk)
    moving, dropping = MoveForm(request.POST), DropForm(request.POST)
    if "drop" in request.POST and dropping.is_valid():
        drop(item=item, why=dropping.cleaned_data["why"], by=officer.user)
        messages.success(request, _("It is out of the plan and stays in the file."))
    elif "drop" not in request.POST and moving.is_valid():
        move(item=item, due_on=moving.cleaned_data["due_on"], by=officer.user)
        messages.success(request, _("The day was changed."))
    else:
        messages.error(request, _("Write a day to come, or the reason."))
    return redirect("household_plan", item.household_id)


@never_cache
@login_required(login_url="account_login")
@require_safe
def plan_slips(request: HttpRequest) -> HttpResponse:
    """What is overdue or due soon in the officer's households."""
    get_planning_officer(request.user)
    return render(request, "learners/plans/slips.html", {"lines": slips_in(households_for(request.user))})
