"""What stands over the columns of a register, and the field that is meant."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

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
_WORDS: Mapping[Field, str] = {
    Field.COUNTY: "县 县区 县名 县名称 县市区 县市区旗 所属县 所在县 区县 区 市县 县旗 旗县 县市",
    Field.TOWNSHIP: "乡镇 乡 镇 乡镇名 乡镇名称 所属乡镇 所在乡镇 乡镇街道 镇乡 街道乡镇 街道 乡镇办事处",
    Field.VILLAGE: (
        "行政村 村 村名 村名称 行政村名 行政村名称 所属村 所在村 所属行政村 所在行政村 行政村社区 "
        "村社区 村居 村委会 村居委会 社区 社区村 村民委员会 居委会 村民居民委员会 村社 村组织 "
        "行政村居"
    ),
    Field.GROUP: (
        "自然村组 自然村 组 村民小组 小组 村组 组别 组名 自然村屯 屯 社 村民组 居民小组 所在组 "
        "自然村寨 组社 村民小组自然村 自然村村民小组 自然组 村小组 自然寨"
    ),
    Field.HOUSEHOLD: (
        "户编号 户号 家庭编号 户编码 农户编号 户编 贫困户编号 家庭户编号 户籍编号 建档立卡户编号 "
        "建档立卡编号 户序号编码 家庭编码 农户编码 脱贫户编号 户ID 户代码"
    ),
    Field.NAME: (
        "姓名 成员姓名 家庭成员姓名 家庭成员 人员姓名 名字 人口姓名 家庭成员名字 贫困人口姓名 "
        "贫困户成员姓名 成员名称 人名 人口名称 人员名称 成员名"
    ),
    Field.ID_NUMBER: (
        "身份证号码 身份证号 身份证 证件号码 证件号 公民身份号码 公民身份证号码 公民身份证号 "
        "身份号码 成员身份证号码 成员身份证号 成员证件号码 居民身份证号码 居民身份证号 居民身份证 "
        "家庭成员身份证号码 家庭成员身份证号 有效证件号码 二代身份证号码 二代身份证号 本人身份证号码 "
        "身份证编号 人员身份证号 身份证件号码 身份证件号 身份证件 公民身份证 身份证证号 身份证ID "
        "证件编号"
    ),
    Field.RELATION: (
        "与户主关系 户主关系 与户主的关系 关系 家庭关系 与户主之间的关系 和户主关系 成员关系 "
        "同户主关系 与家庭户主关系 与户主之关系 家庭成员关系"
    ),
    Field.ETHNIC_GROUP: "民族 民族名称 族别 民族成分",
    Field.EDUCATION: (
        "文化程度 学历 受教育程度 教育程度 文化水平 最高学历 学历情况 文化 文化教育程度 学历程度 "
        "文化学历 文化程度学历 学历文化程度"
    ),
    Field.HEALTH: "健康状况 身体状况 健康情况 健康状态 身体健康状况 身体情况 健康程度 健康 身体健康 身体",
    Field.LABOUR: (
        "劳动技能 劳动能力 劳动力状况 劳动力情况 劳动能力状况 劳动力类型 劳动力 劳动技能状况 "
        "劳动力技能 劳动能力情况 劳动能力技能 劳动技能能力 有无劳动能力 有无劳动力 劳动力技能能力"
    ),
    Field.WORK: (
        "务工状况 务工情况 务工状态 外出务工情况 务工地点 务工区域 就业状况 务工就业情况 务工去向 "
        "务工地 务工 外出务工状况 外出务工 外出务工地点 务工去处 就业务工状况 就业务工情况"
    ),
    Field.PHONE: (
        "联系电话 电话 手机号 手机号码 联系方式 成员联系电话 人联系电话 本人电话 电话号码 手机 "
        "联系手机 联系号码 本人联系电话 本人手机号 移动电话 联系电话号码 本人手机号码 手机电话 "
        "移动电话号码"
    ),
    Field.BANK: (
        "银行卡号 银行账号 银行卡账号 一卡通账号 一卡通号 一卡通卡号 惠农一卡通账号 惠农一卡通卡号 "
        "惠民惠农一卡通账号 惠农补贴一卡通账号 社保卡号 社会保障卡号 社会保障卡卡号 社保卡银行账号 "
        "社会保障卡银行账号 社保卡账号 补贴账号 补贴发放账号 补助账号 补贴卡号 开户账号 银行帐号 "
        "一卡通帐号 存折账号 本人银行账号 本人银行卡号 收款账号 户主银行卡号 户主银行账号 "
        "户主一卡通账号 户主一卡通号 户主社保卡号 家庭银行账号 家庭一卡通账号 卡号 账号"
    ),
    Field.SEX: "性别",
    Field.BORN_ON: "出生日期 出生年月日 生日 出生年月 出生时间 出生年月日期 出生 出生年",
    Field.KIND: (
        "户类型 贫困户属性 贫困户类型 农户属性 户属性 农户类型 贫困类型 家庭类型 户类别 贫困户类别 "
        "农户类别 困难户类型 困难户类别 建档立卡户类型 建档立卡户属性 贫困属性"
    ),
    Field.MONITORED: (
        "监测对象类别 监测对象类型 易返贫致贫户监测对象类型 监测类型 监测户类型 监测类别 监测对象 "
        "易返贫致贫户类型 三类户类型 三类户 监测户类别 三类对象"
    ),
    Field.CAUSE: (
        "主要致贫原因 致贫原因 致贫原因1 主要致返贫原因 主要返贫致贫原因 主致贫原因 致贫主要原因 "
        "主要贫困原因 贫困原因 致返贫原因 致贫原因主要 第一致贫原因 主要原因 首要致贫原因 致贫主因 "
        "主要致贫返贫原因 主要致贫因素 致贫因素 首要原因 致贫返贫原因 主因"
    ),
    Field.CAUSE_2: (
        "其他致贫原因1 其他致贫原因 致贫原因2 次要致贫原因 其它致贫原因 其它致贫原因1 次致贫原因 "
        "第二致贫原因 致贫原因其他 致贫原因次要 其他原因 次要原因"
    ),
    Field.CAUSE_3: "其他致贫原因2 致贫原因3 其它致贫原因2 第三致贫原因",
    Field.HELPER: (
        "帮扶责任人 帮扶责任人姓名 帮扶人 帮扶干部 帮扶联系人 帮扶人姓名 帮扶干部姓名 帮扶责任人名字 "
        "结对帮扶人 结对帮扶责任人 包户干部 联系干部 帮扶人员 帮扶负责人 结对帮扶干部"
    ),
    Field.HELPER_PHONE: (
        "帮扶责任人电话 帮扶责任人联系电话 帮扶人电话 帮扶干部电话 帮扶电话 帮扶责任人手机号 "
        "帮扶人联系电话 帮扶干部联系电话 帮扶责任人联系方式 帮扶人联系方式 包户干部电话 帮扶责任人手机 "
        "帮扶责任人电话号码"
    ),
    Field.REMARK: "备注 备注栏 备注说明 备注信息 说明 情况说明",
    Field.COMING_AND_GOING: (
        "变动情况 变动原因 变化情况 人口变动情况 人员变动情况 家庭人口变动 增减原因 减少原因 变动备注"
    ),
}
HEADER_WORDS: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {field: tuple(words.split()) for field, words in _WORDS.items()}
)
# Whose column it is, and that it is one, adds nothing. Never 户主, 配偶, 监护人: they are other persons.
_BEFORE = re.compile(
    r"^(?:所[在属]的?|现|本人|公民|居民|(?:家庭)?成员|家庭|人员|(?:建档立卡|贫困|脱贫|困难)(?:户|人口|人员|农户)?|农户)"
)
_KIND_BEFORE = re.compile(r"^(?:建档立卡|贫困|脱贫|困难)")
_AFTER = re.compile(r"(?:名称|情况|状况|状态|类型|类别|分类|层次|等级|属性|信息|代码|字段)$")
# Those who help are called by many names: 帮扶责任人, 帮联干部, 结对帮扶人, 责任人.
_HELPER = (
    r"(?:结对|驻村)?(?:帮扶|帮联|帮包|结对|包保|包户|包联|挂包|挂联|挂钩|联户|责任|联系)"
    r"(?:联系|责任|负责)?(?:干部|人员|人)"
)
_HELPER_NAME = re.compile(rf"{_HELPER}(?:的?(?:姓名|名字|名称))?")
_HELPER_PHONE = re.compile(rf"(?:{_HELPER}|帮扶)的?(?:联系|手机)*(?:电话|手机|方式|号码|号)(?:号码|号)?")
# Somebody to call, and not said for whom.
_ANYBODY = "联系人"
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
    """The field that a heading means, by a word that is known."""
    return next((_FIELD_OF[key] for key in _keys(text) if key in _FIELD_OF), None)


@lru_cache(maxsize=1024)
def likely_field_of(text: str) -> Field | None:
    """The field that a heading means when what is known is written longer: 所在行政村名称, 成员身份证件号码."""
    for key in _keys(text):
        helper = None if key.startswith(_ANYBODY) else _helper_field(key)
        short = next((_FIELD_OF[form] for form in _shorter(key) if form in _FIELD_OF), None)
        if helper or short:
            return helper or short
    return None


def _helper_field(key: str) -> Field | None:
    if _HELPER_PHONE.fullmatch(key):
        return Field.HELPER_PHONE
    return Field.HELPER if _HELPER_NAME.fullmatch(key) else None


def _shorter(key: str) -> Iterator[str]:
    without = _BEFORE.sub("", key)
    only_kind = _KIND_BEFORE.sub("", key)
    for form in (_AFTER.sub("", key), without, only_kind, _AFTER.sub("", without), _BEFORE.sub("", without)):
        if len(form) > 1 and form != key:
            yield form
