"""The file of a person and the page of a household, for officers of the area."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from learners.assistance.queries import cause_labels, file_of, member_rows
from learners.assistance.verify import verify
from learners.people.access import get_household, get_members, get_person
from learners.people.devices import sign_ins_of


@never_cache
@login_required(login_url="account_login")
def person_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The education-assistance file; its chain is checked each time it is shown."""
    person = get_person(request.user, pk, page="file")
    context = {"file": file_of(person), "check": verify(person.pk), "sign_ins": sign_ins_of(person)}
    return render(request, "learners/assistance/person_file.html", context)


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
