"""Classes on the desk of an officer: the list, one class, its roster."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from eduplatform.accounts.models import User
from learners.classes.access import (
    can_plan,
    can_teach,
    classes_for,
    get_class,
    get_planned_class,
    get_planner,
    get_reader,
    roster_for,
)
from learners.classes.candidates import candidates
from learners.classes.clashes import obstacles
from learners.classes.forms import AnswerForm, ClassForm, WantedForm
from learners.classes.models import Enrolment, TrainingClass
from learners.classes.queries import candidate_lines, roster_of, with_counts
from learners.classes.services import (
    CannotAnswer,
    ClassIsClosed,
    ClassIsOver,
    NoSeatLeft,
    ReasonMissing,
    TermsAreFixed,
    invite,
    note_answer,
    plan_class,
    seats_left,
)

CLASSES_PER_PAGE = 30
CANDIDATES_PER_PAGE = 100


@never_cache
@login_required(login_url="account_login")
def class_list(request: HttpRequest) -> HttpResponse:
    """The classes of the officer's area; a trainer's own."""
    officer = get_reader(request.user)
    classes = with_counts(classes_for(request.user)).order_by("-starts_on", "-pk")
    page = Paginator(classes, CLASSES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "can_plan": can_plan(request.user), "officer": officer}
    return render(request, "learners/classes/list.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def class_new(request: HttpRequest) -> HttpResponse:
    """Plans a class."""
    return _edit(request, TrainingClass())


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def class_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a class that has no results yet."""
    return _edit(request, get_planned_class(request.user, pk))


@never_cache
@login_required(login_url="account_login")
def class_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One class with its roster and what stands in its way."""
    training_class = get_class(request.user, pk)
    context = {
        "class": training_class,
        "roster": roster_of(training_class, roster_for(request.user, training_class)),
        "reasons": Enrolment.Reason.choices,
        "seats_left": seats_left(training_class),
        "can_plan": can_plan(request.user) and not training_class.closed_at,
        "can_revoke": can_plan(request.user) and training_class.closed_at,
        "can_teach": can_teach(request.user),
        "sees_files": training_class.trainer != request.user,
    }
    return render(request, "learners/classes/class.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def class_roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to invite, picked from the register."""
    training_class = get_planned_class(request.user, pk)
    if request.method == "POST":
        return _invite(request, training_class)
    form = WantedForm(request.GET or None, region=training_class.region)
    assert isinstance(request.user, User)
    found = candidates(request.user, training_class, form.wanted())
    page = Paginator(found, CANDIDATES_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    lines = candidate_lines(training_class, page)
    villages = {line.person.household.village for line in lines}
    context = {
        "class": training_class,
        "form": form,
        "page": page,
        "lines": lines,
        "query": query.urlencode(),
        "seats_left": seats_left(training_class),
        "obstacles": obstacles(training_class, sorted(villages, key=lambda village: village.code)),
    }
    return render(request, "learners/classes/roster.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def class_answer(request: HttpRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    """Notes what an invited person said."""
    training_class = get_planned_class(request.user, pk)
    enrolment = get_object_or_404(roster_for(request.user, training_class), pk=enrolment_pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    assert isinstance(request.user, User)
    try:
        note_answer(enrolment=enrolment, by=request.user, **form.cleaned_data)
    except (CannotAnswer, ClassIsClosed, NoSeatLeft, ReasonMissing) as error:
        messages.error(request, refusal(error))
    return redirect("class_page", pk)


def refusal(error: ValueError) -> str:
    """Why nothing was done, as a sentence."""
    if isinstance(error, NoSeatLeft):
        return ngettext("Only %(left)s seat is left.", "Only %(left)s seats are left.", error.left) % {
            "left": error.left
        }
    if isinstance(error, ReasonMissing):
        return _("Choose the reason first.")
    if isinstance(error, ClassIsClosed):
        return _("This class is closed: its results are in the files already.")
    if isinstance(error, ClassIsOver):
        return _("This class ended on %(day)s, and nobody was invited. Tick below that they were there.") % {
            "day": error.ended_on
        }
    if isinstance(error, TermsAreFixed):
        return _("People have signed in: the days up to today and the terms of completion can no longer be changed.")
    return _("This does not follow from what was noted before.")


def _edit(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    officer = get_planner(request.user)
    form = ClassForm(request.POST or None, instance=training_class, officer=officer)
    if request.method == "POST" and form.is_valid():
        try:
            stored = plan_class(training_class=form.save(commit=False), days=form.cleaned_data["days"], by=officer.user)
            return redirect("class_page", stored.pk)
        except (ClassIsClosed, TermsAreFixed) as error:
            messages.error(request, refusal(error))
    return render(request, "learners/classes/form.html", {"form": form, "class": training_class})


def _invite(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    chosen = [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 19]
    assert isinstance(request.user, User)
    try:
        number = invite(
            training_class=training_class, person_ids=chosen, by=request.user, afterwards="afterwards" in request.POST
        )
    except (NoSeatLeft, ClassIsClosed, ClassIsOver) as error:
        messages.error(request, refusal(error))
        return redirect("class_roster", training_class.pk)
    said = ngettext("%(number)s person was invited.", "%(number)s persons were invited.", number)
    messages.success(request, said % {"number": number})
    return redirect("class_page", training_class.pk)
