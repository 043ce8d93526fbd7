"""Who may see, plan and teach which classes."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from eduplatform.accounts.models import User
from learners.classes.models import Enrolment, TrainingClass
from learners.people.access import people_for
from learners.regions.access import AREA_ROLES, officer_of, within
from learners.regions.models import Officer

PLANNERS = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.VILLAGE)


def classes_for(user: User | AnonymousUser) -> QuerySet[TrainingClass]:
    """Classes for places of the officer's area; a trainer's own; none for anyone else."""
    officer = officer_of(user)
    if officer is None:
        return TrainingClass.objects.none()
    condition = Q(trainer=officer.user)
    if officer.role in AREA_ROLES:
        condition |= within(officer.region)
    return TrainingClass.objects.filter(condition).select_related("region", "trainer", "course")


def get_planner(user: User | AnonymousUser) -> Officer:
    """The officer who may plan classes in the own area; Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role not in PLANNERS:
        raise Http404
    return officer


def get_reader(user: User | AnonymousUser) -> Officer:
    """The officer who may see a list of classes, be it an empty one; Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role not in (*AREA_ROLES, Officer.Role.TRAINER):
        raise Http404
    return officer


def get_class(user: User | AnonymousUser, pk: int) -> TrainingClass:
    """Raises Http404 outside the area of an officer, and for other trainers' classes."""
    found = classes_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_planned_class(user: User | AnonymousUser, pk: int) -> TrainingClass:
    """A class that the officer may change: a trainer teaches it, an auditor reads it."""
    get_planner(user)
    return get_class(user, pk)


def get_taught_class(user: User | AnonymousUser, pk: int) -> TrainingClass:
    """A class whose attendance the officer may record: the trainer, or who planned it."""
    officer = officer_of(user)
    if officer is None or officer.role == Officer.Role.AUDITOR:
        raise Http404
    return get_class(user, pk)


def roster_for(user: User | AnonymousUser, training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Those of a class from `get_class` whose names the officer may read: a trainer the whole class, and no more of
    them than the name; an officer those of the own area."""
    roster = training_class.enrolments.select_related("person__household__village").order_by(
        "person__household__village", "person__household__number", "person"
    )
    officer = officer_of(user)
    if officer and officer.user.pk == training_class.trainer_id:
        return roster
    return roster.filter(person__in=people_for(user))


def can_plan(user: User | AnonymousUser) -> bool:
    officer = officer_of(user)
    return officer is not None and officer.role in PLANNERS


def can_teach(user: User | AnonymousUser) -> bool:
    """For a class that the user may see."""
    officer = officer_of(user)
    return officer is not None and officer.role != Officer.Role.AUDITOR
