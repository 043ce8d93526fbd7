"""Entering problems, and the steps until each is closed by somebody else on proof."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.classes.models import TrainingClass
from learners.followup.holder import holder_of
from learners.followup.problems.models import Problem, ProblemStep, Proof
from learners.people.models import Household
from learners.records.pictures import Kept
from learners.records.store import keep
from learners.regions.models import Region

State, Kind = Problem.State, ProblemStep.Kind
SINCE = (Kind.FOUND, Kind.REOPENED)


class DoesNotFollow(ValueError):
    """The step does not follow from how the problem stands now: it was done before, or something else was."""


class OwnProblem(ValueError):
    """Whoever is responsible does not close the problem."""


class NoProof(ValueError):
    """No photo since the problem was entered or reopened."""


@dataclass(frozen=True, slots=True)
class Found:
    """A problem to be entered; `once` is the form's own number. household: lies in `region`."""

    what: str
    source: str
    region: Region
    found_on: datetime.date
    once: uuid.UUID
    household: Household | None = None
    training_class: TrainingClass | None = None
    finding: str = ""


@transaction.atomic
def enter(*, found: Found, by: User) -> Problem:
    """The new problem, or the one that the same form or finding made before."""
    if there := _entered(found):
        return there
    try:
        with transaction.atomic():
            return _enter(found, by)
    except IntegrityError:
        # The same was sent twice at one moment; the database took the other one.
        if there := _entered(found):
            return there
        raise


def _entered(found: Found) -> Problem | None:
    """Made by the same form before, or of the same finding."""
    same = Q(once=found.once)
    if found.finding:
        same |= Q(finding=found.finding, region=found.region)
    return Problem.objects.filter(same).order_by("pk").first()


def _enter(found: Found, by: User) -> Problem:
    problem = Problem.objects.create(
        what=found.what,
        source=found.source,
        region=found.region,
        found_on=found.found_on,
        once=found.once,
        household=found.household,
        training_class=found.training_class,
        finding=found.finding,
        entered_at=timezone.now(),
        entered_by=by,
    )
    step = _step(problem, Kind.FOUND, found.what, by)
    _record(problem, step, Entry.Kind.PROBLEM_FOUND, (), by)
    return problem


@transaction.atomic
def assign(
    *, problem: Problem, responsible: User | None, name: str, measures: str, due_on: datetime.date, by: User
) -> Problem:
    """Who puts it right, how and by when; may be changed until it is reported. Raises DoesNotFollow."""
    problem = _locked(problem, State.FOUND, State.ASSIGNED)
    terms = (responsible.pk if responsible else None, "" if responsible else name, measures, due_on)
    if (problem.responsible_id, problem.responsible_name, problem.measures, problem.due_on) == terms:
        return problem
    problem.responsible, problem.responsible_name, problem.measures = responsible, terms[1], measures
    problem.due_on, problem.state = due_on, State.ASSIGNED
    problem.save(update_fields=["responsible", "responsible_name", "measures", "due_on", "state"])
    _step(problem, Kind.ASSIGNED, f"{problem.answered_by} · {due_on.isoformat()} · {measures}"[:1000], by)
    return problem


@transaction.atomic
def report(*, problem: Problem, words: str, photos: Sequence[Kept], by: User) -> Problem:
    """It was put right, says who is responsible, or a clerk for them. Raises DoesNotFollow."""
    problem = _locked(problem, State.ASSIGNED)
    _prove(_step(problem, Kind.REPORTED, words, by), photos)
    return _set(problem, State.REPORTED)


@transaction.atomic
def send_back(*, problem: Problem, why: str, by: User) -> Problem:
    """What was done is not enough. Raises DoesNotFollow."""
    problem = _locked(problem, State.REPORTED)
    _step(problem, Kind.RETURNED, why, by)
    return _set(problem, State.ASSIGNED)


@transaction.atomic
def close(*, problem: Problem, words: str, photos: Sequence[Kept], by: User) -> Problem:
    """Strikes it off (销号). Raises DoesNotFollow, OwnProblem, NoProof."""
    problem = _locked(problem, State.REPORTED)
    if is_responsible(problem, by):
        raise OwnProblem
    step = _step(problem, Kind.CLOSED, words, by)
    _prove(step, photos)
    proofs = _proofs_since(problem)
    if not proofs:
        raise NoProof
    problem.closed_on, problem.closed_by = timezone.localdate(), by
    _record(problem, step, Entry.Kind.PROBLEM_CLOSED, proofs, by)
    return _set(problem, State.CLOSED)


@transaction.atomic
def reopen(*, problem: Problem, why: str, by: User) -> Problem:
    """It came back, or was never put right. Raises DoesNotFollow."""
    problem = _locked(problem, State.CLOSED)
    step = _step(problem, Kind.REOPENED, why, by)
    problem.closed_on = problem.closed_by = None
    _record(problem, step, Entry.Kind.PROBLEM_REOPENED, (), by)
    return _set(problem, State.ASSIGNED)


def is_responsible(problem: Problem, user: User) -> bool:
    """By account, or by the name that was written down."""
    return problem.responsible_id == user.pk or problem.responsible_name == str(user)


def _locked(problem: Problem, *states: str) -> Problem:
    locked = Problem.objects.select_for_update(of=("self",)).select_related("household").get(pk=problem.pk)
    if locked.state not in states:
        raise DoesNotFollow
    return locked


def _set(problem: Problem, state: str) -> Problem:
    problem.state = state
    problem.save(update_fields=["state", "closed_on", "closed_by"])
    return problem


def _step(problem: Problem, kind: str, words: str, by: User) -> ProblemStep:
    return ProblemStep.objects.create(problem=problem, kind=kind, words=words, at=timezone.now(), by=by)


def _prove(step: ProblemStep, photos: Sequence[Kept]) -> None:
    by_digest = {one.sha256: one for one in photos}
    Proof.objects.bulk_create(Proof(step=step, sha256=key, picture=one.content) for key, one in by_digest.items())


def _proofs_since(problem: Problem) -> list[Proof]:
    """Photos since it was entered or last reopened."""
    began = problem.steps.filter(kind__in=SINCE).order_by("-pk").values_list("pk", flat=True)[0]
    return list(Proof.objects.filter(step__problem=problem, step__gte=began).order_by("pk"))


def _record(problem: Problem, step: ProblemStep, kind: str, proofs: Sequence[Proof], by: User) -> None:
    """In a file of the household, where the problem concerns one."""
    person = holder_of(problem.household) if problem.household else None
    if person is None:
        return
    kept = [keep(person=person, kept=Kept(bytes(one.picture), "image/jpeg"), by=by) for one in proofs]
    files = [{"sha256": one.sha256, "type": one.content_type, "bytes": one.size} for one in kept]
    facts = {"words": step.words, "responsible": problem.answered_by, "measures": problem.measures}
    append(
        person=person,
        kind=kind,
        payload={"problem": problem.pk, "what": problem.what, **{name: said for name, said in facts.items() if said}},
        happened_at=step.at,
        evidence={"step": step.pk, **({"files": files} if files else {})},
        recorded_by=by,
        subject=f"problem:{problem.pk}:{step.pk}",
    )
