"""Compares a register after an import with the truth, and what was reported with what is known to be wrong.

- `repaired`: faults of the manifest where the register holds the truth (for lines and sheets to be skipped: nothing
  was taken from them);
- `reported`: faults that are not repaired, and whose row, or household, was reported;
- `silently_wrong`: faults that are neither, and every value of the register that differs from the truth without its
  cell having been reported, and every person whom the truth does not know;
- `wrongly_refused`: rows in which the manifest knows no fault that may make a row wait, and that are not in.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What the legend of the manifests allows to be asked about instead of imported.
MAY_WAIT = frozenset(
    {"reject", "reject_or_flag", "reject_or_ask", "reject_or_merge", "fix_or_flag", "fix_if_evaluated"}
    | {"fix_first_or_flag", "flag", "flag_household"}
)
ID = "身份证号码"
HOUSEHOLD = "户编号"
COMPARED = (
    *("village_code", "自然村组", HOUSEHOLD, "姓名", ID, "与户主关系", "民族", "文化程度", "健康状况", "劳动技能"),
    *("务工状况", "联系电话", "户类型", "主要致贫原因", "帮扶责任人", "帮扶责任人电话", "出生日期", "性别"),
)
# The village is compared by its code; the columns above it lead to the same code.
PLACES = ("县", "乡镇", "行政村")
# A phone is kept with the helper whose it is; of a helper who is asked about there is none.
HELPER, HELPER_PHONE = "帮扶责任人", "帮扶责任人电话"
OF_HOUSEHOLD = ("village_code", "自然村组", HOUSEHOLD, "户类型", "主要致贫原因", "帮扶责任人", "帮扶责任人电话")

Row = dict[str, str]


@dataclass
class Imported:
    """What an import left: persons by identity number in the truth's words, rows taken, (row, column) reported."""

    persons: Mapping[str, Row]
    taken_rows: set[int]
    reported: set[tuple[int, str]]
    sheets_passed_over: set[str]

    @property
    def reported_rows(self) -> set[int]:
        return {row for row, _column in self.reported}


@dataclass
class Score:
    repaired: int = 0
    reported: int = 0
    silently_wrong: int = 0
    wrongly_refused: int = 0
    details: list[str] = field(default_factory=list)


def same(one: str, other: str) -> bool:
    """Width of characters and spaces do not make another value."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


class Scorer:
    def __init__(self, manifest: Mapping[str, Any], truth: Sequence[Row], imported: Imported) -> None:
        self.manifest = manifest
        self.truth = truth
        self.by_row = {int(row["sheet_row"]): row for row in truth if row["sheet_row"]}
        self._keep_what_was_written()
        self.imported = imported
        self.rows_of: dict[str, set[int]] = defaultdict(set)
        for number, row in self.by_row.items():
            self.rows_of[row[HOUSEHOLD]].add(number)
        self.score = Score()

    def _keep_what_was_written(self) -> None:
        """A name that is to survive unchanged is the truth, whoever the truth invented in its place."""
        for fault in self.manifest["faults"]:
            if fault["expect"] == "keep" and fault.get("row") in self.by_row and fault.get("column") not in PLACES:
                self.by_row[fault["row"]][fault["column"]] = fault["expected_value"]

    def run(self) -> Score:
        for fault in self.manifest["faults"]:
            self._count(fault)
        for wrong in self._wrong_values():
            self._wrong(wrong)
        for number in self._refused():
            self.score.wrongly_refused += 1
            self.score.details.append(f"refused: row {number}")
        return self.score

    def _count(self, fault: Mapping[str, Any]) -> None:
        if self._is_repaired(fault):
            self.score.repaired += 1
        elif self._is_reported(fault):
            self.score.reported += 1
            self.score.details.append(f"reported: {fault['type']} {fault.get('cell') or fault.get('household')}")
        else:
            self._wrong(f"{fault['type']}: {fault.get('cell') or fault.get('row') or fault.get('household')}")

    def _wrong(self, what: str) -> None:
        self.score.silently_wrong += 1
        self.score.details.append(f"wrong: {what}")

    def _is_repaired(self, fault: Mapping[str, Any]) -> bool:
        expect, row = fault["expect"], fault.get("row")
        if expect == "skip_sheet":
            return fault["sheet"] in self.imported.sheets_passed_over
        if expect == "skip_line":
            return row not in self.imported.taken_rows and row not in self.imported.reported_rows
        if expect == "decode":
            return bool(self.imported.persons)
        return row is not None and self._cells_hold(fault)

    def _cells_hold(self, fault: Mapping[str, Any]) -> bool:
        row, columns = fault["row"], _columns(fault.get("column"))
        if fault["expect"] == "reject_or_merge":
            return self._holds(fault["also_on_row"], COMPARED)
        if row == self.manifest.get("header_row"):
            return any(self._holds(number, columns) and self.by_row[number][columns[0]] for number in self.by_row)
        return all(self._holds(row + line, columns) for line in range(fault.get("lines", 1)))

    def _holds(self, number: int, columns: Sequence[str]) -> bool:
        truth = self.by_row.get(number)
        person = self.imported.persons.get(truth[ID]) if truth else None
        return truth is not None and person is not None and all(same(person[c], truth[c]) for c in columns)

    def _is_reported(self, fault: Mapping[str, Any]) -> bool:
        rows = {fault["row"] + line for line in range(fault.get("lines", 1))} if fault.get("row") else set()
        if fault.get("household"):
            rows |= self.rows_of[fault["household"]]
        return bool(rows & self.imported.reported_rows)

    def _wrong_values(self) -> Iterator[str]:
        known = {row[ID]: row for row in self.truth}
        for number, person in self.imported.persons.items():
            if number not in known:
                yield f"a person nobody knows, of household {person[HOUSEHOLD]}"
                continue
            truth = known[number]
            for column in COMPARED:
                if not same(person[column], truth[column]) and not self._was_reported(truth, column):
                    yield f"row {truth['sheet_row']} {column}: {person[column]!r} for {truth[column]!r}"

    def _was_reported(self, truth: Row, column: str) -> bool:
        rows = self.rows_of[truth[HOUSEHOLD]] if column in OF_HOUSEHOLD else {int(truth["sheet_row"] or 0)}
        columns = {"village_code": PLACES, HELPER_PHONE: (HELPER, HELPER_PHONE)}.get(column, (column,))
        return any((row, name) in self.imported.reported for row in rows for name in columns)

    def _refused(self) -> Iterator[int]:
        may_wait = set()
        for fault in self.manifest["faults"]:
            if fault["expect"] in MAY_WAIT:
                may_wait |= {fault.get("row"), fault.get("also_on_row")}
        for number, truth in sorted(self.by_row.items()):
            if number not in may_wait and truth[ID] not in self.imported.persons:
                yield number


def _columns(column: str | None) -> Sequence[str]:
    if column is None:
        return COMPARED
    return ("village_code",) if column in PLACES else (column,)
