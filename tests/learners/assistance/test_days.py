"""Whoever can write the database cannot write last month anew: the days say so."""

import datetime
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from learners.assistance import days, guards
from learners.assistance.day_checks import DayFault, check_day, check_days
from learners.assistance.days import CopiesDiffer, proof_of, seal_days, write_copy
from learners.assistance.ledger import Fields, entry_hash
from learners.assistance.merkle import hash_at_end
from learners.assistance.models import DayHead, DayRoot, Entry
from learners.assistance.services import append
from learners.assistance.signing import public_key
from learners.assistance.verify import Break, Fault, verify
from learners.tasks import seal_ledger
from tools.check_day import main as check_files

FIRST = datetime.date(2026, 5, 1)
SECOND, THIRD, FOURTH = (FIRST + datetime.timedelta(days=n) for n in (1, 2, 3))
NOON = datetime.time(12, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the platform to noon of a day in Beijing, or to any moment."""

    def put(at):
        moment = at if isinstance(at, datetime.datetime) else datetime.datetime.combine(at, NOON)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return put


def write(person, kind=Entry.Kind.VISIT):
    return append(person=person, kind=kind, payload={"by": "桂花"}, happened_at=timezone.now(), evidence={})


@pytest.fixture
def sealed(cast, clock):
    """Lan got two entries on the first day and one on the third, gui one on the first; nothing on the second."""
    clock(FIRST)
    write(cast.lan), write(cast.lan), write(cast.gui)
    clock(THIRD)
    write(cast.lan)
    clock(FOURTH)
    return seal_days()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def forge(entry, **changes):
    """What somebody does who knows how hashes are made: the entry and its hash."""
    names = ("person_id", "seq", "kind", "subject", "payload", "evidence", "happened_at", "recorded_at")
    values = {name: getattr(entry, name) for name in names} | changes
    digest = entry_hash(entry.previous_hash, Fields(*values.values(), entry.recorded_by_id, None))
    sql(
        "UPDATE learners_entry SET payload = %s, hash = %s WHERE id = %s",
        json.dumps(values["payload"], separators=(",", ":")),
        digest,
        entry.pk,
    )


def faults():
    return {check.day: check.fault for check in check_days() if check.fault}


def test_every_day_gets_a_root_also_those_without_entries(sealed):
    assert [root.day for root in sealed] == [FIRST, SECOND, THIRD]
    assert [root.heads.count() for root in sealed] == [2, 0, 1]
    assert faults() == {}


def test_a_day_is_sealed_once_and_only_when_it_is_over(sealed, clock):
    clock(FOURTH)
    assert seal_days() == []
    midnight = days.bounds(FOURTH)[1]
    clock(midnight + days.SEALED_AFTER - datetime.timedelta(seconds=1))
    assert seal_days() == []
    clock(midnight + days.SEALED_AFTER)
    assert [root.day for root in seal_days()] == [FOURTH]


def test_the_task_seals(sealed, clock):
    clock(FOURTH + datetime.timedelta(days=1))
    seal_ledger()
    assert DayRoot.objects.latest("day").day == FOURTH


def test_an_empty_ledger_has_no_days(db):
    assert seal_days() == []
    assert list(check_days()) == []


def test_a_day_goes_by_the_site_not_by_utc(cast, clock):
    clock(datetime.datetime(2026, 4, 30, 16, 30, tzinfo=datetime.UTC))
    write(cast.lan)
    clock(SECOND)
    assert [root.day for root in seal_days()] == [FIRST]


def test_a_day_says_how_much_it_holds(sealed):
    check = check_day(FIRST)
    assert (check.fault, check.entries, check.chains) == (None, 3, 2)


def test_an_entry_forged_with_all_hashes_is_named(sealed, cast):
    forge(Entry.objects.get(person=cast.gui), payload={"by": "somebody"})
    assert check_day(FIRST).broken == Break(cast.gui.pk, 1, Fault.REWRITTEN)
    assert verify().broken == Break(cast.gui.pk, 1, Fault.REWRITTEN)


def test_a_forged_entry_below_the_head_is_named(sealed, cast):
    forge(Entry.objects.get(person=cast.lan, seq=1), payload={"by": "somebody"})
    assert check_day(FIRST).broken == Break(cast.lan.pk, 2, Fault.OUT_OF_ORDER)


def test_the_tail_of_a_chain_cannot_be_cut_off(sealed, cast):
    sql("DELETE FROM learners_entry WHERE person_id = %s AND seq = 3", cast.lan.pk)
    assert check_day(THIRD).broken == Break(cast.lan.pk, 3, Fault.MISSING)
    assert verify(cast.lan.pk).broken == Break(cast.lan.pk, 3, Fault.MISSING)


def test_an_entry_slipped_into_a_sealed_day_is_named(sealed, cast, clock):
    clock(FIRST)
    write(cast.gui)
    assert check_day(FIRST).broken == Break(cast.gui.pk, 2, Fault.ADDED)


def test_an_entry_slipped_in_before_the_first_day_is_found(sealed, cast, clock):
    clock(FIRST - datetime.timedelta(days=5))
    write(cast.gui)
    assert faults()[FIRST] == DayFault.UNLINKED


def test_heads_that_were_made_to_fit_are_found(sealed, cast):
    forge(Entry.objects.get(person=cast.gui), payload={"by": "somebody"})
    sql(
        "UPDATE learners_dayhead SET hash = %s WHERE person_id = %s",
        Entry.objects.get(person=cast.gui).hash,
        cast.gui.pk,
    )
    assert check_day(FIRST).fault == DayFault.HEADS


def fit_heads(person):
    """What somebody does who knows the table of heads: they say what the chain says now."""
    sql("UPDATE learners_dayhead SET hash = %s WHERE person_id = %s", Entry.objects.get(person=person).hash, person.pk)


def test_an_entry_under_heads_that_were_made_to_fit_is_named_by_the_copy(sealed, cast):
    forge(Entry.objects.get(person=cast.gui), payload={"by": "somebody"})
    fit_heads(cast.gui)
    assert check_day(FIRST).broken == Break(cast.gui.pk, 1, Fault.REWRITTEN)


@pytest.mark.parametrize("copy", ["", "{}", '{"heads": [[1, 1]]}', '{"heads": [[1, 1, "00"]]}'])
def test_a_copy_that_was_not_signed_names_nobody(sealed, cast, settings, copy):
    forge(Entry.objects.get(person=cast.gui), payload={"by": "somebody"})
    fit_heads(cast.gui)
    (settings.LEDGER_ROOTS_DIR / f"{FIRST}.json").write_text(copy)
    assert (check_day(FIRST).fault, check_day(FIRST).broken) == (DayFault.HEADS, None)


def test_one_person_is_not_sound_under_heads_that_were_made_to_fit(sealed, cast):
    forge(Entry.objects.get(person=cast.gui), payload={"by": "somebody"})
    fit_heads(cast.gui)
    with pytest.raises(CommandError, match=f"Person {cast.gui.pk}, entry 1"):
        call_command("verify_ledger", person=cast.gui.pk, stdout=StringIO())


def test_one_person_is_not_sound_whose_whole_chain_is_gone_with_its_heads(sealed, cast):
    sql("DELETE FROM learners_entry WHERE person_id = %s", cast.gui.pk)
    sql("DELETE FROM learners_dayhead WHERE person_id = %s", cast.gui.pk)
    with pytest.raises(CommandError, match=f"Person {cast.gui.pk}, entry 1: missing"):
        call_command("verify_ledger", person=cast.gui.pk, stdout=StringIO())


def test_one_person_is_not_sound_who_got_an_entry_on_a_signed_day(sealed, cast, clock):
    clock(SECOND)
    write(cast.gui)
    with pytest.raises(CommandError, match=f"Person {cast.gui.pk}, entry 2: added"):
        call_command("verify_ledger", person=cast.gui.pk, stdout=StringIO())


def test_one_person_is_sound_beside_another_who_is_not(sealed, cast):
    forge(Entry.objects.get(person=cast.gui), payload={"by": "somebody"})
    call_command("verify_ledger", person=cast.lan.pk, stdout=StringIO())


def test_a_root_signed_with_another_key_is_found(sealed, settings):
    ours = settings.LEDGER_SIGNING_KEY
    sql("DELETE FROM learners_dayhead")
    sql("DELETE FROM learners_dayroot")
    for copy in settings.LEDGER_ROOTS_DIR.iterdir():
        copy.unlink()
    settings.LEDGER_SIGNING_KEY = "of somebody who has the password of the database"
    assert len(seal_days()) == 3
    settings.LEDGER_SIGNING_KEY = ours
    assert check_day(FIRST).fault == DayFault.FORGED


def test_a_day_that_was_taken_out_is_missed(sealed):
    sql("DELETE FROM learners_dayroot WHERE day = %s", SECOND)
    assert faults() == {SECOND: DayFault.UNSIGNED, THIRD: DayFault.UNLINKED}


def test_the_first_days_cannot_be_dropped(sealed):
    sql("DELETE FROM learners_dayhead")
    sql("DELETE FROM learners_dayroot WHERE day < %s", THIRD)
    assert faults()[THIRD] == DayFault.UNLINKED


def test_a_day_that_waits_too_long_for_its_root_is_missed(sealed, clock):
    clock(FOURTH + datetime.timedelta(days=1))
    assert faults() == {}
    clock(FOURTH + datetime.timedelta(days=4))
    assert faults()[FOURTH] == DayFault.UNSIGNED


def test_all_roots_anew_are_not_signed_where_copies_lie(sealed):
    sql("DELETE FROM learners_dayhead")
    sql("DELETE FROM learners_dayroot")
    with pytest.raises(CopiesDiffer, match="2026-05-01"):
        seal_days()
    assert not DayRoot.objects.exists()


def test_old_keys_are_trusted_when_they_are_named(sealed, settings, clock):
    old = public_key()
    settings.LEDGER_SIGNING_KEY = "a new one"
    assert faults()[FIRST] == DayFault.FORGED
    settings.LEDGER_PUBLIC_KEYS = [old]
    clock(FOURTH + datetime.timedelta(days=1))
    assert [root.day for root in seal_days()] == [FOURTH]
    assert faults() == {}


def test_one_person_is_proved_without_the_others(sealed, cast):
    proof = proof_of(cast.gui.pk)
    assert (proof.root.day, proof.head.seq) == (FIRST, 1)
    assert hash_at_end(proof.head.leaf, proof.path).hex() == json.loads(proof.root.record)["tree"]


def test_files_check_without_database_and_program(sealed, tmp_path, capsys):
    files = [str(write_copy(root, tmp_path / "taken")) for root in sealed]
    assert check_files(["--key", public_key(), *files]) == 0
    assert capsys.readouterr().out.count("sound") == 3


@pytest.mark.parametrize("part", ["record", "signature", "heads"])
def test_a_file_with_another_part_is_not_sound(sealed, tmp_path, part):
    path = write_copy(sealed[0], tmp_path / "taken")
    day = json.loads(path.read_text())
    day[part] = {
        "record": day["record"].replace('"entries":3', '"entries":4'),
        "signature": "0" * 128,
        "heads": day["heads"][:1],
    }[part]
    path.write_text(json.dumps(day))
    assert check_files(["--key", public_key(), str(path)]) == 1


def test_a_file_that_follows_another_one_is_not_sound(sealed, tmp_path, settings):
    first, second = (write_copy(root, tmp_path / "taken") for root in sealed[:2])
    first.write_text(
        json.dumps(days.document(sealed[2]) | {"record": sealed[2].record.replace(str(THIRD), str(FIRST))})
    )
    assert check_files(["--key", public_key(), str(first), str(second)]) == 1


def test_an_entry_is_found_in_a_file(sealed, cast, tmp_path):
    path = str(write_copy(sealed[0], tmp_path / "taken"))
    digest = Entry.objects.get(person=cast.lan, seq=2).hash
    assert check_files(["--key", public_key(), "--entry", str(cast.lan.pk), "2", digest, path]) == 0
    assert check_files(["--key", public_key(), "--entry", str(cast.lan.pk), "2", "0" * 64, path]) == 1


def test_the_command_checks_a_day(sealed, cast):
    out = StringIO()
    call_command("verify_ledger", "--day", "2026-05-01", stdout=out)
    assert "3 entries of 2 persons" in out.getvalue()
    sql("DELETE FROM learners_entry WHERE person_id = %s", cast.gui.pk)
    with pytest.raises(CommandError, match=f"Person {cast.gui.pk}, entry 1: missing"):
        call_command("verify_ledger", "--day", "2026-05-01")


def test_the_command_compares_with_copies(sealed, tmp_path):
    connection.check_constraints()  # no table is altered while an insert is pending
    guards.install(connection)
    for root in sealed:
        write_copy(root, tmp_path / "taken")
    out = StringIO()
    call_command("verify_ledger", "--copies", str(tmp_path / "taken"), stdout=out)
    assert "3 days with 4 entries" in out.getvalue()
    assert "6 copies" in out.getvalue()


def test_the_command_misses_guards(sealed):
    with pytest.raises(CommandError, match="does not guard"):
        call_command("verify_ledger", stdout=StringIO())


def test_roots_and_heads_are_guarded(sealed):
    assert {DayRoot, DayHead} <= set(guards.GUARDED)
