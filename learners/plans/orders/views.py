"""Training orders for staff and trainers: demand by village, answers, voice notes, orders of employers."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.people.access import log_looks
from learners.plans.coming import coming_classes
from learners.plans.orders.access import (
    ANSWERING_ROLES,
    JOB_ROLES,
    get_order,
    get_order_officer,
    get_voice,
    get_wish,
    orders_for,
    seen_near,
    wishes_for,
)
from learners.plans.orders.forms import AnswerForm, CloseForm, HeardForm, JobsForm
from learners.plans.orders.models import TrainingOrder
from learners.plans.orders.queries import askers, demand_by_village, order_rows, voices_to_hear
from learners.plans.orders.services import (
    NotWaiting,
    TakenAlready,
    answer_order,
    close_order,
    order_for_jobs,
    take_order,
    write_down,
)
from learners.regions.models import Officer

ANSWERED_SHOWN = 50


@never_cache
@login_required(login_url="account_login")
@require_safe
def training_orders(request: HttpRequest) -> HttpResponse:
    """What is wished for in the officer's area, by how many in which village."""
    officer = get_order_officer(request.user)
    orders, near = orders_for(officer), seen_near(officer)
    waiting = order_rows(orders.filter(state__in=TrainingOrder.WAITING), near=near)
    context = {
        "officer": officer,
        "waiting": waiting,
        "over": order_rows(orders.exclude(state__in=TrainingOrder.WAITING).order_by("-pk")[:ANSWERED_SHOWN], near=near),
        "demand": demand_by_village(waiting),
        "voices": voices_to_hear(wishes_for(request.user)),
        "may_order": officer.role in JOB_ROLES,
    }
    return render(request, "learners/plans/orders.html", context)


@never_cache
@login_required(login_url="account_login")
@require_safe
def training_order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: who asked, what answers it, who took part."""
    officer = get_order_officer(request.user)
    order = get_order(officer, pk)
    (row,) = order_rows(orders_for(officer).filter(pk=pk), near=seen_near(officer))
    asked = askers(order, wishes_for(request.user))
    log_looks(officer, [one.wish.person_id for one in asked], page="order")
    context = {"row": row, "order": order, "askers": asked}
    if officer.role in ANSWERING_ROLES and order.is_waiting:
        context |= {"answer_form": AnswerForm(classes=coming_classes(order.area)), "close_form": CloseForm()}
    return render(request, "learners/plans/order.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def training_order_take(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer takes an order on."""
    officer = get_order_officer(request.user, ANSWERING_ROLES)
    order = get_order(officer, pk)
    return _done(request, order, lambda: take_order(order_id=order.pk, by=officer.user))


@never_cache
@login_required(login_url="account_login")
@require_POST
def training_order_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers an order with a course or a class."""
    officer = get_order_officer(request.user, ANSWERING_ROLES)
    order = get_order(officer, pk)
    form = AnswerForm(request.POST, classes=coming_classes(order.area))
    if form.is_valid():
        return _done(request, order, lambda: answer_order(order_id=order.pk, by=officer.user, **form.cleaned_data))
    return _again(request, officer, order, "answer_form", form)


@never_cache
@login_required(login_url="account_login")
@require_POST
def training_order_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes an order that cannot be served, with the reason."""
    officer = get_order_officer(request.user, ANSWERING_ROLES)
    order = get_order(officer, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        return _done(request, order, lambda: close_order(order_id=order.pk, by=officer.user, **form.cleaned_data))
    return _again(request, officer, order, "close_form", form)


def _done(request: HttpRequest, order: TrainingOrder, act: Callable[[], TrainingOrder]) -> HttpResponse:
    try:
        act()
        messages.success(request, _("Done. Everybody who asked is told."))
    except TakenAlready:
        messages.warning(request, _("Another trainer is on it already."))
    except NotWaiting:
        messages.warning(request, _("Somebody has answered or closed this order meanwhile."))
    return redirect("training_order", order.pk)


def _again(
    request: HttpRequest, officer: Officer, order: TrainingOrder, name: str, form: AnswerForm | CloseForm
) -> HttpResponse:
    (row,) = order_rows(TrainingOrder.objects.filter(pk=order.pk), near=seen_near(officer))
    forms = {"answer_form": AnswerForm(classes=coming_classes(order.area)), "close_form": CloseForm(), name: form}
    context = {"row": row, "order": order, "askers": askers(order, wishes_for(request.user)), **forms}
    return render(request, "learners/plans/order.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def training_order_jobs(request: HttpRequest) -> HttpResponse:
    """A cooperative or workshop orders training for its jobs, through an officer."""
    officer = get_order_officer(request.user, JOB_ROLES)
    form = JobsForm(request.POST or None, officer=officer)
    if form.is_valid():
        orders = order_for_jobs(by=officer.user, **form.cleaned_data)
        messages.success(request, _("The order stands."))
        return redirect("training_order", orders[0].pk)
    return render(request, "learners/plans/order_jobs.html", {"form": form})


@never_cache
@login_required(login_url="account_login")
@require_safe
def wish_voice(request: HttpRequest, pk: int) -> HttpResponse:
    """A voice note, for officers of the area."""
    voice = get_voice(request.user, pk)
    return HttpResponse(bytes(voice.sound), content_type=voice.media_type)


@never_cache
@login_required(login_url="account_login")
@require_POST
def wish_heard(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer writes down what a voice note says."""
    officer = get_order_officer(request.user, JOB_ROLES)
    wish = get_wish(request.user, pk)
    form = HeardForm(request.POST)
    if form.is_valid():
        write_down(wish=wish, words=form.cleaned_data["words"], by=officer.user)
        messages.success(request, _("Written down, and put to the orders like it."))
    return redirect("training_orders")
