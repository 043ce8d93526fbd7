"""A clean register of any size: people who do not exist, in the villages of a county that does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from learners.people.id_numbers import check_character
from learners.regions.models import Region

HEADER = "县 乡镇 行政村 自然村组 户编号 姓名 身份证号码 与户主关系 民族 文化程度 健康状况 劳动技能 务工状况 联系电话 户类型 主要致贫原因 帮扶责任人 帮扶责任人电话"  # noqa: E501
RELATIONS = ("户主", "配偶", "之子", "之女", "之父", "之母")
CAUSES = ("缺技术", "交通条件落后", "因病", "因残", "因学", "缺劳力", "缺资金", "自身发展动力不足")


def write_large_register(path: Path, county: Region, *, persons: int) -> Path:
    """Identity numbers carry the area 99xxxx, which is no place, and phones start with 154."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append([f"{county.name}花名册"])
    sheet.append(HEADER.split())
    for row in _rows(county, persons):
        sheet.append(row)
    book.save(path)
    return path


def _rows(county: Region, persons: int) -> Iterator[list[str]]:
    chance = random.Random(20260101)
    villages = list(
        Region.objects.filter(code__startswith=county.prefix, level="village").select_related("parent").order_by("code")
    )
    household = place = size = 0
    for number in range(persons):
        place += 1
        if size == 0:
            place, size, household = 0, chance.randint(1, 6), household + 1
            village = villages[household % len(villages)]
            shared = [chance.choice(CAUSES), f"周{household % 97:02d}".translate(_DIGITS), f"154{household % 97:08d}"]
        size -= 1
        yield [
            *(county.name, village.parent.name, village.short_name, f"{household % 12 + 1}组"),
            f"{village.code}{household // len(villages) + 1:04d}",
            *(_name(number), _id_number(number, chance), RELATIONS[place]),
            *("汉族", "初中", "健康", "普通劳动力", "省外务工" if chance.random() < 0.3 else ""),
            f"154{number:08d}" if chance.random() < 0.5 else "",
            *("一般贫困户", *shared),
        ]


_DIGITS = str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")


def _name(number: int) -> str:
    return "王李张刘陈杨赵黄周吴"[number % 10] + f"{number // 10 % 1000:03d}".translate(_DIGITS)


def _id_number(number: int, chance: random.Random) -> str:
    # A day and 999 orders on it would do for a year of a large county; the area keeps them apart here.
    first_17 = f"99{number // 25000:04d}{chance.randint(1940, 2012)}{chance.randint(1, 12):02d}"
    first_17 += f"{number // 900 % 28 + 1:02d}{number % 900 + 100:03d}"
    return first_17 + check_character(first_17)
