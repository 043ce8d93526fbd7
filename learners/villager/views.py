"""The villager's own pages: what to learn next, and what is in one's own file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learners.assistance.queries import file_of
from learners.notices.queries import notices_of, unread_notices
from learners.people.access import person_of
from learners.people.devices import hold_person
from learners.people.looks import look_rows
from learners.plans.agreed.queries import own_plan
from learners.plans.desk.services import note_shown
from learners.plans.queries import offers_for
from learners.plans.searched.queries import searches_of
from learners.plans.searched.services import forget_searches
from learners.progress.queries import courses_of_village, resume_point
from learners.progress.rejected import rejected_of
from learners.progress.replies import learner_on_phone
from learners.regions.access import officer_of

OFFERS = 3
OF_VILLAGE = 2


@never_cache
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Where a villager lands: go on, three courses with a reason each, my file. Officers have a desk of their own."""
    person = person_of(request.user)
    if person is None:
        if officer_of(request.user):
            return redirect("office_home")
        return render(request, "learners/villager/unknown.html")
    resume, plan = resume_point(person), own_plan(person)
    # What is begun or agreed on stands above the offers already.
    known = {line.item.course_id for line in plan} | ({resume.lesson.course.pk} if resume else set())
    offers = [offer for offer in offers_for(person, n=OFFERS + len(known)) if offer.course.pk not in known][:OFFERS]
    note_shown(person=person, offers=[(offer.course.pk, offer.reason) for offer in offers])
    context = {"person": person, "offers": offers, "resume": resume, "plan": plan}
    context |= {"notices": unread_notices(person), "village": courses_of_village(person, most=OF_VILLAGE)}
    response = TemplateResponse(request, "learners/villager/start.html", context)
    context["me"] = learner_on_phone(hold_person(request, response, person))
    return response


@never_cache
@login_required
def my_file(request: HttpRequest) -> HttpResponse:
    """One's own education-assistance file in plain words."""
    person = person_of(request.user)
    if person is None:
        return redirect("my_start")
    return render(request, "learners/villager/my_file.html", {"file": file_of(person), "told": notices_of(person)})


@never_cache
@login_required
def my_records(request: HttpRequest) -> HttpResponse:
    """What waits on this phone, and what of one's own was not counted, and why."""
    person = person_of(request.user)
    if person is None:
        return redirect("my_start")
    return render(request, "learners/villager/records.html", {"rows": rejected_of(person)})


@never_cache
@login_required
def my_looks(request: HttpRequest) -> HttpResponse:
    """Which offices looked at one's own file, when, on which page and what for."""
    person = person_of(request.user)
    if person is None:
        return redirect("my_start")
    return render(request, "learners/villager/looks.html", {"rows": look_rows(person)})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def my_searches(request: HttpRequest) -> HttpResponse:
    """What one searched for, as far as it is kept, and how to have it forgotten."""
    person = person_of(request.user)
    if person is None:
        return redirect("my_start")
    if request.method == "POST":
        forget_searches(person=person)
        return redirect("my_searches")
    return render(request, "learners/villager/searches.html", {"rows": searches_of(person)})
