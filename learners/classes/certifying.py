"""Exam marks, closing a class, certificates; and the public page that checks one."""

import re
import time

import segno
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import lookup_hash
from eduplatform.printing import CannotPrint, render_pdf
from learners.classes.access import get_class, get_planned_class, get_taught_class, roster_for
from learners.classes.completion import (
    AlreadyRevoked,
    BadMarks,
    ClassNotOver,
    MarksMissing,
    close_class,
    note_marks,
    revoke,
)
from learners.classes.models import Certificate, TrainingClass
from learners.classes.proving import entry_of
from learners.classes.services import ClassIsClosed
from learners.classes.views import refusal

SERIAL = re.compile(r"\d{6}-\d{4}-[2-9A-HJ-NP-Z]{12}")
CHECKS_A_MINUTE = 30
MINUTE_S = 60


@never_cache
@login_required(login_url="account_login")
@require_POST
def class_exam(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks of all who took the exam, in one form: `marks-` and the number of the enrolment."""
    training_class = get_taught_class(request.user, pk)
    try:
        for enrolment in roster_for(request.user, training_class):
            sent = request.POST.get(f"marks-{enrolment.pk}", "").strip()
            if sent:
                note_marks(enrolment=enrolment, marks=int(sent) if sent.isdecimal() and len(sent) < 4 else -1)
    except BadMarks:
        messages.error(request, _("Marks are whole numbers from 0 to 100."))
    except ClassIsClosed as error:
        messages.error(request, refusal(error))
    return redirect("class_page", pk)


@never_cache
@login_required(login_url="account_login")
@require_POST
def class_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes completions into the files and makes certificates."""
    training_class = get_planned_class(request.user, pk)
    assert isinstance(request.user, User)
    try:
        number = close_class(training_class=training_class, by=request.user)
    except ClassNotOver:
        messages.error(request, _("The class can be closed from its last day on."))
    except MarksMissing as error:
        names = ", ".join(error.names)
        messages.error(request, _("Marks are missing for: %(names)s") % {"names": names})
    except ClassIsClosed as error:
        messages.error(request, refusal(error))
    else:
        said = ngettext("%(number)s person completed the class.", "%(number)s persons completed the class.", number)
        messages.success(request, said % {"number": number})
    return redirect("class_page", pk)


@never_cache
@login_required(login_url="account_login")
def certificate_pdf(request: HttpRequest, pk: int, certificate_pk: int) -> HttpResponse:
    """The certificate to print."""
    training_class = get_class(request.user, pk)
    certificate = _certificate(request, training_class, certificate_pk)
    if entry_of(certificate) is None:
        messages.error(request, _("No file proves this certificate. It is not printed; tell the auditor."))
        return redirect("class_page", pk)
    address = request.build_absolute_uri(reverse("certificate_check", args=[certificate.serial]))
    context = {
        "class": training_class,
        "certificate": certificate,
        "person": certificate.enrolment.person,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(border=1),
    }
    try:
        pdf = render_pdf("learners/classes/certificate.html", context)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("class_page", pk)
    headers = {"Content-Disposition": f'inline; filename="{certificate.serial}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@never_cache
@login_required(login_url="account_login")
@require_POST
def certificate_revoke(request: HttpRequest, pk: int, certificate_pk: int) -> HttpResponse:
    """Takes a certificate back, with the reason."""
    training_class = get_planned_class(request.user, pk)
    certificate = _certificate(request, training_class, certificate_pk)
    assert isinstance(request.user, User)
    try:
        revoke(certificate=certificate, reason=request.POST.get("reason", "")[:200], by=request.user)
        messages.success(request, _("The certificate was revoked."))
    except AlreadyRevoked:
        messages.error(request, _("The certificate was revoked before."))
    except ValueError:
        messages.error(request, _("Write the reason first."))
    return redirect("class_page", pk)


@never_cache
def certificate_check(request: HttpRequest, serial: str = "") -> HttpResponse:
    """For anybody who has the serial: what the certificate says, with most of the name hidden."""
    sent = (serial or request.GET.get("serial", "")).strip().upper()
    context: dict[str, object] = {"serial": sent, "certificate": None}
    if sent and not _may_check(request):
        return render(request, "learners/classes/check.html", context | {"too_many": True}, status=429)
    certificate = _by_serial(sent)
    issued = entry_of(certificate) if certificate else None
    if certificate and issued:
        name, kinds = masked_name(certificate.enrolment.person.name), dict(TrainingClass.Kind.choices)
        facts = {**issued.payload, "kind": kinds.get(issued.payload["class_kind"], "")}
        context |= {"certificate": certificate, "name": name, "facts": facts}
    context["unproven"] = certificate and not issued
    return render(request, "learners/classes/check.html", context, status=200 if issued or not sent else 404)


def masked_name(name: str) -> str:
    """王兰 -> 王*"""
    return name[:1] + "*" * (len(name) - 1)


def _may_check(request: HttpRequest) -> bool:
    """Counts the checks of one address within a minute; the address itself is kept nowhere."""
    address = lookup_hash(f"checks:{get_adapter().get_client_ip(request)}")[:16]
    key = f"certificate-checks:{address}:{int(time.time()) // MINUTE_S}"
    cache.add(key, 0, 2 * MINUTE_S)
    return bool(cache.incr(key) <= CHECKS_A_MINUTE)


def _by_serial(serial: str) -> Certificate | None:
    if not SERIAL.fullmatch(serial):
        return None
    rows = Certificate.objects.select_related("enrolment__person", "enrolment__training_class")
    return rows.filter(serial=serial).first()


def _certificate(request: HttpRequest, training_class: TrainingClass, pk: int) -> Certificate:
    """Of a person whom the officer may see; Http404 otherwise."""
    visible = roster_for(request.user, training_class)
    certificate = get_object_or_404(Certificate.objects.select_related("enrolment__person"), pk=pk)
    if not visible.filter(pk=certificate.enrolment_id).exists():
        raise Http404
    return certificate
