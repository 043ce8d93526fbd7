"""Who helps a household that came out of another one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from eduplatform.accounts.secrets import masked
from learners.people.models import Household, HouseholdHelper

COPIED = ("name", "phone_encrypted", "phone_hash", "user_id")


def take_over_helpers(former: Mapping[Household, int]) -> Mapping[int, str]:
    """The helpers of former households, by number of their row, help the new ones too. Returns what is said of them,
    by new household; two queries for all."""
    rows: dict[int, list[HouseholdHelper]] = defaultdict(list)
    for row in HouseholdHelper.objects.filter(household__in=set(former.values())).order_by("pk"):
        rows[row.household_id].append(row)
    HouseholdHelper.objects.bulk_create(
        HouseholdHelper(household=new, **{name: getattr(row, name) for name in COPIED})
        for new, old in former.items()
        for row in rows[old]
    )
    return {new.pk: said_of(rows[old]) for new, old in former.items()}


def said_of(helpers: Iterable[HouseholdHelper]) -> str:
    """Names and masked phones, as the file of a member has them."""
    return "、".join(f"{helper.name} {masked(helper.phone)}".strip() for helper in helpers)
