"""What officers do about one person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eduplatform.accounts.models import User
from learners.people.access import get_served_person
from learners.people.devices import end_sign_ins
from learners.people.weixin import NobodyWaits, NotByWeixin, confirm


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


@never_cache
@login_required(login_url="account_login")
@require_POST
def person_weixin(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer confirms that the WeChat account with this code is the person's."""
    person = get_served_person(request.user, pk, page="wechat")
    try:
        name = confirm(person=person, code=request.POST.get("code", "").strip())
    except (NobodyWaits, NotByWeixin):
        messages.error(request, _("No WeChat account waits under this code, or this person may not sign in by WeChat."))
    else:
        words = {"name": person.name, "account": name}
        messages.success(request, _("The WeChat account “%(account)s” now opens the lessons of %(name)s.") % words)
    return redirect("person_file", pk)
