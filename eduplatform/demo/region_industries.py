"""What the demo county's places live from."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from courses.models import Industry
from learners.plans.desk.hearing import note_change
from learners.regions.models import Region, RegionIndustry

DATA = Path(__file__).parent / "data" / "region_industries.toml"


@transaction.atomic
def load_region_industries() -> int:
    """Load the industries of the county, its townships and the demo's villages; returns how many there are.

    Needs the reference data: raises KeyError for a product that `load_reference` does not know. Safe to repeat.
    """
    products = {i.name: i for i in Industry.objects.filter(is_product=True)}
    rows = list(_rows(products))
    RegionIndustry.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["region", "industry"],
        update_fields=["role", "weight", "months"],
    )
    note_change()  # many rows at once send no signal
    return len(rows)


def _rows(products: dict[str, Industry]) -> Iterator[RegionIndustry]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    known = set(Region.objects.values_list("code", flat=True))
    for place in data["regions"]:
        if place["code"] not in known:
            raise KeyError(place["code"])
        for role in RegionIndustry.Role.values:
            for name, weight in place.get(role, {}).items():
                yield RegionIndustry(
                    region_id=place["code"],
                    industry=products[name],
                    role=role,
                    weight=weight,
                    months=data["products"][name],
                )
