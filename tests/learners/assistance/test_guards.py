"""The database refuses to change the ledger, also when it is asked in plain SQL."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from learners.assistance import guards
from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.audit.models import AuditMark
from learners.exports.models import IssuedFile
from learners.people.access import get_person

SQLITE_ONLY = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE, nor pragmas")
POSTGRESQL_ONLY = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such thing")
COLUMNS = (
    "person_id, seq, kind, subject, payload, evidence, happened_at, recorded_at, recorded_by_id, corrects_id, "
    "previous_hash, hash"
)
MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def entry(cast):
    guards.install(connection)
    guards.install(connection)
    return append(
        person=cast.lan, kind=Entry.Kind.REGISTERED, subject="register", payload={}, happened_at=MAY, evidence={}
    )


def refused(sql):
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_database_refuses_an_update(entry):
    refused("UPDATE learners_entry SET kind = 'quiz_passed'")


def test_the_database_refuses_a_delete(entry):
    refused("DELETE FROM learners_entry")


@POSTGRESQL_ONLY
def test_the_database_refuses_to_empty_the_table(entry):
    connection.check_constraints()  # until then the insert is pending, which refuses it as well
    refused("TRUNCATE learners_entry CASCADE")


@pytest.mark.parametrize("statement", ["UPDATE learners_look SET role = 'helper'", "DELETE FROM learners_look"])
def test_looks_stay_as_they_are(cast, statement):
    guards.install(connection)
    get_person(cast.dousha, cast.lan.pk, page="file")
    refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE learners_auditmark SET note = 'nothing to see'",
        "DELETE FROM learners_auditmark",
        "UPDATE learners_issuedfile SET head = ''",
        "DELETE FROM learners_issuedfile",
    ],
)
def test_marks_of_auditors_and_issued_files_stay_as_they_are(cast, statement):
    guards.install(connection)
    AuditMark.objects.create(about="entry:1:1", state=AuditMark.State.FOLLOW_UP, note="call them", by=cast.auditor)
    issued = {"digest": "0" * 64, "form": "pdf", "issued_at": MAY, "entries": 0}
    IssuedFile.objects.create(person=cast.lan, issued_by=cast.dousha, **issued)
    connection.check_constraints()
    refused(statement)


@SQLITE_ONLY
def test_no_other_mark_takes_the_place_of_an_auditors(cast):
    guards.install(connection)
    AuditMark.objects.create(about="entry:1:1", state=AuditMark.State.FOLLOW_UP, by=cast.auditor)
    columns = "id, about, state, note, by_id, at"
    refused(f"REPLACE INTO learners_auditmark ({columns}) SELECT {columns} FROM learners_auditmark")


def test_appending_goes_on(entry):
    again = append(person=entry.person, kind=Entry.Kind.REGISTERED, payload={}, happened_at=MAY, evidence={})
    assert again.seq == 2


@SQLITE_ONLY
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT OR REPLACE INTO learners_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM learners_entry",
        f"REPLACE INTO learners_entry ({COLUMNS}) SELECT {COLUMNS} FROM learners_entry",
        f"REPLACE INTO learners_entry ({COLUMNS}) SELECT {COLUMNS.replace('seq', 'seq + 1')} FROM learners_entry",
        f"INSERT INTO learners_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM learners_entry WHERE true "
        "ON CONFLICT (id) DO UPDATE SET kind = 'quiz_passed'",
        "UPDATE OR REPLACE learners_entry SET seq = 2",
    ],
)
def test_a_row_cannot_take_the_place_of_another(entry, recursive, statement):
    connection.cursor().execute(f"PRAGMA recursive_triggers = {recursive}")
    refused(statement)
    assert Entry.objects.get().pk == entry.pk


@POSTGRESQL_ONLY
def test_an_insert_cannot_turn_into_an_update(entry):
    refused(
        f"INSERT INTO learners_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM learners_entry "
        "ON CONFLICT (id) DO UPDATE SET kind = 'quiz_passed'"
    )


@POSTGRESQL_ONLY
def test_a_session_that_calls_itself_a_replica_is_refused_too(entry):
    connection.cursor().execute("SET LOCAL session_replication_role = replica")
    refused("UPDATE learners_entry SET kind = 'quiz_passed'")


def test_guards_that_stand_are_not_missed(entry):
    assert guards.missing(connection) == []


@SQLITE_ONLY
def test_a_dropped_guard_is_missed(entry):
    connection.cursor().execute("DROP TRIGGER learners_entry_no_delete")
    assert guards.missing(connection) == ["learners_entry_no_delete"]


@POSTGRESQL_ONLY
@pytest.mark.parametrize("change", ["DISABLE", "ENABLE REPLICA", "ENABLE"])
def test_a_guard_that_is_switched_off_is_missed(entry, change):
    connection.check_constraints()
    connection.cursor().execute(f"ALTER TABLE learners_entry {change} TRIGGER learners_entry_no_change")
    assert guards.missing(connection) == ["learners_entry_no_change"]
