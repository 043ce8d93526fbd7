"""The problem ledger: list, paper, Excel, one problem and what is done about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduplatform.accounts.models import User
from learners.classes.access import get_class
from learners.followup.numbers import number_in
from learners.followup.problems import services
from learners.followup.problems.access import (
    directs,
    get_problem,
    get_problem_reader,
    may_assign,
    may_close,
    may_report,
    problems_for,
)
from learners.followup.problems.excel import file_name, workbook_of
from learners.followup.problems.forms import AssignForm, ClosingForm, ProblemForm, ProvingForm, ReasonForm
from learners.followup.problems.models import Problem, Proof
from learners.followup.problems.queries import COLUMNS, ProblemLine, counts_of, of_state, place_of, problem_lines
from learners.people.access import get_household, get_served_household, serves
from learners.regions.models import Officer

PROBLEMS_PER_PAGE = 50
MOST_ROWS = 5000
STATES = ("open", "overdue", "reported", "closed", "all")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@login_required(login_url="account_login")
@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    """The ledger of the officer's area."""
    get_problem_reader(request.user)
    asked = _asked(request)
    rows = of_state(asked.problems, asked.state)
    page = Paginator(rows, PROBLEMS_PER_PAGE).get_page(request.GET.get("page"))
    filters = {"source": asked.source, "household": asked.household or ""}
    context = {
        "asked": asked,
        "sources": Problem.Source.choices,
        "household": get_household(request.user, asked.household) if asked.household else None,
        "counts": counts_of(asked.problems),
        "page": page,
        "lines": problem_lines(page, page.start_index()),
        "filters": urlencode(filters),
        "query": urlencode({"state": asked.state, **filters}),
        "serves": serves(request.user),
    }
    return render(request, "learners/followup/problems.html", context)


@never_cache
@login_required(login_url="account_login")
@require_safe
def problem_print(request: HttpRequest) -> HttpResponse:
    """The same lines on paper."""
    officer = get_problem_reader(request.user)
    context = {"lines": _lines(request), "columns": COLUMNS, "unit": officer.region.name, "day": timezone.localdate()}
    return render(request, "learners/followup/problems_print.html", context)


@never_cache
@login_required(login_url="account_login")
@require_safe
def problem_excel(request: HttpRequest) -> HttpResponse:
    """The same lines as Excel."""
    unit, day = get_problem_reader(request.user).region.name, timezone.localdate()
    disposition = content_disposition_header(as_attachment=True, filename=file_name(unit, day)) or ""
    content = workbook_of(_lines(request), unit=unit, day=day)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def problem_new(request: HttpRequest) -> HttpResponse:
    """Enters a problem of a household, a class or a place."""
    officer = get_problem_reader(request.user)
    if not serves(request.user):
        raise Http404
    household = class_ = None
    if pk := number_in(request.GET, "household"):
        household = get_served_household(request.user, pk)
    elif pk := number_in(request.GET, "class"):
        class_ = get_class(request.user, pk)
    placed = bool(household or class_)
    initial = {"found_on": timezone.localdate(), "region": officer.region}
    form = ProblemForm(request.POST or None, officer=officer, placed=placed, initial=initial)
    if form.is_valid():
        region = household.village if household else class_.region if class_ else form.cleaned_data["region"]
        source = Problem.Source.HOUSEHOLD if household else Problem.Source.CLASS if class_ else Problem.Source.PLACE
        said = {name: form.cleaned_data[name] for name in ("what", "found_on", "once")}
        found = services.Found(source=source, region=region, household=household, training_class=class_, **said)
        return redirect("problem_page", services.enter(found=found, by=officer.user).pk)
    context = {"form": form, "household": household, "class": class_}
    return render(request, "learners/followup/problem_new.html", context)


@never_cache
@login_required(login_url="account_login")
@require_safe
def problem_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem with all its steps."""
    return _page(request, get_problem(request.user, pk), {})


@never_cache
@login_required(login_url="account_login")
@require_POST
def problem_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The next step of a problem."""
    problem = get_problem(request.user, pk)
    if step not in STEPS:
        raise Http404
    allowed, form_class, act = STEPS[step]
    if not allowed(request.user, problem):
        raise Http404
    officer = get_problem_reader(request.user)
    directing = form_class is AssignForm
    form = AssignForm(request.POST, officer=officer) if directing else form_class(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, problem, {step: form})
    assert isinstance(request.user, User)
    try:
        act(problem=problem, by=request.user, **form.cleaned_data)
        messages.success(request, _("Recorded."))
    except (services.DoesNotFollow, services.OwnProblem):
        messages.info(request, _("The problem stands otherwise by now; nothing was changed."))
    except services.NoProof:
        messages.error(request, _("There is no photo yet: it cannot be closed without proof."))
    return redirect("problem_page", pk)


@never_cache
@login_required(login_url="account_login")
@require_safe
def problem_proof(request: HttpRequest, pk: int, proof_pk: int) -> HttpResponse:
    """A photo, for those who see the problem."""
    proof = get_object_or_404(Proof, pk=proof_pk, step__problem=get_problem(request.user, pk))
    response = HttpResponse(bytes(proof.picture), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response


STEPS: Mapping[str, tuple[Callable[..., bool], type[Form], Callable[..., Problem]]] = {
    "assign": (may_assign, AssignForm, services.assign),
    "report": (may_report, ProvingForm, services.report),
    "return": (may_close, ReasonForm, services.send_back),
    "close": (may_close, ClosingForm, services.close),
    "reopen": (directs, ReasonForm, services.reopen),
}
OPEN_STEPS: Mapping[str, tuple[str, ...]] = {
    Problem.State.FOUND: ("assign",),
    Problem.State.ASSIGNED: ("report", "assign"),
    Problem.State.REPORTED: ("close", "return"),
    Problem.State.CLOSED: ("reopen",),
}


def _page(request: HttpRequest, problem: Problem, sent: Mapping[str, Form]) -> HttpResponse:
    officer = get_problem_reader(request.user)
    names = [name for name in OPEN_STEPS[problem.state] if STEPS[name][0](request.user, problem)]
    context = {
        "problem": problem,
        "place": place_of(problem),
        "steps": problem.steps.select_related("by").prefetch_related("proofs"),
        "forms": {name: sent.get(name) or _fresh(name, problem, officer) for name in names},
        "own": problem.state == Problem.State.REPORTED and directs(request.user, problem) and not names,
    }
    return render(request, "learners/followup/problem.html", context)


def _fresh(name: str, problem: Problem, officer: Officer) -> Form:
    form_class = STEPS[name][1]
    if form_class is not AssignForm:
        return form_class(auto_id=f"id_{name}_%s")
    now = {"responsible": problem.responsible, "name": problem.responsible_name, "measures": problem.measures}
    return form_class(initial=now | {"due_on": problem.due_on}, officer=officer)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines of the ledger are wanted."""

    state: str
    source: str
    household: int | None
    problems: QuerySet[Problem]


def _asked(request: HttpRequest) -> Asked:
    """By the address; what it says wrong counts as not said."""
    problems = problems_for(request.user)
    state, source = request.GET.get("state", "open"), request.GET.get("source", "")
    household = number_in(request.GET, "household")
    if source in Problem.Source.values:
        problems = problems.filter(source=source)
    if household:
        problems = problems.filter(household=household)
    known = source if source in Problem.Source.values else ""
    return Asked(state if state in STATES else "open", known, household, problems)


def _lines(request: HttpRequest) -> Sequence[ProblemLine]:
    asked = _asked(request)
    return problem_lines(of_state(asked.problems, asked.state)[:MOST_ROWS])
