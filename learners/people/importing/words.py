"""What clerks write, and the code that it means. Spaces and the width of characters do not count.

Sources: the national register's code lists of 2014 to 2022 and the short forms used in township lists.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from learners.people.codes import Cause, Education, Health, HouseholdType, Labour, Monitored, Sex, WorkStatus
from learners.people.reading.scripts import simplified

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NUMBERING = re.compile(r"^[(]?[0-9]{1,2}[).、:：\-\s]*(?=[^0-9])")
_MARKS = re.compile(r"[()\[\]【】《》<>\"'“”‘’。.,，;；:：!！?？*_~·-]+")
# What stands in a cell that is meant to be empty.
NOTHING = frozenset(
    [
        "无",
        "没有",
        "没",
        "不详",
        "未知",
        "暂无",
        "空",
        "待补",
        "待查",
        "不清楚",
        "未提供",
        "无电话",
        "无手机",
        "没有电话",
        "没电话",
        "/",
        "//",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "0",
        "null",
        "none",
        "n/a",
        "na",
        "nan",
        ".",
        "、",
        "…",
        "#n/a",
    ]
)


@lru_cache(maxsize=4096)
def word_key(text: str) -> str:
    """`乡（镇） 内务工` and `乡(镇)内务工` are one word, and so are 縣 and 县."""
    return simplified("".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split()))


def look_up(table: Mapping[str, str], text: str) -> str | None:
    """The code of a word, also with a number before it, with marks around it, and with 了, 的 and the like."""
    return next((table[key] for key in _keys(text) if key in table), None)


def _keys(text: str) -> Iterator[str]:
    key = word_key(text)
    yield key
    plain = _NUMBERING.sub("", key)
    yield plain
    yield _MARKS.sub("", plain)


def _table(words: Mapping[str, str]) -> dict[str, str]:
    """From `code -> several words` to `word -> code`; the first word of a code is its usual one."""
    return {word_key(word): code for code, several in words.items() for word in several.split()}


CAUSES = _table(
    {
        Cause.ILLNESS: "因病 因病致贫 因病返贫 疾病 患病 大病 因大病 病 因疾病",
        Cause.DISABILITY: "因残 因残致贫 残疾 因残疾 残",
        Cause.SCHOOLING: "因学 因学致贫 因学返贫 上学 就学 因上学 因子女上学 供学 学",
        Cause.DISASTER: "因灾 因灾致贫 因灾返贫 因自然灾害 自然灾害 受灾 灾",
        Cause.LAND: "缺土地 缺少土地 无土地 缺乏土地 缺耕地 少地 缺地 土地少 人多地少",
        Cause.WATER: "缺水 缺少水源 缺水源 缺乏水源",
        Cause.SKILL: "缺技术",
        Cause.LABOUR: "缺劳力",
        Cause.FUNDS: "缺资金",
        Cause.TRANSPORT: (
            "交通条件落后 交通落后 交通不便 交通条件差 交通不便利 交通闭塞 交通条件不便 交通差 道路不通 路不通 "
            "交通条件不好 交通困难 条件落后"
        ),
        Cause.MOTIVATION: (
            "自身发展动力不足 自身发展能力不足 内生动力不足 发展动力不足 自身动力不足 动力不足 自身发展力不足 "
            "缺动力 缺乏动力 缺乏发展动力 自我发展动力不足 缺内生动力 自身发展不足 缺乏自身发展动力 缺乏内生动力"
        ),
        Cause.OTHER: "其他 其它 因婚 因丧 其他原因 其它原因",
    }
)
# A lack may be said in many ways: 无技术, 缺少一技之长, 没有劳动力, 资金短缺.
_LACK = r"(?:缺|缺少|缺乏|欠缺|无|没|没有|少|不懂|不会|短缺)"
_SHORT = r"(?:不足|短缺|缺乏|缺少|欠缺|匮乏|少|弱)"
_LACKS = {
    Cause.SKILL: r"(?:致富|生产|专业|实用|劳动|种养殖?|种植|养殖|就业)?(?:技术|技能|手艺|技艺|一技之长|技术技能)",
    Cause.LABOUR: r"(?:家庭|主要|青壮年?|强)?(?:劳动力|劳力|劳动能力)",
    Cause.FUNDS: r"(?:发展|生产|启动|产业)?(?:的)?(?:资金|本钱|钱|资本)",
}
_LACK_PATTERNS = {code: re.compile(f"{_LACK}{what}|{what}{_SHORT}|{_LACK}{what}致贫") for code, what in _LACKS.items()}
_BETWEEN_CAUSES = re.compile(
    r"(?:[、,，;；/\\+|&·和及与\s\u2460-\u2473]|(?:^|(?<=\D))[1-4][.、．)）]|(?<=.)[-－—~](?=.)|"
    r"[(（](?:主要?|次要?|第?[一二三1-3])[)）]|为主|为次|主要(?:原因)?(?:是|为)?[:：]|(?:其次|次要(?:原因)?)(?:是|为)?[:：]?|兼有?|还有|另外?|以)+"
)


def look_up_cause(text: str) -> str | None:
    """The code of a single cause."""
    code = look_up(CAUSES, text)
    key = word_key(text)
    return code or next((code for code, pattern in _LACK_PATTERNS.items() if pattern.fullmatch(key)), None)


def split_causes(text: str) -> list[str]:
    """The words of a cell with several causes; one word when it is not several known ones."""
    parts = [part for part in _BETWEEN_CAUSES.split(text.strip()) if part]
    if len(parts) == 1:
        parts = re.findall("因[病残学灾](?=因|缺|$)|缺(?:技术|劳动?力|资金|土地|水)(?=因|缺|$)", word_key(text))
        parts = parts if "".join(parts) == word_key(text) else [text]
    return parts if all(look_up_cause(part) for part in parts) else [text]


KINDS = _table(
    {
        HouseholdType.ORDINARY: "一般贫困户 一般户 一般 普通贫困户 一般农户贫困户",
        HouseholdType.ALLOWANCE: "低保贫困户 低保户 低保 低保贫困 贫困低保户 农村低保户",
        HouseholdType.SUPPORTED: "特困供养贫困户 五保贫困户 五保户 特困供养户 特困户 五保 特困 特困供养 特困人员",
        HouseholdType.LIFTED: "脱贫户 已脱贫户 脱贫 已脱贫",
    }
)
MONITORED = _table(
    {
        Monitored.UNSTABLE: "脱贫不稳定户 脱贫不稳定 不稳定户 脱贫不稳户 脱贫监测户 不稳定",
        Monitored.MARGINAL: "边缘易致贫户 边缘户 边缘易致贫 易致贫户 边缘易至贫户",
        Monitored.SUDDEN: "突发严重困难户 突发严重困难 突发困难户 严重困难户 突发户",
        "": "否 非 不是 非监测户 非监测对象 未纳入 普通农户 脱贫户 已消除 风险已消除",
    }
)
LABOUR = _table(
    {
        Labour.ORDINARY: "普通劳动力 普通 普通劳力 一般劳动力 有劳动力 有劳动能力 有 全劳动力 整劳动力",
        Labour.SKILLED: "技能劳动力 技能 技能型劳动力 技术劳动力 有技能劳动力 技能劳力",
        Labour.SEMI: (
            "弱劳动力或半劳动力 弱劳动力 半劳动力 弱(半)劳动力 弱半劳动力 半(弱)劳动力 半弱劳动力 弱劳动力/半劳动力 "
            "部分丧失劳动力 半劳力 弱劳力 半劳动能力 弱劳动能力"
        ),
        Labour.LOST: "丧失劳动力 丧失劳动能力 丧失 完全丧失劳动力 完全丧失劳动能力 丧失劳力",
        Labour.NONE: "无劳动力 无劳动能力 无 无劳力 没有劳动力 没有劳动能力 非劳动力",
    }
)
EDUCATION = _table(
    {
        Education.ILLITERATE: (
            "文盲或半文盲 文盲 半文盲 文盲半文盲 文盲/半文盲 文盲、半文盲 不识字 "
            "未上学 未上过学 未读书 没读过书 没上过学"
        ),
        Education.PRIMARY: "小学 小学毕业 小学文化 小学肄业 小学结业 小学在读 小学教育",
        Education.JUNIOR: "初中 初中毕业 初中文化 初级中学 初中肄业 初中结业 初中在读 初级中学教育",
        Education.SENIOR: (
            "高中 中专 职高 技校 高中/中专 高中毕业 普通高中 高级中学 职业高中 中职 中技 高中(中专) "
            "高中在读 中专在读 职高在读 中师 中师毕业 "
            "中专/高中 高中或中专 中等专科 高中文化 高中肄业 中专毕业 职中 高中、中专 技工学校 中等职业教育"
        ),
        Education.COLLEGE: (
            "大专及以上 大专 本科 本科及以上 大学 大专以上 大学本科 大学专科 专科 高职 研究生 硕士 博士 大学及以上 "
            "大专在读 本科在读 大学在读 高职在读 研究生在读 "
            "大专及本科 大学生 大专毕业 本科毕业 大学毕业 硕士研究生 博士研究生 高职高专 专科及以上 大学本科及以上"
        ),
        Education.PRESCHOOL: "学龄前儿童 学龄前 学前 学前儿童 幼儿 幼儿园 学前教育 婴幼儿 学前班",
    }
)
DECEASED = "deceased"
HEALTH = _table(
    {
        Health.HEALTHY: "健康 良好 正常 身体健康 健康或良好 好 健康状况良好 无病",
        Health.CHRONIC: "长期慢性病 慢性病 长期慢病 慢病 患有慢性病 患慢性病 慢性疾病 患有长期慢性病",
        Health.SERIOUS: "患有大病 大病 重病 患大病 重大疾病 重疾 患有重病 重大病",
        Health.DISABLED: "残疾 残疾人 残 有残疾 身体残疾 残障",
        DECEASED: "死亡 已死亡 去世 已去世 病故 已故 亡故 过世 逝世",
    }
)
WORK = _table(
    {
        WorkStatus.IN_TOWNSHIP: "乡(镇)内务工 乡镇内务工 镇内务工 乡内务工 乡镇内 乡(镇)内 本镇务工 镇内 乡内",
        WorkStatus.IN_COUNTY: (
            "乡(镇)外县内务工 乡镇外县内务工 县内务工 乡外县内务工 镇外县内务工 县内 县内乡外务工 乡(镇)外县内 "
            "县内镇外务工 县内乡镇外务工 乡镇外县内"
        ),
        WorkStatus.IN_PROVINCE: "县外省内务工 省内务工 省内县外务工 县外省内 省内 省内县外",
        WorkStatus.AWAY: "省外务工 省外 外省务工 跨省务工 出省务工 外省",
        WorkStatus.OTHER: "其他 其它",
        "": "未务工 无务工 未外出 未外出务工 不务工 没有务工 否 在家 在家务农 务农",
    }
)
SEX = _table({Sex.MALE: "男 男性 1 M 男士", Sex.FEMALE: "女 女性 2 F 女士"})

# Short forms of which there are too many to list: 小学五年级, 肢体残疾二级.
_GRADE = re.compile(
    r"(?:在?读|上)?(小学|初中|高中|中专|大专|本科|大学)(?:[一二三四五六1-6]年级|生)?(?:在读|在校|学生|毕业|肄业|辍学)?"
)
_DISABILITY = re.compile(r"(?:肢体|视力|听力|言语|智力|精神|多重|肢|视|听|智|精神)?残疾?(?:[一二三四1-4]级)?")


def look_up_education(text: str) -> str | None:
    match = _GRADE.fullmatch(word_key(text))
    return look_up(EDUCATION, text) or (EDUCATION[match[1]] if match else None)


def look_up_health(text: str) -> str | None:
    key = _MARKS.sub("", word_key(text))
    return look_up(HEALTH, text) or (Health.DISABLED if _DISABILITY.fullmatch(key) else None)


HEAD = "户主"
_RELATIONS = (
    "配偶 之子 之女 之儿媳 之女婿 之孙子 之孙女 之外孙子 之外孙女 之父 之母 之岳父 之岳母 之公公 之婆婆 之祖父 之祖母 "
    "之外祖父 之外祖母 之兄弟姐妹 之曾孙子 之曾孙女 之侄儿 之侄女 之兄弟媳妇 之叔伯"
)
# Stored as the register's own words (2021 form); the short forms are those without 之.
_MORE_RELATIONS = {
    HEAD: "户主 本人或户主 本人 户主本人 户主(本人) 本人(户主) 户主/本人 户长 户主自己 本户户主",
    "配偶": "配偶 妻子 丈夫 妻 夫 老婆 老公 爱人 之妻 之夫 夫妻 媳妇(配偶) 之配偶",
    "之子": "之子 子 儿子 长子 次子 三子 四子 五子 独子 独生子 大儿子 二儿子 三儿子 小儿子 二子 养子 继子 之长子",
    "之女": "之女 女 女儿 长女 次女 三女 四女 五女 独女 独生女 大女儿 二女儿 三女儿 小女儿 二女 养女 继女 之长女",
    "之儿媳": "之儿媳 儿媳 儿媳妇 长媳 次媳 儿子媳妇 媳 之媳 子媳 大儿媳 二儿媳",
    "之女婿": "之女婿 女婿 婿 之婿 长婿",
    "之孙子": "之孙子 孙子 之孙 孙 长孙 次孙 孙儿",
    "之孙女": "之孙女 孙女 孙女儿 长孙女",
    "之外孙子": "之外孙子 外孙子 外孙 之外孙",
    "之父": "之父 父亲 父 爸爸 之父亲 继父 养父",
    "之母": "之母 母亲 母 妈妈 之母亲 继母 养母",
    "之岳父": "之岳父 岳父 丈人",
    "之岳母": "之岳母 岳母 丈母",
    "之公公": "之公公 公公",
    "之婆婆": "之婆婆 婆婆",
    "之祖父": "之祖父 祖父 爷爷",
    "之祖母": "之祖母 祖母 奶奶",
    "之外祖父": "之外祖父 外祖父 外公 姥爷",
    "之外祖母": "之外祖母 外祖母 外婆 姥姥",
    "之兄弟姐妹": "之兄弟姐妹 兄弟姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 之兄 之弟 之姐 之妹 兄长 胞弟 胞兄",
    "之侄儿": "之侄儿 侄儿 侄子 侄 之侄 之侄子",
    "之兄弟媳妇": "之兄弟媳妇 兄弟媳妇 弟媳 嫂子 嫂 弟媳妇 弟妹",
    "之叔伯": "之叔伯 叔伯 叔叔 伯父 叔父 叔 伯 大伯",
    "其他": "其他 其它 其他亲属 其它亲属 其他关系 其它关系 非亲属",
}
RELATIONS = _table({**{word: f"{word} {word.removeprefix('之')}" for word in _RELATIONS.split()}, **_MORE_RELATIONS})

# 之次女, 幺儿, 老母亲: which of several, and how old, is not kept.
_RANK = re.compile(r"之?(?:[长大次二三四五六七小幺满独老]|第[一二三四五六])(?=.)")


def look_up_relation(text: str) -> str | None:
    code = look_up(RELATIONS, text)
    if code is None and (match := _RANK.match(key := _MARKS.sub("", word_key(text)))):
        rest = key[match.end() :]
        return "配偶" if rest == "伴" else _BY_RANK.get(rest)
    return code


_BY_RANK = {
    **{"子": "之子", "儿": "之子", "儿子": "之子", "女": "之女", "女儿": "之女", "姑娘": "之女"},
    **{"孙": "之孙子", "孙子": "之孙子", "孙女": "之孙女", "外孙": "之外孙子", "外孙女": "之外孙女"},
    **{"儿媳": "之儿媳", "媳": "之儿媳", "儿媳妇": "之儿媳", "女婿": "之女婿"},
    **{"父亲": "之父", "父": "之父", "母亲": "之母", "母": "之母"},
}

_GROUPS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 "
    "佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 "
    "阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 "
    "门巴 珞巴 基诺"
)
# GB/T 3304: 56 ethnic groups.
ETHNIC_GROUPS = _table({f"{group}族": f"{group}族 {group} {group}民族" for group in _GROUPS.split()})

_HOUSEHOLD_TABLES = {
    "kind": KINDS,
    "monitored": MONITORED,
    "cause": CAUSES,
    "cause_2": CAUSES,
    "cause_3": CAUSES,
}


def usual_word(field: str, value: str) -> str:
    """The register's own word for a code of a household's field; values without a code list stay."""
    table = _HOUSEHOLD_TABLES.get(field, {}) if value else {}
    return next((word for word, code in table.items() if code == value), value)
