"""Writes small registers as clerks have them."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from learners.people.id_numbers import check_character

HEADER = [
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
]
ROW = {
    "县": "盐津县",
    "乡镇": "豆沙镇",
    "行政村": "石缸村",
    "自然村组": "3组",
    "户编号": "5306231032020001",
    "姓名": "张平",
    "身份证号码": "",
    "与户主关系": "户主",
    "民族": "汉族",
    "文化程度": "小学",
    "健康状况": "健康",
    "劳动技能": "普通劳动力",
    "务工状况": "",
    "联系电话": "",
    "户类型": "一般贫困户",
    "主要致贫原因": "缺技术",
    "帮扶责任人": "周文",
    "帮扶责任人电话": "15400000001",
}


def id_number(order: int, *, born: str = "19800501") -> str:
    """A number of nobody: area 990623; odd `order` is male."""
    first_17 = f"990623{born}{order:03d}"
    return first_17 + check_character(first_17)


def row(order: int, **values: object) -> dict[str, object]:
    """One person of the household 0001 in 石缸村, unless said otherwise."""
    return {**ROW, "身份证号码": id_number(order), **values}


def write_register(
    path: Path,
    rows: Sequence[dict[str, object]],
    *,
    header: Sequence[str] = HEADER,
    sheet: str = "花名册",
    title: str = "豆沙镇花名册",
) -> Path:
    """A workbook with a merged title in row 1, the header in row 2, and `rows` from row 3."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append([title])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(header))
    page.append(list(header))
    for values in rows:
        page.append([values.get(word, "") for word in header])
    book.save(path)
    return path
