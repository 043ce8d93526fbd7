"""Files that leave the house: on paper, as JSON, many at once, as a list; and the public page that confirms one."""

from collections.abc import Iterable
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from eduplatform.accounts.models import User
from eduplatform.printing import CannotPrint
from learners.assistance.ledger import ENCODER
from learners.exports.access import (
    MOST_FILES,
    MOST_ON_PAPER,
    get_own,
    get_village,
    household_people,
    people_in,
    taken_along,
    valid_certificate,
)
from learners.exports.archives import zipped
from learners.exports.badges import badge_of
from learners.exports.checks import checked
from learners.exports.document import FileIsBroken
from learners.exports.lists import write_list
from learners.exports.models import IssuedFile
from learners.exports.services import issue, print_files, printed_one_by_one, written_one_by_one
from learners.exports.statements import statements_of
from learners.people.access import get_person
from learners.people.models import Person

PDF, JSON, ZIP = "application/pdf", "application/json", "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@login_required(login_url="account_login")
@require_safe
def person_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The file on paper."""
    person = get_person(request.user, pk, page="pdf")
    return _paper(
        request, [person], _("File of %(name)s") % {"name": person.name}, back=reverse("person_file", args=[pk])
    )


@never_cache
@login_required(login_url="account_login")
@require_safe
def person_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole file for another program (`document.py`)."""
    return _json(request, get_person(request.user, pk, page="json"), back=reverse("person_file", args=[pk]))


@never_cache
@login_required
@require_safe
def my_pdf(request: HttpRequest) -> HttpResponse:
    """One's own file on paper."""
    return _paper(request, [get_own(request.user)], _("My file"), back=reverse("my_file"))


@never_cache
@login_required
@require_safe
def my_json(request: HttpRequest) -> HttpResponse:
    """One's own file for another program."""
    return _json(request, get_own(request.user), back=reverse("my_file"))


@never_cache
@login_required(login_url="account_login")
@require_safe
def household_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The files of all members as one PDF; a zip of PDFs where they are more than can be laid out at once."""
    persons = taken_along(request.user, household_people(request.user, pk), page="pdf")
    back = reverse("household_page", args=[pk])
    if len(persons) > MOST_ON_PAPER:
        return _archive(request, persons, _("Files of the household"), back=back)
    return _paper(request, persons, _("Files of the household"), back=back)


@never_cache
@login_required(login_url="account_login")
@require_safe
def village_files(request: HttpRequest, code: str) -> HttpResponse:
    """What can be taken along of a village, in portions."""
    village = get_village(request.user, code)
    number = people_in(request.user, village).count()
    starts = range(0, number, MOST_FILES)
    portions = [(start, start + 1, min(start + MOST_FILES, number)) for start in starts]
    context = {"village": village, "number": number, "portions": portions}
    return render(request, "learners/exports/village.html", context)


@never_cache
@login_required(login_url="account_login")
@require_safe
def village_zip(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """Up to 200 files of a village as one archive, sent while it is made."""
    village = get_village(request.user, code)
    start = _start(request)
    persons = taken_along(request.user, people_in(request.user, village)[start : start + MOST_FILES], page=form)
    assert isinstance(request.user, User)
    make = printed_one_by_one if form == "pdf" else written_one_by_one
    name = f"{village}-{start + 1}-{start + len(persons)}.zip"
    try:
        return _streamed(zipped(make(persons=persons, by=request.user)), ZIP, name)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("village_files", code)


@never_cache
@login_required(login_url="account_login")
@require_safe
def village_list(request: HttpRequest, code: str) -> HttpResponse:
    """All persons of a village with what their files sum up to, as Excel."""
    village = get_village(request.user, code)
    persons = taken_along(request.user, people_in(request.user, village), page="list")
    return _download(write_list(persons), XLSX, f"{village}.xlsx")


@never_cache
@login_required(login_url="account_login")
@require_safe
def person_statements(request: HttpRequest, pk: int) -> HttpResponse:
    """What was learned as xAPI statements, to be sent to `/statements` of a record store."""
    person = get_person(request.user, pk, page="statements")
    statements = statements_of(person.entries.order_by("seq"))
    return _download(ENCODER.encode(statements).encode(), JSON, f"xapi-{pk}.json")


@never_cache
@login_required(login_url="account_login")
@require_safe
def person_badge(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """A certificate as a signed Open Badge."""
    return _badge(get_person(request.user, pk, page="badge"), seq)


@never_cache
@login_required
@require_safe
def my_badge(request: HttpRequest, seq: int) -> HttpResponse:
    """One's own certificate as a signed Open Badge."""
    return _badge(get_own(request.user), seq)


@require_safe
def file_check(request: HttpRequest, digest: str = "") -> HttpResponse:
    """Public: whether a file with this digest was issued, and when; no more of the person than a masked name."""
    asked = "".join((digest or request.GET.get("digest", ""))[:200].split()).lower()
    found = checked(asked) if asked else None
    status = 404 if asked and found is None else 200
    return render(request, "learners/exports/check.html", {"asked": asked, "found": found}, status=status)


def _paper(request: HttpRequest, persons: list[Person], name: str, *, back: str) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        return _download(print_files(persons=persons, by=request.user), PDF, f"{name}-{timezone.localdate()}.pdf")
    except CannotPrint as error:
        messages.error(request, str(error))
    except FileIsBroken:
        messages.error(request, _("The file is not as it was recorded, and is not issued."))
    return redirect(back)


def _archive(request: HttpRequest, persons: list[Person], name: str, *, back: str) -> HttpResponseBase:
    assert isinstance(request.user, User)
    try:
        files = printed_one_by_one(persons=persons, by=request.user)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect(back)
    return _streamed(zipped(files), ZIP, f"{name}-{timezone.localdate()}.zip")


def _json(request: HttpRequest, person: Person, *, back: str) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        sheet = issue(person=person, by=request.user, form=IssuedFile.Form.JSON)
    except FileIsBroken:
        messages.error(request, _("The file is not as it was recorded, and is not issued."))
        return redirect(back)
    return _download(sheet.document.content, JSON, f"{person.name}-{timezone.localdate()}.json")


def _badge(person: Person, seq: int) -> HttpResponse:
    badge = badge_of(valid_certificate(person, seq))
    return _download(ENCODER.encode(badge).encode(), "application/vc+json", f"badge-{seq}.json")


def _start(request: HttpRequest) -> int:
    start = request.GET.get("from", "")
    return int(start) if start.isdecimal() and len(start) < 8 else 0


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = _disposition(name)
    return response


def _streamed(pieces: Iterable[bytes], content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = _disposition(name)
    response["Content-Encoding"] = "identity"  # it is packed already
    return response


def _disposition(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
