"""Appointing officers."""

from django.contrib.auth.models import Group
from django.db import transaction

from courses.site import EDITORS, TRAINERS
from eduplatform.accounts.models import User
from learners.regions.models import Officer, Region

# County staff approve courses as editors do.
GROUPS_OF_ROLE = {
    Officer.Role.TRAINER: [TRAINERS],
    Officer.Role.EDITOR: [EDITORS],
    Officer.Role.COUNTY: [EDITORS],
}


@transaction.atomic
def appoint_officer(*, user: User, role: Officer.Role, region: Region) -> Officer:
    """Gives the user one role over one region, in place of any before; the CMS rights follow the role."""
    officer, _made = Officer.objects.update_or_create(user=user, defaults={"role": role, "region": region})
    user.groups.remove(*Group.objects.filter(name__in=[TRAINERS, EDITORS]))
    user.groups.add(*Group.objects.filter(name__in=GROUPS_OF_ROLE.get(role, [])))
    return officer
