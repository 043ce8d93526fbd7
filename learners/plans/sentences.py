"""The reason for an offer as one plain sentence in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.plans.reasons import Reason, ReasonKind, Way

GROW = {
    "work": _("%(place)s grows %(product)s, and %(work)s falls due in %(month)s: here you see how"),
    "month": _("%(place)s grows %(product)s, and this is of use in %(month)s"),
    "plain": _("%(place)s grows %(product)s, and this is a part of it"),
    "close": _("%(place)s grows %(product)s, and this is close to it"),
}
RAISE = {
    "work": _("%(place)s raises %(product)s, and %(work)s falls due in %(month)s: here you see how"),
    "month": _("%(place)s raises %(product)s, and this is of use in %(month)s"),
    "plain": _("%(place)s raises %(product)s, and this is a part of it"),
    "close": _("%(place)s raises %(product)s, and this is close to it"),
}
MAKE = {
    "plain": _("%(place)s makes %(product)s, and this is a part of the craft"),
    "close": _("%(place)s makes %(product)s, and this is close to it"),
}
LIVE = {
    "work": _("%(place)s lives from %(product)s, and %(work)s falls due in %(month)s: here you see how"),
    "month": _("%(place)s lives from %(product)s, and this is of use in %(month)s"),
    "plain": _("%(place)s lives from %(product)s, and this is a part of it"),
    "close": _("%(place)s lives from %(product)s, and this is close to it"),
    "unnamed": _("People in %(place)s do this work"),
    "no_place": _("People where you live do this work"),
}
FAR = _("%(place)s has %(product)s, and this may be worth a look too")
TRADE = {Way.GROW: GROW, Way.RAISE: RAISE, Way.MAKE: MAKE, Way.LIVE: LIVE}
OWN_TRADE = {
    "work": _("Your household does this work, and %(work)s falls due in %(month)s"),
    "month": _("Your household does this work, and this is of use in %(month)s"),
    "plain": _("Your household does this work"),
    "close": _("This is close to the work of your household"),
}
WISH = {
    "work": _("Your household wished to learn this, and %(work)s falls due in %(month)s"),
    "month": _("Your household wished to learn this, and it is of use in %(month)s"),
    "plain": _("Your household wished to learn this"),
    "close": _("This is close to what your household wished to learn"),
}
SEASON = {
    "work": _("%(work)s falls due in %(month)s"),
    "month": _("The work falls due in %(month)s"),
    "plain": _("It is the season for it"),
}
ECOMMERCE = {
    "month": _("%(product)s of %(place)s is harvested in %(month)s: learn to sell and send it"),
    "plain": _("%(place)s has %(product)s to sell: learn to sell it by phone"),
    "unnamed": _("There is something to sell in %(place)s"),
    "no_place": _("Your household has something to sell: learn to sell it by phone"),
}
OPENING = {
    "plain": _("%(place)s takes people for %(product)s: learn this and you can go there"),
    "unnamed": _("%(place)s takes people who have learned this"),
    "no_place": _("A workshop near you takes people who have learned this"),
}
PINNED = {
    "plain": _("%(place)s asks its people to learn this now"),
    "no_place": _("Your township asks its people to learn this now"),
}

SENTENCES: Mapping[ReasonKind, Mapping[str, Promise]] = {
    ReasonKind.VILLAGE_TRADE: LIVE,
    ReasonKind.TOWNSHIP_TRADE: LIVE,
    ReasonKind.COUNTY_TRADE: LIVE,
    ReasonKind.OWN_TRADE: OWN_TRADE,
    ReasonKind.WISH: WISH,
    ReasonKind.SEASON: SEASON,
    ReasonKind.ECOMMERCE: ECOMMERCE,
    ReasonKind.OPENING: OPENING,
    ReasonKind.PINNED: PINNED,
    ReasonKind.BEGUN: {"plain": _("You have begun it: go on")},
    ReasonKind.NEXT_STEP: {"plain": _("You finished the step before it")},
    ReasonKind.SAME_CRAFT: {"plain": _("You finished another course of this craft")},
    ReasonKind.ASKED: {"plain": _("You asked about this"), "close": _("This is close to what you asked about")},
    ReasonKind.CAUSE: {"plain": _("It is meant for households in your situation")},
    ReasonKind.AWAY: {"plain": _("You work away from home, and this trade is of use in towns")},
    ReasonKind.NO_STRENGTH: {"plain": _("It takes no strength and can be done at home")},
    ReasonKind.NO_LAND: {"plain": _("It takes no land of your own")},
    ReasonKind.NO_MONEY: {"plain": _("It takes little money to begin")},
    ReasonKind.LEARNED: {"plain": _("It has served people in places like yours")},
    ReasonKind.NEW: {"plain": _("It is a new course")},
    ReasonKind.COMMON: {"plain": _("Households nearly everywhere can use it")},
    ReasonKind.DEFAULT: {"plain": _("You may find it useful")},
}
TRADE_KINDS = frozenset({ReasonKind.VILLAGE_TRADE, ReasonKind.TOWNSHIP_TRADE, ReasonKind.COUNTY_TRADE})


def sentence(reason: Reason) -> str:
    """The reason as a sentence without a full stop; place, product and work stand in it as they are."""
    sentences = _sentences(reason)
    form = _form(reason, sentences)
    template = FAR if _is_far(reason) else sentences.get(form, sentences["plain"])
    month = MONTHS[reason.month] if reason.month else ""
    return str(template) % {
        "place": reason.place,
        "product": reason.product,
        "work": reason.work,
        "month": month,
    }


def _sentences(reason: Reason) -> Mapping[str, Promise]:
    """Those of the way people work with the product, where product and place can be named."""
    if reason.kind in TRADE_KINDS and reason.product and reason.place:
        return TRADE[reason.way]
    return SENTENCES[reason.kind]


def _is_far(reason: Reason) -> bool:
    return reason.far and bool(reason.kind in TRADE_KINDS and reason.product and reason.place)


def _form(reason: Reason, sentences: Mapping[str, Promise]) -> str:
    """Which sentence has everything it names."""
    if not reason.place and "no_place" in sentences:
        return "no_place"
    if not reason.product and "unnamed" in sentences:
        return "unnamed"
    if reason.close:
        return "close"
    if reason.month is None:
        return "plain"
    return "work" if reason.work and "work" in sentences else "month"
