"""From what a cell holds to what is stored. Each reader takes text and raises Refused."""

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache, partial

from learners.people.id_numbers import BadIdNumber, IdNumber, check_character, parse_id_number
from learners.people.importing import words
from learners.people.importing.problems import Reason, Refused, Repair, RepairKind
from learners.people.reading.cells import Value
from learners.people.reading.fields import Field
from learners.people.reading.scripts import simplified

Reader = Callable[[str], str]

# Excel keeps 15 digits of a number and fills up with zeros; a number that is whole in 53 bits and does not end in
# zero was written by another program, and is what it says.
_EXACT = 10**15
_WHOLE = 2**53
_LONGEST_NAME = 60
_LONGEST_GROUP = 40
_MOST_WORDS_SHOWN = 12
_SPACES = re.compile(r"\s+")
_LETTERS = re.compile(r"[A-Za-z]")
# Marks of writing direction and the like come along when a number is copied from another window.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]+")
_QUOTES = "'\"’‘`´“”＇"
_DASHES = re.compile("[-‐-―−－._·]")
_NEVER_IN_A_NAME = re.compile(
    r"[\d\u2190-\u22ff\u2460-\u2bff\x00-\x1f\x7f*?？□■〓\ufffd#@+=/\\<>|%&;；:：,，、()（）\[\]【】〔〕{}]"
)
_BESIDE_A_NAME = re.compile(r"^户主[:： ]|^[(（\[【〔][^)）\]】〕]*[)）\]】〕]|[(（\[【〔][^)）\]】〕]*[)）\]】〕]$")
_DIED = re.compile("死|亡|去世|过世|病故|已故|逝")
_GONE = re.compile("迁出|转出|外迁|搬走|迁走|注销|销户|减少|除名|清退|外嫁|嫁出|已嫁")
_DOTS = re.compile("[•‧∙・．.]")
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!)|#+")
_POINT_ZERO = re.compile(r"([0-9]{1,16})\.0+")
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?E\+?([0-9]{1,2})")
_LABELLED_NUMBER = re.compile(r"(?:NO\.?|№|户(?:编|口)?号|编号)?[:.]?([0-9]{16,20})(?:号|户)?")
# The village's code, a dash, and the household's place in it.
_NUMBER_APART = re.compile(r"([0-9]{12})-([0-9]{3,6})")
_HOUSEHOLD_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z-]{6,24}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FIXED_LINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}|0[3-9][0-9]{2}[0-9]{7}")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$)|^0(?=1[3-9][0-9]{9}$)")
_PHONE_LABEL = re.compile(
    r"^(?:联系|本人)?(?:电话|手机|手机号|号码|电话号码)[:： ]*|[(（](?:本人|手机|电话)[)）]$|(?<=[0-9])本人$"
)
_BETWEEN_PHONES = re.compile(r"[/／、,，;；|\\\s或和]+")
_DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:T?[0-9:.]*)")
_ACCOUNT = re.compile(r"[0-9]{8,30}|[0-9]{17}X")
_CARD = re.compile(r"62[0-9]{10,17}")
_SHORTEST_CARD = 16
_KEPT_DIGITS = 15
_ID_LIKE = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]")
_MONTH = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})月?")
# Excel counts days, and believes that 1900 was a leap year.
_DAY_ZERO = datetime.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 367, 60_000
_YEARS_END = 2100  # a number with a fraction below it is a year and a month
_A_DATE = re.compile(
    r"(?:[0-9]{4}[-/.年])?[0-9]{1,2}月[0-9]{1,2}日?|[0-9]{4}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?)?|"
    r"[0-9]{1,2}[-/][0-9]{1,2}(?:[-/][0-9]{2,4})?|[0-9]{1,2}-[A-Za-z]{3}(?:-[0-9]{2,4})?|[A-Za-z]{3}-[0-9]{1,4}|"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+|[34][0-9]{4}"
)
# How a helper is addressed, and who is no person.
_TITLE = re.compile(r"(?<=..)(?:同志|(?:副)?(?:书记|主任|镇长|乡长|队长|站长|所长|局长))$")
_PHONE_BEHIND = re.compile(r"[\s:：,，(（/]*1[3-9][0-9]{9}[)）]?$")
_OFFICE = re.compile(r"(?:委会|村委|政府|公司|学校|中心|单位|部门|支部|工作队|办公室|合作社)$|.{3}局$")
_HUNDRED = 100
_NO_NAMES = frozenset({"同上", "同前", "仝上", "〃", "″"})
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.0+)?")
_ID_INSIDE = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9X](?![0-9A-Z])")
_ROUND_GROUP = re.compile(r"([0-9]{1,3})\.0")
_LOOKALIKES = str.maketrans("OQDIL|", "000111")
_CROSSES = str.maketrans("×хХΧχ✕✖*", "XXXXXXXX")


def as_text(value: Value) -> str:
    """The cell as the clerk sees it. Refuses what Excel has spoiled: long numbers and made-up dates."""
    if isinstance(value, str):
        text = _INVISIBLE.sub("", value).strip() if value else ""
        if text.startswith("=") or (text.startswith("#") and _ERROR.fullmatch(text)):
            raise Refused(Reason.FORMULA)
        return text
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number_as_text(value)
    raise Refused(Reason.DATE_CELL)


def _number_as_text(value: float) -> str:
    if not math.isfinite(value) or abs(value) >= _WHOLE:
        raise Refused(Reason.NUMBER_CELL)
    if abs(value) >= _EXACT and int(value) % 10 == 0:
        raise Refused(Reason.NUMBER_CELL)
    return str(int(value)) if value == int(value) else str(value)


def as_code(text: str) -> str:
    """Digits and letters as a register writes them: half width, capitals, no spaces, no quotes around."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).strip(_QUOTES).upper()
    if _THOUSANDS.fullmatch(code):
        code = code.replace(",", "")
        if len(code.partition(".")[0]) > _KEPT_DIGITS and code.partition(".")[0].endswith("0"):
            raise Refused(Reason.NUMBER_CELL)
    if match := _POINT_ZERO.fullmatch(code):
        return match[1] if len(match[1]) < 16 or match[1][-1] != "0" else code
    if match := _SCIENTIFIC.fullmatch(code):
        return _unfolded(match, code)
    return code


def _unfolded(match: re.Match[str], code: str) -> str:
    """`1.5462472916E+10` holds all of its digits, `9.90623E+17` does not."""
    digits = len((match[1] + (match[2] or "")).rstrip("0"))
    exponent = int(match[3])
    if digits < exponent or exponent >= 15:
        raise Refused(Reason.NUMBER_CELL)
    return str(int(Decimal(code)))


def is_nothing(text: str) -> bool:
    """Empty, or a word for it."""
    return not text or text.lower() in words.NOTHING


def read_name(text: str) -> str:
    # Names of two characters are often written apart, to stand as wide as three.
    name = _SPACES.sub(" " if _LETTERS.search(text) else "", text).strip(_QUOTES)
    name = _DOTS.sub("·", _without_remarks(name)) if name else name
    if not name or name in words.NOTHING:
        raise Refused(Reason.EMPTY)
    if len(name) > _LONGEST_NAME or _NEVER_IN_A_NAME.search(name) or _is_word(name):
        raise Refused(Reason.NAME)
    return name


def _without_remarks(name: str) -> str:
    """`张平（女）` is 张平; `张平（已故）` is no member any longer."""
    while remark := _BESIDE_A_NAME.search(name):
        if _DIED.search(remark[0]):
            raise Refused(Reason.DECEASED)
        if _GONE.search(remark[0]):
            raise Refused(Reason.NAME_GONE)
        name = (name[: remark.start()] + name[remark.end() :]).strip()
    return name


def _is_word(name: str) -> bool:
    """A relation, schooling or `as above` in the column of names."""
    if name in _NO_NAMES or _OFFICE.search(name) or (len(name) > 3 and name.startswith(words.HEAD)):
        return True
    return len(name) > 1 and any(
        name in table for table in (words.RELATIONS, words.EDUCATION, words.HEALTH, words.KINDS)
    )


def simplified_name(name: str) -> Repair | None:
    """Registers write names in simplified characters; some characters are both, so somebody has to look."""
    other = simplified(name)
    return Repair(RepairKind.SIMPLIFIED_NAME, other) if other != name else None


def read_helper(text: str) -> str:
    if is_nothing(text):
        return ""
    return _TITLE.sub("", read_name(_PHONE_BEHIND.sub("", text.strip())))


def read_group(text: str) -> str:
    # Excel can hold characters that nobody sees and no database keeps.
    group = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    if is_nothing(group):
        return ""
    if _A_DATE.fullmatch(group) or _A_DATE.fullmatch(text.strip()):
        raise Refused(Reason.DATE_CELL)
    if match := _ROUND_GROUP.fullmatch(group):
        group = match[1]
    if len(group) > _LONGEST_GROUP:
        raise Refused(Reason.TOO_LONG, most=_LONGEST_GROUP)
    return simplified(group)


def read_household_number(text: str) -> str:
    number = as_code(text)
    if is_nothing(number):
        raise Refused(Reason.EMPTY)
    if match := _LABELLED_NUMBER.fullmatch(number):
        return match[1]
    if match := _NUMBER_APART.fullmatch(number):
        return match[1] + match[2]
    if not _HOUSEHOLD_NUMBER.fullmatch(number):
        raise Refused(Reason.HOUSEHOLD_NUMBER)
    return number


def read_phone(text: str) -> str:
    """A mobile number or a fixed line with area code, digits only; empty stays empty."""
    if is_nothing(text):
        return ""
    phone = _as_phone(_PHONE_LABEL.sub("", text.strip()))
    if phone is None:
        parts = [part for part in _BETWEEN_PHONES.split(unicodedata.normalize("NFKC", text)) if part]
        first = _as_phone(parts[0]) if len(parts) > 1 else None
        if first:
            raise Refused(Reason.SEVERAL_PHONES, repair=Repair(RepairKind.FIRST_PHONE, first))
        raise Refused(Reason.PHONE)
    return phone


def _as_phone(text: str) -> str | None:
    phone = _COUNTRY.sub("", re.sub(r"[()]", "", _DASHES.sub("", as_code(text))))
    return phone if _MOBILE.fullmatch(phone) or _FIXED_LINE.fullmatch(phone) else None


def read_bank(text: str, *, kept: bool = False) -> str:
    """An account, digits only; empty stays empty. Cards of UnionPay end in a check digit, passbooks do not.

    `kept`: somebody said that it is right as it is written.
    """
    if is_nothing(text):
        return ""
    account = _DASHES.sub("", as_code(text))
    if not _ACCOUNT.fullmatch(account):
        raise Refused(Reason.BANK)
    if _ID_LIKE.fullmatch(account) or _MOBILE.fullmatch(account):
        raise Refused(Reason.BANK_OTHER)
    if kept:
        return account
    if _CARD.fullmatch(account) and not (len(account) >= _SHORTEST_CARD and passes_luhn(account)):
        raise Refused(Reason.BANK_CARD, repair=Repair(RepairKind.KEEP_BANK, account))
    if len(account) > _KEPT_DIGITS and not account[_KEPT_DIGITS:].strip("0"):
        raise Refused(Reason.NUMBER_CELL, repair=Repair(RepairKind.KEEP_BANK, account))
    return account


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: the check digit of payment cards."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def read_id_number(text: str, *, today: datetime.date) -> IdNumber:
    number = _DASHES.sub("", as_code(text).translate(_CROSSES))
    if is_nothing(number) or text in words.NOTHING:
        raise Refused(Reason.EMPTY)
    try:
        return parse_id_number(number, today=today)
    except BadIdNumber as error:
        raise _refused_id_number(number, Reason(error.reason), today) from error


def _refused_id_number(number: str, reason: Reason, today: datetime.date) -> Refused:
    digits = number.translate(_LOOKALIKES)
    if len(digits) == 15 and digits.isdecimal():
        whole = f"{digits[:6]}19{digits[6:]}"
        whole += check_character(whole)
        # A number of 18 that lost its end has a century in this place, and would make children a hundred years old.
        # Since 1999 numbers have 18 places: of whoever would be a hundred by it, the century is not 19.
        cut = digits[6:8] in ("19", "20") or today.year - int(whole[6:10]) >= _HUNDRED
        return Refused(Reason.ID_OF_15, repair=None if cut else _id_repair(RepairKind.ID_OF_15, whole, today))
    inside = _ID_INSIDE.findall(number) if len(number) > 18 else []
    if len(inside) == 1 and not re.search("[0-9]", number.replace(inside[0], "")):
        return Refused(reason, repair=_id_repair(RepairKind.ID_INSIDE, inside[0], today))
    if digits != number:
        return Refused(reason, repair=_id_repair(RepairKind.LOOKALIKES, digits, today))
    return Refused(reason)


def _id_repair(kind: RepairKind, number: str, today: datetime.date) -> Repair | None:
    try:
        parse_id_number(number, today=today)
    except BadIdNumber:
        return None
    return Repair(kind, number)


def read_date(value: Value) -> datetime.date:
    """A date cell, or text such as 1972-04-22, 19720422 and 1972年4月22日."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    match = _DATE.fullmatch(as_code(as_text(value)))
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])) if match else _no_date()
    except ValueError as error:
        raise Refused(Reason.DATE) from error


def read_birth_date(value: Value) -> str:
    """The day as 1972-04-22, or 1972-04 or 1972 where no more is known; empty when nothing is."""
    if isinstance(value, str) and is_nothing(value.strip()):
        return ""
    if isinstance(value, float) and not value.is_integer() and value < _YEARS_END:
        year, _point, month_digits = str(value).partition(".")
        # 1980.10 as a number is 1980.1: only the year is certain.
        return year if month_digits == "1" else _month(f"{year}.{month_digits}") or _no_date().isoformat()
    if isinstance(value, int | float) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return (_DAY_ZERO + datetime.timedelta(days=int(value))).isoformat()
    if isinstance(value, str | int | float) and (month := _month(as_code(as_text(value)))):
        return month
    return read_date(value).isoformat()


def _month(code: str) -> str:
    """`1980.5` as 1980-05; empty for all else."""
    match = _MONTH.fullmatch(code)
    return f"{match[1]}-{int(match[2]):02d}" if match and 1 <= int(match[2]) <= 12 else ""


def _no_date() -> datetime.date:
    raise Refused(Reason.DATE)


def _word(
    table: Mapping[str, str],
    *,
    required: bool = False,
    may_be_nothing: bool = True,
    look_up: Callable[[str], str | None] | None = None,
) -> Reader:
    """A reader of one code list; where a word for nothing is none of the list, it is as good as empty."""

    find = look_up or partial(words.look_up, table)

    @lru_cache(maxsize=256)
    def read(text: str) -> str:
        code = find(text) if text else None
        if code is not None:
            return code
        if not text.strip() or (may_be_nothing and is_nothing(text.strip())):
            if required:
                raise Refused(Reason.EMPTY)
            return ""
        raise Refused(Reason.UNKNOWN_WORD, expected=_usual_words(table))

    return read


def _usual_words(table: Mapping[str, str]) -> str:
    usual: dict[str, str] = {}
    for word, code in table.items():
        usual.setdefault(code, word)
    shown = list(usual.values())
    return "、".join(shown[:_MOST_WORDS_SHOWN]) + ("……" if len(shown) > _MOST_WORDS_SHOWN else "")


def _health(text: str) -> str:
    health = _ANY_HEALTH(text)
    if health == words.DECEASED:
        raise Refused(Reason.DECEASED)
    return health


@lru_cache(maxsize=256)
def read_cause(text: str) -> str:
    """One cause. Several are refused with the first as the main one and up to two others beside it."""
    if is_nothing(text):
        return ""
    if code := words.look_up_cause(text):
        return code
    parts = words.split_causes(text)
    if len(parts) < 2:
        raise Refused(Reason.UNKNOWN_WORD, expected=_usual_words(words.CAUSES))
    others = dict(zip((Field.CAUSE_2, Field.CAUSE_3), parts[1:], strict=False))
    repair = Repair(RepairKind.FIRST_CAUSE, parts[0], others) if len(parts) <= 3 else None
    raise Refused(Reason.SEVERAL_CAUSES, repair=repair)


_ANY_HEALTH = _word(words.HEALTH, look_up=words.look_up_health)
read_sex = _word(words.SEX)

# The field's name is that of the model's field.
PERSON_READERS: Mapping[Field, Reader] = {
    Field.NAME: read_name,
    Field.RELATION: _word(words.RELATIONS, required=True, look_up=words.look_up_relation),
    Field.ETHNIC_GROUP: _word(words.ETHNIC_GROUPS),
    Field.EDUCATION: _word(words.EDUCATION, may_be_nothing=False, look_up=words.look_up_education),
    Field.HEALTH: _health,
    Field.LABOUR: _word(words.LABOUR, may_be_nothing=False),
    Field.WORK: _word(words.WORK),
}
HOUSEHOLD_READERS: Mapping[Field, Reader] = {
    Field.GROUP: read_group,
    Field.KIND: _word(words.KINDS, may_be_nothing=False),
    Field.MONITORED: _word(words.MONITORED),
    Field.CAUSE: read_cause,
    Field.CAUSE_2: read_cause,
    Field.CAUSE_3: read_cause,
}
