"""How problems read in a file."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from learners.assistance.models import Entry
from learners.assistance.words import Facts, Words, describes


@describes(Entry.Kind.PROBLEM_FOUND)
def problem_found(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(_("A problem was found: %(what)s") % payload)


@describes(Entry.Kind.PROBLEM_CLOSED)
def problem_closed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(_("A problem was closed: %(what)s") % payload, tuple(_lines(payload)))


@describes(Entry.Kind.PROBLEM_REOPENED)
def problem_reopened(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    return Words(_("A problem was reopened: %(what)s") % payload, tuple(_lines(payload)))


def _lines(payload: Facts) -> Iterator[str]:
    if payload.get("responsible"):
        yield _("Responsible person: %(responsible)s") % payload
    if payload.get("measures"):
        yield _("Measures: %(measures)s") % payload
    if payload.get("words"):
        yield _("Note: %(note)s") % {"note": payload["words"]}
