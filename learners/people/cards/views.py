"""The officer's side of the household card: print, hand out, withdraw, unlock, and see how it was used."""

import uuid
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eduplatform.accounts.models import User
from learners.people.access import (
    get_household,
    get_members,
    get_served_household,
    get_served_person,
    households_for,
    served_households,
    serves,
)
from learners.people.cards.forms import PrintForm
from learners.people.cards.queries import Member, card_of, card_rows, events_of, members_of, village_counts
from learners.people.cards.services import AlreadyPrinted, Sheet, give_code, print_cards, revoke_card, unlock
from learners.people.models import Household
from learners.regions.access import PEOPLE_ROLES, get_region, officer_of
from learners.regions.models import Officer


@never_cache
@login_required(login_url="account_login")
def cards_home(request: HttpRequest) -> HttpResponse:
    """The villages of the officer's area, or a helper's own households."""
    officer = officer_of(request.user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404
    if officer.role == Officer.Role.HELPER:
        return _list(request, None)
    villages = village_counts(households_for(request.user))
    return render(request, "learners/people/cards_home.html", {"villages": villages})


@never_cache
@login_required(login_url="account_login")
def cards_village(request: HttpRequest, code: str) -> HttpResponse:
    """The households of a village and their cards."""
    return _list(request, get_region(request.user, code).pk)


@never_cache
@login_required(login_url="account_login")
@require_POST
def cards_print(request: HttpRequest) -> HttpResponse:
    """The sheets to print, shown once: neither token nor codes can be read again."""
    if not serves(request.user):
        raise Http404
    form = PrintForm(request.POST)
    households = served_households(request.user, form.cleaned_data["household"]) if form.is_valid() else []
    if not households:
        messages.error(request, _("Choose the households that you want to print cards for."))
        return redirect("cards_home")
    for household in households:
        get_members(request.user, household, page="card-print")
    assert isinstance(request.user, User)
    try:
        sheets = print_cards(households=households, by=request.user, batch=form.cleaned_data["batch"])
    except AlreadyPrinted:
        messages.warning(request, _("These cards were printed already. Print again only what came out badly."))
        return redirect("cards_home")
    prints = [(sheet, _qr(request, sheet)) for sheet in sheets]
    return render(request, "learners/people/cards_print.html", {"prints": prints})


@never_cache
@login_required(login_url="account_login")
def household_card(request: HttpRequest, pk: int) -> HttpResponse:
    """One household's card, who can use it, and how it was used."""
    return _card_page(request, get_household(request.user, pk))


@never_cache
@login_required(login_url="account_login")
@require_POST
def household_card_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The card was lost: its code opens nothing from now on."""
    household = get_served_household(request.user, pk)
    assert isinstance(request.user, User)
    revoke_card(household=household, by=request.user)
    messages.success(request, _("The card is withdrawn: its code opens nothing any more."))
    return redirect("household_card", pk)


@never_cache
@login_required(login_url="account_login")
@require_POST
def person_pictures_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time code, shown once; the former pictures count no longer."""
    person = get_served_person(request.user, pk, page="pictures")
    if not any(member.person == person for member in _members(person.household)):
        raise Http404
    assert isinstance(request.user, User)
    code = give_code(person=person, by=request.user)
    return _card_page(request, person.household, given=(person.pk, code))


@never_cache
@login_required(login_url="account_login")
@require_POST
def person_pictures_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """The person may try again; the pictures stay."""
    person = get_served_person(request.user, pk, page="pictures")
    assert isinstance(request.user, User)
    unlock(person=person, by=request.user)
    messages.success(request, _("%(name)s can try again.") % {"name": person.name})
    return redirect("household_card", person.household_id)


def _list(request: HttpRequest, village: str | None) -> HttpResponse:
    households = households_for(request.user).filter(left_on=None).select_related("village__parent")
    rows = card_rows(households.filter(village=village) if village else households)
    context = {
        "rows": rows,
        "village": rows[0].household.village if rows and village else None,
        "batch": uuid.uuid4(),
        "may_act": serves(request.user),
    }
    return render(request, "learners/people/cards.html", context)


def _card_page(request: HttpRequest, household: Household, given: tuple[int, str] | None = None) -> HttpResponse:
    names = {person.pk: person for person in get_members(request.user, household, page="card")}
    members = _members(household)
    context: dict[str, Any] = {"household": household, "card": card_of(household), "members": members, "given": given}
    signers = {member.person.pk for member in members}
    context["others"] = [person for pk, person in names.items() if pk not in signers and not person.left_on]
    context |= {"events": events_of(household), "batch": uuid.uuid4(), "may_act": serves(request.user)}
    return render(request, "learners/people/household_card.html", context)


def _members(household: Household) -> list[Member]:
    return members_of([household]).get(household.pk, [])


def _qr(request: HttpRequest, sheet: Sheet) -> SafeString:
    """An SVG that fills the box it is put into; a quarter of it may be worn off."""
    url = request.build_absolute_uri(reverse("card", args=[sheet.token]))
    return mark_safe(segno.make_qr(url, error="q").svg_inline(omitsize=True))  # noqa: S308 - modules of a code alone
