"""The database itself refuses to change or delete what proves something, whoever asks.

Installed after every migration and not by one: SQLite drops a table's triggers whenever a migration rebuilds it.
`missing` tells when somebody took them away; what was done meanwhile shows in the daily roots (days.py).
"""

from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from learners.assistance.models import DayHead, DayRoot, Entry
from learners.people.models import Look

REFUSAL = "what proves something is never changed or deleted: append a correction"
# Each with the conditions on which a new row would take the place of an old one.
GUARDED: dict[type[models.Model], tuple[str, ...]] = {
    Entry: (
        "id = NEW.id",
        "person_id = NEW.person_id AND seq = NEW.seq",
        "NEW.subject <> '' AND person_id = NEW.person_id AND kind = NEW.kind AND subject = NEW.subject",
    ),
    DayRoot: ("id = NEW.id", "day = NEW.day"),
    Look: ("id = NEW.id",),
    DayHead: ("id = NEW.id", "root_id = NEW.root_id AND person_id = NEW.person_id"),
}


def guard(model: type[models.Model], *conditions: str) -> None:
    """Rooms above have rows of the same kind. Called while Django starts; the next `migrate` installs it."""
    GUARDED[model] = ("id = NEW.id", *conditions)


def install(connection: BaseDatabaseWrapper) -> None:
    """Repeating it changes nothing."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for model in GUARDED:
            for statement in make(model):
                cursor.execute(statement)


def install_after_migrate(*, using: str, **_: Any) -> None:
    """Receiver of post_migrate; half-migrated databases lack some of the tables."""
    connection = connections[using]
    if {model._meta.db_table for model in GUARDED} <= set(connection.introspection.table_names()):
        install(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that are not there, or switched off."""
    ask = {"sqlite": SQLITE_THERE, "postgresql": POSTGRESQL_THERE}[connection.vendor]
    wanted = {name for model in GUARDED for name in _names(connection.vendor, model._meta.db_table)}
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


SQLITE_THERE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
POSTGRESQL_THERE = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'"


def _names(vendor: str, table: str) -> list[str]:
    endings = {"sqlite": ("no_update", "no_delete", "no_replace"), "postgresql": ("no_change",)}
    return [f"{table}_{ending}" for ending in endings[vendor]]


def _sqlite(model: type[models.Model]) -> list[str]:
    """INSERT OR REPLACE deletes without asking triggers of deletion; so an insert over a row is refused as well."""
    table = model._meta.db_table
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}')"
    no_update, no_delete, no_replace = _names("sqlite", table)
    in_its_way = " OR ".join(f"({condition})" for condition in GUARDED[model])
    return [
        f"DROP TRIGGER IF EXISTS {no_replace}",
        f"CREATE TRIGGER IF NOT EXISTS {no_update} BEFORE UPDATE ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER IF NOT EXISTS {no_delete} BEFORE DELETE ON {table} BEGIN {refuse}; END",
        f"""CREATE TRIGGER {no_replace} BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {in_its_way}) BEGIN {refuse}; END""",  # noqa: S608
    ]


def _postgresql(model: type[models.Model]) -> list[str]:
    """ALWAYS: also where a session says that it only replays what another database did."""
    table = model._meta.db_table
    (no_change,) = _names("postgresql", table)
    return [
        f"""CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
        f"""CREATE OR REPLACE TRIGGER {no_change} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()""",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {no_change}",
    ]
