"""The desk of matching: what staff decide for their area, what came of courses, why somebody was offered what."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Industry
from learners.people.access import get_person
from learners.plans.desk.access import DECIDING_ROLES, get_area_officer, get_deciding_officer, get_own_decision
from learners.plans.desk.effects import desk_rows, effects_in, why_offered
from learners.plans.desk.forms import FORMS, KINDS, TITLES
from learners.plans.desk.services import decide, end_decision


@never_cache
@login_required(login_url="account_login")
@require_safe
def matching_desk(request: HttpRequest) -> HttpResponse:
    """Bans, courses offered first or held back, and employers who take people, in the officer's area."""
    officer = get_area_officer(request.user)
    today = timezone.localdate()
    rows = {what: desk_rows(officer, kind, today) for what, kind in KINDS.items()}
    decides = officer.role in DECIDING_ROLES
    context = {"rows": rows, "officer": officer, "decides": decides, "effects": effects_in(officer.region)}
    return render(request, "learners/plans/desk.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def matching_decide(request: HttpRequest, what: str) -> HttpResponse:
    """A new ban, steer or opening."""
    officer = get_deciding_officer(request.user)
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST or None, officer=officer)
    if form.is_valid():
        decide(decision=form.save(commit=False), by=officer.user)
        messages.success(request, _("It holds from its first day on, in the whole area that you chose."))
        return redirect("matching_desk")
    products = Industry.objects.filter(is_product=True).order_by("name").values_list("name", flat=True)
    context = {"form": form, "title": TITLES[what], "products": products}
    return render(request, "learners/plans/decide.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def matching_end(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Ends a decision of the officer's own area before its last day."""
    officer = get_deciding_officer(request.user)
    if what not in KINDS:
        raise Http404
    end_decision(decision=get_own_decision(officer, KINDS[what], pk), by=officer.user)
    messages.success(request, _("It no longer holds."))
    return redirect("matching_desk")


@never_cache
@login_required(login_url="account_login")
@require_safe
def person_offers(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a person is offered what: every consideration with its points."""
    person = get_person(request.user, pk, page="offers")
    return render(request, "learners/plans/why.html", {"person": person, "why": why_offered(person)})
