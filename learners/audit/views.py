"""The auditor's pages."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from learners.assistance.day_checks import check_day
from learners.assistance.days import document
from learners.assistance.models import DayRoot
from learners.assistance.signing import public_key
from learners.audit.access import get_auditor
from learners.audit.findings import QUESTIONS, Scope
from learners.audit.forms import MarkForm, SampleForm, SpanForm
from learners.audit.models import AuditMark
from learners.audit.queries import finding_rows, overview, sample_rows
from learners.audit.sampling import sample
from learners.audit.services import NothingToMark, enter_problem, mark
from learners.people.access import log_looks, people_for

DAYS_SHOWN = 62


@never_cache
@login_required(login_url="account_login")
def audit_home(request: HttpRequest) -> HttpResponse:
    """All kinds of findings of a span of days, and the ways on."""
    officer = get_auditor(request.user)
    form = SpanForm(request.GET)
    rows = overview(_scope(request, form)) if form.is_valid() else []
    return render(request, "learners/audit/home.html", {"officer": officer, "form": form, "rows": rows})


@never_cache
@login_required(login_url="account_login")
def audit_findings(request: HttpRequest, kind: str) -> HttpResponse:
    """The findings of one kind, each with its entries and marks; a look at each of the persons named is logged."""
    officer = get_auditor(request.user)
    question = QUESTIONS.get(kind)
    if question is None:
        raise Http404
    form = SpanForm(request.GET)
    rows = finding_rows(question, _scope(request, form)) if form.is_valid() else []
    log_looks(officer, {entry.person_id for row in rows for entry in row.entries}, page="finding")
    context = {"question": question, "form": form, "rows": rows, "states": AuditMark.State.choices}
    return render(request, "learners/audit/findings.html", context)


@never_cache
@login_required(login_url="account_login")
def audit_sample(request: HttpRequest) -> HttpResponse:
    """Entries drawn by lot, with their evidence; a look at each of the persons is logged."""
    officer = get_auditor(request.user)
    form = SampleForm(request.GET)
    rows = []
    if "seed" in request.GET and form.is_valid():
        drawn = form.cleaned_data
        entries = _scope(request, form).all_entries()
        rows = sample_rows(sample(entries, seed=drawn["seed"], size=drawn["size"], by=drawn["by"]))
        log_looks(officer, {row.person.pk for row in rows}, page="sample")
    context = {"form": form, "rows": rows, "states": AuditMark.State.choices, "drawn": "seed" in request.GET}
    return render(request, "learners/audit/sample.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def audit_mark(request: HttpRequest) -> HttpResponse:
    """Notes a mark and goes back to where it was set."""
    officer = get_auditor(request.user)
    form, span = MarkForm(request.POST), SpanForm(request.POST)
    back = request.POST.get("back", "")
    if form.is_valid() and span.is_valid():
        try:
            mark(**form.cleaned_data, by=officer.user, scope=_scope(request, span))
        except NothingToMark as error:
            raise Http404 from error
    else:
        messages.error(request, _("The mark was not noted: choose one, with a note of at most 300 characters."))
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "audit_home")


@never_cache
@login_required(login_url="account_login")
@require_POST
def audit_problem(request: HttpRequest) -> HttpResponse:
    """Puts a finding into the problem ledger, for the township to put right."""
    officer = get_auditor(request.user)
    span = SpanForm(request.POST)
    if not span.is_valid():
        raise Http404
    try:
        problem = enter_problem(about=request.POST.get("about", ""), by=officer, scope=_scope(request, span))
    except NothingToMark as error:
        raise Http404 from error
    return redirect("problem_page", problem.pk)


@never_cache
@login_required(login_url="account_login")
def audit_days(request: HttpRequest) -> HttpResponse:
    """The daily roots, the latest first."""
    get_auditor(request.user)
    roots = [(root, json.loads(root.record)) for root in DayRoot.objects.order_by("-day")[:DAYS_SHOWN]]
    return render(request, "learners/audit/days.html", {"roots": roots, "key": public_key()})


@never_cache
@login_required(login_url="account_login")
def audit_day(request: HttpRequest, pk: int) -> HttpResponse:
    """One day, checked just now."""
    get_auditor(request.user)
    root = get_object_or_404(DayRoot, pk=pk)
    return render(request, "learners/audit/day.html", {"root": root, "check": check_day(root.day)})


@never_cache
@login_required(login_url="account_login")
def audit_day_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a day, to be kept elsewhere: numbers and hashes, nothing about anybody."""
    get_auditor(request.user)
    root = get_object_or_404(DayRoot, pk=pk)
    response = HttpResponse(json.dumps(document(root), separators=(",", ":")) + "\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{root.day}.json"'
    return response


def _scope(request: HttpRequest, form: SpanForm) -> Scope:
    return Scope(people_for(request.user), form.cleaned_data["first"], form.cleaned_data["last"])
