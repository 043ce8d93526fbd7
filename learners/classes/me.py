"""A villager in a class: one's own sign-in with the code of the trainer's phone."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learners.classes.api import sender_of
from learners.classes.queries import classes_near
from learners.classes.scanning import read_code
from learners.classes.sheets.photos import NotAPhoto, photo_data
from learners.classes.signing import store_sign_ins
from learners.classes.teaching import worker_file
from learners.people.access import person_of
from learners.people.devices import hold_person

PARTS_OF_CODE = 3


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def class_code(request: HttpRequest) -> HttpResponse:
    """Takes the code that was scanned or typed; a scan opens this page with it."""
    person = person_of(request.user)
    if person is None:
        return redirect("my_start")
    response = HttpResponse()
    sign_in = hold_person(request, response, person)
    if request.method == "POST":
        _take(request, response)
        answer: HttpResponse = redirect("class_code")
    else:
        context = {
            "person": person,
            "classes": classes_near(person),
            "code": request.GET.get("c", ""),
            "token": sign_in.token,
            "csrf": get_token(request),
        }
        answer = render(request, "learners/classes/code.html", context)
    answer.cookies.update(response.cookies)
    return answer


def class_code_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of that page."""
    return worker_file()


def _take(request: HttpRequest, response: HttpResponse) -> None:
    item = _item(request.POST.get("c", "") or _photographed(request), request.POST.get("class", ""))
    (answer,) = store_sign_ins(sender=sender_of(request, response), items=[item])
    if answer.code:
        messages.error(request, answer.code.label)
    else:
        messages.success(request, _("You are signed in to the class."))


def _photographed(request: HttpRequest) -> str:
    """The code in a photo; empty where none can be read."""
    photo = request.FILES.get("photo")
    try:
        return read_code(photo_data(photo)) if photo else ""
    except NotAPhoto:
        return ""


def _item(text: str, chosen: str) -> dict[str, object]:
    """What a phone without JavaScript would have sent."""
    parts = text.strip().rsplit("=", 1)[-1].split(".")
    head: dict[str, object] = {"id": str(uuid.uuid4()), "kind": "code"}
    if len(parts) == PARTS_OF_CODE and all(part.isdecimal() for part in parts[:2]):
        return head | {"class": int(parts[0]), "tick": int(parts[1]), "code": parts[2]}
    return head | {"class": int(chosen) if chosen.isdecimal() else 0, "code": text.replace(" ", "")}
