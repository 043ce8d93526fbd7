"""The database refuses to change the ledger, also when it is asked in plain SQL."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from learners.assistance import guards
from learners.assistance.models import Entry
from learners.assistance.services import append

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def entry(cast):
    guards.install(connection)
    guards.install(connection)
    return append(person=cast.lan, kind=Entry.Kind.REGISTERED, payload={}, happened_at=MAY, evidence={})


def refused(sql):
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_database_refuses_an_update(entry):
    refused("UPDATE learners_entry SET kind = 'quiz_passed'")


def test_the_database_refuses_a_delete(entry):
    refused("DELETE FROM learners_entry")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_empty_the_table(entry):
    connection.check_constraints()  # until then the insert is pending, which refuses it as well
    refused("TRUNCATE learners_entry CASCADE")


def test_appending_goes_on(entry):
    again = append(person=entry.person, kind=Entry.Kind.REGISTERED, payload={}, happened_at=MAY, evidence={})
    assert again.seq == 2
