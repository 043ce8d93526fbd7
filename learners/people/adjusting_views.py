"""The page on which a household of the register is adjusted."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learners.people.access import get_household, get_members, get_register_officer, households_for
from learners.people.adjusting import (
    CannotAdjust,
    Departure,
    change_household,
    change_numbers,
    merge_household,
    record_departure,
    record_return,
    split_household,
)
from learners.people.adjusting_forms import (
    DepartureForm,
    HouseholdForm,
    MergeForm,
    NumbersForm,
    ReturnForm,
    SplitForm,
)
from learners.people.models import Household
from learners.regions.models import Officer


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def household_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Who left or came back; the household moved, monitored, split, merged. What is done is said in `what`."""
    officer = get_register_officer(request.user)
    household = get_household(officer.user, pk)
    what = request.POST.get("what", "")
    bound = _forms(household, officer, request.POST, what)
    if request.method == "POST":
        if what not in bound:
            raise Http404
        if bound[what].is_valid() and _done(request, household, officer, what, bound[what].cleaned_data):
            return redirect("household_adjust", household.pk)
    members = get_members(officer.user, household, page="adjust")
    context = {"household": household, "members": members, "forms": bound}
    return render(request, "learners/people/household_adjust.html", context)


def _forms(household: Household, officer: Officer, data: Mapping[str, Any], what: str) -> dict[str, forms.Form]:
    """One form per adjustment; only the one that was sent is bound."""

    def sent(name: str) -> Mapping[str, Any] | None:
        return data if name == what else None

    now = {"village": household.village_id, "group": household.group, "monitored": household.monitored}
    return {
        "left": DepartureForm(sent("left"), household=household, prefix="left"),
        "returned": ReturnForm(sent("returned"), household=household, prefix="returned"),
        "changed": HouseholdForm(sent("changed"), area=officer.region, initial=now, prefix="changed"),
        "numbers": NumbersForm(sent("numbers"), household=household, prefix="numbers"),
        "split": SplitForm(sent("split"), household=household, prefix="split"),
        "merged": MergeForm(sent("merged"), households=households_for(officer.user), prefix="merged"),
    }


def _done(request: HttpRequest, household: Household, officer: Officer, what: str, data: dict[str, Any]) -> bool:
    """Does it and says so, or says why not."""
    by = officer.user
    actions: dict[str, Callable[[], object]] = {
        "left": lambda: record_departure(
            persons=data["persons"], because=Departure(data["because"]), on=data["on"], by=by
        ),
        "returned": lambda: record_return(person=data["person"], by=by),
        "changed": lambda: change_household(household=household, by=by, **data),
        "numbers": lambda: change_numbers(by=by, **data),
        "split": lambda: split_household(household=household, by=by, **data),
        "merged": lambda: merge_household(household=household, into=data["number"], by=by),
    }
    try:
        actions[what]()
    except CannotAdjust as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("The register was adjusted; the files of those concerned say so."))
    return True
