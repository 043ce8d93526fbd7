"""Appending: one chain per person, nothing twice, nothing changed."""

import datetime

import pytest
from django.utils import timezone

from learners.assistance.ledger import GENESIS, NotRecordable
from learners.assistance.models import Entry, LedgerIsAppendOnly
from learners.assistance.services import CannotCorrect, Draft, NaiveMoment, append, append_many, correct
from learners.assistance.verify import verify
from tests.factories import HouseholdFactory, PersonFactory

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


def add(person, **changes):
    facts = {"kind": Entry.Kind.REGISTER_CHANGED, "payload": {"a": 1}, "happened_at": MAY, "evidence": {}}
    return append(person=person, **facts | changes)


def test_the_first_entry_starts_a_chain(cast):
    entry = add(cast.lan)
    assert (entry.seq, entry.previous_hash) == (1, GENESIS)


def test_the_next_entry_names_the_one_before_it(cast):
    assert add(cast.lan).hash == add(cast.lan).previous_hash


def test_each_person_has_a_chain_of_their_own(cast):
    add(cast.lan)
    assert add(cast.gui).seq == 1


def test_the_same_subject_is_recorded_once(cast):
    first = add(cast.lan, subject="lesson:1")
    assert add(cast.lan, subject="lesson:1", payload={"a": 2}) == first
    assert Entry.objects.count() == 1


def test_the_same_subject_of_another_kind_is_another_entry(cast):
    add(cast.lan, subject="lesson:1")
    assert add(cast.lan, subject="lesson:1", kind=Entry.Kind.QUIZ_PASSED).seq == 2


def test_the_same_subject_of_another_person_is_another_entry(cast):
    assert add(cast.lan, subject="lesson:1").person != add(cast.gui, subject="lesson:1").person


def test_an_entry_cannot_be_saved_again(cast):
    with pytest.raises(LedgerIsAppendOnly):
        add(cast.lan).save()


def test_an_entry_cannot_be_deleted(cast):
    with pytest.raises(LedgerIsAppendOnly):
        add(cast.lan).delete()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_entries_cannot_be_changed_many_at_a_time(cast, change):
    add(cast.lan)
    with pytest.raises(LedgerIsAppendOnly):
        Entry.objects.all().update(kind="x") if change == "update" else Entry.objects.all().delete()


def test_it_refuses_a_fraction(cast):
    with pytest.raises(NotRecordable):
        add(cast.lan, payload={"share": 0.9})


def test_it_refuses_a_moment_without_a_zone(cast):
    with pytest.raises(NaiveMoment):
        add(cast.lan, happened_at=datetime.datetime(2026, 5, 1))


def test_many_persons_take_a_few_queries(db, django_assert_max_num_queries):
    home = HouseholdFactory()
    people = PersonFactory.create_batch(60, household=home)
    drafts = [Draft(p.pk, Entry.Kind.VISIT, {"n": n}, MAY) for p in people for n in range(2)]
    with django_assert_max_num_queries(8):
        append_many(drafts=drafts)
    assert verify().entries == 120


def test_a_list_that_repeats_a_subject_records_it_once(cast):
    draft = Draft(cast.lan.pk, Entry.Kind.REGISTERED, {}, MAY, subject="register")
    first, second = append_many(drafts=[draft, draft])
    assert first is second


def test_nothing_to_append_is_no_error(db):
    assert append_many(drafts=[]) == []


def test_a_correction_points_at_the_entry_and_leaves_it_alone(cast):
    entry = add(cast.lan)
    correction = correct(entry=entry, reason="wrong person", by=cast.dousha)
    assert (correction.corrects, correction.recorded_by) == (entry, cast.dousha)
    assert verify().broken is None


def test_correcting_twice_is_one_correction(cast):
    entry = add(cast.lan)
    assert correct(entry=entry, reason="x", by=cast.dousha) == correct(entry=entry, reason="y", by=cast.dousha)


def test_a_correction_cannot_be_corrected(cast):
    correction = correct(entry=add(cast.lan), reason="x", by=cast.dousha)
    with pytest.raises(CannotCorrect):
        correct(entry=correction, reason="x", by=cast.dousha)


def test_an_entry_of_somebody_else_cannot_be_corrected(cast):
    with pytest.raises(CannotCorrect):
        add(cast.lan, kind=Entry.Kind.CORRECTION, corrects=add(cast.gui))


def test_the_moment_of_recording_is_the_servers(cast):
    assert abs(add(cast.lan).recorded_at - timezone.now()) < datetime.timedelta(minutes=1)
