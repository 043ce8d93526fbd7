"""How entries about classes read in a file."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from learners.assistance.models import Entry
from learners.assistance.words import Facts, Words, describes
from learners.classes.models import Enrolment, TrainingClass

SUMMARY = _lazy("%(kind)s, %(days)s days, %(hours)s hours")


def _with_kind(payload: Facts) -> Facts:
    kinds: dict[str, str | Promise] = dict(TrainingClass.Kind.choices)
    return Facts(payload | {"kind": str(kinds.get(payload["class_kind"], payload["class_kind"]))})


def _summary(payload: Facts) -> str:
    return str(SUMMARY) % _with_kind(payload)


@describes(Entry.Kind.CLASS_ENROLLED)
def enrolled(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(
        _("Enrolled in the class “%(title)s”.") % payload,
        (_summary(payload), _("It starts on %(starts_on)s.") % payload),
    )


@describes(Entry.Kind.CLASS_LEFT)
def left(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    reasons: dict[str, Any] = dict(Enrolment.Reason.choices)
    reason = {"reason": str(reasons.get(payload["reason"], payload["reason"]))}
    return Words(_("Left the class “%(title)s”.") % payload, (_("Reason: %(reason)s") % reason,))
