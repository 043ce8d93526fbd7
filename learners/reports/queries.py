"""Reads around the figures."""

from django.contrib.auth.models import AnonymousUser

from eduplatform.accounts.models import User
from learners.regions.access import regions_for
from learners.regions.models import PREFIX_DIGITS, Region


def path_to(user: User | AnonymousUser, region: Region) -> list[Region]:
    """The regions above `region` that lie in the user's area, the widest first."""
    above = [digits for digits in PREFIX_DIGITS.values() if digits < len(region.prefix)]
    return list(regions_for(user).filter(pk__in=[region.code[:digits].ljust(12, "0") for digits in above]))
