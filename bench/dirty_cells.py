"""Faults of single cells: each writes another text for a right value, and says what an import may do with it."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Row = Mapping[str, str]
# Column -> what is written there instead, and the value that is to come out when it is not the truth's.
Written = dict[str, tuple[str, str]]

_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_TRADITIONAL = str.maketrans("劳动无术缺学条后县镇组户帮汉", "勞動無術缺學條後縣鎮組戶幫漢")


@dataclass(frozen=True)
class Fault:
    kind: str
    expect: str
    write: Callable[[random.Random, Row], Written | None]


def _forms(kind: str, column: str, expect: str, *forms: Callable[[str], str]) -> Fault:
    """A fault of one column: one of several ways to write what stands there; empty cells stay empty."""

    def write(chance: random.Random, row: Row) -> Written | None:
        value = row[column]
        written = chance.choice(forms)(value) if value else ""
        return {column: (written, "")} if value and written != value else None

    return Fault(kind, expect, write)


def _words(kind: str, column: str, expect: str, words: Mapping[str, tuple[str, ...]]) -> Fault:
    def write(chance: random.Random, row: Row) -> Written | None:
        several = words.get(row[column])
        return {column: (chance.choice(several), "")} if several else None

    return Fault(kind, expect, write)


def _swap(one: str, other: str) -> Fault:
    def write(chance: random.Random, row: Row) -> Written | None:
        return {one: (row[other], ""), other: (row[one], "")} if row[one] and row[other] else None

    return Fault("swapped_columns", "fix_or_flag", write)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _serial(text: str) -> str:
    return str((_day(text) - datetime.date(1899, 12, 30)).days)


def _two_digits(text: str) -> str:
    day = _day(text)
    return f"{day:%y}年{day.month}月" if day.year < 2000 else f"{day:%Y}年{day.month}月"


def _id_15(number: str) -> str:
    """Nobody born since 2000 has one."""
    return number[:6] + number[8:17] if number[6] == "1" else number


def _wrong_digit(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10 if number[-1] != "X" else 3)


def _short(place: str) -> str:
    return place.removesuffix("社区").removesuffix("村")


_ROMAN = ("Ⅰ", "一、", "(1)")
_WORD_FORMS: tuple[Callable[[str], str], ...] = (
    lambda v: f" {v}　",
    " ".join,
    lambda v: f"1.{v}",
    lambda v: v.translate(_TRADITIONAL),
    lambda v: f"{v}。",
    lambda v: f"{v}\n",
    lambda v: f"“{v}”",
    lambda v: f"\u200b{v}\ufeff",
)

FAULTS: tuple[Fault, ...] = (
    _forms(
        *("household_no_written", "户编号", "fix"),
        *(lambda v: f"{v}.0", lambda v: f"'{v}", lambda v: " ".join((v[:4], v[4:8], v[8:12], v[12:]))),
        *(lambda v: v.translate(_WIDE), lambda v: f"\t{v}\n", lambda v: f"{v[:12]}-{v[12:]}", lambda v: f"‘{v}"),
    ),
    _forms(
        *("household_no_lost", "户编号", "reject"),
        *(lambda v: f"{int(v):.5E}", lambda v: f"{v[0]}.{v[1:6]}e+15", lambda v: "#REF!", lambda v: "########"),
    ),
    _forms(
        "household_no_labelled",
        "户编号",
        "fix_or_flag",
        lambda v: f"{v}号",
        lambda v: f"户号：{v}",
        lambda v: f"No.{v}",
    ),
    _forms(
        *("id_written", "身份证号码", "fix"),
        *(lambda v: f"{v[:6]} {v[6:14]} {v[14:]}", lambda v: f"'{v}", lambda v: f"{v}\n", lambda v: f"\u00a0{v}\u00a0"),
        *(lambda v: v.translate(_WIDE), lambda v: f"\u202d{v}\u202c", lambda v: f"{v[:6]}-{v[6:14]}-{v[14:]}"),
        *(lambda v: f"''{v}", lambda v: v.lower(), lambda v: f"{v[:17]}\n{v[17:]}", lambda v: f"`{v}"),
    ),
    _forms(
        *("id_remark", "身份证号码", "fix_or_flag"),
        *(lambda v: f"身份证：{v}", lambda v: f"{v}（二代）", lambda v: f"{v}(已核)", lambda v: v.replace("0", "O", 1)),
        *(lambda v: v.replace("X", "×"), lambda v: v.replace("1", "l", 1), lambda v: f"{v}43", lambda v: f"{v}B1"),
    ),
    _forms("id_15_digit", "身份证号码", "fix_or_flag", _id_15, lambda v: f" {_id_15(v)}"),
    _forms(
        *("id_lost", "身份证号码", "reject"),
        *(lambda v: f"{float(v[:17]) * 10:.5E}", lambda v: f"{v[0]}.{v[1:15]}e17"),
        *(_wrong_digit, lambda v: v[:17], lambda v: f"{v}1", lambda v: f"{v[:5]}{v[6]}{v[5]}{v[7:]}"),
        *(
            lambda v: f"{v[:10]}13{v[12:]}",
            lambda v: "无身份证",
            lambda v: "待补录",
            lambda v: f"{v[:6]}********{v[14:]}",
        ),
    ),
    _forms(
        *("name_written", "姓名", "fix"),
        *(" ".join, "　".join, lambda v: f"{v}\n", lambda v: f"'{v}", lambda v: f"{v}（户主）", lambda v: f"\u200b{v}"),
        *(lambda v: f"{v[0]}\u00a0\u00a0{v[1:]}", lambda v: f"{v}\t", lambda v: f"{v}(女)"),
    ),
    _forms(
        *("name_doubtful", "姓名", "fix_or_flag"),
        *(lambda v: f"1.{v}", lambda v: f"{v}*", lambda v: f"{v}★", lambda v: f"{v}1", lambda v: f"{v}/{v}"),
        *(lambda v: f"{v}、", lambda v: f"{v}？", lambda v: f"{v}（已故）", lambda v: "同上", lambda v: f"{v[0]}□"),
    ),
    _words(
        *("relation_code", "与户主关系", "fix_or_flag"),
        {"户主": ("01", "1"), "配偶": ("02", "10"), "之子": ("03", "20"), "之女": ("04", "30"), "之父": ("11", "51")},
    ),
    _words(
        *("relation_word", "与户主关系", "fix"),
        {
            **{
                "户主": ("本人", "户主本人", "戶主", "户 主", "户主。"),
                "配偶": ("妻", "丈夫", "之妻", "老伴", "夫妻", "妻子（配偶）"),
            },
            **{
                "之子": ("长子", "儿子", "之长子", "次 子", "幺儿", "三儿子"),
                "之女": ("女儿", "长女", "之次女", "小女儿", "幺女"),
            },
            **{"之父": ("父亲", "老父亲", "父"), "之母": ("母亲", "老母亲", "母"), "之孙子": ("孙", "长孙", "孙儿")},
        },
    ),
    _forms("relation_written", "与户主关系", "fix", *_WORD_FORMS),
    _words(
        "ethnic_written",
        "民族",
        "fix",
        {"汉族": ("汉", "漢族", "汉 族", "汉民族", "01汉族", "汉族。"), "苗族": ("苗", "苗族 ")},
    ),
    _words("ethnic_code", "民族", "fix_or_flag", {"汉族": ("01", "HA", "汉旅", "中国")}),
    _words(
        *("education_word", "文化程度", "fix"),
        {
            **{
                "小学": ("小學", "小学毕业", "小学五年级", "小学 ", "读小学"),
                "初中": ("初中毕业", "初中二年级", "初級中學", "初 中"),
            },
            **{
                "文盲或半文盲": ("文盲", "半文盲", "不识字", "文盲/半文盲", "未读书"),
                "高中": ("中专", "高中毕业", "职高", "高中（中专）"),
            },
            **{"大专及以上": ("大专", "本科", "大学本科", "大学在读")},
        },
    ),
    _words(
        "education_code",
        "文化程度",
        "fix_or_flag",
        {"小学": ("02", "80"), "初中": ("3", "70"), "高中": ("60", "九年义务")},
    ),
    _words(
        *("health_word", "健康状况", "fix"),
        {
            "健康": ("良好", "正常", "身体健康", "健 康", "健康。"),
            "残疾": ("残疾人", "殘疾", "残疾（肢体）", "肢体残疾", "残疾二级"),
        },
    ),
    _words(
        *("health_doubtful", "健康状况", "fix_or_flag"),
        {"健康": ("1", "一般", "健康/残疾", "较好"), "长期慢性病": ("高血压", "慢病、残疾"), "残疾": ("4", "智残")},
    ),
    _forms("labour_written", "劳动技能", "fix", *_WORD_FORMS),
    _words(
        "labour_code", "劳动技能", "fix_or_flag", {"普通劳动力": ("1", "是", "能干活"), "无劳动力": ("4", "否", "学生")}
    ),
    _forms(
        "work_written", "务工状况", "fix", lambda v: f" {v}", lambda v: f"{v}。", lambda v: v.replace("务工", "務工")
    ),
    _words(
        "work_word",
        "务工状况",
        "fix_or_flag",
        {"省外务工": ("广东", "浙江打工", "外出", "是"), "县内务工": ("城里", "2")},
    ),
    _forms(
        *("phone_written", "联系电话", "fix"),
        *(
            lambda v: f"{v[:3]}-{v[3:7]}-{v[7:]}",
            lambda v: f"{v[:3]} {v[3:7]} {v[7:]}",
            lambda v: f"+86{v}",
            lambda v: f"86-{v}",
        ),
        *(lambda v: v.translate(_WIDE), lambda v: f"{v}.0", lambda v: f"{v[0]}.{v[1:]}E+10", lambda v: f"’{v}"),
        *(lambda v: f"{v}\n", lambda v: f"0{v}", lambda v: f"（{v}）"),
    ),
    _forms(
        *("phone_remark", "联系电话", "fix_or_flag"),
        *(
            lambda v: f"{v}（本人）",
            lambda v: f"电话{v}",
            lambda v: f"{v}转",
            lambda v: f"{v}儿子",
            lambda v: f"手机：{v}",
        ),
    ),
    _forms(
        *("two_phones", "联系电话", "fix_first_or_flag"),
        *(
            lambda v: f"{v}/15400000001",
            lambda v: f"{v}\n15400000001",
            lambda v: f"{v}、0870-6621234",
            lambda v: f"{v}15400000001",
        ),
    ),
    _forms(
        "phone_wrong",
        "联系电话",
        "flag",
        lambda v: v[:10],
        lambda v: f"{v}2",
        lambda v: f"{v[:7]}xxxx",
        lambda v: "1.54625E+10",
    ),
    _forms(
        *("helper_written", "帮扶责任人", "fix"),
        *(" ".join, lambda v: f"{v}（镇干部）", lambda v: f" {v}\n", lambda v: f"{v}(驻村)"),
    ),
    _forms(
        *("helper_doubtful", "帮扶责任人", "fix_or_flag"),
        *(
            lambda v: f"{v} 15452598841",
            lambda v: f"{v}、李明",
            lambda v: f"{v}同志",
            lambda v: f"{v}/镇政府",
            lambda v: "村委会",
        ),
    ),
    _forms("kind_written", "户类型", "fix", *_WORD_FORMS),
    _words(
        "kind_code",
        "户类型",
        "fix_or_flag",
        {"一般贫困户": ("1", "01", "贫困户"), "低保贫困户": ("2", "04", "低保贫困")},
    ),
    _forms("cause_written", "主要致贫原因", "fix", *_WORD_FORMS),
    _forms(
        *("two_causes", "主要致贫原因", "fix_first_or_flag"),
        *(
            lambda v: f"{v}/缺水",
            lambda v: f"{v}；缺土地",
            lambda v: f"{v}及缺水",
            lambda v: f"{v}\n缺水",
            lambda v: f"{v}，兼缺水",
        ),
        *(lambda v: f"{v}（主），缺水（次）", lambda v: f"1.{v} 2.缺水", lambda v: f"①{v}②缺水", lambda v: f"{v}-缺水"),
        *(
            lambda v: f"{v}、缺水、缺土地、因灾",
            lambda v: f"{v}为主，缺水",
            lambda v: f"主要：{v}；其次：缺水",
            lambda v: f"{v}·缺水",
        ),
    ),
    _words(
        *("cause_word", "主要致贫原因", "fix"),
        {
            **{
                "缺技术": ("缺乏技术", "无技术", "缺技術", "没有技术", "缺技术致贫", "技术缺乏"),
                "因病": ("因病致贫", "患病", "疾病"),
            },
            **{
                "缺劳力": ("缺劳动力", "缺少劳动力", "劳动力不足"),
                "交通条件落后": ("交通不便", "交通落后"),
                "缺资金": ("资金短缺",),
            },
            **{"因学": ("因学致贫", "上学"), "自身发展动力不足": ("内生动力不足", "自身发展动力不足致贫")},
        },
    ),
    _words(
        *("cause_doubtful", "主要致贫原因", "fix_or_flag"),
        {
            "缺技术": ("7", "缺技", "技术"),
            "因病": ("1", "01", "肝病"),
            "交通条件落后": ("10", "交通"),
            "因残": ("肢残",),
        },
    ),
    _forms(
        *("place_written", "行政村", "fix"),
        *(
            lambda v: f"豆沙镇{v}",
            lambda v: f"盐津县豆沙镇{v}",
            _short,
            lambda v: f"{_short(v)}村委会",
            " ".join,
        ),
        *(
            lambda v: f"{_short(v)}居委会",
            lambda v: f"{_short(v)}村民委员会",
            lambda v: f"昭通市盐津县豆沙镇{v}",
            lambda v: f"{v}\n",
        ),
        *(lambda v: f"豆沙乡{_short(v)}村",),
    ),
    _forms(
        *("place_doubtful", "行政村", "reject_or_ask"),
        *(
            lambda v: f"{v}（原石门村）",
            lambda v: "石门老村",
            lambda v: f"{v[0]}村",
            lambda v: f"{_short(v)}小学",
            lambda v: "本村",
        ),
    ),
    _forms(
        "township_written",
        "乡镇",
        "fix",
        lambda v: "豆沙",
        lambda v: "豆沙乡",
        lambda v: "盐津县豆沙镇",
        lambda v: "豆沙鎮",
    ),
    _forms(
        "county_written",
        "县",
        "fix",
        lambda v: "盐津",
        lambda v: "鹽津縣",
        lambda v: "昭通市盐津县",
        lambda v: "云南省盐津县",
    ),
    _forms("county_other", "县", "reject_or_ask", lambda v: "大关县", lambda v: "昭阳区"),
    _forms(
        *("group_written", "自然村组", "fix"),
        *(lambda v: v.translate(_WIDE), lambda v: v.replace("组", "組"), " ".join, lambda v: f"{v}\n"),
    ),
    _forms(
        *("date_form", "出生日期", "fix"),
        *(
            lambda v: f"{_day(v).year}.{_day(v).month}.{_day(v).day}",
            _two_digits,
            _serial,
            lambda v: v.replace("-", "/") + " 00:00",
        ),
        *(
            lambda v: f"{v} 00:00:00",
            lambda v: f"{_day(v).year}年{_day(v).month}月{_day(v).day}日",
            lambda v: v.replace("-", ""),
        ),
        *(
            lambda v: f"{_day(v).year}.{_day(v).month:02d}",
            lambda v: f"{_day(v).year}年",
            lambda v: f"{_day(v).year}、{_day(v).month}",
        ),
        *(
            lambda v: f"{_day(v).month}/{_day(v).day}/{_day(v).year}",
            lambda v: v.translate(_WIDE),
            lambda v: f"{_serial(v)}.0",
        ),
        *(
            lambda v: f"{_day(v).year}年{_day(v).month}月生",
            lambda v: v.replace("-", "－"),
            lambda v: f"{_day(v):%Y%m}",
        ),
    ),
    _forms(
        "date_impossible",
        "出生日期",
        "flag",
        lambda v: "1985-02-30",
        lambda v: "民国三十五年",
        lambda v: "不详年月",
        lambda v: "农历腊月",
    ),
    _words("sex_written", "性别", "fix", {"男": ("男性", "1", "男 ", "M", "男。"), "女": ("女性", "2", "F", "女 ")}),
    _words("sex_other", "性别", "flag", {"男": ("女", "3"), "女": ("男", "0")}),
    _swap("姓名", "身份证号码"),
    _swap("行政村", "自然村组"),
    _swap("乡镇", "行政村"),
    _swap("与户主关系", "民族"),
    _swap("联系电话", "帮扶责任人"),
    _swap("文化程度", "健康状况"),
    _swap("户编号", "身份证号码"),
)
