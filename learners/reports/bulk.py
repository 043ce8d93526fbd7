"""Many rows at once: written past the making of objects, and asked for by many ids."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

INSERT = "INSERT INTO {table} ({columns}) VALUES ({places})"
# As csv quotes all that is text, none of it reads as NULL, and rows are written at the speed of C.
COPY = "COPY {table} ({columns}) FROM STDIN (FORMAT csv)"


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert them. `columns` are those of the table (`village_id`); JSON is given as text, moments are aware.

    No value may be None.
    """
    listed = list(rows)
    if not listed:
        return
    names = {
        "table": connection.ops.quote_name(model._meta.db_table),
        "columns": ", ".join(map(connection.ops.quote_name, columns)),
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = io.StringIO()
            csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerows(listed)
            with cursor.copy(COPY.format(**names)) as copy:
                copy.write(text.getvalue())
        else:
            cursor.executemany(INSERT.format(places=", ".join(["%s"] * len(columns)), **names), listed)


def among(ids: Iterable[int]) -> RawSQL:
    """For `filter(person__in=among(ids))`: all in one parameter, as each of hundreds would be checked and parsed."""
    listed = sorted(ids)
    if connection.vendor == "postgresql":
        # Written out, because the driver would look at each number of a list.
        return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, listed))}}}"])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(listed)])
