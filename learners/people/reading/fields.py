"""The columns of a register and the words that stand over them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from types import MappingProxyType

from learners.people.reading.cells import Value
from learners.people.reading.limits import column_letters
from learners.people.reading.scripts import simplified


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
    BANK = "bank"
    SEX = "sex"
    BORN_ON = "born_on"
    KIND = "kind"
    MONITORED = "monitored"
    CAUSE = "cause"
    CAUSE_2 = "cause_2"
    CAUSE_3 = "cause_3"
    HELPER = "helper"
    HELPER_PHONE = "helper_phone"
    REMARK = "remark"
    COMING_AND_GOING = "coming_and_going"


REQUIRED = (Field.HOUSEHOLD, Field.NAME, Field.ID_NUMBER, Field.RELATION)
REMARKS = (Field.REMARK, Field.COMING_AND_GOING)
"""Looked into for who has left; nothing of them is kept."""

# Words of the national register's exports of 2014 to 2022 and of the lists that townships keep beside it;
# the first is the one we name a missing column by. Brackets, marks, numbers and spaces do not count.
HEADER_WORDS: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {
        Field.COUNTY: (
            "县",
            "县区",
            "县名",
            "县名称",
            "县市区",
            "县市区旗",
            "所属县",
            "所在县",
            "区县",
            "区",
            "市县",
            "县旗",
        ),
        Field.TOWNSHIP: (
            "乡镇",
            "乡",
            "镇",
            "乡镇名",
            "乡镇名称",
            "所属乡镇",
            "所在乡镇",
            "乡镇街道",
            "镇乡",
            "街道乡镇",
        ),
        Field.VILLAGE: (
            "行政村",
            "村",
            "村名",
            "村名称",
            "行政村名",
            "行政村名称",
            "所属村",
            "所在村",
            "所属行政村",
            "所在行政村",
            "行政村社区",
            "村社区",
            "村居",
            "村委会",
            "村居委会",
            "社区",
            "社区村",
        ),
        Field.GROUP: (
            "自然村组",
            "自然村",
            "组",
            "村民小组",
            "小组",
            "村组",
            "组别",
            "组名",
            "自然村屯",
            "屯",
            "社",
            "村民组",
            "居民小组",
            "所在组",
            "自然村寨",
        ),
        Field.HOUSEHOLD: (
            "户编号",
            "户号",
            "家庭编号",
            "户编码",
            "农户编号",
            "户编",
            "贫困户编号",
            "家庭户编号",
            "户籍编号",
            "建档立卡户编号",
            "建档立卡编号",
            "户序号编码",
            "家庭编码",
            "农户编码",
            "脱贫户编号",
        ),
        Field.NAME: (
            "姓名",
            "成员姓名",
            "家庭成员姓名",
            "家庭成员",
            "人员姓名",
            "名字",
            "人口姓名",
            "家庭成员名字",
            "贫困人口姓名",
            "贫困户成员姓名",
            "成员名称",
            "人名",
        ),
        Field.ID_NUMBER: (
            "身份证号码",
            "身份证号",
            "身份证",
            "证件号码",
            "证件号",
            "公民身份号码",
            "公民身份证号码",
            "公民身份证号",
            "身份号码",
            "成员身份证号码",
            "成员身份证号",
            "成员证件号码",
            "居民身份证号码",
            "居民身份证号",
            "居民身份证",
            "家庭成员身份证号码",
            "家庭成员身份证号",
            "有效证件号码",
            "二代身份证号码",
            "二代身份证号",
            "本人身份证号码",
            "身份证编号",
            "人员身份证号",
            "身份证件号码",
        ),
        Field.RELATION: (
            "与户主关系",
            "户主关系",
            "与户主的关系",
            "关系",
            "家庭关系",
            "与户主之间的关系",
            "和户主关系",
            "成员关系",
            "同户主关系",
            "与家庭户主关系",
            "与户主之关系",
            "家庭成员关系",
        ),
        Field.ETHNIC_GROUP: ("民族", "民族名称", "族别", "民族成分"),
        Field.EDUCATION: ("文化程度", "学历", "受教育程度", "教育程度", "文化水平", "最高学历", "学历情况", "文化"),
        Field.HEALTH: ("健康状况", "身体状况", "健康情况", "健康状态", "身体健康状况", "身体情况", "健康程度", "健康"),
        Field.LABOUR: (
            "劳动技能",
            "劳动能力",
            "劳动力状况",
            "劳动力情况",
            "劳动能力状况",
            "劳动力类型",
            "劳动力",
            "劳动技能状况",
            "劳动力技能",
            "劳动能力情况",
        ),
        Field.WORK: (
            "务工状况",
            "务工情况",
            "务工状态",
            "外出务工情况",
            "务工地点",
            "务工区域",
            "就业状况",
            "务工就业情况",
        ),
        Field.PHONE: (
            "联系电话",
            "电话",
            "手机号",
            "手机号码",
            "联系方式",
            "成员联系电话",
            "人联系电话",
            "本人电话",
            "电话号码",
            "手机",
            "联系手机",
            "联系号码",
            "本人联系电话",
            "本人手机号",
            "移动电话",
            "联系电话号码",
        ),
        Field.BANK: (
            "银行卡号",
            "银行账号",
            "银行卡账号",
            "一卡通账号",
            "一卡通号",
            "一卡通卡号",
            "惠农一卡通账号",
            "惠农一卡通卡号",
            "惠民惠农一卡通账号",
            "惠农补贴一卡通账号",
            "社保卡号",
            "社会保障卡号",
            "社会保障卡卡号",
            "社保卡银行账号",
            "社会保障卡银行账号",
            "社保卡账号",
            "补贴账号",
            "补贴发放账号",
            "补助账号",
            "补贴卡号",
            "开户账号",
            "银行帐号",
            "一卡通帐号",
            "存折账号",
            "本人银行账号",
            "本人银行卡号",
            "收款账号",
            "户主银行卡号",
            "户主银行账号",
            "户主一卡通账号",
            "户主一卡通号",
            "户主社保卡号",
            "家庭银行账号",
            "家庭一卡通账号",
            "卡号",
            "账号",
        ),
        Field.SEX: ("性别",),
        Field.BORN_ON: ("出生日期", "出生年月日", "生日", "出生年月", "出生时间"),
        Field.KIND: (
            "户类型",
            "贫困户属性",
            "贫困户类型",
            "农户属性",
            "户属性",
            "农户类型",
            "贫困类型",
            "家庭类型",
            "户类别",
            "贫困户类别",
            "农户类别",
        ),
        Field.MONITORED: (
            "监测对象类别",
            "监测对象类型",
            "易返贫致贫户监测对象类型",
            "监测类型",
            "监测户类型",
            "监测类别",
            "监测对象",
            "易返贫致贫户类型",
            "三类户类型",
            "三类户",
            "监测户类别",
            "三类对象",
        ),
        Field.CAUSE: (
            "主要致贫原因",
            "致贫原因",
            "致贫原因1",
            "主要致返贫原因",
            "主要返贫致贫原因",
            "主致贫原因",
            "致贫主要原因",
            "主要贫困原因",
            "贫困原因",
            "致返贫原因",
            "致贫原因主要",
            "第一致贫原因",
            "主要原因",
        ),
        Field.CAUSE_2: (
            "其他致贫原因1",
            "其他致贫原因",
            "致贫原因2",
            "次要致贫原因",
            "其它致贫原因",
            "其它致贫原因1",
            "次致贫原因",
            "第二致贫原因",
            "致贫原因其他",
            "致贫原因次要",
            "其他原因",
        ),
        Field.CAUSE_3: ("其他致贫原因2", "致贫原因3", "其它致贫原因2", "第三致贫原因"),
        Field.HELPER: (
            "帮扶责任人",
            "帮扶责任人姓名",
            "帮扶人",
            "帮扶干部",
            "帮扶联系人",
            "帮扶人姓名",
            "帮扶干部姓名",
            "帮扶责任人名字",
            "结对帮扶人",
            "结对帮扶责任人",
            "包户干部",
            "联系干部",
            "帮扶人员",
            "帮扶负责人",
            "结对帮扶干部",
        ),
        Field.HELPER_PHONE: (
            "帮扶责任人电话",
            "帮扶责任人联系电话",
            "帮扶人电话",
            "帮扶干部电话",
            "帮扶电话",
            "帮扶责任人手机号",
            "帮扶人联系电话",
            "帮扶干部联系电话",
            "帮扶责任人联系方式",
            "帮扶人联系方式",
            "包户干部电话",
            "帮扶责任人手机",
            "帮扶责任人电话号码",
        ),
        Field.REMARK: (
            "备注",
            "备注栏",
            "备注说明",
            "备注信息",
            "说明",
            "情况说明",
        ),
        Field.COMING_AND_GOING: (
            "变动情况",
            "变动原因",
            "变化情况",
            "人口变动情况",
            "人员变动情况",
            "家庭人口变动",
            "增减原因",
            "减少原因",
            "变动备注",
        ),
    }
)
# A phone that a whole household shares counts when there is no column for each member.
_SHARED_PHONE = frozenset({"户联系电话", "户主电话", "户主联系电话", "家庭电话", "家庭联系电话", "户电话"})
_IGNORED = re.compile(
    r"[\s()\uff08\uff09\[\]\u3010\u3011\u3014\u3015\u3001,;:*/\\|.\u3002_\-\u2014\"'\u201c\u201d\u2018\u2019\u200b-\u200f\ufeff\u00ad]+"
)
_IN_BRACKETS = re.compile(r"[(\[\u3010\u3014<][^)\]\u3011\u3015>]*[)\]\u3011\u3015>]")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}|[A-Z][0-9]{1,3}[a-z]?)(?=[^0-9])")


def header_key(text: str) -> str:
    """`县（市、区）`, `与户主 关系`, `身份证\\n号 码` are read without brackets, marks and spaces; 戶 is 户."""
    return simplified(_IGNORED.sub("", unicodedata.normalize("NFKC", text)))


def _keys(text: str) -> Iterator[str]:
    """From the whole heading to what remains without remarks in brackets and without numbering."""
    plain = unicodedata.normalize("NFKC", text)
    for form in (plain, _IN_BRACKETS.sub("", plain)):
        key = header_key(form)
        yield key
        yield _NUMBERING.sub("", key)


_FIELD_OF = {header_key(word): field for field, words in HEADER_WORDS.items() for word in words}


def field_of(text: str) -> Field | None:
    """The field that a heading means."""
    return next((_FIELD_OF[key] for key in _keys(text) if key in _FIELD_OF), None)


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands: `letters` and `header` as the clerk sees them in Excel."""

    index: int
    letters: str
    header: str


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field; `twice` names two columns that claim the same one.

    `rows` are the rows that the headings fill, `unread` the headings that mean no field.
    """

    rows: tuple[int, ...]
    columns: Mapping[Field, Column]
    twice: tuple[Column, Column] | None = None
    unread: tuple[str, ...] = ()

    @property
    def row(self) -> int:
        """The last row of the headings."""
        return self.rows[-1]

    @property
    def words(self) -> int:
        """How many columns say that this is a register; many a sheet has a column of remarks."""
        return sum(field not in REMARKS for field in self.columns)

    def missing(self) -> tuple[str, ...]:
        """The usual names of required columns that are not there."""
        return tuple(HEADER_WORDS[field][0] for field in REQUIRED if field not in self.columns)


def _rank(field: Field, column: Column) -> tuple[int, int]:
    """How usual a heading is for its field; the left one of equals."""
    keys = [header_key(word) for word in HEADER_WORDS[field]]
    key = header_key(column.header)
    return (keys.index(key) if key in keys else len(keys), column.index)


def read_header(number: int, row: Sequence[Value]) -> Header:
    """Take a row as a header, whatever is in it."""
    return _header((number,), [(_text(value),) for value in row])


def read_double_header(number: int, upper: Sequence[Value], lower: Sequence[Value]) -> Header:
    """Take two rows as one header: `致贫原因` above `主要` and `其他`; `number` is that of the lower one."""
    pairs = zip_longest(map(_text, upper), map(_text, lower), fillvalue="")
    return _header((number - 1, number), [(low, up + low, low + up, "" if low else up) for up, low in pairs])


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _header(rows: tuple[int, ...], cells: Sequence[tuple[str, ...]]) -> Header:
    columns: dict[Field, Column] = {}
    twice: tuple[Column, Column] | None = None
    unread, shared = [], None
    for index, forms in enumerate(cells):
        shown = next((form for form in forms if form.strip()), "")
        column = Column(index, column_letters(index + 1), " ".join(shown.split()))
        field = next((found for form in forms if form.strip() and (found := field_of(form))), None)
        if field is None and header_key(shown) in _SHARED_PHONE:
            shared = shared or column
        elif field is None:
            unread += [column.header] if column.header else []
        elif field in columns and field in REQUIRED:
            twice = twice or (columns[field], column)
        elif field in columns:
            kept, other = sorted((columns[field], column), key=lambda c: _rank(field, c))
            columns[field] = kept
            unread.append(other.header)
        else:
            columns[field] = column
        if field in REMARKS and columns[field] is column:
            unread.append(column.header)
    if shared and columns:
        columns.setdefault(Field.PHONE, shared)
    return Header(rows, MappingProxyType(columns), twice, tuple(unread))
