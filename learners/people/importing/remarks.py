"""What stands beside a person in the column of remarks: only what may change who belongs to the register is read.

A remark about the person alone lets the row wait: a clerk knows better than a program. One that may speak of somebody
else in the family, or is no more than work elsewhere, is shown, and the row is taken.
"""

import re
import unicodedata

from learners.people.importing.problems import Reason, Refused
from learners.people.reading.cells import Value
from learners.people.reading.scripts import simplified

_CLAUSES = re.compile(r"[，,。.；;、\s（）()【】\[\]/]+")
_WHEN = (
    r"(?:(?:于|在)?(?:[0-9]{2,4}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}[日号])?(?:初|底|中)?|今年|去年|前年|[0-9./-]{4,10})"
)
_WHO = r"(?:本人|该人|此人|其人|人)?"
_DEATH = r"(?:死亡|去世|过世|病故|亡故|身故|离世|逝世|病逝|已故|已亡|故去|死了)"
_DIED = re.compile(rf"{_WHO}{_WHEN}(?:已经|已)?(?:因病|因意外|意外)?{_DEATH}(?:人员|人口|了)?")
_LEAVING = (
    r"(?:户口|户籍)?(?:全户|整户|举家|全家)?(?:已经|已)?(?:户口|户籍)?"
    r"(?:搬走|搬离|搬出|迁出|迁走|转出|外迁|搬迁外地|外嫁|出嫁|嫁出|嫁到.{1,8}|嫁往.{1,8}|迁往.{1,8}|搬到.{1,8}|"
    r"注销|销户|除名|清退|减少|自然减少)"
)
_LEFT = re.compile(rf"{_WHO}{_WHEN}{_LEAVING}(?:户口|户籍|人员|人口|了)?")
_TWICE = re.compile(
    r"(?:已|此人|该人|本人|人员|信息|名字|身份证号?)*(?:与|和|同|跟).{1,16}?(?:重复|重户|重名户|同一人)(?:录入|登记|了)?"
    r"|(?:信息|数据|人员|录入|登记)?(?:重复|重户|重报|重录)(?:录入|登记|人员|数据|了)?"
)
_AWAY = re.compile(r"外出(?:务工|打工|就业)|在外(?:务工|打工)|务工|打工|在外")
_PERHAPS = re.compile(
    rf"{_DEATH}|双亡|死|亡|搬走|搬离|搬出|迁出|迁走|转出|外迁|外嫁|出嫁|注销|销户|除名|清退|失踪|失联|服刑|判刑|坐牢|重复|重户"
)
_NOT = re.compile(
    r"(?:未|没有?|不|无)(?:曾|再)?(?:死|亡|去世|搬|迁|转|注销|销户|外嫁|出嫁|重复|外出|务工|打工)|迁入|转入|搬回|迁回|返回"
)


def read_remark(value: Value) -> str:
    """The remark, where it says nothing of coming and going. Raises Refused with what the clerk should look into."""
    text = simplified(unicodedata.normalize("NFKC", value)) if isinstance(value, str) else ""
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    for rule, reason in ((_DIED, Reason.REMARK_DIED), (_LEFT, Reason.REMARK_LEFT), (_TWICE, Reason.REMARK_TWICE)):
        if any(rule.fullmatch(clause) for clause in clauses):
            raise Refused(reason)
    open_ones = [clause for clause in clauses if not _NOT.search(clause)]
    if any(_PERHAPS.search(clause) for clause in open_ones):
        raise Refused(Reason.REMARK_UNCLEAR)
    if any(_AWAY.search(clause) for clause in open_ones):
        raise Refused(Reason.REMARK_AWAY)
    return text
