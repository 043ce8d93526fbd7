"""Planning a class and keeping its roster."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.services import append_many
from learners.classes.joining import enrolled_draft, joined_in, left_draft
from learners.classes.models import Enrolment, SignIn, TrainingClass
from learners.people.access import people_for
from learners.people.models import Person
from learners.regions.access import within

State = Enrolment.State


class ClassIsClosed(ValueError):
    """Its results are in the files already: nothing of the class changes any more."""


class ClassIsOver(ValueError):
    """Its last day has gone by: nobody can come any more; who was there is entered `afterwards`."""

    def __init__(self, ended_on: datetime.date) -> None:
        super().__init__(ended_on)
        self.ended_on = ended_on


class TermsAreFixed(ValueError):
    """Somebody has signed in: what decides who completes the class stays, and so do the days up to today."""


class NoSeatLeft(ValueError):
    """More would be invited than the class has seats; `left` are free."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class ReasonMissing(ValueError):
    """Who declines or leaves does so for a reason from the list."""


class CannotAnswer(ValueError):
    """The step does not follow from where the person is: who was there cannot decline."""


STEPS = {
    State.INVITED: (State.ACCEPTED, State.DECLINED),
    State.ACCEPTED: (State.DECLINED, State.LEFT),
    State.DECLINED: (State.INVITED, State.ACCEPTED),
    State.ATTENDED: (State.LEFT,),
    State.LEFT: (),
}
"""What may follow on what; attended comes with the first sign-in alone."""

TERMS = ("kind", "hours", "halves", "needed_percent", "has_exam", "pass_mark")
"""What decides who completes a class, and what for, beside its days."""


@transaction.atomic
def plan_class(*, training_class: TrainingClass, days: Collection[datetime.date], by: User) -> TrainingClass:
    """Stores a class, new or changed, that is held on these days. Raises ClassIsClosed, TermsAreFixed."""
    if training_class._state.adding:
        training_class.created_by = by
        training_class.make_secret()
    else:
        _check_terms(_locked(training_class.pk), training_class, days)
    in_order = sorted(set(days))
    training_class.days = [day.isoformat() for day in in_order]
    training_class.starts_on, training_class.ends_on = in_order[0], in_order[-1]
    training_class.save()
    return training_class


@transaction.atomic
def invite(*, training_class: TrainingClass, person_ids: Collection[int], by: User, afterwards: bool = False) -> int:
    """Puts persons of the officer's area and the class's region on the roster; says how many were not there yet.

    `afterwards`: they were there, and an earlier class is entered only now.
    Raises ClassIsClosed, ClassIsOver, NoSeatLeft.
    """
    locked = _locked(training_class.pk)
    if locked.closed_at:
        raise ClassIsClosed
    if locked.is_over and not afterwards:
        raise ClassIsOver(locked.ends_on)
    persons = people_for(by).filter(
        within(training_class.region, "household__village__code"), pk__in=list(person_ids), left_on=None
    )
    known = set(locked.enrolments.values_list("person", flat=True))
    new = [pk for pk in persons.order_by("pk").values_list("pk", flat=True) if pk not in known]
    left = seats_left(locked)
    if len(new) > left:
        raise NoSeatLeft(left)
    Enrolment.objects.bulk_create([Enrolment(training_class=locked, person_id=pk, invited_by=by) for pk in new])
    return len(new)


def seats_left(training_class: TrainingClass) -> int:
    """Seats that nobody is invited for."""
    return max(0, training_class.seats - training_class.enrolments.filter(state__in=Enrolment.HOLDING).count())


@transaction.atomic
def note_answer(*, enrolment: Enrolment, state: str, by: User, reason: str = "") -> Enrolment:
    """What the invited person said; who is in or leaves the class has it in the own file."""
    training_class = _locked(enrolment.training_class_id)
    if training_class.closed_at:
        raise ClassIsClosed
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if state == enrolment.state:
        return enrolment
    if state not in STEPS[State(enrolment.state)]:
        raise CannotAnswer
    with_reason = state in (State.DECLINED, State.LEFT)
    if with_reason and reason not in Enrolment.Reason.values:
        raise ReasonMissing
    if enrolment.state not in Enrolment.HOLDING and seats_left(training_class) < 1:
        raise NoSeatLeft(0)
    was_in = enrolment.state in (State.ACCEPTED, State.ATTENDED)
    enrolment.state, enrolment.reason = state, reason if with_reason else ""
    enrolment.save(update_fields=["state", "reason"])
    joined = joined_in(training_class.pk, [enrolment.person_id])[enrolment.person_id]
    if state == State.ACCEPTED:
        append_many(drafts=[enrolled_draft(enrolment, training_class, joined, by=by, at=timezone.now())])
    elif was_in and with_reason:
        append_many(drafts=[left_draft(enrolment, training_class, joined, by=by)])
    return enrolment


def _check_terms(before: TrainingClass, after: TrainingClass, days: Collection[datetime.date]) -> None:
    """Nobody is made to have completed a class by fewer days or a lower bar, once it is under way."""
    if before.closed_at:
        raise ClassIsClosed
    if not SignIn.objects.filter(enrolment__training_class=before).exists():
        return
    today = timezone.localdate()
    gone_by, said = ({day for day in some if day <= today} for some in (before.day_list, days))
    if gone_by != said or any(getattr(before, name) != getattr(after, name) for name in TERMS):
        raise TermsAreFixed


def _locked(pk: int) -> TrainingClass:
    """Seats are counted by one at a time."""
    return TrainingClass.objects.select_for_update().get(pk=pk)


def persons_invited(training_class: TrainingClass) -> list[Person]:
    """Those who hold a seat."""
    places = training_class.enrolments.filter(state__in=Enrolment.HOLDING).select_related("person__household__village")
    return [place.person for place in places]
