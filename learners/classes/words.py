"""How entries about classes read in a file."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.assistance.models import Entry
from learners.assistance.words import Facts, Words, describes
from learners.classes.models import Enrolment, Part, SignIn, TrainingClass

LATE_S = 120
"""A sign-in that arrives within two minutes had a line."""

SUMMARY = gettext_lazy("%(kind)s, %(days)s days, %(hours)s hours")


def _with_kind(payload: Facts) -> Facts:
    kinds: dict[str, str | Promise] = dict(TrainingClass.Kind.choices)
    return Facts(payload | {"kind": str(kinds.get(payload["class_kind"], payload["class_kind"]))})


def _summary(payload: Facts) -> str:
    return str(SUMMARY) % _with_kind(payload)


def _where(payload: Facts) -> list[str]:
    """Place and trainer as they were then; entries of earlier versions do not say."""
    lines = []
    if payload.get("place"):
        lines.append(_("Place: %(place)s") % payload)
    if payload.get("taught_by"):
        lines.append(_("Trainer: %(name)s") % {"name": payload["taught_by"]})
    return lines


@describes(Entry.Kind.CLASS_ENROLLED)
def enrolled(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(
        _("Enrolled in the class “%(title)s”.") % payload,
        (_summary(payload), _("It starts on %(starts_on)s.") % payload, *_where(payload)),
    )


@describes(Entry.Kind.CLASS_LEFT)
def left(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    reasons: dict[str, Any] = dict(Enrolment.Reason.choices)
    reason = {"reason": str(reasons.get(payload["reason"], payload["reason"]))}
    return Words(_("Left the class “%(title)s”.") % payload, (_("Reason: %(reason)s") % reason,))


@describes(Entry.Kind.CLASS_COMPLETED)
def completed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    lines = [_summary(payload), _("Sign-ins: %(signed)s of %(slots)s") % evidence]
    if evidence.get("exam_marks") is not None:
        lines.append(_("Marks in the exam: %(exam_marks)s") % evidence)
    return Words(_("Completed the class “%(title)s”.") % payload, tuple(lines))


@describes(Entry.Kind.CERTIFICATE_ISSUED)
def issued(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    lines = (_("Serial %(serial)s") % payload, _("Issued by %(institution)s on %(issued_on)s") % payload)
    return Words(_("Received a certificate for “%(title)s”.") % payload, lines)


@describes(Entry.Kind.CERTIFICATE_REVOKED)
def revoked(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    lines = (_("Serial %(serial)s") % payload, _("Reason: %(reason)s") % payload)
    return Words(_("The certificate for “%(title)s” was revoked.") % payload, lines)


def _late(seconds: int) -> str:
    """In minutes up to two hours, in hours up to two days."""
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if hours < 2:
        return _("It reached the platform %(minutes)s minutes later.") % {"minutes": minutes}
    if days < 2:
        return _("It reached the platform %(hours)s hours later.") % {"hours": hours}
    return _("It reached the platform %(days)s days later.") % {"days": days}


@describes(Entry.Kind.CLASS_SIGNED_IN)
def signed_in(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    parts: dict[str, Any] = dict(Part.choices)
    ways: dict[str, Any] = dict(SignIn.Way.choices)
    part = {"day": payload["day"], "part": str(parts.get(payload["part"], payload["part"]))}
    lines = [
        _("%(day)s, %(part)s") % part,
        *_where(payload),
        _("How: %(way)s") % {"way": str(ways.get(evidence["way"], evidence["way"]))},
        _("Report %(item)s") % evidence,
    ]
    if evidence.get("sheet"):
        lines += [
            _("Paper sheet %(sheet)s") % evidence,
            _("SHA-256 of the photo as it was sent: %(photo)s") % evidence,
        ]
        if evidence.get("kept"):
            lines.append(_("SHA-256 of the picture that is kept of it: %(kept)s") % evidence)
    if evidence.get("late_s", 0) >= LATE_S:
        lines.append(_late(evidence["late_s"]))
    if evidence.get("device"):
        lines.append(_("Sign-in on a phone: %(device)s") % evidence)
    return Words(_("Signed in to the class “%(title)s”.") % payload, tuple(lines))
