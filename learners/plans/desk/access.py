"""Who decides what is offered in an area, and what they may see of it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404

from eduplatform.accounts.models import User
from learners.plans.desk.models import Decision, DecisionQuerySet
from learners.plans.desk.queries import codes_around
from learners.regions.access import AREA_ROLES, officer_of, within
from learners.regions.models import Officer

DECIDING_ROLES = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.VILLAGE)


def get_area_officer(user: User | AnonymousUser) -> Officer:
    """An officer who may see the decisions of an area; Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role not in AREA_ROLES:
        raise Http404
    return officer


def get_deciding_officer(user: User | AnonymousUser) -> Officer:
    """An officer who may decide for an area: an auditor changes nothing."""
    officer = get_area_officer(user)
    if officer.role not in DECIDING_ROLES:
        raise Http404
    return officer


def decisions_for(officer: Officer, kind: type[Decision]) -> DecisionQuerySet:
    """Those made in the officer's area, and those made above that hold in it."""
    around = codes_around(officer.region_id)
    rows: DecisionQuerySet = kind._default_manager.filter(within(officer.region) | Q(region__in=around))
    return rows


def get_own_decision(officer: Officer, kind: type[Decision], pk: int) -> Decision:
    """One made in the officer's own area; Http404 for those made above or elsewhere."""
    decision: Decision | None = kind._default_manager.filter(within(officer.region), pk=pk).first()
    if decision is None:
        raise Http404
    return decision
