"""How places are called: the official name, the short one on screens, and what clerks write instead."""

import re

# A village committee and a residents' committee, long and short form.
_VILLAGE = re.compile(r"村?村(?:民委员|委)会$")
# Some counties made communities of villages and left them their village committee: 大坪社区村委会.
_COMMUNITY = re.compile(r"社区(?:居民委员|居委|村?村民委员|村?村委)会$")
_RESIDENTS = re.compile(r"(?<!类似)(?:居民委员|居委)会$")
_ENDINGS = re.compile(r"(?:社区|街道办事处|街道|特别行政区|自治区|自治州|自治县|省|市|县|区|镇|乡|村)$")


def short_name(name: str) -> str:
    """石缸村民委员会 -> 石缸村, 摩崖社区居民委员会 and 摩崖社区村委会 -> 摩崖社区; other names stay whole."""
    return _VILLAGE.sub("村", _COMMUNITY.sub("社区", name))


def bare_name(name: str) -> str:
    """The name without its kind: 石缸村民委员会 -> 石缸, 豆沙镇 -> 豆沙. At least two characters remain."""
    short = _RESIDENTS.sub("", short_name(name))
    bare = _ENDINGS.sub("", short)
    return bare if len(bare) > 1 else short


def spellings(name: str) -> frozenset[str]:
    """All forms of a name that mean the same place: official, short, bare, and 大坪社区村, as some lists have it."""
    short = short_name(name)
    return frozenset({name, short, bare_name(name), _VILLAGE.sub("村", name), _RESIDENTS.sub("社区", short)})
