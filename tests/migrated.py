"""The test database, migrated once and copied afterwards: hundreds of migrations take longer than most tests.

SQLite's copy lies in a file for later runs, too, and goes into memory; PostgreSQL's is a template beside the tests'
databases, for the other processes of this run. `migrate` then finds nothing left to do.
`python -m tests.migrated` says where the file is, for sites that are to begin with it.
"""

import fcntl
import os
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate

from tools.places import PRODUCT, ROOT
from tools.stamps import digest

MADE_OF = ("django", "wagtail", "django-allauth")
_open: list[sqlite3.Connection] = []  # a database in memory lives while somebody holds it
_turn: list[TextIO] = []


def without_guards() -> None:
    """The ledger's table must let itself be emptied between tests; the guards have tests of their own."""
    post_migrate.disconnect(sender=apps.get_app_config("learners"), dispatch_uid="guard the ledger")


def copy_before_migrating() -> None:
    """Have Django begin with what was kept before, if the migrations are still the same.

    Of processes that find nothing, one migrates and the others wait for it.
    """
    if not is_kept():
        _turn.append(kept().with_suffix(".lock").open("w"))
        fcntl.flock(_turn[0], fcntl.LOCK_EX)
    if not is_kept():
        return
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template()
        return
    make = connection.creation._create_test_db

    def make_from_copy(*args: object, **kwargs: object) -> str:
        name: str = make(*args, **kwargs)
        memory = sqlite3.connect(name, uri=True)
        with sqlite3.connect(kept()) as source:
            source.backup(memory)
        _open.append(memory)
        return name

    connection.creation._create_test_db = make_from_copy


def keep_for_later() -> None:
    """Save the database as it stands, and let the next process have its turn."""
    if not is_kept():
        _keep() if connection.vendor == "sqlite" else _keep_template()
    while _turn:
        _turn.pop().close()


def is_kept() -> bool:
    if connection.vendor == "sqlite":
        return kept().exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template()])
        return cursor.fetchone() is not None


def _keep_template() -> None:
    made = connection.settings_dict["NAME"]
    connection.close()  # a template must not be in use
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{template()}" TEMPLATE "{made}"')


def template() -> str:
    return kept().stem.replace("-", "_")


def _keep() -> None:
    for old in kept().parent.glob("migrated-*"):
        if old != kept().with_suffix(".lock"):
            old.unlink(missing_ok=True)
    connection.ensure_connection()
    unfinished = kept().with_suffix(f".{id(connection)}")
    with sqlite3.connect(unfinished) as target:
        connection.connection.backup(target)
    unfinished.replace(kept())


def kept() -> Path:
    """Named after all that migrations are made of: their names, our own texts and data, the libraries' versions."""
    names = sorted(".".join(key) for key in MigrationLoader(None).disk_migrations)
    own = [folder for part in PRODUCT for folder in (ROOT / part).rglob("*") if folder.name in ("migrations", "data")]
    key = digest(own, *names, *(version(name) for name in MADE_OF))
    return Path(settings.VAR_DIR) / f"migrated-{key[:16]}.sqlite3"


def main() -> None:
    """As if a test had asked for the database: whatever else needs the copy finds it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")
    django.setup()
    without_guards()
    copy_before_migrating()
    if not is_kept():
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    keep_for_later()
    print(kept())


if __name__ == "__main__":
    main()
