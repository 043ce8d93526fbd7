"""A trace of every change that a public page may show, left by the database itself, whoever makes the change.

Triggers, because much is changed without a signal of Django's: pages that move, packages that are switched live, many
rows at once. Installed after every migration and not by one: SQLite drops a table's triggers whenever a migration
rebuilds it.
"""

from typing import Any

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from wagtail.images.models import Image
from wagtail.models import Page, PageViewRestriction, Site

State = tuple[int, int]
KEPT = 30
"""So many traces stay; their numbers are random, so that any other set of them has another sum."""
EVENTS = ("insert", "update", "delete")


class CatalogueChange(models.Model):
    """That something changed. Count and sum of the numbers are the state of all public pages.

    They become visible together with the change, whatever the order in which transactions end, and nobody waits.
    """

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)


TRACES = CatalogueChange._meta.db_table


def state_now() -> State:
    """In plain SQL: it is asked for with every page that is kept."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), SUM(number) FROM {TRACES}")  # noqa: S608
        count, total = cursor.fetchone()
    return int(count), int(total or 0)


def shown_models() -> list[type[models.Model]]:
    """What public pages are made of. Jobs are not among them: a page that tells how far one is, is never kept."""
    from courses.models import CoursePage, Industry, LessonPage  # noqa: PLC0415 - it imports this module for Django
    from media.models import Caption, Chapter, EndCard, Package, Rendition, Video  # noqa: PLC0415

    own = [CoursePage, CoursePage.industries.through, LessonPage, Industry]
    return [*own, Video, Package, Rendition, EndCard, Caption, Chapter, Page, PageViewRestriction, Site, Image]


def install_after_migrate(*, using: str, **_: Any) -> None:
    """Receiver of post_migrate; half-migrated databases lack some of the tables."""
    database = connections[using]
    tables = {model._meta.db_table for model in shown_models()}
    if {TRACES, *tables} <= set(database.introspection.table_names()):
        install(database, sorted(tables))


def install(database: BaseDatabaseWrapper, tables: list[str]) -> None:
    """Repeating it changes nothing."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[database.vendor]
    with database.cursor() as cursor:
        for statement in make(tables):
            cursor.execute(statement)


def _sqlite(tables: list[str]) -> list[str]:
    trace = f"""INSERT INTO {TRACES} (number) VALUES (random() & 1099511627775);
        DELETE FROM {TRACES} WHERE id <= (SELECT MAX(id) FROM {TRACES}) - {KEPT}"""  # noqa: S608
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_shown_{event} AFTER {event.upper()} ON {table} BEGIN {trace}; END"
        for table in tables
        for event in EVENTS
    ]


def _postgresql(tables: list[str]) -> list[str]:
    """Old traces that another transaction is just removing are left to it."""
    function = f"""CREATE OR REPLACE FUNCTION {TRACES}_trace() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO {TRACES} (number) VALUES ((random() * 1099511627775)::bigint);
        DELETE FROM {TRACES} WHERE id IN (
            SELECT id FROM {TRACES} WHERE id <= (SELECT MAX(id) FROM {TRACES}) - {KEPT} FOR UPDATE SKIP LOCKED);
        RETURN NULL;
        END $$"""  # noqa: S608
    events = " OR ".join(event.upper() for event in EVENTS)
    return [
        function,
        *(
            f"""CREATE OR REPLACE TRIGGER {table}_shown AFTER {events} OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {TRACES}_trace()"""
            for table in tables
        ),
    ]
