"""A WeChat account that the platform does not know yet: what its owner can do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eduplatform.accounts.weixin import forget_waiting, waiting_account
from learners.people.weixin import claim_code, join_to_phone


@never_cache
@require_http_methods(["GET", "POST"])
def my_weixin(request: HttpRequest) -> HttpResponse:
    """Prove a number and say yes, or show the code to an officer."""
    waiting = waiting_account(request)
    if waiting is None:
        return redirect("my_start")
    if not request.user.is_authenticated:
        code = claim_code(uid=waiting["uid"], name=waiting["name"])
        return render(request, "learners/villager/weixin.html", {"name": waiting["name"], "code": code})
    if request.method == "POST":
        forget_waiting(request)
        if "yes" in request.POST and join_to_phone(user=request.user, uid=waiting["uid"], name=waiting["name"]):
            messages.success(request, _("From now on you can sign in by WeChat."))
        return redirect("my_start")
    return render(request, "learners/villager/weixin.html", {"name": waiting["name"]})
