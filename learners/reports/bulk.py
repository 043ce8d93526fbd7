"""Many rows at once: written past the making of objects, and asked for by many ids."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

INSERT = "INSERT INTO {table} ({columns}) VALUES ({places})"
COPY = "COPY {table} ({columns}) FROM STDIN"


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert them. `columns` are those of the table (`village_id`); JSON is given as text, moments are aware."""
    listed = list(rows)
    if not listed:
        return
    names = {
        "table": connection.ops.quote_name(model._meta.db_table),
        "columns": ", ".join(map(connection.ops.quote_name, columns)),
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(COPY.format(**names)) as copy:
                for row in listed:
                    copy.write_row(row)
        else:
            cursor.executemany(INSERT.format(places=", ".join(["%s"] * len(columns)), **names), listed)


def among(ids: Iterable[int]) -> RawSQL:
    """For `filter(person__in=among(ids))`: all in one parameter, as each of hundreds would be checked and parsed."""
    listed = sorted(ids)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [listed])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(listed)])
