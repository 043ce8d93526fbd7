"""The villager's wishes for training, and what one was told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Industry
from courses.search.normalise import LONGEST
from courses.search.queries import answer_to
from eduplatform.accounts.models import User
from learners.notices.queries import leads_on
from learners.notices.services import mark_read
from learners.people.access import person_of
from learners.plans.orders.access import get_own_wish
from learners.plans.orders.forms import WishForm
from learners.plans.orders.queries import own_orders
from learners.plans.orders.services import NotWaiting, order_training, withdraw_wish

TILES = 12
COURSES_SHOWN = 3


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def my_order(request: HttpRequest) -> HttpResponse:
    """What there is for a wish comes first; a wish for what there is not becomes an order."""
    person = person_of(request.user)
    if person is None:
        return redirect("my_start")
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    form = WishForm(request.POST or None, request.FILES or None, initial={"words": query, "looked": query})
    if form.is_valid():
        said = form.cleaned_data
        if said["words"] and not said["voice"] and said["looked"] != said["words"] and answer_to(said["words"]).courses:
            return redirect(f"{reverse('my_order')}?{urlencode({'q': said['words']})}")
        order_training(person=person, words=said["words"], voice=said["voice"])
        messages.success(request, _("Your wish is written down. You are told here as soon as there is something."))
        return redirect("my_orders")
    context = {"query": query, "form": form, "courses": answer_to(query).courses[:COURSES_SHOWN] if query else []}
    tiles = Industry.objects.filter(is_product=True).exclude(picture="").order_by("code")[:TILES]
    return render(request, "learners/villager/order.html", context | {"tiles": tiles})


@never_cache
@login_required
def my_orders(request: HttpRequest) -> HttpResponse:
    """What one has asked for, and how far it is."""
    person = person_of(request.user)
    if person is None:
        return redirect("my_start")
    return render(request, "learners/villager/orders.html", {"rows": own_orders(person)})


@never_cache
@login_required
@require_POST
def my_wish_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A wish is taken back, as long as nobody has answered it."""
    person = person_of(request.user)
    if person is None or not isinstance(request.user, User):
        return redirect("my_start")
    try:
        withdraw_wish(wish=get_own_wish(person, pk), by=request.user)
        messages.success(request, _("You do not wish for it any more. That is written down."))
    except NotWaiting:
        messages.info(request, _("It was answered meanwhile. Have a look."))
    return redirect("my_orders")


@never_cache
@login_required
@require_POST
def my_notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice was read: on to what it speaks of."""
    person = person_of(request.user)
    notice = mark_read(person=person, notice_id=pk) if person else None
    if notice and leads_on(notice):
        return redirect(notice.url)
    if notice and notice.url:
        messages.info(request, _("This course is not offered at the moment."))
    return redirect("my_start")
