"""Import of a register by township and county staff: the file, its dry run, decisions, the import."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learners.people.access import get_register_officer
from learners.people.forms import ConfirmImportForm, LeavingForm, RegisterUploadForm, RepairForm, typed_cells
from learners.people.importing import RegisterHasChanged
from learners.people.importing.background import begin, failure_words, is_at_work, is_small, take_failure
from learners.people.importing.bad_rows import bad_rows
from learners.people.importing.display import change_lines, short_names
from learners.people.importing.folder import State
from learners.people.importing.plan import ImportCounts
from learners.people.importing.review import LISTS, Review, listed, stored_review
from learners.people.importing.uploads import (
    ProblemsRemain,
    UploadExpired,
    accept_repair,
    agree_to_leave,
    apply_upload,
    decisions_of,
    forget_file,
    get_upload,
    review_upload,
    store_upload,
    type_cells,
)
from learners.people.models import RegisterUpload
from learners.people.reading.errors import UnreadableFile
from learners.regions.models import Officer

LINES_SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def register_import(request: HttpRequest) -> HttpResponse:
    """Takes a file and goes on to its dry run."""
    officer = get_register_officer(request.user)
    form = RegisterUploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = store_upload(user=officer.user, file=form.cleaned_data["file"])
        return redirect("register_import_review", upload.token)
    return render(request, "learners/people/register_import.html", {"form": form, "officer": officer})


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def register_import_review(request: HttpRequest, token: str) -> HttpResponse:
    """The dry run; a POST imports it; meanwhile, how far it is; afterwards, what was imported."""
    officer = get_register_officer(request.user)
    upload = get_upload(officer.user, token)
    if upload.applied_at:
        context = {"upload": upload, "officer": officer, "counts": ImportCounts(**upload.counts)}
        return render(request, "learners/people/register_imported.html", context)
    if state := is_at_work(upload):
        return _wait(request, upload, officer, state)
    if words := take_failure(upload):
        messages.warning(request, words)
    try:
        return _confirm(request, upload, officer) if request.method == "POST" else _review(request, upload, officer)
    except (UploadExpired, UnreadableFile) as error:
        forget_file(upload)
        messages.error(request, failure_words(error))
    return redirect("register_import")


@never_cache
@login_required(login_url="account_login")
@require_POST
def register_import_repair(request: HttpRequest, token: str) -> HttpResponse:
    """Agrees to a kind of repair, or takes that back."""
    upload = _open_upload(request, token)
    form = RepairForm(request.POST)
    if form.is_valid():
        accept_repair(upload=upload, kind=form.cleaned_data["kind"], agreed=form.cleaned_data["agreed"])
    return redirect("register_import_review", token)


@never_cache
@login_required(login_url="account_login")
@require_POST
def register_import_cells(request: HttpRequest, token: str) -> HttpResponse:
    """Puts typed values in the place of doubtful ones."""
    upload = _open_upload(request, token)
    cells = typed_cells(request.POST)
    if cells:
        type_cells(upload=upload, cells=cells)
    return redirect("register_import_review", token)


@never_cache
@login_required(login_url="account_login")
@require_POST
def register_import_leaving(request: HttpRequest, token: str) -> HttpResponse:
    """Agrees that who is missing of some villages has left, or takes that back."""
    upload = _open_upload(request, token)
    form = _leaving_form(upload, _reviewed(request, upload), request.POST)
    if form.is_valid():
        agree_to_leave(upload=upload, leaving=form.leaving())
    else:
        messages.error(request, " ".join(str(words) for errors in form.errors.values() for words in errors))
    return redirect(f"{reverse('register_import_review', args=[token])}?list=missing")


@never_cache
@login_required(login_url="account_login")
@require_GET
def register_import_rows(request: HttpRequest, token: str) -> HttpResponse:
    """The doubtful rows as a workbook, to be corrected in Excel and sent back."""
    upload = _open_upload(request, token)
    review = _reviewed(request, upload)
    problems = listed(upload, "doubtful", start=0, most=review.totals["doubtful"])
    content = bad_rows(upload.path, problems, _("What is doubtful"))
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="rows.xlsx"'
    return response


def _open_upload(request: HttpRequest, token: str) -> RegisterUpload:
    """An upload that can still be decided about."""
    upload = get_upload(get_register_officer(request.user).user, token)
    if upload.applied_at or is_at_work(upload):
        raise Http404
    return upload


def _reviewed(request: HttpRequest, upload: RegisterUpload) -> Review:
    try:
        return review_upload(upload, get_register_officer(request.user))
    except (UploadExpired, UnreadableFile) as error:
        raise Http404 from error


def _review(request: HttpRequest, upload: RegisterUpload, officer: Officer) -> HttpResponse:
    if stored_review(upload) is None and not is_small(upload):
        begin(upload, "reading", lambda progress: review_upload(upload, officer, progress))
        return _wait(request, upload, officer, State("reading"))
    review = review_upload(upload, officer)
    context = {"upload": upload, "officer": officer, "review": review, "counts": review.counts}
    context["form"] = ConfirmImportForm(initial={"fingerprint": review.fingerprint})
    return render(request, "learners/people/register_review.html", context | _shown_list(request, upload, review))


def _wait(request: HttpRequest, upload: RegisterUpload, officer: Officer, state: State) -> HttpResponse:
    context = {"upload": upload, "officer": officer, "state": state}
    return render(request, "learners/people/register_waiting.html", context)


def _shown_list(request: HttpRequest, upload: RegisterUpload, review: Review) -> dict[str, Any]:
    """The part of the list that the page shows: the first one that is not empty, unless asked for another."""
    first = next((name for name in LISTS if review.totals[name]), LISTS[0])
    name = request.GET.get("list", first)
    if name not in LISTS:
        raise Http404
    page = Paginator(range(review.totals[name]), LINES_SHOWN).get_page(request.GET.get("page"))
    lines = listed(upload, name, start=max(page.start_index() - 1, 0), most=LINES_SHOWN)
    places: dict[str, str] = {}
    if name in ("changed", "moved"):
        lines = change_lines(lines)
    elif name in ("new", "same", "missing"):
        places = short_names(line[-1] for line in lines)
    shown = {"list": name, "lines": lines, "places": places, "page": page, "query": f"list={name}"}
    return shown | ({"leaving": _leaving_form(upload, review)} if name == "missing" and lines else {})


def _leaving_form(upload: RegisterUpload, review: Review, data: Mapping[str, Any] | None = None) -> LeavingForm:
    """With the villages of which somebody is missing, and what was agreed so far."""
    agreed = decisions_of(upload).leaving
    initial = {"villages": list(agreed.villages), "because": agreed.because, "on": agreed.on} if agreed else None
    names = short_names(review.missing_of)
    label = _("%(village)s (%(count)s not in this file)")
    villages = [
        (code, label % {"village": names.get(code, code), "count": count}) for code, count in review.missing_of.items()
    ]
    return LeavingForm(data, villages=villages, initial=initial)


def _confirm(request: HttpRequest, upload: RegisterUpload, officer: Officer) -> HttpResponse:
    form = ConfirmImportForm(request.POST)
    form.is_valid()
    agreed = {
        "fingerprint": form.cleaned_data.get("fingerprint", ""),
        "leave_out": form.cleaned_data["leave_out"],
    }
    if is_small(upload):
        try:
            apply_upload(upload=upload, officer=officer, **agreed)
        except (RegisterHasChanged, ProblemsRemain) as error:
            messages.warning(request, failure_words(error))
    else:
        review = stored_review(upload)
        total = review.counts.new_persons + review.counts.changed_persons if review else 0
        begin(
            upload,
            "importing",
            lambda progress: apply_upload(upload=upload, officer=officer, progress=progress, **agreed),
            total=total,
        )
    return redirect("register_import_review", upload.token)
