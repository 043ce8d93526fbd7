"""Where there is nothing to learn yet for what a village lives from."""

from collections import defaultdict
from collections.abc import Collection

from courses.models import Industry
from courses.queries import live_courses
from learners.regions.models import Region, RegionIndustry
from learners.regions.queries import codes_above
from learners.reports.coverage import CoverageQuery, code_range


def without_course(query: CoverageQuery) -> list[str]:
    """Codes of the villages of an area whose trades are known, those of township and county too, and none is taught."""
    taught = set(Industry.objects.filter(courses__in=live_courses()).values_list("pk", flat=True))
    trades: dict[str, set[str]] = defaultdict(set)
    for region, industry in RegionIndustry.objects.values_list("region", "industry"):
        trades[region].add(industry)
    known = {code: set().union(*(trades[above] for above in codes_above(code))) for code in _villages(query)}
    return [code for code, some in known.items() if some and not any(_is_taught(one, taught) for one in some)]


def _villages(query: CoverageQuery) -> list[str]:
    villages = Region.objects.filter(level=Region.Level.VILLAGE)
    if query.region is None:
        villages = villages.filter(pk__in=query.visible.values("village"))
    else:
        first, last = code_range(query.region)
        villages = villages.filter(code__gte=first, code__lte=last)
    return list(villages.values_list("pk", flat=True))


def _is_taught(industry: str, taught: Collection[str]) -> bool:
    """By a course on it, on what it belongs to, or on a part of it."""
    return any(industry.startswith(one) or one.startswith(industry) for one in taught)
