"""Paper sheets on the screen: print, send a photo, say what a doubtful box holds."""

import base64
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from eduplatform.accounts.models import User
from eduplatform.printing import CannotPrint
from learners.classes.access import get_taught_class
from learners.classes.items import read_slot
from learners.classes.models import SheetPhoto, Slot
from learners.classes.sheets.finding import SCALE, NoPage
from learners.classes.sheets.layout import BOX
from learners.classes.sheets.photos import NotAPhoto, cut_out, photo_data
from learners.classes.sheets.printing import sheets_pdf
from learners.classes.sheets.proving import is_as_kept
from learners.classes.sheets.queries import Outcome, ReadSheet, SheetLine, read_sheet
from learners.classes.sheets.reading import BadPhoto
from learners.classes.sheets.services import OtherSheet, confirm, doubtful, pages_for, store_photo

AROUND = 16
"""Pixels of the sheet that are shown around a doubtful box."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A box that a person has to look at; `picture` is a PNG as data: address."""

    number: int
    line: SheetLine
    slot: Slot
    picture: str


@never_cache
@login_required(login_url="account_login")
def class_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to print."""
    training_class = get_taught_class(request.user, pk)
    assert isinstance(request.user, User)
    pages = pages_for(training_class, by=request.user)
    if not pages:
        messages.error(request, _("Nobody is invited yet."))
        return redirect("class_page", pk)
    address = request.build_absolute_uri(reverse("class_sheets", args=[pk]))
    try:
        pdf = sheets_pdf(training_class, pages, address=address)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("class_page", pk)
    headers = {"Content-Disposition": f'inline; filename="class-{pk}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def class_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a photo of a filled sheet, and lists those that were sent."""
    training_class = get_taught_class(request.user, pk)
    file = request.FILES.get("photo")
    if request.method == "POST" and file:
        assert isinstance(request.user, User)
        try:
            photo = store_photo(training_class=training_class, data=photo_data(file), by=request.user)
            return redirect("class_sheet_photo", pk, photo.pk)
        except (NotAPhoto, NoPage, BadPhoto, OtherSheet) as error:
            messages.error(request, problem(error))
    photos = SheetPhoto.objects.filter(page__training_class=training_class).defer("picture")
    rows = [(photo, len(doubtful(photo))) for photo in photos.select_related("page", "uploaded_by").order_by("-pk")]
    return render(request, "learners/classes/sheets.html", {"class": training_class, "rows": rows})


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def class_sheet_photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """What was read from a photo; doubtful boxes with the picture beside them, one tap each."""
    training_class = get_taught_class(request.user, pk)
    photo = get_object_or_404(SheetPhoto, pk=photo_pk, page__training_class=training_class)
    if request.method == "POST":
        assert isinstance(request.user, User)
        try:
            there = request.POST.get("there") == "1"
            confirm(photo=photo, number=int(request.POST.get("box", "-")), there=there, by=request.user)
        except (ValueError, IndexError) as error:
            raise Http404 from error
        return redirect("class_sheet_photo", pk, photo_pk)
    sheet, as_kept = read_sheet(photo), is_as_kept(photo)
    context = {
        "class": training_class,
        "photo": photo,
        "sheet": sheet,
        "there": sheet.number_of(Outcome.THERE),
        "doubts": _doubts(photo, sheet) if as_kept else [],
        "not_recorded": sheet.number_of(Outcome.NOT_RECORDED),
        "as_kept": as_kept,
    }
    return render(request, "learners/classes/sheet_photo.html", context)


@never_cache
@login_required(login_url="account_login")
@require_safe
def class_sheet_picture(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """The whole page as it is kept; Http404 where it is not what the files name."""
    training_class = get_taught_class(request.user, pk)
    photo = get_object_or_404(SheetPhoto, pk=photo_pk, page__training_class=training_class)
    if not is_as_kept(photo):
        raise Http404
    return HttpResponse(bytes(photo.picture), content_type="image/jpeg")


def problem(error: ValueError) -> str:
    """Why nothing was read, and what helps."""
    if isinstance(error, NotAPhoto):
        return _("This file is no photo. Send a JPEG or PNG of at most 15 MB.")
    if isinstance(error, NoPage):
        return _("The four corner marks cannot be found. Photograph the whole page from above, in good light.")
    if isinstance(error, OtherSheet):
        return _("This sheet belongs to another class.")
    return _("The boxes cannot be found. Lay the page flat and hold the phone still.")


def _doubts(photo: SheetPhoto, sheet: ReadSheet) -> list[Doubt]:
    lines = {line.person.pk: line for line in sheet.lines}
    return [_doubt(photo, number, lines[photo.boxes[number]["person"]]) for number in doubtful(photo)]


def _doubt(photo: SheetPhoto, number: int, line: SheetLine) -> Doubt:
    box, side = photo.boxes[number], round(BOX * SCALE)
    corner = box["x"] - AROUND, box["y"] - AROUND
    png = cut_out(bytes(photo.picture), (*corner, box["x"] + side + AROUND, box["y"] + side + AROUND))
    picture = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return Doubt(number, line, read_slot(box["slot"]), picture)
