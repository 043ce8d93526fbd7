"""Who sees which problems, and who may do what about them."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from eduplatform.accounts.models import User
from learners.followup.problems.models import Problem
from learners.followup.problems.services import is_responsible
from learners.people.access import households_for
from learners.regions.access import AREA_ROLES, PEOPLE_ROLES, officer_of, within
from learners.regions.models import Officer

# They answer for an area: they say who puts a problem right, and check it.
DIRECTING = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP)


def problems_for(user: User | AnonymousUser) -> QuerySet[Problem]:
    """Those of places of the officer's area and of households that the officer sees, and the officer's own."""
    officer = officer_of(user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        return Problem.objects.none()
    found = Problem.objects.filter(_of_area(officer) | Q(responsible=officer.user))
    return found.select_related("region__parent", "household", "training_class", "responsible", "closed_by")


def _of_area(officer: Officer) -> Q:
    """Those of places of the officer's area and of households that the officer sees."""
    seen = Q(household__in=households_for(officer.user))
    return seen | Q(household=None) & within(officer.region) if officer.role in AREA_ROLES else seen


def get_problem_reader(user: User | AnonymousUser) -> Officer:
    """The officer who sees a ledger, be it an empty one; Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404
    return officer


def get_problem(user: User | AnonymousUser, pk: int) -> Problem:
    """Raises Http404 for those that the officer does not see."""
    found = problems_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def directs(user: User | AnonymousUser, problem: Problem) -> bool:
    """Whether the officer answers for the area of the problem; who is given one from outside only reports."""
    officer = officer_of(user)
    if officer is None or officer.role not in DIRECTING:
        return False
    return Problem.objects.filter(_of_area(officer), pk=problem.pk).exists()


def may_assign(user: User | AnonymousUser, problem: Problem) -> bool:
    """Whoever is responsible neither hands it on, to close it then, nor puts off the own deadline."""
    return directs(user, problem) and isinstance(user, User) and not is_responsible(problem, user)


def may_report(user: User | AnonymousUser, problem: Problem) -> bool:
    """Who is responsible, or who directs the area."""
    return directs(user, problem) or (isinstance(user, User) and is_responsible(problem, user))


def may_close(user: User | AnonymousUser, problem: Problem) -> bool:
    return directs(user, problem) and isinstance(user, User) and not is_responsible(problem, user)


def responsible_ones(officer: Officer) -> QuerySet[User]:
    """Officers of the area, auditors left out, by name."""
    roles = [role for role in PEOPLE_ROLES if role != Officer.Role.AUDITOR]
    inside = within(officer.region, "officer__region__code")
    return User.objects.filter(inside, officer__role__in=roles, is_active=True).order_by("username")
