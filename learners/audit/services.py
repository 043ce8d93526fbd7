"""Marking. Whether an auditor may mark something is whether they can see it."""

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.audit.findings import QUESTIONS, Scope
from learners.audit.models import AuditMark
from learners.audit.queries import about_finding


class NothingToMark(LookupError):
    """There is no such finding or entry in the auditor's area and span of days."""


def mark(*, about: str, state: str, note: str, by: User, scope: Scope) -> AuditMark:
    """Adds a mark; earlier ones stay. Raises NothingToMark."""
    kind, _colon, rest = about.partition(":")
    known = _is_finding(rest, scope) if kind == "finding" else kind == "entry" and _is_entry(rest, scope)
    if not known:
        raise NothingToMark
    return AuditMark.objects.create(about=about, state=state, note=note, by=by)


def _is_finding(rest: str, scope: Scope) -> bool:
    kind = rest.partition(":")[0]
    question = QUESTIONS.get(kind)
    return question is not None and any(
        about_finding(kind, found) == f"finding:{rest}" for found in question.find(scope)
    )


def _is_entry(rest: str, scope: Scope) -> bool:
    person, _colon, seq = rest.partition(":")
    if not (person.isdecimal() and seq.isdecimal()):
        return False
    return Entry.objects.filter(person__in=scope.people, person_id=int(person), seq=int(seq)).exists()
