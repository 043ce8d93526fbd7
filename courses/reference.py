"""Loads the industries that every installation knows: GB/T 4754-2017 and the local products below it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db import models, transaction

from courses.models import Industry, IndustryAlias

DATA = Path(__file__).parent / "data"
BATCH = 500

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a load of reference data added, changed and found as they should be."""

    added: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.added + other.added, self.changed + other.changed, self.same + other.same)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_rows(model: type[Row], rows: Sequence[Row], *, key: str, fields: Sequence[str]) -> Loaded:
    """Make the table hold these rows, by their key; rows that nobody mentions stay as they are.

    Two queries to look, and only what differs is written: loading twice changes nothing.
    """
    stored = {getattr(row, key): row for row in model._default_manager.all()}
    added, changed, same = [], [], 0
    for row in rows:
        known = stored.get(getattr(row, key))
        if known is None:
            added.append(row)
        elif all(getattr(known, field) == getattr(row, field) for field in fields):
            same += 1
        else:
            row.pk = known.pk
            changed.append(row)
    model._default_manager.bulk_create(added, batch_size=BATCH)
    model._default_manager.bulk_update(changed, [f.removesuffix("_id") for f in fields], batch_size=BATCH)
    return Loaded(len(added), len(changed), same)


@transaction.atomic
def load_industries() -> Loaded:
    """Load the nodes of GB/T 4754-2017, the local products and their other names."""
    industries = [*_classes(), *_products()]
    fields = ["name", "parent_id", "is_product", "picture"]
    loaded = load_rows(Industry, industries, key="code", fields=fields)
    return loaded + load_rows(IndustryAlias, list(_aliases()), key="name", fields=["industry_id"])


def _classes() -> Iterator[Industry]:
    for row in read_csv(DATA / "gbt4754.csv"):
        yield Industry(code=row["code"], name=row["name"], parent_id=row["parent_code"] or None)


def _products() -> Iterator[Industry]:
    for row in read_csv(DATA / "products.csv"):
        yield Industry(
            code=_product_code(row),
            name=row["name"],
            parent_id=row["class_code"],
            is_product=True,
            picture=row["picture"],
        )


def _aliases() -> Iterator[IndustryAlias]:
    for row in read_csv(DATA / "products.csv"):
        for alias in filter(None, row["aliases"].split(";")):
            yield IndustryAlias(name=alias, industry_id=_product_code(row))


def _product_code(row: dict[str, str]) -> str:
    return f"{row['class_code']}/{row['name']}"
