"""Lists to take away: short ones at once, long ones when they are written."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eduplatform.accounts.models import User
from learners.regions.access import PEOPLE_ROLES, get_region, officer_of, regions_for
from learners.regions.models import Region
from learners.reports.coverage import CoverageQuery, coverage_for
from learners.reports.figures import LABELS
from learners.reports.lists.models import ListOrder
from learners.reports.lists.rows import count_of, csv_pieces, rows_of, write_xlsx
from learners.reports.lists.services import AT_ONCE, order_list
from learners.reports.views import period_asked

TYPES = {
    ListOrder.Form.CSV: "text/csv; charset=utf-8",
    ListOrder.Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ListForm(forms.Form):
    """What the list is of, and the kind of file."""

    what = forms.ChoiceField(choices=ListOrder.What.choices)
    figure = forms.ChoiceField(choices=[(name, name) for name in LABELS])
    form = forms.ChoiceField(choices=ListOrder.Form.choices)


@login_required(login_url="account_login")
@require_POST
def list_order(request: HttpRequest, code: str) -> HttpResponseBase:
    """The list itself, or the page that says how far it is."""
    return _answer(request, get_region(request.user, code))


@login_required(login_url="account_login")
@require_POST
def own_list(request: HttpRequest) -> HttpResponseBase:
    """Of all households that the officer may see: for a helper, those helped."""
    officer = officer_of(request.user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404
    return _answer(request, None)


@never_cache
@login_required(login_url="account_login")
def list_progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is; asks again by itself until the file is there."""
    order = _own_order(request, token)
    context = {"order": order, "region": order.region, "period": order.period, "label": LABELS[order.figure]}
    return render(request, "learners/reports/list_progress.html", context)


@never_cache
@login_required(login_url="account_login")
def list_file(request: HttpRequest, token: str) -> FileResponse:
    """Of one's own, while its region lies in the area."""
    order = _own_order(request, token)
    if order.state != ListOrder.State.READY or not order.path.exists():
        raise Http404
    kind = TYPES[ListOrder.Form(order.form)]
    return FileResponse(order.path.open("rb"), as_attachment=True, filename=order.file_name, content_type=kind)


def _own_order(request: HttpRequest, token: str) -> ListOrder:
    mine = ListOrder.objects.filter(token=token, user=request.user.pk, region__in=regions_for(request.user))
    order = mine.select_related("region", "user").first()
    if order is None:
        raise Http404
    return order


def _answer(request: HttpRequest, region: Region | None) -> HttpResponseBase:
    asked = ListForm(request.POST)
    if not asked.is_valid() or not isinstance(request.user, User):
        raise Http404
    query = coverage_for(request.user, region, period_asked(request))
    what, figure, form = (asked.cleaned_data[name] for name in ("what", "figure", "form"))
    if region is None or count_of(query, what, figure) <= AT_ONCE:
        return _at_once(query, what, figure, ListOrder.Form(form))
    order = order_list(user=request.user, query=query, region=region, what=what, figure=figure, form=form)
    return redirect("list_progress", order.token)


def _at_once(query: CoverageQuery, what: str, figure: str, form: ListOrder.Form) -> HttpResponseBase:
    rows = rows_of(query, what, figure)
    pieces = (text for _count, text in csv_pieces(rows)) if form == ListOrder.Form.CSV else _workbook(rows)
    name = f"{query.region or ''}{ListOrder.What(what).label}-{query.period}.{form}"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return StreamingHttpResponse(pieces, content_type=TYPES[form], headers={"Content-Disposition": disposition})


def _workbook(rows: Iterator[list[str]]) -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        for _done in write_xlsx(path, rows):
            pass
        yield path.read_bytes()
