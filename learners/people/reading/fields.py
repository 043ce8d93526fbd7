"""The columns of a register and the words that stand over them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from learners.people.reading.limits import column_letters
from learners.people.reading.sheets import Value


class Field(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"
    HOUSEHOLD = "household"
    NAME = "name"
    ID_NUMBER = "id_number"
    RELATION = "relation"
    ETHNIC_GROUP = "ethnic_group"
    EDUCATION = "education"
    HEALTH = "health"
    LABOUR = "labour"
    WORK = "work"
    PHONE = "phone"
    SEX = "sex"
    BORN_ON = "born_on"
    KIND = "kind"
    MONITORED = "monitored"
    CAUSE = "cause"
    CAUSE_2 = "cause_2"
    CAUSE_3 = "cause_3"
    HELPER = "helper"
    HELPER_PHONE = "helper_phone"


REQUIRED = (Field.VILLAGE, Field.HOUSEHOLD, Field.NAME, Field.ID_NUMBER, Field.RELATION)

# Words of the national register's exports of 2014 to 2022 and of the lists that townships keep beside it;
# the first is the one we name a missing column by. Brackets and spaces do not count.
HEADER_WORDS: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {
        Field.COUNTY: ("县", "县区", "县名", "县市区", "县市区旗", "所属县", "区县"),
        Field.TOWNSHIP: ("乡镇", "乡", "镇", "乡镇名称", "所属乡镇", "乡镇街道"),
        Field.VILLAGE: ("行政村", "村", "村名", "行政村名称", "所属村", "行政村社区", "村社区", "村居"),
        Field.GROUP: ("自然村组", "自然村", "组", "村民小组", "小组", "村组", "组别", "自然村屯"),
        Field.HOUSEHOLD: ("户编号", "户号", "家庭编号", "户编码", "农户编号"),
        Field.NAME: ("姓名", "成员姓名", "家庭成员姓名", "家庭成员", "人员姓名"),
        Field.ID_NUMBER: (
            "身份证号码",
            "身份证号",
            "身份证",
            "证件号码",
            "证件号",
            "公民身份号码",
            "成员身份证号码",
            "成员证件号码",
        ),
        Field.RELATION: ("与户主关系", "户主关系", "与户主的关系", "关系", "家庭关系"),
        Field.ETHNIC_GROUP: ("民族", "民族名称"),
        Field.EDUCATION: ("文化程度", "学历", "受教育程度"),
        Field.HEALTH: ("健康状况", "身体状况", "健康情况", "健康状态"),
        Field.LABOUR: ("劳动技能", "劳动能力", "劳动力状况", "劳动力情况"),
        Field.WORK: ("务工状况", "务工情况", "务工状态"),
        Field.PHONE: ("联系电话", "电话", "手机号", "手机号码", "联系方式", "成员联系电话", "人联系电话", "本人电话"),
        Field.SEX: ("性别",),
        Field.BORN_ON: ("出生日期", "出生年月日", "生日"),
        Field.KIND: ("户类型", "贫困户属性", "贫困户类型", "农户属性", "户属性", "农户类型"),
        Field.MONITORED: ("监测对象类别", "监测对象类型", "易返贫致贫户监测对象类型", "监测类型"),
        Field.CAUSE: ("主要致贫原因", "致贫原因", "致贫原因1", "主要致(返)贫原因", "主要返贫致贫原因"),
        Field.CAUSE_2: ("其他致贫原因1", "其他致贫原因", "致贫原因2", "次要致贫原因"),
        Field.CAUSE_3: ("其他致贫原因2", "致贫原因3"),
        Field.HELPER: ("帮扶责任人", "帮扶责任人姓名", "帮扶人", "帮扶干部", "帮扶联系人"),
        Field.HELPER_PHONE: ("帮扶责任人电话", "帮扶责任人联系电话", "帮扶人电话", "帮扶干部电话", "帮扶电话"),
    }
)
_IGNORED = re.compile(r"[\s()（）\[\]【】〔〕、,，:：*＊/·.。]+")


def header_key(text: str) -> str:
    """`县（市、区）`, `与户主 关系`, `身份证\\n号 码` are read without brackets, marks and spaces."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


_FIELD_OF = {header_key(word): field for field, words in HEADER_WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands: `letters` and `header` as the clerk sees them in Excel."""

    index: int
    letters: str
    header: str


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field; `twice` names two columns that claim the same one."""

    row: int
    columns: Mapping[Field, Column]
    twice: tuple[Column, Column] | None = None

    def missing(self) -> tuple[str, ...]:
        """The usual names of required columns that are not there."""
        return tuple(HEADER_WORDS[field][0] for field in REQUIRED if field not in self.columns)


def read_header(number: int, row: Sequence[Value]) -> Header:
    """Take a row as a header, whatever is in it."""
    columns: dict[Field, Column] = {}
    twice: tuple[Column, Column] | None = None
    for index, value in enumerate(row):
        field = _FIELD_OF.get(header_key(value)) if isinstance(value, str) else None
        if field is None:
            continue
        column = Column(index, column_letters(index + 1), " ".join(str(value).split()))
        if field in columns:
            twice = twice or (columns[field], column)
        else:
            columns[field] = column
    return Header(row=number, columns=MappingProxyType(columns), twice=twice)
