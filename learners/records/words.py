"""How the parts that staff enter read in a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from learners.assistance.models import Entry
from learners.assistance.words import Facts, Words, describes, yuan
from learners.records.codes import PaperKind, Result, SubsidyKind, WhyNot


def _label(choices: Any, code: Any) -> str:
    labels: dict[Any, str | Promise] = dict(choices)
    return str(labels.get(code, code))


@describes(Entry.Kind.SUBSIDY_PAID)
def subsidy_paid(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    facts = {"subsidy": _label(SubsidyKind.choices, payload["subsidy"]), "yuan": yuan(payload["amount_fen"])}
    lines = [_("Basis: %(basis)s") % payload]
    if payload.get("voucher"):
        lines.append(_("Voucher: %(voucher)s") % payload)
    return Words(_("%(subsidy)s: %(yuan)s yuan.") % facts, tuple(lines))


@describes(Entry.Kind.OUTCOME)
def outcome(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    facts = Facts(payload | {"result": _label(Result.choices, payload["result"])})
    title = _("%(result)s: %(what)s") % facts if payload.get("what") else _("%(result)s.") % facts
    return Words(title, tuple(_outcome_lines(payload)))


def _outcome_lines(payload: Facts) -> Iterator[str]:
    if payload.get("why_not"):
        yield _("Reason: %(reason)s") % {"reason": _label(WhyNot.choices, payload["why_not"])}
    if payload.get("since"):
        yield _("Since %(since)s") % payload
    if payload.get("scale_before") or payload.get("scale_after"):
        yield _("Scale: %(scale_before)s → %(scale_after)s") % payload
    if "income_before_fen" in payload or "income_after_fen" in payload:
        incomes = {"before": yuan(payload["income_before_fen"]), "after": yuan(payload["income_after_fen"])}
        yield _("Yearly income in yuan: %(before)s → %(after)s") % incomes
    if payload.get("note"):
        yield _("Note: %(note)s") % payload
    yield _("Verified by %(verified_by)s on %(verified_on)s") % payload


@describes(Entry.Kind.VISIT)
def visit(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    lines = [_("Seen and agreed: %(agreed)s") % payload]
    if payload.get("met"):
        lines.append(_("Met: %(met)s") % payload)
    if payload.get("trade"):
        lines.append(_("The household lives from: %(trade)s") % payload)
    return Words(_("Visited by %(visitor)s.") % payload, tuple(lines))


@describes(Entry.Kind.PAPER_RECORD)
def paper_record(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    facts = {"paper": _label(PaperKind.choices, payload["paper"]), "title": payload["title"]}
    lines = []
    if payload.get("issuer"):
        lines.append(_("Issued by: %(issuer)s") % payload)
    if payload.get("kept_at"):
        lines.append(_("The original is kept at: %(kept_at)s") % payload)
    return Words(_("%(paper)s “%(title)s”.") % facts, tuple(lines))
