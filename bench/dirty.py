"""`python -m bench.dirty FOLDER [SEED ...]`: lists of tired clerks, each with its manifest and its truth.

Every seed makes one list of some hundred households out of the clean register beside the checkout, of another look
(headings, order, columns nobody asked for, file format) and with other faults than the sample files have. The files
are of the form that `make bench-import FILE= MANIFEST= TRUTH=` reads.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.dirty_cells import FAULTS, Fault
from bench.dirty_files import FORMATS, Line, write_file
from bench.dirty_heads import ADDED, HEADINGS, TITLES

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared")) / "data"
HOUSEHOLDS = 220
# One row in so many has a fault.
_RARE = 7
_OF_HOUSEHOLD = ("县", "乡镇", "行政村", "自然村组", "户编号", "户类型", "主要致贫原因", "帮扶责任人", "帮扶责任人电话")

Row = dict[str, str]


@dataclass
class List:
    """One list in the making: lines in the order of the sheet, and what is wrong with them."""

    chance: random.Random
    columns: list[str]
    headings: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    truth: list[Row] = field(default_factory=list)
    header_row: int = 0

    @property
    def next_row(self) -> int:
        return len(self.lines) + 1

    def fault(self, kind: str, expect: str, **more: Any) -> None:
        self.faults.append({"n": len(self.faults) + 1, "type": kind, "expect": expect, **more})


def read_clean() -> list[list[Row]]:
    """The households of the clean register, each with its members."""
    data = gzip.decompress((SHARED / "dousha_truth.csv.gz").read_bytes())
    households: dict[str, list[Row]] = {}
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        households.setdefault(row["户编号"], []).append(row)
    return list(households.values())


def make_list(seed: int, households: Sequence[Sequence[Row]], size: int = HOUSEHOLDS) -> List:
    chance = random.Random(seed)
    columns = [*HEADINGS]
    if chance.random() < 0.7:
        chance.shuffle(columns)
    for name in chance.sample([*ADDED], 5):
        columns.insert(chance.randrange(len(columns)), name)
    made = List(chance, columns, {name: chance.choice(words) for name, words in (HEADINGS | ADDED).items()})
    _begin(made)
    chosen = chance.sample(range(len(households)), size)
    merged = chance.random() < 0.5
    for place, at in enumerate(sorted(chosen)):
        _household(made, households[at], merged)
        _between(made, place, households[at][0])
    _end(made)
    return made


def _begin(made: List) -> None:
    for title in made.chance.sample(TITLES, made.chance.randint(1, 3)):
        made.fault("extra_line_above_header", "skip_line", row=made.next_row)
        made.lines.append(Line({made.columns[0]: title}, across=True))
    _headings(made, counted=False)
    made.header_row = len(made.lines)
    for name in HEADINGS:
        if made.headings[name] != name:
            written = made.headings[name]
            made.fault("header_variant", "fix", row=made.header_row, column=name, written=written, original=name)


def _headings(made: List, *, counted: bool = True) -> None:
    if counted:
        made.fault("repeated_header", "skip_line", row=made.next_row)
    made.lines.append(Line({name: made.headings[name] for name in made.columns}))


def _household(made: List, members: Sequence[Row], merged: bool) -> None:
    first = made.next_row
    for person in members:
        row = {name: person.get(name, "") for name in made.columns}
        row |= {name: f(made.chance, person, len(members)) for name, f in _ADDED_VALUES.items() if name in made.columns}
        made.truth.append({**person, "sheet_row": str(made.next_row)})
        if made.chance.randrange(_RARE) == 0:
            _spoil(made, made.chance.choice(FAULTS), row, person)
        made.lines.append(Line(row))
    if merged and len(members) > 1:
        lines = made.lines[first - 1 :]
        for name in _OF_HOUSEHOLD:
            if len({line.cells[name] for line in lines}) == 1:
                made.fault("merged_cells", "fill_down", row=first, column=name, lines=len(lines))
                lines[0].merged[name] = len(lines)
                for line in lines[1:]:
                    line.cells[name] = ""


def _spoil(made: List, fault: Fault, row: Row, person: Row) -> None:
    done = fault.write(made.chance, row)
    if done is None:
        return
    for column, (written, value) in done.items():
        row[column] = written
        more = {"original": person[column], "written": str(written)} | ({"expected_value": value} if value else {})
        made.fault(fault.kind, fault.expect, row=made.next_row, column=column, **more)
        if value:
            made.truth[-1][column] = value


def _between(made: List, place: int, head: Row) -> None:
    """What stands between households: totals in the middle of a sheet, empty lines, the headings again, remarks."""
    kind = made.chance.randrange(40)
    if kind == 0:
        made.fault("blank_row", "skip_line", row=made.next_row)
        made.lines.append(Line({}))
    elif kind == 1:
        _headings(made)
    elif kind == 2:
        made.fault("subtotal_row", "skip_line", row=made.next_row)
        words = ("小计", "本组小计", "本页合计", f"{head['行政村']}合计", "小 计：", "村小计", "累计")
        where = made.chance.choice(["姓名", "行政村", "户编号", made.columns[0], "自然村组"])
        figures = {"身份证号码": "", "与户主关系": "", "联系电话": f"{place + 1}户"}
        made.lines.append(Line({**figures, where: made.chance.choice(words)}))
    elif kind == 3:
        made.fault("note_row", "skip_line", row=made.next_row)
        notes = ("以下为2016年新识别户", "（接上页）", "第 2 页", "以上为第三组", "★以下为低保户")
        made.lines.append(Line({made.columns[0]: made.chance.choice(notes)}, across=True))


def _end(made: List) -> None:
    notes = (
        *(
            "备注：1.本表一式三份，村、镇、县各一份。",
            "2、致贫原因按主要原因填写，可多选。",
            "填表人：          审核人：      ",
        ),
        *(
            "注：户编号以系统为准",
            "说明：本表数据截止2016年6月30日",
            "制表日期：2016.6.30",
            "联系人：周文波 联系电话：15452598841",
        ),
        *("3.身份证号码须为18位", "村委会（盖章）：", "共 220 户"),
    )
    for note in made.chance.sample(notes, 5):
        made.fault("signature_row", "skip_line", row=made.next_row)
        made.lines.append(Line({made.chance.choice(made.columns[:3]): note}, across=made.chance.random() < 0.5))


_ADDED_VALUES = {
    "序号": lambda chance, row, size: str(chance.randint(1, 900)),
    "家庭人口": lambda chance, row, size: f"{size}人",
    "人均纯收入": lambda chance, row, size: f"{chance.randint(1900, 4200)}元",
    "耕地面积": lambda chance, row, size: f"{chance.randint(1, 90) / 10}亩",
    "户主姓名": lambda chance, row, size: row["姓名"],
    "户主身份证": lambda chance, row, size: row["身份证号码"],
    "脱贫年度": lambda chance, row, size: "2019年",
    "危房": lambda chance, row, size: chance.choice(["是", "否"]),
    "帮扶单位": lambda chance, row, size: "盐津县农业农村局",
    "安置点": lambda chance, row, size: "",
    "备注": lambda chance, row, size: "",
}


def write_list(
    folder: Path, seed: int, households: Sequence[Sequence[Row]], size: int = HOUSEHOLDS
) -> tuple[Path, Path, Path]:
    """The file, its manifest and its truth."""
    made = make_list(seed, households, size)
    kind = FORMATS[seed % len(FORMATS)]
    path = write_file(folder / f"list-{seed}", kind, made.columns, made.lines, made.header_row, made.chance)
    if kind.sheets:
        for name in kind.sheets:
            made.fault("extra_sheet", "skip_sheet", sheet=name)
    manifest = {"file": path.name, "format": kind.name, "county": "530623000000", "township": "豆沙镇", "seed": seed}
    manifest |= {"header_row": made.header_row, "faults": made.faults}
    manifest_path, truth_path = folder / f"list-{seed}.manifest.json", folder / f"list-{seed}_truth.csv"
    manifest_path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    with truth_path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*made.truth[0]])
        writer.writeheader()
        writer.writerows(made.truth)
    return path, manifest_path, truth_path


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    households = read_clean()
    for seed in arguments[1:] or ("1",):
        print(*write_list(folder, int(seed), households), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
