"""The register tells the file who came in and what changed."""

import datetime

import pytest

from learners.assistance.ledger import NotRecordable
from learners.assistance.models import Entry
from learners.people.signals import register_applied

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


def apply(cast, *entries):
    register_applied.send(sender=None, entries=list(entries), by=cast.dousha, at=MAY, evidence={"file": "豆沙.xlsx"})


def test_an_import_becomes_part_of_each_persons_file(cast):
    apply(cast, (cast.lan, "registered", {"name": "王兰"}), (cast.gui, "register_changed", {"group": ["1组", "2组"]}))
    entry = cast.gui.entries.get()
    assert (entry.kind, entry.recorded_by, entry.happened_at) == ("register_changed", cast.dousha, MAY)
    assert cast.lan.entries.get().evidence == {"file": "豆沙.xlsx"}


def test_a_person_comes_into_the_register_once(cast):
    apply(cast, (cast.lan, "registered", {}))
    apply(cast, (cast.lan, "registered", {}))
    assert cast.lan.entries.count() == 1


def test_every_change_is_kept(cast):
    apply(cast, (cast.lan, "register_changed", {"group": ["1组", "2组"]}))
    apply(cast, (cast.lan, "register_changed", {"group": ["2组", "1组"]}))
    assert cast.lan.entries.count() == 2


def test_an_import_that_cannot_be_recorded_fails(cast):
    with pytest.raises(NotRecordable):
        apply(cast, (cast.lan, "registered", {"income": 1.5}))
    assert not Entry.objects.exists()
