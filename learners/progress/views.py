"""Records that were not taken, for officers of the area."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from learners.people.access import get_person
from learners.progress.rejected import MOST_SHOWN, people_with_rejected, rejected_of
from learners.regions.access import PEOPLE_ROLES, officer_of

PEOPLE_PER_PAGE = 50


@never_cache
@login_required(login_url="account_login")
def rejected_records(request: HttpRequest) -> HttpResponse:
    """Whose records were not taken, in the officer's area."""
    officer = officer_of(request.user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404
    page = Paginator(people_with_rejected(request.user), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "learners/progress/rejected_records.html", {"page": page})


@never_cache
@login_required(login_url="account_login")
def person_rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest of one person's records that were not taken, and why."""
    person = get_person(request.user, pk, page="rejected")
    context = {"person": person, "rows": rejected_of(person), "most": MOST_SHOWN}
    return render(request, "learners/progress/person_rejected.html", context)
