"""Finds the village that a row names, within the uploader's area."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from learners.people.importing.problems import Reason, Refused, Repair, RepairKind
from learners.people.importing.words import word_key
from learners.people.reading.fields import Field
from learners.regions.access import within
from learners.regions.models import Region
from learners.regions.names import bare_name, short_name, spellings

# Committees under the names that clerks shorten them to: 村委, 村民委, 居委会.
_VILLAGE_COMMITTEE = re.compile(r"村?村?(?:村民委员会|村民委员|村民委|村委会|村委|委会)$")
_RESIDENTS_COMMITTEE = re.compile(r"(?:社区)?(?:居民委员会|居民委员|居民委|居委会|居委|社区委员会)$")
# What lies above a county or township: 昭通市, 云南省昭通市, 盐津县.
_BEFORE_IT = re.compile(r".+[省市州盟县区旗]")
_CODE_DIGITS = 12


class PlaceRefused(Refused):
    """Refused, and which of the three place columns is to blame."""

    def __init__(self, field: Field, reason: Reason, repair: Repair | None = None) -> None:
        super().__init__(reason, repair=repair)
        self.field = field


@dataclass(frozen=True, slots=True)
class Village:
    """A village with all spellings of what lies above it."""

    code: str
    name: str
    township: frozenset[str]
    county: frozenset[str]


class Places:
    """The villages of an area by their names; what lies outside is unknown here, so nothing can be learned of it."""

    def __init__(self, villages: Iterable[Region]) -> None:
        self._by_name: dict[str, list[Village]] = defaultdict(list)
        self._by_code: dict[str, Village] = {}
        self._found: dict[tuple[str, str, str], Village | PlaceRefused] = {}
        for region in villages:
            village = Village(
                region.code, region.short_name, _spellings(region.parent), _spellings(_above(region.parent))
            )
            self._by_code[village.code] = village
            for name in spellings(region.name):
                self._by_name[word_key(name)].append(village)

    @classmethod
    def of(cls, area: Region | None) -> "Places":
        """All villages of `area`; everywhere when None."""
        villages = Region.objects.filter(level=Region.Level.VILLAGE).select_related("parent__parent")
        return cls(villages.filter(within(area, "code")) if area else villages)

    def of_number(self, household_number: str | None) -> Village | None:
        """The village that a household number begins with: the register makes numbers from its code."""
        return self._by_code.get((household_number or "")[:_CODE_DIGITS])

    def only_one(self) -> Village | None:
        return next(iter(self._by_code.values())) if len(self._by_code) == 1 else None

    def mentioned(self, text: str) -> Village | None:
        """The one village whose short name stands in a title or in the name of a sheet."""
        key = word_key(text)
        found = {village.code: village for village in self._by_code.values() if word_key(village.name) in key}
        return next(iter(found.values())) if len(found) == 1 else None

    def find(self, *, county: str, township: str, village: str) -> Village:
        """An empty county or township does not narrow. Raises PlaceRefused."""
        names = (county, township, village)
        if names not in self._found:
            try:
                self._found[names] = self._look_up(*(word_key(name) for name in names))
            except PlaceRefused as refused:
                self._found[names] = refused
        found = self._found[names]
        if isinstance(found, PlaceRefused):
            raise PlaceRefused(found.field, found.reason)
        return found

    def _look_up(self, county: str, township: str, village: str) -> Village:
        if not village:
            raise PlaceRefused(Field.VILLAGE, Reason.EMPTY)
        candidates = next((found for form in _forms(village) if (found := self._named(form))), [])
        if not candidates:
            raise PlaceRefused(Field.VILLAGE, Reason.PLACE_UNKNOWN)
        in_county = [v for v in candidates if not county or _is_one_of(county, v.county)]
        if not in_county:
            raise PlaceRefused(Field.COUNTY, Reason.PLACE_UNKNOWN)
        in_township = [v for v in in_county if not township or _is_one_of(township, v.township, *v.county)]
        if not in_township:
            raise PlaceRefused(Field.TOWNSHIP, Reason.PLACE_UNKNOWN)
        if len(in_township) > 1:
            raise PlaceRefused(Field.VILLAGE, Reason.PLACE_AMBIGUOUS)
        return in_township[0]

    def _named(self, name: str) -> list[Village]:
        """Villages of this name; written after the names of what lies above it, only those that lie there."""
        found = self._by_name.get(name)
        if found:
            return found
        for length in range(2, len(name) - 1):
            before, rest = name[:length], name[length:]
            above = [v for v in self._by_name.get(rest, ()) if _ends_with_place(before, v)]
            if above:
                return above
        return []


def village_repair(village: Village | None) -> Repair | None:
    return Repair(RepairKind.VILLAGE_BY_NUMBER, village.name) if village else None


def _forms(name: str) -> Iterator[str]:
    """From what is written to what may be meant: 村委 for 村民委员会, 石缸社区 for what was 石缸村."""
    yield name
    yield short_name(name)
    yield _VILLAGE_COMMITTEE.sub("村", name)
    yield _RESIDENTS_COMMITTEE.sub("社区", name)
    yield bare_name(name)
    yield bare_name(_VILLAGE_COMMITTEE.sub("村", _RESIDENTS_COMMITTEE.sub("社区", name)))


def _is_one_of(name: str, spelled: frozenset[str], *above: str) -> bool:
    """A township that has become another kind of township keeps its name: 豆沙乡 is 豆沙镇."""
    if name in spelled or bare_name(name) in spelled:
        return True
    if any(name.removeprefix(place) in spelled for place in above if name.startswith(place)):
        return True
    return any(_BEFORE_IT.fullmatch(name.removesuffix(place)) for place in spelled if name.endswith(place))


def _ends_with_place(before: str, village: Village) -> bool:
    forms = (before, bare_name(before))
    return any(form.endswith(place) for form in forms for place in (*village.township, *village.county))


def _above(region: Region | None) -> Region | None:
    return region.parent if region else None


def _spellings(region: Region | None) -> frozenset[str]:
    return frozenset(word_key(name) for name in spellings(region.name)) if region else frozenset()
