"""The file of a person and the page of a household, for officers of the area."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learners.assistance.forms import NumberForm
from learners.assistance.history import household_history, person_history
from learners.assistance.queries import cause_labels, file_of, member_rows
from learners.assistance.verify import verify
from learners.people.access import (
    get_household,
    get_members,
    get_number,
    get_numbered_person,
    get_overseen_person,
    get_person,
    serves,
)
from learners.people.devices import sign_ins_of
from learners.people.looks import look_rows


@never_cache
@login_required(login_url="account_login")
def person_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The education-assistance file; its chain is checked each time it is shown."""
    person = get_person(request.user, pk, page="file")
    context = {"file": file_of(person), "check": verify(person.pk), "sign_ins": sign_ins_of(person)}
    context["serves"] = serves(request.user)
    context["weixin"] = bool(settings.WEIXIN_APP_ID)
    return render(request, "learners/assistance/person_file.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def person_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a number in full to whose role needs it, once a reason is given; the answer is never an address."""
    person = get_numbered_person(request.user, pk)
    form = NumberForm(request.POST or None, user=request.user)
    shown = ""
    if form.is_valid():
        shown = get_number(request.user, pk, number=form.cleaned_data["number"], reason=form.said_reason())
    context = {"person": person, "form": form, "number": shown, "label": form.label_of_number() if shown else ""}
    return render(request, "learners/assistance/person_numbers.html", context)


@never_cache
@login_required(login_url="account_login")
def person_looks(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked at the file, by name, for those who answer for the officers of an area and those who audit them."""
    person = get_overseen_person(request.user, pk)
    return render(request, "learners/assistance/person_looks.html", {"person": person, "rows": look_rows(person)})


@never_cache
@login_required(login_url="account_login")
def person_register(request: HttpRequest, pk: int) -> HttpResponse:
    """What was registered of a person, field by field: what it was, what it is, since when, by whom."""
    person = get_person(request.user, pk, page="history")
    return render(request, "learners/assistance/history.html", {"person": person, "changes": person_history(person)})


@never_cache
@login_required(login_url="account_login")
def household_register(request: HttpRequest, pk: int) -> HttpResponse:
    """What was registered of a household, and who came and went."""
    household = get_household(request.user, pk)
    get_members(request.user, household, page="history")
    context = {"household": household, "changes": household_history(household)}
    return render(request, "learners/assistance/history.html", context)


@never_cache
@login_required(login_url="account_login")
def household_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A household and what each member learned."""
    household = get_household(request.user, pk)
    context = {
        "household": household,
        "causes": cause_labels(household),
        "helpers": household.helpers.order_by("pk"),
        "rows": member_rows(get_members(request.user, household, page="household")),
    }
    return render(request, "learners/assistance/household.html", context)
