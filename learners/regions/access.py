"""Which area an officer sees. Access is a function: no view filters by hand (docs/decisions/0005)."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import SimpleLazyObject

from eduplatform.accounts.models import User
from learners.regions.models import Officer, Region

# Trainers and editors publish lessons; they see no person's data.
AREA_ROLES = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.VILLAGE, Officer.Role.AUDITOR)
PEOPLE_ROLES = (*AREA_ROLES, Officer.Role.HELPER)


# Where the user of a request keeps who they are: pages ask for it again and again.
KNOWN = "_officer"


def officer_of(user: User | AnonymousUser) -> Officer | None:
    """The officer behind an account, or None; looked up once in a request."""
    if not isinstance(user, SimpleLazyObject):  # not that of a request, so it may outlive a change
        return _officer_of(user)
    if not hasattr(user, KNOWN):
        setattr(user, KNOWN, _officer_of(user))
    officer: Officer | None = getattr(user, KNOWN)
    return officer


def _officer_of(user: User | AnonymousUser) -> Officer | None:
    if not user.is_authenticated or not user.is_active:
        return None
    return Officer.objects.select_related("region", "user").filter(user=user).first()


def regions_for(user: User | AnonymousUser) -> QuerySet[Region]:
    """The regions of the user's area, the area itself included; none for those without one."""
    officer = officer_of(user)
    if officer is None or officer.role not in PEOPLE_ROLES:
        return Region.objects.none()
    return Region.objects.filter(code__startswith=officer.region.prefix)


def get_region(user: User | AnonymousUser, code: str) -> Region:
    """Raises Http404 when the region does not exist or lies outside the user's area."""
    region = regions_for(user).filter(pk=code).first()
    if region is None:
        raise Http404
    return region


def within(region: Region, field: str = "region__code") -> Q:
    """A condition on rows whose region code lies inside `region`."""
    return Q(**{f"{field}__startswith": region.prefix})
