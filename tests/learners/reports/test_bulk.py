import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.people.models import Person
from learners.reports.bulk import among
from learners.reports.sums import Sums

ROW = ("530623103201", "year", 24000)
vectors = st.lists(st.integers(-3, 3), max_size=4)


@pytest.mark.django_db
def test_persons_are_found_among_ids(cast):
    wanted = [cast.lan.pk, 0]
    assert list(Person.objects.filter(pk__in=among(wanted))) == [cast.lan]
    assert not Person.objects.filter(household__in=among([])).exists()


@given(st.lists(st.tuples(st.sampled_from("ab"), vectors)))
def test_sums_are_those_of_each_place_whatever_the_lengths(parts):
    sums = Sums()
    sums.take((ROW, cut, vector) for cut, vector in parts)
    for cut in "ab":
        expected = [sum(vector[i] for c, vector in parts if c == cut and i < len(vector)) for i in range(4)]
        found = sums.found().get(ROW, {}).get(cut, [])
        assert found + [0] * (4 - len(found)) == expected


@given(st.lists(st.tuples(st.sampled_from("ab"), vectors)))
def test_what_is_taken_back_leaves_nothing(parts):
    sums = Sums()
    sums.take([(ROW, cut, vector) for cut, vector in parts])
    sums.take([(ROW, cut, vector) for cut, vector in parts], -1)
    assert sums.found() == {}
