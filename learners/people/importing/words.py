"""What clerks write, and the code that it means. Spaces and the width of characters do not count.

Sources: the national register's code lists of 2014 to 2022 and the short forms used in township lists.
"""

import unicodedata
from collections.abc import Mapping

from learners.people.codes import Cause, Education, Health, HouseholdType, Labour, Monitored, Sex, WorkStatus


def word_key(text: str) -> str:
    """`乡（镇） 内务工` and `乡(镇)内务工` are one word."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _table(words: Mapping[str, str]) -> dict[str, str]:
    """From `code -> several words` to `word -> code`; the first word of a code is its usual one."""
    return {word_key(word): code for code, several in words.items() for word in several.split()}


CAUSES = _table(
    {
        Cause.ILLNESS: "因病 因病致贫",
        Cause.DISABILITY: "因残 因残致贫",
        Cause.SCHOOLING: "因学 因学致贫",
        Cause.DISASTER: "因灾 因灾致贫",
        Cause.LAND: "缺土地",
        Cause.WATER: "缺水",
        Cause.SKILL: "缺技术 缺技能",
        Cause.LABOUR: "缺劳力 缺劳动力",
        Cause.FUNDS: "缺资金",
        Cause.TRANSPORT: "交通条件落后 交通落后 交通不便",
        Cause.MOTIVATION: "自身发展动力不足 自身发展能力不足 内生动力不足 发展动力不足 自身动力不足",
        Cause.OTHER: "其他 其它 因婚 因丧",
    }
)
KINDS = _table(
    {
        HouseholdType.ORDINARY: "一般贫困户 一般户",
        HouseholdType.ALLOWANCE: "低保贫困户 低保户",
        HouseholdType.SUPPORTED: "特困供养贫困户 五保贫困户 五保户 特困供养户 特困户",
        HouseholdType.LIFTED: "脱贫户 已脱贫户",
    }
)
MONITORED = _table(
    {
        Monitored.UNSTABLE: "脱贫不稳定户 脱贫不稳定",
        Monitored.MARGINAL: "边缘易致贫户 边缘户",
        Monitored.SUDDEN: "突发严重困难户",
    }
)
LABOUR = _table(
    {
        Labour.ORDINARY: "普通劳动力",
        Labour.SKILLED: "技能劳动力",
        Labour.SEMI: "弱劳动力或半劳动力 弱劳动力 半劳动力 弱(半)劳动力 弱半劳动力",
        Labour.LOST: "丧失劳动力",
        Labour.NONE: "无劳动力 无劳动能力",
    }
)
EDUCATION = _table(
    {
        Education.ILLITERATE: "文盲或半文盲 文盲 半文盲 文盲半文盲",
        Education.PRIMARY: "小学",
        Education.JUNIOR: "初中",
        Education.SENIOR: "高中 中专 职高 技校 高中/中专",
        Education.COLLEGE: "大专及以上 大专 本科 本科及以上 大学",
        Education.PRESCHOOL: "学龄前儿童 学龄前 学前",
    }
)
DECEASED = "deceased"
HEALTH = _table(
    {
        Health.HEALTHY: "健康 良好",
        Health.CHRONIC: "长期慢性病 慢性病",
        Health.SERIOUS: "患有大病 大病 重病",
        Health.DISABLED: "残疾",
        DECEASED: "死亡 已死亡 去世",
    }
)
WORK = _table(
    {
        WorkStatus.IN_TOWNSHIP: "乡(镇)内务工 乡镇内务工 镇内务工 乡内务工",
        WorkStatus.IN_COUNTY: "乡(镇)外县内务工 乡镇外县内务工 县内务工",
        WorkStatus.IN_PROVINCE: "县外省内务工 省内务工",
        WorkStatus.AWAY: "省外务工",
        WorkStatus.OTHER: "其他 其它",
    }
)
SEX = _table({Sex.MALE: "男 男性", Sex.FEMALE: "女 女性"})

HEAD = "户主"
_RELATIONS = (
    "配偶 之子 之女 之儿媳 之女婿 之孙子 之孙女 之外孙子 之外孙女 之父 之母 之岳父 之岳母 之公公 之婆婆 之祖父 之祖母 "
    "之外祖父 之外祖母 之兄弟姐妹 之曾孙子 之曾孙女 之侄儿 之侄女 之兄弟媳妇 之叔伯"
)
# Stored as the register's own words (2021 form); the short forms are those without 之.
RELATIONS = _table(
    {
        HEAD: "户主 本人或户主 本人 户主本人",
        "配偶": "配偶 妻子 丈夫 妻 夫",
        **{word: f"{word} {word.removeprefix('之')}" for word in _RELATIONS.split()[1:]},
        "之子": "之子 儿子 长子 次子 三子 四子 五子 独子",
        "之女": "之女 女儿 长女 次女 三女 四女 五女 独女",
        "之孙子": "之孙子 孙子 之孙",
        "之父": "之父 父亲 父",
        "之母": "之母 母亲 母",
        "其他": "其他 其它",
    }
)

_GROUPS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 "
    "佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 "
    "阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 "
    "门巴 珞巴 基诺"
)
# GB/T 3304: 56 ethnic groups.
ETHNIC_GROUPS = _table({f"{group}族": f"{group}族 {group}" for group in _GROUPS.split()})

_HOUSEHOLD_TABLES = {
    "kind": KINDS,
    "monitored": MONITORED,
    "cause": CAUSES,
    "cause_2": CAUSES,
    "cause_3": CAUSES,
}


def usual_word(field: str, value: str) -> str:
    """The register's own word for a code of a household's field; values without a code list stay."""
    table = _HOUSEHOLD_TABLES.get(field, {})
    return next((word for word, code in table.items() if code == value), value)
