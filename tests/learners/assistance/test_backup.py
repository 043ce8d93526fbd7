"""A backup that was taken while the platform ran, restored elsewhere, is checked like the original."""

import os
import sqlite3
import subprocess
import sys
from functools import partial

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from learners.assistance import days
from learners.assistance.models import Entry
from learners.assistance.services import append
from tests.cast import make_cast
from tools.environment import without_settings
from tools.places import ROOT
from tools.services import postgres_program


@pytest.fixture
def ledger(transactional_db, monkeypatch):
    """Two entries of yesterday under a root, one of today."""
    cast = make_cast()
    today = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: days.bounds(timezone.localdate(today))[0] - days.SEALED_AFTER)
    for person in (cast.lan, cast.gui):
        append(person=person, kind=Entry.Kind.VISIT, payload={"x": "笋"}, happened_at=today, evidence={})
    monkeypatch.setattr(timezone, "now", lambda: days.bounds(timezone.localdate(today))[0] + days.SEALED_AFTER)
    days.seal_days()
    append(person=cast.lan, kind=Entry.Kind.VISIT, payload={"x": 2}, happened_at=today, evidence={})
    return cast


def taken_and_restored(folder) -> str:
    """DATABASE_URL of the copy, made as docs/operations.md says."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "copy.sqlite3") as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{folder}/copy.sqlite3"
    database = connection.settings_dict
    at = {"PGHOST": database["HOST"], "PGPORT": str(database["PORT"]), "PGUSER": database["USER"]}
    run = partial(subprocess.run, env=os.environ | at, check=True, cwd="/")
    restored = f"{database['NAME']}_restored"
    dump = [postgres_program("pg_dump"), "--format=custom", database["NAME"]]
    taken = run(dump, stdout=subprocess.PIPE).stdout
    run([postgres_program("dropdb"), "--if-exists", restored])
    run([postgres_program("createdb"), restored])
    run([postgres_program("pg_restore"), "--dbname", restored], input=taken)
    return f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{restored}"


def manage(url, folder, *arguments):
    environment = {**without_settings(), "DATABASE_URL": url, "VAR_DIR": str(folder)}
    environment["LEDGER_ROOTS_DIR"] = str(settings.LEDGER_ROOTS_DIR)
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_restored_backup_verifies_and_is_guarded(ledger, tmp_path):
    url = taken_and_restored(tmp_path)
    assert manage(url, tmp_path, "migrate", "--verbosity", "0").returncode == 0
    checked = manage(url, tmp_path, "verify_ledger")
    assert checked.returncode == 0, checked.stderr
    assert "3 entries of 2 persons" in checked.stdout
    assert "1 days with 2 entries" in checked.stdout
    assert "1 copies" in checked.stdout
