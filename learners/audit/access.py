"""The desk is the auditor's: whoever is audited does not sit at it."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from eduplatform.accounts.models import User
from learners.regions.access import officer_of
from learners.regions.models import Officer


def get_auditor(user: User | AnonymousUser) -> Officer:
    """Raises Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role != Officer.Role.AUDITOR:
        raise Http404
    return officer
