"""Whatever is changed behind the program's back is found, and named."""

import datetime
from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from learners.assistance import guards
from learners.assistance.ledger import Fields, entry_hash
from learners.assistance.models import Entry
from learners.assistance.services import append, correct
from learners.assistance.verify import Break, Fault, verify

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)
SQLITE_ONLY = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps to its types")


@pytest.fixture
def chain(cast):
    """Five entries of lan, the last a correction of the second; two of gui, recorded by an officer."""
    lan = [
        append(
            person=cast.lan,
            kind=Entry.Kind.LESSON_COMPLETED,
            subject=f"lesson:{n}",
            payload={"lesson": "挖笋", "lesson_id": n},
            happened_at=MAY,
            evidence={"ranges_ms": [[0, 90000 + n]]},
            recorded_by=cast.helper,
        )
        for n in range(4)
    ]
    lan.append(correct(entry=lan[1], reason="another person", by=cast.dousha))
    for n in range(2):
        append(person=cast.gui, kind=Entry.Kind.REGISTERED, payload={"n": n}, happened_at=MAY, evidence={})
    return lan


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@SQLITE_ONLY
def test_entries_of_an_older_database_are_spelled_anew(chain):
    migration = import_module("learners.migrations.0006_canonical_json")
    editor = SimpleNamespace(connection=connection)
    migration.spell_as_before(None, editor)
    assert verify().broken is not None
    migration.spell_canonically(None, editor)
    assert verify().broken is None


def test_odd_values_stay_sound(cast):
    odd = {"a\u0001b": '\u007f\u2028𠮷“笋”\\"\n\t\r\b\f/', "zz": [], "b": {}, "Z": [True, None, -(10**30)], "é": 0}
    append(person=cast.lan, kind=Entry.Kind.WISH, subject='"笋"\\', payload=odd, happened_at=MAY, evidence={"": odd})
    assert verify().broken is None


def test_an_untouched_ledger_is_sound(chain):
    outcome = verify()
    assert (outcome.entries, outcome.persons, outcome.broken) == (7, 2, None)


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'quiz_passed'",
        "subject = 'lesson:9'",
        """payload = '{"lesson": "挖笋", "lesson_id": 3}'""",
        """payload = '{"lesson": "挖笋", "lesson_id": 2.0}'""",
        """evidence = '{"ranges_ms": [[0, 90003]]}'""",
        "happened_at = '2026-05-01 08:00:00.000001+00:00'",
        "recorded_at = '2026-05-01 08:00:00+00:00'",
        "recorded_by_id = NULL",
        "recorded_by_id = recorded_by_id + 1",
        "corrects_id = id",
        "previous_hash = '0' || substr(previous_hash, 2, 62) || 'x'",
        "hash = '0' || substr(hash, 2, 62) || 'x'",
        "seq = 9",
    ],
)
def test_a_changed_column_is_found_and_named(chain, cast, change):
    sql(f"UPDATE learners_entry SET {change} WHERE id = %s", chain[2].pk)
    broken = verify().broken
    assert (broken.person, broken.seq) == (cast.lan.pk, 3)


@SQLITE_ONLY
@pytest.mark.parametrize(
    "change",
    [
        "happened_at = 'yesterday'",
        "payload = '{'",
        "payload = CAST(x'22ff22' AS TEXT)",
        "recorded_by_id = 'x'",
        "recorded_at = 5",
    ],
)
def test_a_column_that_cannot_be_read_any_more_is_named(chain, cast, change):
    sql("PRAGMA ignore_check_constraints = 1")
    sql(f"UPDATE learners_entry SET {change} WHERE id = %s", chain[2].pk)
    sql("PRAGMA ignore_check_constraints = 0")
    broken = verify().broken
    sql("UPDATE learners_entry SET recorded_by_id = NULL")  # the end of the test checks foreign keys
    assert broken == Break(cast.lan.pk, 3, Fault.CHANGED)


@SQLITE_ONLY
@pytest.mark.parametrize(
    "change",
    [
        "payload = payload || ' '",
        "payload = replace(payload, ':2', ': 2')",
        "payload = replace(payload, '笋', '\\u7b0b')",
        "payload = CAST(payload AS BLOB)",
        "kind = CAST(kind AS BLOB)",
        """payload = '{"lesson_id": 7, ' || substr(payload, 2)""",
        "evidence = replace(evidence, '[0,', '[0,' || char(10))",
        "happened_at = replace(happened_at, ' ', 'T')",
        "recorded_at = replace(recorded_at, ' ', '0')",
    ],
)
def test_a_byte_that_changes_no_value_is_found_all_the_same(chain, cast, change):
    sql(f"UPDATE learners_entry SET {change} WHERE id = %s", chain[2].pk)
    assert verify().broken == Break(cast.lan.pk, 3, Fault.CHANGED)


def test_an_entry_that_was_taken_out_is_missed(chain, cast):
    sql("DELETE FROM learners_entry WHERE id = %s", chain[2].pk)
    assert verify().broken == Break(cast.lan.pk, 3, Fault.MISSING)


def test_a_missing_first_entry_is_missed(chain, cast):
    sql("DELETE FROM learners_entry WHERE id = %s", chain[0].pk)
    assert verify().broken == Break(cast.lan.pk, 1, Fault.MISSING)


def test_an_entry_moved_to_another_person_is_found(chain, cast):
    sql("UPDATE learners_entry SET person_id = %s WHERE id = %s", cast.gui.pk, chain[4].pk)
    sql("UPDATE learners_entry SET seq = 3 WHERE id = %s", chain[4].pk)
    assert verify().broken == Break(cast.gui.pk, 3, Fault.CHANGED)


def test_a_correction_turned_to_another_entry_is_found(chain, cast):
    sql("UPDATE learners_entry SET corrects_id = %s WHERE id = %s", chain[3].pk, chain[4].pk)
    assert verify().broken == Break(cast.lan.pk, 5, Fault.CHANGED)


def test_an_entry_forged_with_its_hash_is_betrayed_by_the_next(chain, cast):
    third = chain[2]
    covered = (cast.lan.pk, 3, third.kind, third.subject, {}, {}, MAY, third.recorded_at, cast.helper.pk, None)
    sql(
        "UPDATE learners_entry SET payload = '{}', evidence = '{}', hash = %s WHERE id = %s",
        entry_hash(third.previous_hash, Fields(*covered)),
        third.pk,
    )
    assert verify().broken == Break(cast.lan.pk, 4, Fault.OUT_OF_ORDER)


def test_one_person_can_be_checked_alone(chain, cast):
    sql("UPDATE learners_entry SET kind = 'quiz_passed' WHERE id = %s", chain[2].pk)
    assert verify(cast.gui.pk).broken is None
    assert verify(cast.lan.pk).broken is not None


def test_the_command_says_how_much_is_sound(chain):
    connection.check_constraints()  # no table is altered while an insert is pending
    guards.install(connection)
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "7 entries of 2 persons" in out.getvalue()


def test_the_command_names_the_broken_entry_and_fails(chain, cast):
    sql("UPDATE learners_entry SET kind = 'quiz_passed' WHERE id = %s", chain[2].pk)
    with pytest.raises(CommandError, match=f"Person {cast.lan.pk}, entry 3: changed") as error:
        call_command("verify_ledger", "--person", str(cast.lan.pk))
    assert error.value.returncode == 1
