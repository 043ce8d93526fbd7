"""What a query asks for beside its words: months, seasons, level, length, codes of industries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from courses.search.facts import Conditions

NUMBERS = {character: number for number, character in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 30}
NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九正腊冬])"
# The farmer's first, eleventh and twelfth month begin about a month later than those of the calendar.
FARMERS_MONTHS = {"正": 2, "冬": 12, "腊": 1}
# A season begins by the farmer's calendar a month before it does by the weather: the months of both are meant.
SEASONS = {
    "春": frozenset({3, 4}),
    "夏": frozenset({6, 7}),
    "秋": frozenset({9, 10}),
    "冬": frozenset({12, 1}),
}
SEASON_WORDS = {
    "春": "春天|春季|春上|开春|入春|立春|春耕|春里|春节后|春播",
    "夏": "夏天|夏季|夏日|入夏|立夏|大热天|三伏天|暑天|热天头",
    "秋": "秋天|秋季|秋收|入秋|立秋|秋后|秋里|金秋",
    "冬": "冬天|冬季|冬里|冬日|入冬|立冬|数九天|寒冬|冷天头|农闲|冬闲|闲时|过年前|年底",
}
NOW = "这个月|本月|当月(?![子嫂])|眼下|现在这个季节|现在|当前|这个季节|最近|这段时间|这几天|目前"
LEVELS = {
    "beginner": "零基础|入门级?|新手|初学者?|刚学|刚入行|刚开始|第一年|头一年|小白",
    "elementary": "初级",
    "intermediate": "中级|高级|进阶",
}
FEW_MINUTES = 10
CODE = re.compile(r"(?<![a-z\d])[a-t]?(\d{2,4})(?![a-z\d])")
CODE_FRAME = re.compile(r"行业|产业|代码|编码|分类|国标|号码|gbt|gb|t4754|\s")


@dataclass
class Rest:
    """What is left of a query while conditions are taken out of it."""

    text: str
    conditions: Conditions = field(default_factory=Conditions)

    def take(self, pattern: str, read: Callable[[Conditions, re.Match[str]], Conditions | None]) -> None:
        match = re.search(pattern, self.text)
        understood = read(self.conditions, match) if match else None
        if match and understood is not None:
            self.conditions = understood
            self.text = f"{self.text[: match.start()]} {self.text[match.end() :]}"


def read_conditions(text: str, *, this_month: int) -> tuple[Conditions, str]:
    """Conditions of a folded query, and what is left of it."""
    codes = codes_in(text)
    if codes:
        return Conditions(codes=codes), ""
    rest = Rest(text)
    rest.take(rf"({NUMBER}|半)\s*(?:(分钟)|个?小时|个?钟头)\s*(以内|之内|以下|内|以上|左右)?", _minutes)
    rest.take(r"时间短|短一点|短点|短小|很短|短课", lambda so_far, _match: replace(so_far, most_minutes=FEW_MINUTES))
    rest.text = (
        re.sub(r"不超过|少于|不到|小于|低于|最多", " ", rest.text) if rest.conditions.most_minutes else rest.text
    )
    rest.take(rf"({MONTH})\s*(?:月份?)?\s*(?:到|至|和|跟|或)\s*({MONTH})\s*月(?:份|里)?(?![子嫂])", _span)
    rest.take(rf"(?<![个年几第\d])({MONTH})\s*月(?:份|里|间|初|底|中旬|上旬|下旬)?(?![子嫂饼季])", _month)
    for season, words in SEASON_WORDS.items():
        rest.take(words, lambda so_far, _match, season=season: _season(so_far, season))  # type: ignore[misc]
    rest.take(SEASON_WORDS["冬"], lambda so_far, _match: so_far if so_far.season == "冬" else None)
    rest.take(NOW, lambda so_far, _match: replace(so_far, months=so_far.months or frozenset({this_month})))
    for level, words in LEVELS.items():
        rest.take(words, lambda so_far, _match, level=level: replace(so_far, level=level))  # type: ignore[misc]
    return rest.conditions, rest.text


def codes_in(text: str) -> tuple[str, ...]:
    """Codes of GB/T 4754-2017, where nothing but codes is asked for."""
    found = tuple(CODE.findall(text))
    return found if found and not CODE_FRAME.sub("", CODE.sub("", text)) else ()


def number_of(text: str) -> int:
    """`10`, `十`, `十五` and `二十五` alike."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (NUMBERS[tens] if tens else 1) + (NUMBERS[ones] if ones else 0)
    return NUMBERS[text]


def month_of(text: str) -> int:
    return FARMERS_MONTHS.get(text) or number_of(text)


def months_between(first: int, last: int) -> frozenset[int]:
    """From a month to another, over new year where the second is the smaller."""
    return frozenset((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


def _minutes(so_far: Conditions, match: re.Match[str]) -> Conditions:
    number, unit, bound = match.groups()
    minutes = number_of(number) if unit or number == "半" else 60 * number_of(number)
    if bound == "以上":
        return replace(so_far, least_minutes=minutes)
    return replace(so_far, most_minutes=minutes)


def _span(so_far: Conditions, match: re.Match[str]) -> Conditions:
    return replace(so_far, months=months_between(*(month_of(part) for part in match.groups())))


def _month(so_far: Conditions, match: re.Match[str]) -> Conditions:
    return replace(so_far, months=so_far.months | {month_of(match.group(1))})


def _season(so_far: Conditions, season: str) -> Conditions:
    return replace(so_far, months=so_far.months | SEASONS[season], season=season)


def matches_months(months: Iterable[int], wanted: frozenset[int]) -> bool:
    """A course without months is for all the year."""
    months = frozenset(months)
    return not months or bool(months & wanted)
