"""A small catalogue with the words that come with the platform."""

import csv
from functools import cache

from courses.search.facts import Concept, CourseText, Kind
from courses.search.index import Index, build
from courses.search.lexicon import DATA
from courses.search.ranking import Found, search

MONTH = 11
# Title, summary, keywords, codes, industries, level, months, minutes.
COURSES = {
    "shiitake": ("香菇袋料栽培", "木屑、麸皮怎么配", "食用菌;种植", "0142", "食用菌种植", "beginner", "2 3 4 9", 18),
    "mould": ("香菇菌棒长绿霉怎么治", "认识绿色木霉", "食用菌;病害", "0142", "食用菌种植", "elementary", "5 6", 9),
    "morel": ("羊肚菌大田种植", "搭小拱棚、播种", "食用菌", "0142", "食用菌种植", "intermediate", "10 11 12 1", 20),
    "cooling": ("菌棚夏天怎么降温", "遮阳网、喷淋、通风", "食用菌", "0142", "食用菌种植", "elementary", "6 7 8", 8),
    "pigs": ("土猪养殖：圈舍和饲料", "玉米、青料怎么搭配", "养殖", "0313", "猪的饲养", "beginner", "", 16),
    "piglets": ("母猪接产与仔猪护理", "保温、补铁、拉稀处理", "养殖", "0313", "猪的饲养", "elementary", "", 14),
    "sheep": ("山羊放牧加补饲", "羊圈离地、通风", "养殖", "0314", "羊的饲养", "beginner", "4 5 6 7", 13),
    "oil": ("油茶修剪与病虫害防治", "炭疽病的识别", "油料", "0162", "含油果种植", "elementary", "11 12 1", 12),
    "tea": ("茶叶采摘与手工炒茶", "杀青、揉捻、烘干", "加工", "0164", "茶叶种植", "beginner", "3 4 5", 16),
    "bees": ("蜜蜂越冬和春繁", "保温和防潮", "养殖;养蜂", "0392", "蜜蜂饲养", "elementary", "11 12 1 2", 11),
    "shop": ("手机开网店第一课", "拍身份证、填商品信息", "电商;手机", "5292", "互联网零售", "beginner", "", 15),
    "live": ("直播带货入门", "一部手机就能播", "电商;直播", "5292", "互联网零售", "beginner", "", 16),
}
NAMES = list(COURSES)


@cache
def concepts() -> tuple[Concept, ...]:
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Concept(row["name"], Kind(row["kind"]), parts(row["wider"]), parts(row["words"]))
            for row in csv.DictReader(file)
        )


def parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


def courses() -> list[CourseText]:
    return [
        CourseText(
            id=number,
            title=title,
            summary=summary,
            keywords=parts(keywords),
            industry_codes=(codes,),
            industry_names=(industries,),
            level=level,
            months=frozenset(int(month) for month in months.split()),
            minutes=minutes,
        )
        for number, (title, summary, keywords, codes, industries, level, months, minutes) in enumerate(COURSES.values())
    ]


@cache
def index() -> Index:
    return build(courses(), concepts())


def ask(query: str) -> Found:
    return search(index(), query, this_month=MONTH)


def found(query: str) -> list[str]:
    """Names of the courses found, best first."""
    return [NAMES[hit.course_id] for hit in ask(query).hits]
