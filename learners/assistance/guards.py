"""The database itself refuses to change or delete entries, whoever asks.

Installed after every migration and not by one: SQLite drops a table's triggers whenever a migration rebuilds it.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from learners.assistance.models import Entry

TABLE = Entry._meta.db_table
REFUSAL = "ledger entries are never changed or deleted: append a correction"

SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    f"""CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Repeating it changes nothing."""
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install_after_migrate(*, using: str, **_: Any) -> None:
    """Receiver of post_migrate; half-migrated databases have no ledger yet."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)
