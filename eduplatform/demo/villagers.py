"""The five villagers of the demo who can sign in: chosen from the invented register, with a phone of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eduplatform.demo.people import DemoHousehold, DemoPerson
from eduplatform.demo.signins import VILLAGERS, DemoVillager

SKILL = "缺技术"
ABLE = ("普通劳动力", "技能劳动力")
NEARBY = ("", "乡（镇）内务工")


def with_phones(households: Sequence[DemoHousehold]) -> Iterator[DemoHousehold]:
    """The households that a demo villager belongs to, with the villager's number in place of the old one."""
    taken: set[str] = set()
    for villager in VILLAGERS:
        for household in households:
            member = _fitting_member(household, villager)
            if member is not None and household.number not in taken:
                taken.add(household.number)
                yield _with_phone(household, member, villager.phone)
                break


def _fitting_member(household: DemoHousehold, villager: DemoVillager) -> DemoPerson | None:
    """An adult who is at home and able to work, in a household of the village and cause."""
    if not household.number.startswith(villager.village) or (household.cause == SKILL) != villager.lacks_skill:
        return None
    fitting = [m for m in household.members if m.labour in ABLE and m.work in NEARBY and m.relation == "户主"]
    return fitting[0] if fitting else None


def _with_phone(household: DemoHousehold, member: DemoPerson, phone: str) -> DemoHousehold:
    members = tuple(replace(m, phone=phone) if m is member else m for m in household.members)
    return replace(household, members=members)
