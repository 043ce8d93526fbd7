"""Parts of a file that staff enter: subsidies, outcomes, visits, papers, corrections; and their photos."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import correct
from learners.assistance.words import describe
from learners.people.access import get_served_person, person_of
from learners.people.models import Person
from learners.records.access import attachment_of, get_attachment, get_correctable
from learners.records.forms import PARTS, CorrectionForm, PartForm
from learners.records.models import Attachment
from learners.records.services import LooksRepeated, record_part
from learners.records.store import ContentChanged, content_of

LOCKED_IN = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def part_new(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Enters one part; sent twice, it is entered once."""
    if part not in PARTS:
        raise Http404
    person = get_served_person(request.user, pk, page=f"enter {part}")
    assert isinstance(request.user, User)
    form = PARTS[part](request.POST or None, request.FILES or None, person=person)
    if form.is_valid():
        entry = _recorded(request.user, person, form)
        if entry:
            messages.success(request, _("Recorded as entry %(seq)s.") % {"seq": entry.seq})
            return redirect(f"{reverse('person_file', args=[pk])}#entry-{entry.seq}")
    elif not form.is_bound:
        _suggest_oneself(form, request.user)
    title = str(Entry.Kind(form.kind).label)
    context = {"person": person, "form": form, "title": title}
    return render(request, "learners/records/part.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def entry_correct(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """Withdraws an entry with a reason; it stays to be read."""
    entry = get_correctable(request.user, pk, seq, page="correct")
    assert isinstance(request.user, User)
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        correction = correct(entry=entry, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Entry %(seq)s no longer counts.") % {"seq": seq})
        return redirect(f"{reverse('person_file', args=[pk])}#entry-{correction.seq}")
    context = {"person": entry.person, "entry": entry, "words": describe(entry, {}), "form": form}
    return render(request, "learners/records/correct.html", context)


@never_cache
@login_required(login_url="account_login")
@require_safe
def attachment(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """A photo or paper, for officers of the area."""
    return _shown(get_attachment(request.user, pk, sha256))


@never_cache
@login_required
@require_safe
def my_attachment(request: HttpRequest, sha256: str) -> HttpResponse:
    """A photo or paper in one's own file."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    return _shown(attachment_of(person, sha256))


def _recorded(user: User, person: Person, form: PartForm) -> Entry | None:
    """The entry; None with the error in the form when it looks like one that is there."""
    data = form.cleaned_data
    try:
        return record_part(
            person=person,
            kind=form.kind,
            payload=form.payload(),
            day=form.day,
            files=data.get(form.files_field) or [],
            by=user,
            once=data["once"],
            again=data["again"],
        )
    except LooksRepeated as error:
        form.looks_repeated = True
        form.add_error(None, _("Entry %(seq)s says exactly the same.") % {"seq": error.entry.seq})
        return None


def _suggest_oneself(form: PartForm, user: User) -> None:
    for name in ("visitor", "verified_by"):
        if name in form.fields:
            form.initial.setdefault(name, str(user))


def _shown(attachment: Attachment) -> HttpResponse:
    """A picture is shown, a PDF is saved: nothing in it may run on a page of ours."""
    try:
        response = HttpResponse(content_of(attachment), content_type=attachment.content_type)
    except ContentChanged:
        said = _("This file is not what was recorded. It is not shown; tell the auditor.")
        return HttpResponse(said, content_type="text/plain; charset=utf-8", status=410)
    way, ending = ("inline", "jpg") if attachment.content_type == "image/jpeg" else ("attachment", "pdf")
    response["Content-Disposition"] = f'{way}; filename="{attachment.sha256[:12]}.{ending}"'
    response["Content-Security-Policy"] = LOCKED_IN
    response["X-Content-Type-Options"] = "nosniff"
    return response
