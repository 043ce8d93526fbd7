"""How wishes read in a file."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from learners.assistance.models import Entry
from learners.assistance.words import Facts, Words, describes


@describes(Entry.Kind.WISH)
def wish(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    names = [str(order.get("name", "")) for order in payload.get("orders", ())]
    lines = (_("Ordered as training: %(names)s") % {"names": "、".join(names)},) if names else ()
    return Words(_("Wished to learn: “%(text)s”.") % payload, lines)
