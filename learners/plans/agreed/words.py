"""How changes of a plan read in a file."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from learners.assistance.models import Entry
from learners.assistance.words import Facts, Words, describes
from learners.plans.agreed.models import PlanItem


@describes(Entry.Kind.PLAN_CHANGED)
def plan_changed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    change = payload["change"]
    if change == "moved":
        return Words(_("“%(title)s” is to be learned by %(due_on)s instead of %(before)s.") % payload)
    if change == "dropped":
        return Words(_("“%(title)s” was taken out of the learning plan.") % payload, _why(payload["why"]))
    manners: dict[str, str] = {value: str(label) for value, label in PlanItem.Manner.choices}
    lines = [_("Agreed: %(manner)s") % {"manner": manners.get(payload["manner"], payload["manner"])}]
    if payload.get("helper"):
        lines.append(_("Who helps: %(helper)s") % payload)
    return Words(_("Agreed to learn “%(title)s” by %(due_on)s.") % payload, (*lines, *_why(payload.get("reason", ""))))


def _why(reason: str) -> tuple[str, ...]:
    return (_("Reason: %(reason)s") % {"reason": reason},) if reason else ()
