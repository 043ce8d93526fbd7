"""Marking. Whether an auditor may mark something is whether they can see it."""

import uuid

from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.audit.findings import QUESTIONS, Scope
from learners.audit.findings import Found as Registered
from learners.audit.models import AuditMark
from learners.audit.queries import about_finding
from learners.followup.problems.models import Problem
from learners.followup.problems.services import Found, enter
from learners.people.models import Household
from learners.regions.models import Officer


class NothingToMark(LookupError):
    """There is no such finding or entry in the auditor's area and span of days."""


def mark(*, about: str, state: str, note: str, by: User, scope: Scope) -> AuditMark:
    """Adds a mark; earlier ones stay. Raises NothingToMark."""
    kind, _colon, rest = about.partition(":")
    known = _is_finding(rest, scope) if kind == "finding" else kind == "entry" and _is_entry(rest, scope)
    if not known:
        raise NothingToMark
    return AuditMark.objects.create(about=about, state=state, note=note, by=by)


def enter_problem(*, about: str, by: Officer, scope: Scope) -> Problem:
    """The finding as a line of the problem ledger, once. Raises NothingToMark."""
    rest = about.removeprefix("finding:")
    found = _finding(rest, scope)
    if found is None:
        raise NothingToMark
    homes = Household.objects.filter(members__entries__in=found.entries).select_related("village").distinct()[:2]
    only = homes[0] if len(homes) == 1 else None
    problem = Found(
        what=found.words[:300],
        source=Problem.Source.FINDING,
        region=only.village if only else by.region,
        household=only,
        found_on=timezone.localdate(),
        once=uuid.uuid4(),
        finding=about_finding(rest.partition(":")[0], found),
    )
    return enter(found=problem, by=by.user)


def _is_finding(rest: str, scope: Scope) -> bool:
    return _finding(rest, scope) is not None


def _finding(rest: str, scope: Scope) -> Registered | None:
    kind = rest.partition(":")[0]
    question = QUESTIONS.get(kind)
    found = question.find(scope) if question else ()
    return next((one for one in found if about_finding(kind, one) == f"finding:{rest}"), None)


def _is_entry(rest: str, scope: Scope) -> bool:
    person, _colon, seq = rest.partition(":")
    if not (person.isdecimal() and seq.isdecimal()):
        return False
    return Entry.objects.filter(person__in=scope.people, person_id=int(person), seq=int(seq)).exists()
