"""What is handed upward: the form on paper and as Excel, and the tables that were frozen."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eduplatform.accounts.models import User
from learners.regions.access import get_region
from learners.reports.coverage import coverage_for
from learners.reports.excel import file_name, workbook_of
from learners.reports.forms import form_of
from learners.reports.models import Snapshot
from learners.reports.periods import form_showing
from learners.reports.persons import persons_csv
from learners.reports.queries import path_to
from learners.reports.snapshots import as_now, compared, freeze, get_snapshot, is_sound, may_freeze, snapshots_for
from learners.reports.views import period_asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SNAPSHOTS_PER_PAGE = 30


@never_cache
@login_required(login_url="account_login")
def coverage_form(request: HttpRequest, code: str) -> HttpResponse:
    """The form to be looked at and printed, and what was frozen of it."""
    region = get_region(request.user, code)
    query = coverage_for(request.user, region, period_asked(request))
    snapshots = (
        snapshots_for(request.user).filter(region=region, form=Snapshot.Form.COVERAGE).order_by("-frozen_at", "-pk")
    )
    context = {
        "region": region,
        "path": path_to(request.user, region),
        "period": query.period,
        "period_form": form_showing(query.period),
        "form": form_of(query),
        "snapshots": Paginator(snapshots, SNAPSHOTS_PER_PAGE).get_page(request.GET.get("page")),
        "may_freeze": may_freeze(request.user),
    }
    return render(request, "learners/reports/form.html", context)


@never_cache
@login_required(login_url="account_login")
def coverage_excel(request: HttpRequest, code: str) -> HttpResponse:
    """The same form as a file."""
    query = coverage_for(request.user, get_region(request.user, code), period_asked(request))
    form = form_of(query)
    disposition = content_disposition_header(as_attachment=True, filename=file_name(form)) or ""
    return HttpResponse(workbook_of(form), content_type=XLSX, headers={"Content-Disposition": disposition})


@never_cache
@login_required(login_url="account_login")
def coverage_persons(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """All persons of the area with what their households count as, sent as they are read."""
    query = coverage_for(request.user, get_region(request.user, code), period_asked(request))
    name = f"{query.region}-{query.period}.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    headers = {"Content-Disposition": disposition}
    return StreamingHttpResponse(persons_csv(query), content_type="text/csv; charset=utf-8", headers=headers)


@login_required(login_url="account_login")
@require_POST
def coverage_freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Freezes the form of a period as it is now."""
    region = get_region(request.user, code)
    if not may_freeze(request.user) or not isinstance(request.user, User):
        raise Http404
    query = coverage_for(request.user, region, period_asked(request))
    snapshot = freeze(query=query, by=request.user)
    return redirect("coverage_snapshot", snapshot.pk)


@never_cache
@login_required(login_url="account_login")
def coverage_snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """What was reported, and what it would be now."""
    snapshot = get_snapshot(request.user, pk)
    period = snapshot.period
    now = as_now(snapshot, coverage_for(request.user, snapshot.region, period))
    rows = compared(snapshot, now)
    context = {
        "snapshot": snapshot,
        "region": snapshot.region,
        "path": path_to(request.user, snapshot.region),
        "period": period,
        "sound": is_sound(snapshot),
        "title": now.title,
        "back": "training_statistics" if snapshot.form == Snapshot.Form.TRAINING else "coverage_form",
        "columns": now.columns,
        "rows": rows,
        "corrected": any(cell.change for row in rows for cell in row.cells),
    }
    return render(request, "learners/reports/snapshot.html", context)
