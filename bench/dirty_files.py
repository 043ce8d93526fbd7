"""Writes the lines of a list as the programs of an office do."""

from __future__ import annotations

import csv
import html
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet


@dataclass
class Line:
    """One row: cells by column; `merged` names how many rows a cell covers; `across`: one note over all columns."""

    cells: dict[str, str]
    merged: dict[str, int] = field(default_factory=dict)
    across: bool = False


@dataclass(frozen=True)
class Format:
    name: str
    encoding: str = ""
    sheets: tuple[str, ...] = ()


FORMATS = (
    Format("xlsx", sheets=("填表说明", "Sheet3")),
    Format("csv", "gb18030"),
    Format("xls", sheets=("填表说明",)),
    Format("html", "gb18030"),
    Format("csv", "utf-8-sig"),
    Format("tsv", "utf-16"),
    Format("xlsx", sheets=("代码表",)),
    Format("csv", "utf-8"),
    Format("html", "utf-8"),
)
_NOTES = (
    ("序号", "字段", "说明"),
    ("1", "户编号", "由系统生成"),
    ("2", "身份证号码", "18位"),
    ("3", "与户主关系", "见代码表"),
)


def write_file(
    stem: Path, kind: Format, columns: Sequence[str], lines: Sequence[Line], header_row: int, chance: random.Random
) -> Path:
    if kind.name == "html":
        return _write_html(stem.with_suffix(".xls"), kind, columns, lines)
    if kind.name in ("csv", "tsv"):
        return _write_text(stem.with_suffix(".csv" if kind.name == "csv" else ".txt"), kind, columns, lines)
    path = _write_workbook(stem.with_suffix(".xlsx"), kind, columns, lines, header_row, chance)
    return path if kind.name == "xlsx" else _as_old_workbook(path)


def _write_workbook(
    path: Path, kind: Format, columns: Sequence[str], lines: Sequence[Line], header_row: int, chance: random.Random
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Sheet1"
    for number, line in enumerate(lines, start=1):
        for at, name in enumerate(columns, start=1):
            _write_cell(sheet, number, at, line.cells.get(name, ""))
        for name, rows in line.merged.items():
            at = columns.index(name) + 1
            sheet.merge_cells(start_row=number, end_row=number + rows - 1, start_column=at, end_column=at)
        if line.across:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(columns))
        if number > header_row and chance.randrange(90) == 0:
            sheet.row_dimensions[number].hidden = True
    sheet.column_dimensions[get_column_letter(len(columns) - 2)].hidden = True
    sheet.freeze_panes = f"A{header_row + 1}"
    for name in kind.sheets:
        notes = book.create_sheet(name)
        for row in _NOTES:
            notes.append(row)
    book.save(path)
    return path


def _write_cell(sheet: Worksheet, row: int, column: int, value: str) -> None:
    if value:
        cell = sheet.cell(row, column, value)
        cell.data_type = "s"  # a text that begins with = or looks like a number is one still


def _as_old_workbook(path: Path) -> Path:
    office = shutil.which("soffice")
    if office is None:
        return path
    command = [office, "--headless", f"-env:UserInstallation=file://{path.parent}/office", "--convert-to", "xls"]
    subprocess.run([*command, "--outdir", str(path.parent), str(path)], check=True, stdout=subprocess.DEVNULL)
    path.unlink()
    return path.with_suffix(".xls")


def _written(columns: Sequence[str], line: Line) -> list[str]:
    if line.across:
        return [next(iter(line.cells.values())), *[""] * (len(columns) - 1)]
    return [line.cells.get(name, "") for name in columns]


def _write_text(path: Path, kind: Format, columns: Sequence[str], lines: Sequence[Line]) -> Path:
    with path.open("w", encoding=kind.encoding, newline="") as file:
        writer = csv.writer(file, delimiter="\t" if kind.name == "tsv" else ",")
        writer.writerows(_written(columns, line) for line in lines)
    return path


def _write_html(path: Path, kind: Format, columns: Sequence[str], lines: Sequence[Line]) -> Path:
    charset = "gb2312" if kind.encoding == "gb18030" else kind.encoding
    parts = [f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>']
    parts.append('<table border="1">')
    covered: dict[str, int] = {}
    for line in lines:
        parts.append("<tr>")
        if line.across:
            parts.append(f'<td colspan="{len(columns)}">{html.escape(next(iter(line.cells.values())))}</td>')
        else:
            parts += _html_cells(columns, line, covered)
        parts.append("</tr>")
        covered = {name: rows - 1 for name, rows in (covered | line.merged).items() if rows > 1}
    parts.append("</table></body></html>")
    path.write_bytes("\n".join(parts).encode(kind.encoding))
    return path


def _html_cells(columns: Sequence[str], line: Line, covered: dict[str, int]) -> list[str]:
    cells = []
    for name in columns:
        if name in covered:
            continue
        span = f' rowspan="{line.merged[name]}"' if name in line.merged else ""
        text = html.escape(line.cells.get(name, "")).replace("\n", "<br>")
        cells.append(f"<td{span}>{text}</td>")
    return cells
