"""Pages of the register for township and county staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from eduplatform.accounts.models import User
from learners.people.access import get_register_officer, get_served_person
from learners.people.devices import end_sign_ins
from learners.people.forms import ConfirmImportForm, RegisterUploadForm
from learners.people.importing import RegisterHasChanged
from learners.people.importing.display import change_lines
from learners.people.importing.plan import ImportCounts
from learners.people.importing.problems import fault_words
from learners.people.importing.uploads import (
    ProblemsRemain,
    UploadExpired,
    apply_upload,
    forget_file,
    get_upload,
    plan_upload,
    store_upload,
)
from learners.people.models import RegisterUpload
from learners.people.reading.errors import UnreadableFile
from learners.regions.models import Officer

LINES_SHOWN = 200


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
    """The dry run; a POST imports it; afterwards, what was imported."""
    officer = get_register_officer(request.user)
    upload = get_upload(officer.user, token)
    if upload.applied_at:
        context = {"upload": upload, "officer": officer, "counts": ImportCounts(**upload.counts)}
        return render(request, "learners/people/register_imported.html", context)
    try:
        return _confirm(request, upload, officer) if request.method == "POST" else _review(request, upload, officer)
    except UploadExpired:
        messages.error(request, _("This file was kept for a day and is gone. Please send it again."))
    except UnreadableFile as error:
        forget_file(upload)
        messages.error(request, fault_words(error))
    return redirect("register_import")


@never_cache
@login_required(login_url="account_login")
@require_POST
def person_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends the person's sign-ins on all phones, as when one was lost."""
    person = get_served_person(request.user, pk, page="sign-out")
    assert isinstance(request.user, User)
    end_sign_ins(person=person, by=request.user)
    messages.success(request, _("%(name)s is signed out of all phones.") % {"name": person.name})
    return redirect("person_file", pk)


def _review(request: HttpRequest, upload: RegisterUpload, officer: Officer) -> HttpResponse:
    plan = plan_upload(upload, officer)
    form = ConfirmImportForm(initial={"fingerprint": plan.fingerprint})
    context = {"upload": upload, "officer": officer, "plan": plan, "form": form}
    context |= {
        "counts": plan.counts,
        "problems": plan.problems[:LINES_SHOWN],
        "changes": change_lines(plan, most=LINES_SHOWN),
    }
    return render(request, "learners/people/register_review.html", context)


def _confirm(request: HttpRequest, upload: RegisterUpload, officer: Officer) -> HttpResponse:
    form = ConfirmImportForm(request.POST)
    try:
        form.is_valid()
        apply_upload(
            upload=upload,
            officer=officer,
            fingerprint=form.cleaned_data.get("fingerprint", ""),
            leave_out=form.cleaned_data["leave_out"],
        )
    except RegisterHasChanged:
        messages.warning(request, _("The register has changed meanwhile. Please look at the new dry run."))
    except ProblemsRemain:
        messages.warning(request, _("Some rows cannot be taken. Say whether to leave them out."))
    return redirect("register_import_review", upload.token)
