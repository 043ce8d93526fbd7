"""Finds the village that a row names, within the uploader's area."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from learners.people.importing.problems import Reason, Refused
from learners.people.importing.words import word_key
from learners.people.reading.fields import Field
from learners.regions.access import within
from learners.regions.models import Region
from learners.regions.names import short_name, spellings


class PlaceRefused(Refused):
    """Refused, and which of the three place columns is to blame."""

    def __init__(self, field: Field, reason: Reason) -> None:
        super().__init__(reason)
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
        self._found: dict[tuple[str, str, str], Village] = {}
        for region in villages:
            village = Village(
                region.code, region.short_name, _spellings(region.parent), _spellings(_above(region.parent))
            )
            for name in spellings(region.name):
                self._by_name[name].append(village)

    @classmethod
    def of(cls, area: Region | None) -> "Places":
        """All villages of `area`; everywhere when None."""
        villages = Region.objects.filter(level=Region.Level.VILLAGE).select_related("parent__parent")
        return cls(villages.filter(within(area, "code")) if area else villages)

    def find(self, *, county: str, township: str, village: str) -> Village:
        """An empty county or township does not narrow. Raises PlaceRefused."""
        names = (county, township, village)
        if names not in self._found:
            self._found[names] = self._look_up(*(word_key(name) for name in names))
        return self._found[names]

    def _look_up(self, county: str, township: str, village: str) -> Village:
        if not village:
            raise PlaceRefused(Field.VILLAGE, Reason.EMPTY)
        candidates = self._by_name.get(village) or self._by_name.get(short_name(village)) or []
        if not candidates:
            raise PlaceRefused(Field.VILLAGE, Reason.PLACE_UNKNOWN)
        in_county = [v for v in candidates if not county or county in v.county]
        if not in_county:
            raise PlaceRefused(Field.COUNTY, Reason.PLACE_UNKNOWN)
        in_township = [v for v in in_county if not township or township in v.township]
        if not in_township:
            raise PlaceRefused(Field.TOWNSHIP, Reason.PLACE_UNKNOWN)
        if len(in_township) > 1:
            raise PlaceRefused(Field.VILLAGE, Reason.PLACE_AMBIGUOUS)
        return in_township[0]


def _above(region: Region | None) -> Region | None:
    return region.parent if region else None


def _spellings(region: Region | None) -> frozenset[str]:
    return spellings(region.name) if region else frozenset()
