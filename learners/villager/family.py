"""The family picker: who is learning on this phone now, after a card was scanned or among those known on it."""

import math
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learners.people.cards.opening import close_card, open_card, opened_card, origin_of, people_known, people_to_pick
from learners.people.cards.pictures import CHOSEN, PICTURES, shuffled
from learners.people.cards.proving import Origin, Proof, Result, note_sign_in, prove_by_code, prove_by_pictures
from learners.people.cards.queries import Member, card_by_token
from learners.people.devices import hold_person, sign_in
from learners.people.linking import account_of
from learners.people.models import DeviceSignIn, Person


@never_cache
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR code of a card leads; the address with the token does not stay on the screen."""
    card = card_by_token(token)
    if card is None:
        return render(request, "learners/villager/card_unknown.html", status=404)
    open_card(request, card)
    return redirect("my_family")


@never_cache
def family(request: HttpRequest) -> HttpResponse:
    """Who is learning now? Shows no name: whoever found a card sees a family of nobody."""
    known = [
        {"who": member.who, "person": member.token, "name": member.label, "picture": member.picture}
        for member in people_known(request)
    ]
    context = {"members": people_to_pick(request), "card": opened_card(request), "next": _next(request), "known": known}
    return render(request, "learners/villager/family.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, who: str) -> HttpResponse:
    """Three pictures, or the officer's code before there are any."""
    member = next((each for each in people_to_pick(request) if each.who == who), None)
    if member is None:
        return redirect("my_family")
    if "code" in request.POST:
        return _take_code(request, member, request.POST["code"])
    chosen = set(request.POST.getlist("picture")) & set(PICTURES)
    if len(chosen) == CHOSEN:
        return _take_pictures(request, member, chosen)
    return _ask(request, member, by_code="code" in request.GET, too_few=request.method == "POST")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What a person is told after a try that was not right."""

    locked: bool
    wrong: bool
    minutes: int

    @classmethod
    def of(cls, proof: Proof) -> "_Refusal":
        minutes = math.ceil(proof.wait.total_seconds() / 60)
        return cls(proof.result is Result.LOCKED, proof.result is Result.WRONG, minutes)


def _take_pictures(request: HttpRequest, member: Member, chosen: set[str]) -> HttpResponse:
    origin = origin_of(request)
    proof = prove_by_pictures(person=member.person, chosen=chosen, origin=origin)
    if proof.result is Result.RIGHT:
        return _let_in(request, member.person, origin)
    return _ask(request, member, refusal=_Refusal.of(proof))


def _take_code(request: HttpRequest, member: Member, typed: str) -> HttpResponse:
    code = "".join(character for character in typed if character.isdecimal())
    proof = prove_by_code(person=member.person, code=code, origin=origin_of(request))
    if proof.result is Result.RIGHT:
        context = {"member": member, "pictures": proof.pictures, "next": _next(request)}
        return render(request, "learners/villager/new_pictures.html", context)
    return _ask(request, member, by_code=True, refusal=_Refusal.of(proof))


def _ask(
    request: HttpRequest,
    member: Member,
    *,
    by_code: bool = False,
    too_few: bool = False,
    refusal: _Refusal | None = None,
) -> HttpResponse:
    key = member.key
    by_code = by_code or key is None or not key.pictures_hash
    context: dict[str, object] = {"member": member, "refusal": refusal, "too_few": too_few, "next": _next(request)}
    if by_code:
        return render(request, "learners/villager/card_code.html", context)
    context |= {"pictures": shuffled(), "has_code": bool(key and key.code_hash)}
    return render(request, "learners/villager/pictures.html", context)


def _let_in(request: HttpRequest, person: Person, origin: Origin) -> HttpResponse:
    target = _next(request) or settings.LOGIN_REDIRECT_URL
    sign_in(request, account_of(person), DeviceSignIn.Way.CARD)
    close_card(request)
    response = redirect(target)
    note_sign_in(person=person, origin=origin, device=hold_person(request, response, person).device)
    return response


def _next(request: HttpRequest) -> str:
    """Where on this site to go on afterwards."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""
