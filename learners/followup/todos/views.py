"""The lists of to-dos, giving them, and saying how they went."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduplatform.accounts.models import User
from learners.followup.holder import holder_of
from learners.followup.numbers import number
from learners.followup.todos.access import get_own_todo, get_todo, get_todo_reader, may_take_back, todos_for
from learners.followup.todos.forms import GiveForm, SettleForm, TakeBackForm
from learners.followup.todos.models import ToDo
from learners.followup.todos.queries import counts_of, helper_rows, of_state, todo_lines
from learners.followup.todos.services import AlreadySettled, give, settle, take_back
from learners.people.access import get_household, get_members, served_households, serves
from learners.people.models import Household
from learners.regions.models import Officer

TODOS_PER_PAGE = 50
STATES = ("open", "overdue", "done", "failed", "withdrawn", "all")


@never_cache
@login_required(login_url="account_login")
@require_safe
def todo_list(request: HttpRequest) -> HttpResponse:
    """What is to be done in the officer's households, what is overdue, and what came of the rest."""
    officer = get_todo_reader(request.user)
    todos = todos_for(request.user)
    household = number(request.GET.get("household", ""))
    if household:
        todos = todos.filter(household=household)
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    page = Paginator(of_state(todos, state), TODOS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "own": officer.role == Officer.Role.HELPER,
        "state": state,
        "household": todos_household(request, household),
        "counts": counts_of(todos),
        "page": page,
        "lines": todo_lines(list(page)),
        "of": f"&household={household}" if household else "",
        "query": f"state={state}" + (f"&household={household}" if household else ""),
        "serves": serves(request.user),
        "helpers": [] if household or officer.role == Officer.Role.HELPER else helper_rows(todos),
    }
    return render(request, "learners/followup/todos.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def todo_new(request: HttpRequest) -> HttpResponse:
    """The same to-do for one household or many."""
    if not serves(request.user):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    households = served_households(request.user, [pk for pk in map(number, asked.getlist("household")) if pk])
    form = GiveForm(request.POST or None, user=request.user, initial={"errand": request.GET.get("errand")})
    if form.is_valid() and households:
        given(request, form, [one.pk for one in households])
        return redirect("todo_list")
    if request.method == "POST" and not households:
        messages.error(request, _("Choose at least one household."))
    return render(request, "learners/followup/todo_new.html", {"form": form, "households": households})


def given(request: HttpRequest, form: GiveForm, household_ids: list[int]) -> None:
    """Gives the to-dos of a valid form and says how many were new."""
    assert isinstance(request.user, User)
    made = give(household_ids=household_ids, wanted=form.wanted(), by=request.user)
    said = ngettext("%(count)s to-do was given.", "%(count)s to-dos were given.", made) % {"count": made}
    messages.success(request, said)
    if known := len(household_ids) - made:
        words = ngettext(
            "%(count)s household has one of this sort open already.",
            "%(count)s households have one of this sort open already.",
            known,
        )
        messages.info(request, words % {"count": known})


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def todo_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One to-do, and how it went."""
    todo = get_own_todo(request.user, pk) if request.method == "POST" else get_todo(request.user, pk)
    members = [one for one in get_members(request.user, todo.household, page="todo") if one.left_on is None]
    asked = request.POST.get("done")
    initial = {"person": holder_of(todo.household)}
    forms = [
        SettleForm(
            *((request.POST, request.FILES) if asked == str(int(done)) else ()),
            done=done,
            members=members,
            initial=initial,
        )
        for done in (True, False)
    ]
    sent = next((form for form in forms if form.is_bound), None)
    if sent is not None and sent.is_valid():
        return _settle(request, todo, sent)
    context = {
        "todo": todo,
        "lines": todo_lines([todo]),
        "members": members,
        "forms": forms,
        "serves": serves(request.user),
        "may_take_back": may_take_back(request.user, todo) and serves(request.user),
    }
    return render(request, "learners/followup/todo.html", context)


@never_cache
@login_required(login_url="account_login")
@require_POST
def todo_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A to-do that is no longer needed, with the reason."""
    todo = get_own_todo(request.user, pk)
    if not may_take_back(request.user, todo):
        raise Http404
    form = TakeBackForm(request.POST)
    assert isinstance(request.user, User)
    if not form.is_valid():
        messages.error(request, _("Say why it is no longer needed."))
        return redirect("todo_page", pk)
    try:
        take_back(todo=todo, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, _("It was taken off the list."))
    except AlreadySettled:
        messages.info(request, _("This to-do was settled before; nothing was changed."))
    return redirect("todo_list")


def _settle(request: HttpRequest, todo: ToDo, form: SettleForm) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        settle(todo=todo, done=form.done, by=request.user, **form.cleaned_data)
        messages.success(request, _("Recorded, and kept in the file of the household."))
    except AlreadySettled:
        messages.info(request, _("This to-do was settled before; nothing was changed."))
    return redirect("todo_list")


def todos_household(request: HttpRequest, pk: int | None) -> Household | None:
    """The household whose list it is; Http404 outside the officer's area."""
    return get_household(request.user, pk) if pk else None
