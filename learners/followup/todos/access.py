"""Who sees which to-dos: those of the households that they may see."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from eduplatform.accounts.models import User
from learners.followup.todos.models import ToDo
from learners.people.access import households_for, serves
from learners.regions.access import PEOPLE_ROLES, officer_of
from learners.regions.models import Officer

MAY_TAKE_BACK = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.VILLAGE)


def todos_for(user: User | AnonymousUser) -> QuerySet[ToDo]:
    """To-dos of the officer's area; a helper's own households."""
    return ToDo.objects.filter(household__in=households_for(user)).select_related(
        "household__village", "training_class", "course", "settled_by"
    )


def get_todo(user: User | AnonymousUser, pk: int) -> ToDo:
    """Raises Http404 outside the user's area."""
    found = todos_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_todo_reader(user: User | AnonymousUser) -> Officer:
    """The officer who sees a list of to-dos, be it an empty one; Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        raise Http404
    return officer


def get_own_todo(user: User | AnonymousUser, pk: int) -> ToDo:
    """One that the officer may settle: an auditor changes nothing."""
    if not serves(user):
        raise Http404
    return get_todo(user, pk)


def may_take_back(user: User | AnonymousUser, todo: ToDo) -> bool:
    """Those who answer for the area, and who gave it."""
    officer = officer_of(user)
    return officer is not None and (officer.role in MAY_TAKE_BACK or officer.user_id == todo.given_by_id)
