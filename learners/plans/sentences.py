"""The reason for an offer as one plain sentence in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.plans.reasons import Reason, ReasonKind

TRADE = {
    "work": _("Because %(place)s lives from %(product)s, and %(work)s falls due in %(month)s"),
    "month": _("Because %(place)s lives from %(product)s, and the work falls due in %(month)s"),
    "plain": _("Because %(place)s lives from %(product)s"),
    "close": _("Because %(place)s lives from %(product)s, and this is close to it"),
    "unnamed": _("Because people in %(place)s do this work"),
}
OWN_TRADE = {
    "work": _("Because your household does this work, and %(work)s falls due in %(month)s"),
    "month": _("Because your household does this work, and it falls due in %(month)s"),
    "plain": _("Because your household does this work"),
    "close": _("Because it is close to the work of your household"),
}
WISH = {
    "work": _("Because your household wished to learn this, and %(work)s falls due in %(month)s"),
    "month": _("Because your household wished to learn this, and the work falls due in %(month)s"),
    "plain": _("Because your household wished to learn this"),
    "close": _("Because it is close to what your household wished to learn"),
}
SEASON = {
    "work": _("Because %(work)s falls due in %(month)s"),
    "month": _("Because the work falls due in %(month)s"),
    "plain": _("Because it is the season for it"),
}
ECOMMERCE = {
    "plain": _("Because %(place)s has %(product)s to sell"),
    "unnamed": _("Because there is something to sell in %(place)s"),
    "no_place": _("Because your household has something to sell"),
}

SENTENCES: Mapping[ReasonKind, Mapping[str, Promise]] = {
    ReasonKind.VILLAGE_TRADE: TRADE,
    ReasonKind.TOWNSHIP_TRADE: TRADE,
    ReasonKind.COUNTY_TRADE: TRADE,
    ReasonKind.OWN_TRADE: OWN_TRADE,
    ReasonKind.WISH: WISH,
    ReasonKind.SEASON: SEASON,
    ReasonKind.ECOMMERCE: ECOMMERCE,
    ReasonKind.BEGUN: {"plain": _("Because you have begun it")},
    ReasonKind.NEXT_STEP: {"plain": _("Because you finished the step before it")},
    ReasonKind.CAUSE: {"plain": _("Because it is meant for households in your situation")},
    ReasonKind.AWAY: {"plain": _("Because you work away from home, and this trade is not tied to the village")},
    ReasonKind.DEFAULT: {"plain": _("Because you may find it useful")},
}


def sentence(reason: Reason) -> str:
    """The reason as a sentence without a full stop; place, product and work stand in it as they are."""
    sentences = SENTENCES[reason.kind]
    form = _form(reason)
    template = sentences[form] if form in sentences else sentences["plain"]
    month = MONTHS[reason.month] if reason.month else ""
    return str(template) % {
        "place": reason.place,
        "product": reason.product,
        "work": reason.work,
        "month": month,
    }


def _form(reason: Reason) -> str:
    """Which sentence has everything it names."""
    if not reason.place and "no_place" in SENTENCES[reason.kind]:
        return "no_place"
    if not reason.product and "unnamed" in SENTENCES[reason.kind]:
        return "unnamed"
    if reason.close:
        return "close"
    if reason.month is None:
        return "plain"
    return "work" if reason.work else "month"
