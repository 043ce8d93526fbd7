import os

import pytest
from django.core.management import call_command
from django.db import connection

from learners.people.models import Person
from learners.reports.models import AreaCount, FormerMember, FormerVillage, Standing
from learners.reports.rebuilding import IDS_AT_ONCE, ranges, rebuild_counters, spread
from learners.reports.training.models import TrainingCount


def times_seven(number):
    return number * 7, os.getpid()


@pytest.mark.django_db(transaction=True)
def test_several_processes_share_the_pieces_where_the_database_lets_them():
    found = list(spread(times_seven, [(number,) for number in range(20)], processes=2))
    assert sorted(number for number, _pid in found) == [number * 7 for number in range(20)]
    alone = {pid for _number, pid in found} == {os.getpid()}
    assert alone is (connection.vendor != "postgresql")


def test_what_an_open_transaction_wrote_is_seen_by_one_process_only(cast):
    assert list(spread(times_seven, [(1,)], processes=2)) == [(7, os.getpid())]


def test_ranges_hold_every_person_once(cast):
    found = ranges(Person)
    pks = Person.objects.values_list("pk", flat=True)
    assert all(sum(first <= pk <= last for first, last in found) == 1 for pk in pks)
    assert all(last - first < IDS_AT_ONCE for first, last in found)


def test_nothing_has_no_ranges(db):
    assert ranges(TrainingCount) == []


def test_the_command_fills_counters_that_were_lost(cast):
    call_command("rebuild_projections", verbosity=0)
    kept = sorted(AreaCount.objects.values_list("level", "area", "grain", "period", "status", "change"))
    AreaCount.objects.all().delete()
    Standing.objects.all().delete()
    call_command("rebuild_projections", "--processes=2", verbosity=0)
    assert kept
    assert sorted(AreaCount.objects.values_list("level", "area", "grain", "period", "status", "change")) == kept


def test_moves_that_no_entry_tells_of_are_taken_away(cast):
    span = {"since": 24000, "until": 24006}
    for _ in range(2):
        FormerMember.objects.create(person=cast.lan, household=cast.gui_home, **span)
    FormerVillage.objects.create(household=cast.lan_home, village=cast.gui_home.village, **span)
    assert sum(rebuild_counters()) > 0
    assert not FormerMember.objects.exists()
    assert not FormerVillage.objects.exists()
    assert sum(rebuild_counters()) == 0
