"""Cases and courses as facts.

A case is one JSON object a line: `name`, `region` (12-digit code, or none), `industries` (list of `industry`, a GB/T
4754 code or a product, `weight`, `role`, and `region` where it was entered; where none names a region, those that
`places.toml` knows of the township and the county are inherited), `month`, `household` (`cause`,
`other_causes`, `wishes`, `own_industry`), `person` (`age`, `education`, `labour`, `away`), `done`, `begun`, `given_up`,
`asked`, `bans` (list of `industry`, `until`), `pinned`, `held`, `openings` (list of `employer`, `industry`), `extra`
(true: with the courses of extra_courses.jsonl), and the expectations `top3_any`, `top3_all`, `never`, `before`
(pairs), `unusable` (nowhere in the list) and `reason` (of the first offer).
"""

from __future__ import annotations

import csv
import datetime
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from learners.plans.facts import (
    Ban,
    CourseFacts,
    Desk,
    History,
    HouseholdFacts,
    Learner,
    Opening,
    Origin,
    PersonFacts,
    Trade,
)
from learners.regions.names import short_name

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
REGIONS = ROOT / "learners" / "regions" / "data" / "regions.csv"
Case = Mapping[str, Any]

BUILDING = {"building": 0.6, "培育": 0.6, "发展": 0.6, "正在培育": 0.6}
SOMEWHERE = "本地"
# Months ahead, over new year, that a ban is still taken to mean.
NEXT_YEAR = 4
CAUSES = {
    **{"因病": "illness", "因残": "disability", "因学": "schooling", "因灾": "disaster", "缺土地": "land"},
    **{"缺水": "water", "缺技术": "skill", "缺劳力": "labour", "缺劳动力": "labour", "缺资金": "funds"},
    **{"交通条件落后": "transport", "自身发展动力不足": "motivation", "内生动力不足": "motivation", "其他": "other"},
}
LABOUR = {
    **{"普通劳动力": "ordinary", "技能劳动力": "skilled", "弱劳动力或半劳动力": "semi", "弱劳动力": "semi"},
    **{"半劳动力": "semi", "弱半劳动力": "semi", "丧失劳动力": "lost", "无劳动力": "none"},
}
EDUCATION = {
    **{"文盲": "illiterate", "文盲或半文盲": "illiterate", "文盲半文盲": "illiterate", "不识字": "illiterate"},
    **{"小学": "primary", "初中": "junior", "高中": "senior", "中专": "senior", "职高": "senior", "技校": "senior"},
    **{"大专": "college", "大学": "college", "本科": "college", "本科及以上": "college", "大专及以上": "college"},
    "学龄前儿童": "preschool",
}
LEVELS = {"入门": "beginner", "初级": "elementary", "中级": "intermediate", "高级": "intermediate"}


@dataclass(frozen=True)
class Question:
    """A case as facts."""

    trades: Sequence[Trade]
    learner: Learner
    month: int
    desk: Desk


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_courses(path: Path) -> list[CourseFacts]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [course_of(row) for row in csv.DictReader(file)]


def extra_courses() -> list[CourseFacts]:
    return [course_of(row) for row in read_lines(HERE / "extra_courses.jsonl")]


def course_of(row: Mapping[str, Any]) -> CourseFacts:
    """A row of courses.csv, with columns for heavy work, causes and prerequisites where there are such."""
    heavy = row.get("heavy_work")
    return CourseFacts(
        id=row["id"],
        title=row["title"],
        industry_codes=tuple(listed(row.get("industry_codes"))),
        products=tuple(listed(row.get("products"))),
        level=LEVELS.get(row.get("skill_level", ""), row.get("level", "beginner")),
        season_months=frozenset(int(month) for month in listed(row.get("season_months"))),
        minutes=int(row.get("minutes") or 0),
        heavy_work=None if heavy in (None, "") else str(heavy).lower() in ("1", "true", "yes", "是"),
        causes=frozenset(CAUSES.get(cause, cause) for cause in listed(row.get("causes"))),
        prerequisites=frozenset(listed(row.get("prerequisites"))),
        summary=" ".join(row.get(key) or "" for key in ("summary_line1", "summary_line2", "summary", "tags")),
        work=row.get("work") or "",
    )


def listed(value: Any) -> list[str]:
    """A list, or words with semicolons between, or nothing."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[;；,，、]", value) if part.strip()]
    return [str(one) for one in value] if isinstance(value, Iterable) else [str(value)]


def question_of(case: Case) -> Question:
    month = month_of(case)
    household, person = case.get("household") or {}, case.get("person") or {}
    history = History(
        *(frozenset(listed(case.get(key))) for key in ("done", "begun", "given_up")), tuple(listed(case.get("asked")))
    )
    return Question(tuple(_trades(case)), Learner(_household(household), _person(person), history), month, _desk(case))


def month_of(case: Case) -> int:
    """3, "3" or "3月"."""
    found = re.search(r"\d+", str(case["month"]))
    if found is None:
        raise ValueError(f"no month in {case['month']!r}")
    return int(found.group())


def _trades(case: Case) -> Iterator[Trade]:
    region = str(case.get("region") or "")
    rows = [row if isinstance(row, dict) else {"industry": row} for row in case.get("industries") or []]
    most = max([1.0, *(float(row.get("weight") or 1.0) for row in rows)])
    for row in rows:
        weight = float(1.0 if row.get("weight") is None else row["weight"]) / most
        entered = str(row.get("region") or region)
        origin = Origin.VILLAGE if entered == region else origin_of(entered)
        yield trade(industry_name(row["industry"]), weight * BUILDING.get(row.get("role", ""), 1.0), origin, entered)
    if any("region" in row for row in rows):
        return
    for code, origin in ((region[:9] + "000", Origin.TOWNSHIP), (region[:6] + "000000", Origin.COUNTY)):
        for name, weight in known_places().get(code, {}).items():
            yield trade(name, weight, Origin.VILLAGE if code == region and not rows else origin, code)


def trade(name: str, weight: float, origin: Origin, region: str) -> Trade:
    is_code = name.isdigit()
    return Trade(name if is_code else "", "" if is_code else name, weight, origin, place_names().get(region, SOMEWHERE))


def industry_name(value: Any) -> str:
    return f"{value:04d}" if isinstance(value, int) else str(value).strip()


def origin_of(code: str) -> Origin:
    if code.endswith("000000"):
        return Origin.COUNTY
    return Origin.TOWNSHIP if code.endswith("000") else Origin.VILLAGE


def _household(row: Mapping[str, Any]) -> HouseholdFacts:
    causes = [CAUSES.get(cause, cause) for cause in (*listed(row.get("cause")), *listed(row.get("other_causes")))]
    return HouseholdFacts(
        cause=causes[0] if row.get("cause") else "",
        other_causes=tuple(causes[1:] if row.get("cause") else causes),
        wishes=tuple(listed(row.get("wishes"))),
        own_industry_codes=tuple(listed(row.get("own_industry"))),
    )


def _person(row: Mapping[str, Any]) -> PersonFacts:
    education, labour = row.get("education") or "", row.get("labour") or ""
    age = row.get("age")
    return PersonFacts(
        None if age is None else int(age),
        EDUCATION.get(education, education),
        LABOUR.get(labour, labour),
        bool(row.get("away")),
    )


def _desk(case: Case) -> Desk:
    bans = [row if isinstance(row, dict) else {"industry": row} for row in case.get("bans") or []]
    return Desk(
        pinned=tuple(listed(case.get("pinned"))),
        held=frozenset(listed(case.get("held"))),
        bans=tuple(Ban(industry_name(row["industry"])) for row in bans if in_force(row.get("until"), case)),
        openings=tuple(Opening(row["employer"], row["industry"]) for row in case.get("openings") or []),
        place_name=place_names().get(str(case.get("region") or ""), ""),
    )


def in_force(until: Any, case: Case) -> bool:
    """Whether a ban still holds in the month of the case, which names no year unless there is a `year`.

    until: a date, a year and month, or a month. Without a year it is taken as the same year's, or, where that is
    long past, as the next year's: in November a ban until February holds, in September one until June does not.
    """
    numbers = [int(part) for part in re.findall(r"\d+", str(until or ""))]
    if not numbers:
        return True
    has_year = numbers[0] > 12
    year = numbers[0] if has_year else 0
    month = min(numbers[1] if has_year and len(numbers) > 1 else 12 if has_year else numbers[0], 12)
    if has_year and case.get("year"):
        return (year, month) >= (int(case["year"]), month_of(case))
    this_year = datetime.date.today().year
    if has_year and (year > this_year or year < this_year - 1):
        return year > this_year
    now = month_of(case)
    return month >= now or (month - now) % 12 <= NEXT_YEAR


@cache
def known_places() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads((HERE / "places.toml").read_text(encoding="utf-8"))


@cache
def place_names() -> Mapping[str, str]:
    with REGIONS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: short_name(row["name"]) for row in csv.DictReader(file)}
