"""Loads the tree of regions; names and codes as published by the National Bureau of Statistics."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from courses.reference import Loaded, load_rows, read_csv
from learners.regions.models import Region
from learners.regions.names import short_name

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_regions() -> Loaded:
    """Load provinces, cities, counties, townships and villages of the counties the product knows."""
    fields = ["name", "short_name", "level", "parent_id"]
    return load_rows(Region, list(_regions()), key="code", fields=fields)


def _regions() -> Iterator[Region]:
    for row in read_csv(DATA / "regions.csv"):
        yield Region(
            code=row["code"],
            name=row["name"],
            short_name=short_name(row["name"]),
            level=row["level"],
            parent_id=row["parent_code"] or None,
        )
