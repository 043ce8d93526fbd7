"""Invents the people of the demo's townships and writes them as registers, in the form that clerks upload."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from eduplatform.demo.families import Family, Member
from eduplatform.demo.invention import Draw, Namer, Numbers
from eduplatform.demo.population import (
    AgeFigures,
    Population,
    RegisterFigures,
    VillageFigures,
    load_population,
)

HEADER = (
    "县",
    "乡镇",
    "行政村",
    "自然村组",
    "户编号",
    "姓名",
    "身份证号码",
    "与户主关系",
    "民族",
    "文化程度",
    "健康状况",
    "劳动技能",
    "务工状况",
    "联系电话",
    "户类型",
    "主要致贫原因",
    "帮扶责任人",
    "帮扶责任人电话",
)
TOWNSHIPS = ("豆沙镇", "盐井镇")
# Registers count the households of a village from 1: one that is tried out on the demo must not meet its numbers.
FIRST_ORDER = 9000
LIVES_ALONE_IN_CARE = "五保贫困户"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented person, in the register's words."""

    name: str
    id_number: str
    relation: str
    education: str
    health: str
    labour: str
    work: str
    phone: str


@dataclass(frozen=True, slots=True)
class DemoHousehold:
    """One invented household, in the register's words."""

    village: str
    group: str
    number: str
    ethnic_group: str
    kind: str
    cause: str
    helper: str
    helper_phone: str
    members: tuple[DemoPerson, ...]


def write_register(path: Path, *, township: str = "豆沙镇") -> None:
    """Write the invented register of a township as .xlsx: a title, the header, one row per person."""
    write_households(path, invent_households(township), township=township)


def write_households(path: Path, households: Iterable[DemoHousehold], *, township: str) -> None:
    """Write some households of a township in the same form."""
    figures = load_population().register_of(township)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append([f"{figures.county}{township}建档立卡户花名册（演示数据，人物均为虚构）"])
    sheet.append(HEADER)
    for household in households:
        for row in _rows(figures, household):
            sheet.append(row)
    book.save(path)


def invent_households(township: str) -> Iterator[DemoHousehold]:
    """The same households at every call, village by village."""
    population = load_population()
    yield from _Inventor(population, population.register_of(township)).households()


def _rows(figures: RegisterFigures, household: DemoHousehold) -> Iterator[Sequence[str]]:
    place = (figures.county, figures.township, household.village, household.group, household.number)
    end = (household.kind, household.cause, household.helper, household.helper_phone)
    for person in household.members:
        own = (person.education, person.health, person.labour, person.work, person.phone)
        yield (*place, person.name, person.id_number, person.relation, household.ethnic_group, *own, *end)


class _Inventor:
    """Invents one register from its seed."""

    def __init__(self, population: Population, figures: RegisterFigures) -> None:
        self._population = population
        self._figures = figures
        self._draw = Draw(figures.seed)
        self._namer = Namer(self._draw)
        self._numbers = Numbers(self._draw, figures.seed)
        self._family = Family(population, self._draw, self._namer)

    def households(self) -> Iterator[DemoHousehold]:
        decks = {
            name: self._draw.deck(weights, self._figures.households)
            for name, weights in self._population.households.items()
            if name != "kinds"
        }
        kinds = self._kinds(decks["sizes"])
        place = 0
        for village in self._figures.villages:
            helper = self._helper()
            for order in range(1, village.households + 1):
                if order % self._population.households_per_helper == 0:
                    helper = self._helper()
                cards = {name: deck[place] for name, deck in decks.items()}
                yield self._household(village, order, cards, kinds[place], helper)
                place += 1

    def _kinds(self, sizes: Sequence[str]) -> list[str]:
        """Households in full public care are people who live alone; the other kinds fall as they may."""
        kinds = self._draw.deck(self._population.households["kinds"], len(sizes))
        alone = [place for place, size in enumerate(sizes) if size == "1"]
        cared_for = [place for place, kind in enumerate(kinds) if kind == LIVES_ALONE_IN_CARE]
        for there, here in zip(cared_for, alone, strict=False):
            kinds[there], kinds[here] = kinds[here], kinds[there]
        return kinds

    def _household(
        self, village: VillageFigures, order: int, cards: dict[str, str], kind: str, helper: tuple[str, str]
    ) -> DemoHousehold:
        family = self._family.of(
            size=int(cards["sizes"]), head_is_man=cards["head_sex"] == "male", old=kind == LIVES_ALONE_IN_CARE
        )
        return DemoHousehold(
            village=village.name,
            group=f"{self._draw.between(1, village.groups)}组",
            number=f"{village.code}{FIRST_ORDER + order}",
            ethnic_group=cards["ethnic_groups"],
            kind=kind,
            cause=cards["causes"],
            helper=helper[0],
            helper_phone=helper[1],
            members=tuple(self._person(member) for member in family),
        )

    def _person(self, member: Member) -> DemoPerson:
        figures = self._population.at_age(member.age)
        health = self._draw.one_of(figures.health)
        labour = self._labour(figures, ill=health != "健康")
        return DemoPerson(
            name=member.name,
            id_number=self._numbers.id_number(member.born_on, male=member.is_man),
            relation=member.relation,
            education=self._education(figures, labour, member.age),
            health=health,
            labour=labour,
            work=self._work(figures, labour),
            phone=self._numbers.phone() if self._has_phone(member) else "",
        )

    def _labour(self, figures: AgeFigures, *, ill: bool) -> str:
        if not figures.labour:
            return "无劳动力"
        if ill and self._draw.chance(figures.lost):
            return "丧失劳动力"
        return self._draw.one_of(figures.labour)

    def _education(self, figures: AgeFigures, labour: str, age: int) -> str:
        # Young and healthy without labour capacity: they are still at school.
        if labour == "无劳动力" and 16 <= age < 25:
            return "高中" if age < 19 or self._draw.chance(0.4) else "大专及以上"
        return self._draw.one_of(figures.education)

    def _work(self, figures: AgeFigures, labour: str) -> str:
        able = labour in ("普通劳动力", "技能劳动力")
        return self._draw.one_of(self._population.work_places) if able and self._draw.chance(figures.works) else ""

    def _has_phone(self, member: Member) -> bool:
        shares = self._population.shares
        if member.relation == "户主":
            return self._draw.chance(shares["phone_head"])
        return member.age >= 18 and self._draw.chance(shares["phone_adult"])

    def _helper(self) -> tuple[str, str]:
        male = self._draw.chance(0.6)
        born_on = datetime.date(1985, 1, 1)
        return self._namer.surname() + self._namer.given(born_on, male=male), self._numbers.phone()
