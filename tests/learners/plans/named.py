"""Named cases of offers as data, one JSON object a line, and the catalogue that they speak of.

A case has `name`, `region` (12-digit code or none), `industries` (list of `industry`, which is a GB/T 4754
code or a product, `weight`, `role`, and `region` where it was entered higher up), `month`, `household`,
`person`, `done`, `begun`, `given_up`, and what is expected: `top3_any` (at least one), `top3_all`, `never`,
`before` (pairs) and `reason` (of the first offer).
"""

import json
from pathlib import Path

from learners.plans.facts import CourseFacts, History, HouseholdFacts, Origin, PersonFacts, Trade
from learners.plans.recommend import recommend

HERE = Path(__file__).parent
SETS = {"season_months", "causes", "prerequisites"}
TUPLES = {"industry_codes", "products"}
PLACES = {
    "530623103202": "石缸村",
    "530623103000": "豆沙镇",
    "530623000000": "盐津县",
    "610929000000": "白河县",
    "360321000000": "莲花县",
    "410927000000": "台前县",
    "511323000000": "蓬安县",
}
CODES = {
    "竹笋": "0252",
    "乌鸡": "0321",
    "肉牛": "0311",
    "花椒": "0163",
    "茶叶": "0164",
    "天麻": "0171",
    "香菇": "0142",
    "养猪": "0313",
    "油茶": "0162",
    "山羊": "0314",
    "小尾寒羊": "0314",
    "鸭": "0322",
    "羽绒": "1941",
    "光伏": "4416",
    "电商": "5292",
}
CAUSES = {"因病": "illness", "因残": "disability", "因学": "schooling", "缺技术": "skill", "缺劳力": "labour"}
LABOUR = {
    "普通劳动力": "ordinary",
    "技能劳动力": "skilled",
    "弱劳动力或半劳动力": "semi",
    "丧失劳动力": "lost",
    "无劳动力": "none",
}
EDUCATION = {"文盲或半文盲": "illiterate", "小学": "primary", "初中": "junior", "高中": "senior"}
BUILDING = 0.5


def read_lines(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line]


def read_course(row):
    def shaped(key, value):
        return frozenset(value) if key in SETS else tuple(value) if key in TUPLES else value

    return CourseFacts(**{key: shaped(key, value) for key, value in row.items()})


def read_trade(row, region):
    code = row.get("region", region) or "000000000000"
    known = row["industry"] if row["industry"].isdigit() else CODES.get(row["industry"], "")
    return Trade(
        industry_code=known,
        product="" if row["industry"].isdigit() else row["industry"],
        weight=row.get("weight", 1.0) * (BUILDING if row.get("role") == "building" else 1.0),
        origin=read_origin(code),
        place_name=PLACES.get(code, "本地"),
    )


def read_origin(code):
    if code.endswith("000000"):
        return Origin.COUNTY
    return Origin.TOWNSHIP if code.endswith("000") else Origin.VILLAGE


def read_household(row):
    return HouseholdFacts(
        cause=CAUSES[row["cause"]] if "cause" in row else "",
        other_causes=tuple(CAUSES[cause] for cause in row.get("other_causes", [])),
        wishes=tuple(row.get("wishes", [])),
        own_industry_codes=tuple(row.get("own_industry", [])),
    )


def read_person(row):
    return PersonFacts(
        age=row.get("age"),
        education=EDUCATION[row["education"]] if "education" in row else "",
        labour=LABOUR[row["labour"]] if "labour" in row else "",
        away=row.get("away", False),
    )


def offers_of(case, courses, n):
    history = History(*(frozenset(case.get(key, [])) for key in ("done", "begun", "given_up")))
    trades = [read_trade(row, case.get("region")) for row in case.get("industries", [])]
    household, person = read_household(case.get("household", {})), read_person(case.get("person", {}))
    return recommend(courses, trades, household, person, history, case["month"], n=n)


def broken_expectations(case, courses):
    """What a case expects and does not get, in words; empty when all holds."""
    offers = offers_of(case, courses, len(courses))
    order = [offer.course_id for offer in offers]
    first = order[:3]
    broken = [f"{i} is missing from {first}" for i in case.get("top3_all", []) if i not in first]
    if case.get("top3_any") and not set(case["top3_any"]) & set(first):
        broken.append(f"none of {case['top3_any']} is in {first}")
    broken += [f"{i} is in {first}" for i in case.get("never", []) if i in first]
    broken += [f"{i} is offered at all" for i in case.get("unusable", []) if i in order]
    broken += [f"{a} does not come before {b}" for a, b in case.get("before", []) if not comes_before(order, a, b)]
    if "reason" in case and offers[0].reason.kind != case["reason"]:
        broken.append(f"the first reason is {offers[0].reason}")
    return broken


def comes_before(order, a, b):
    return a in order and (b not in order or order.index(a) < order.index(b))
