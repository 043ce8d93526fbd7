import pytest
from django.http import Http404

from learners.people.access import get_household, get_person, households_for, people_for
from learners.people.models import Look
from learners.regions.access import get_region


def test_a_township_sees_its_own_households_only(cast):
    assert set(households_for(cast.dousha)) == {cast.lan_home}


def test_a_county_sees_all_of_its_townships(cast):
    assert set(households_for(cast.county)) == {cast.lan_home, cast.gui_home}


def test_a_helper_sees_the_helped_households_only(cast):
    assert set(people_for(cast.helper)) == {cast.lan}


def test_a_trainer_sees_no_person(cast):
    assert not people_for(cast.trainer).exists()


def test_a_learner_sees_no_other_person(cast):
    assert not people_for(cast.lan.user).exists()


def test_another_township_does_not_exist(cast):
    with pytest.raises(Http404):
        get_household(cast.yanjing, cast.lan_home.pk)


def test_a_region_outside_the_area_does_not_exist(cast):
    with pytest.raises(Http404):
        get_region(cast.yanjing, "530623103000")


def test_every_look_at_a_file_is_logged(cast):
    get_person(cast.dousha, cast.lan.pk, page="file")
    assert Look.objects.get().user == cast.dousha


def test_a_refused_look_shows_nothing_and_logs_nothing(cast):
    with pytest.raises(Http404):
        get_person(cast.yanjing, cast.lan.pk, page="file")
    assert not Look.objects.exists()
