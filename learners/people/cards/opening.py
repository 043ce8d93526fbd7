"""A scanned card and the phone it was scanned with: whom the picker offers."""

import datetime
import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone

from learners.people.cards.models import CardEvent, HouseholdCard
from learners.people.cards.proving import Origin
from learners.people.cards.queries import Member, members_of, people_on, valid_cards
from learners.people.devices import device_of

CARD_KEY, OPENED_KEY = "card", "card_opened"
OPEN_FOR = datetime.timedelta(minutes=30)
# Programs that look at a link before a person does, and a second scan, are the same opening.
NOTED_AGAIN_AFTER = datetime.timedelta(minutes=10)
IPV6_PREFIX = 64


def open_card(request: HttpRequest, card: HouseholdCard) -> None:
    """The picker offers the card's family to whoever holds the phone, for a while."""
    now = timezone.now()
    request.session[CARD_KEY], request.session[OPENED_KEY] = card.pk, now.timestamp()
    recent = CardEvent.objects.filter(card=card, kind=CardEvent.Kind.OPENED, at__gt=now - NOTED_AGAIN_AFTER)
    if not recent.exists():
        device = device_of(request)
        CardEvent.objects.create(household=card.household, kind=CardEvent.Kind.OPENED, at=now, card=card, device=device)


def opened_card(request: HttpRequest) -> HouseholdCard | None:
    """The card scanned last, unless that is long ago or it was withdrawn meanwhile."""
    since = timezone.now().timestamp() - request.session.get(OPENED_KEY, 0)
    if since > OPEN_FOR.total_seconds():
        return None
    return valid_cards().filter(pk=request.session.get(CARD_KEY, 0)).first()


def close_card(request: HttpRequest) -> None:
    """After a sign-in: whoever takes the phone next scans again, or is known on it."""
    for key in (CARD_KEY, OPENED_KEY):
        request.session.pop(key, None)


def people_to_pick(request: HttpRequest) -> list[Member]:
    """The family of the scanned card, or else those who are known on this phone."""
    card = opened_card(request)
    return members_of([card.household]).get(card.household_id, []) if card else people_known(request)


def people_known(request: HttpRequest) -> list[Member]:
    """Those who are signed in on this phone, whoever holds the session now."""
    return people_on(device_of(request))


def origin_of(request: HttpRequest) -> Origin:
    address = _network(get_adapter().get_client_ip(request))
    return Origin(address=address, card=opened_card(request), device=device_of(request))


def _network(address: str) -> str:
    """One subscriber has a whole network of IPv6 addresses."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, IPV6_PREFIX), strict=False))
