"""The trainer's phone in a class: codes to scan and names to tick."""

import re
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from learners.classes.access import get_taught_class, roster_for
from learners.classes.cards import learners_of
from learners.classes.codes import day_key
from learners.classes.models import Slot, TrainingClass
from learners.classes.queries import slot_lists
from learners.classes.scanning import LONGEST, read_code
from learners.classes.sheets.photos import NotAPhoto, photo_data
from learners.classes.signing import slot_at

WORKER = "js/classworker.js"
CARD = re.compile(r"(?:^|/c/)([A-Za-z0-9_-]{22})$")
"""The address on a household card, or what it ends with."""


@never_cache
@login_required(login_url="account_login")
def class_signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the phone needs for all days of the class, so that it works without a line."""
    training_class = get_taught_class(request.user, pk)
    now = timezone.now()
    offset = timezone.localtime(now).utcoffset()
    context = {
        "class": training_class,
        "lists": slot_lists(training_class, roster_for(request.user, training_class)),
        "chosen": _nearest(training_class, slot_at(training_class, now)),
        "keys": _keys(training_class),
        "address": request.build_absolute_uri(reverse("class_code")),
        "now": int(now.timestamp()),
        "offset": int(offset.total_seconds()) if offset else 0,
        "csrf": get_token(request),
    }
    return render(request, "learners/classes/signing.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def class_card(request: HttpRequest, pk: int) -> JsonResponse:
    """Whose card it is: persons of the roster, by its code as text, or by a photo where the browser reads none."""
    training_class = get_taught_class(request.user, pk)
    text = request.POST.get("text", "")[:LONGEST]
    photo = request.FILES.get("photo")
    try:
        text = text or (read_code(photo_data(photo)) if photo else "")
    except NotAPhoto:
        text = ""
    found = CARD.search(text)
    token = found[1] if found else ""
    return JsonResponse({"card": token, "learners": learners_of(training_class, token)})


@login_required(login_url="account_login")
def class_worker(request: HttpRequest, pk: int) -> HttpResponse:
    """The service worker of that page; its place is its scope."""
    get_taught_class(request.user, pk)
    return worker_file()


def worker_file() -> HttpResponse:
    found = finders.find(WORKER)
    assert isinstance(found, str)
    response = HttpResponse(Path(found).read_bytes(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _keys(training_class: TrainingClass) -> dict[str, str]:
    secret = training_class.secret
    return {day.isoformat(): day_key(secret, training_class.pk, day) for day in training_class.day_list}


def _nearest(training_class: TrainingClass, slot: Slot) -> Slot:
    """The slot of this hour; else the next one, or the last."""
    slots = training_class.slots
    return next((one for one in slots if one == slot), None) or next(
        (one for one in slots if one.day >= slot.day), slots[-1]
    )
