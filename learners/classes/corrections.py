"""The page on which sign-ins of a class are read one by one, and a wrong one is taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eduplatform.accounts.models import User
from learners.classes.access import can_teach, get_class, get_taught_class, roster_for
from learners.classes.forms import SignInFilter, TakeBackForm
from learners.classes.models import SignIn
from learners.classes.queries import sign_in_lines
from learners.classes.services import ClassIsClosed
from learners.classes.views import refusal
from learners.classes.withdrawing import NothingToTakeBack, take_back

LINES = 50


@never_cache
@login_required(login_url="account_login")
def class_sign_in_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signed in when and how, the latest first, and what was taken back."""
    training_class = get_class(request.user, pk)
    form = SignInFilter(request.GET, training_class=training_class, roster=roster_for(request.user, training_class))
    page = Paginator(form.found(), LINES).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "class": training_class,
        "form": form,
        "page": page,
        "lines": sign_in_lines(page),
        "query": query.urlencode(),
        "may_take_back": can_teach(request.user) and not training_class.closed_at,
        "reasons": TakeBackForm(),
    }
    return render(request, "learners/classes/sign_ins.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def class_sign_in_withdraw(request: HttpRequest, pk: int, sign_in_pk: int) -> HttpResponse:
    """Takes one back; it stays in the list and in the file, with the reason."""
    training_class = get_taught_class(request.user, pk)
    own = SignIn.objects.filter(enrolment__in=roster_for(request.user, training_class))
    sign_in = get_object_or_404(own.select_related("enrolment__person"), pk=sign_in_pk)
    form = TakeBackForm(request.POST)
    assert isinstance(request.user, User)
    if not form.is_valid():
        messages.error(request, _("Choose the reason first."))
    else:
        try:
            take_back(sign_in=sign_in, reason=form.reason, by=request.user)
            messages.success(request, _("The sign-in of %(name)s was taken back.") % {"name": sign_in.enrolment.person})
        except ClassIsClosed as error:
            messages.error(request, refusal(error))
        except NothingToTakeBack:
            messages.error(request, _("This sign-in was taken back before."))
    return redirect("class_sign_in_list", pk)
