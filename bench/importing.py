"""The part of `bench.import` that needs Django: imports one file into an empty register, prints score and cost."""

from __future__ import annotations

import csv
import gzip
import io
import json
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django

django.setup()

from bench.scoring import Imported, Row, Scorer  # noqa: E402
from learners.people.importing import (  # noqa: E402
    ImportPlan,
    apply_import,
    plan_import,
    words,
)
from learners.people.importing.decisions import Decisions  # noqa: E402
from learners.people.importing.problems import Problem  # noqa: E402
from learners.people.models import Household, Person  # noqa: E402
from learners.people.reading.fields import HEADER_WORDS, Field, header_key  # noqa: E402
from learners.regions.models import Region  # noqa: E402

COUNTY = "530623000000"
# Field of the register -> the truth's column, and the code list it is kept in.
PERSON: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "name": ("姓名", {}),
    "relation": ("与户主关系", {}),
    "ethnic_group": ("民族", {}),
    "education": ("文化程度", words.EDUCATION),
    "health": ("健康状况", words.HEALTH),
    "labour": ("劳动技能", words.LABOUR),
    "work": ("务工状况", words.WORK),
    "phone": ("联系电话", {}),
    "id_number": ("身份证号码", {}),
    "sex": ("性别", words.SEX),
}
HOUSEHOLD: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "number": ("户编号", {}),
    "village_id": ("village_code", {}),
    "group": ("自然村组", {}),
    "kind": ("户类型", words.KINDS),
    "cause": ("主要致贫原因", words.CAUSES),
}


def import_file(path: Path, area: Region | None) -> ImportPlan:
    """As a clerk does: looks at the dry run, and imports what can be taken."""
    plan = plan_import(path, area=area, decisions=Decisions.all_safe())
    apply_import(plan, by=None)
    return plan


def area_of(manifest: Mapping[str, Any]) -> Region | None:
    """The township that the file is of."""
    county = str(manifest["county"])[:6]
    return Region.objects.filter(code__startswith=county, level="township", short_name=manifest["township"]).first()


def read_truth(path: Path) -> list[Row]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for row in rows:
        for column, table in [*PERSON.values(), *HOUSEHOLD.values()]:
            if row[column] in table:
                # 五保 became 特困供养: two words of different years for one code.
                row[column] = next(word for word, code in table.items() if code == table[row[column]])
    return rows


def usual(row: object, fields: Mapping[str, tuple[str, Mapping[str, str]]]) -> Iterator[tuple[str, str]]:
    """The register's values in the words of the truth."""
    for name, (column, table) in fields.items():
        value = getattr(row, name)
        yield column, next((word for word, code in table.items() if code == value), value) if table and value else value


def in_words(person: Person, household: Household) -> Row:
    helper = household.helpers.first()
    return {
        **dict(usual(person, PERSON)),
        **dict(usual(household, HOUSEHOLD)),
        "帮扶责任人": helper.name if helper else "",
        "帮扶责任人电话": helper.phone if helper else "",
        "出生日期": person.born_on.isoformat() if person.born_on else "",
    }


def columns_of(problem: Problem) -> set[str]:
    """The columns of the truth that a problem is about: the one shown, and the one of its field."""
    own = HEADER_WORDS[Field(problem.field)][0]
    return {usual_header(problem.header), own}


def usual_header(header: str) -> str:
    """The column's name in the truth, whatever the file calls it."""
    key = header_key(header)
    for field, several in HEADER_WORDS.items():
        if key in {header_key(word) for word in several}:
            return "帮扶责任人" if field == Field.HELPER else several[0]
    return header


def imported(plan: ImportPlan) -> Imported:
    people = Person.objects.select_related("household").prefetch_related("household__helpers")
    return Imported(
        persons={row["身份证号码"]: row for row in (in_words(person, person.household) for person in people)},
        taken_rows={person.row for person in plan.persons()},
        reported={(problem.row, column) for problem in plan.problems for column in columns_of(problem)},
        sheets_passed_over=set(plan.sheets_left_out),
    )


def measure(path: Path, area: Region | None) -> tuple[ImportPlan, dict[str, Any]]:
    began, busy = time.perf_counter(), time.process_time()
    plan = import_file(path, area)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = plan.counts.rows
    each = 1000 / max(rows, 1)
    figures = {"ms_per_row": round(seconds * each, 3), "cpu_ms_per_row": round(busy * each, 3)}
    return plan, {"rows": rows, **figures, "peak_mb": round(peak)}


def main(arguments: list[str]) -> int:
    if arguments[0] == "--large":
        result: dict[str, Any] = measure(Path(arguments[1]), Region.objects.get(code=COUNTY))[1]
    else:
        file, manifest_path, truth = map(Path, arguments)
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
        plan, figures = measure(file, area_of(manifest))
        result = asdict(Scorer(manifest, read_truth(truth), imported(plan)).run()) | figures
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
