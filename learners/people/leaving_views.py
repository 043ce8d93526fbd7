"""The page on which many members of a village are recorded as having left, at once."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learners.people.access import get_register_officer, log_looks, people_for
from learners.people.adjusting import Departure, record_departure
from learners.people.leaving_forms import ManyLeaveForm
from learners.people.models import Person
from learners.regions.access import get_region, regions_for
from learners.regions.models import Officer, Region


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET"])
def register_leaving(request: HttpRequest) -> HttpResponse:
    """Chooses the village."""
    officer = get_register_officer(request.user)
    villages = regions_for(officer.user).filter(level=Region.Level.VILLAGE, households__left_on=None)
    context = {"villages": villages.exclude(households=None).distinct().select_related("parent").order_by("code")}
    return render(request, "learners/people/leaving.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def register_leaving_village(request: HttpRequest, code: str) -> HttpResponse:
    """Ticks who has left, shows their names once more, and records it when somebody is sure."""
    officer = get_register_officer(request.user)
    village = get_region(officer.user, code)
    members = _members(officer, village)
    form = ManyLeaveForm(request.POST or None, members=members)
    chosen = list(form.cleaned_data["persons"]) if form.is_valid() else []
    if chosen and request.POST.get("sure"):
        return _recorded(request, officer, village, form, chosen)
    log_looks(officer, [person.pk for person in members], page="leaving")
    context = {"village": village, "members": sorted(members, key=_by_group), "form": form, "chosen": chosen}
    return render(request, "learners/people/leaving_village.html", context)


def _by_group(person: Person) -> tuple[list[str | int], str]:
    """Group 3 before group 10, and households together."""
    household = person.household
    parts = re.split(r"(\d+)", household.group)
    return [int(part) if part.isdecimal() else part for part in parts], household.number


def _members(officer: Officer, village: Region) -> QuerySet[Person]:
    people = people_for(officer.user).filter(household__village=village, left_on=None)
    return people.select_related("household").order_by("household__group", "household__number", "pk")


def _recorded(
    request: HttpRequest, officer: Officer, village: Region, form: ManyLeaveForm, chosen: list[Person]
) -> HttpResponse:
    said = form.cleaned_data
    count = record_departure(persons=chosen, because=Departure(said["because"]), on=said["on"], by=officer.user)
    words = ngettext(
        "%(count)s person is recorded as having left.", "%(count)s persons are recorded as having left.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("register_leaving_village", village.code)
