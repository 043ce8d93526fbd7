"""Which course comes before which."""

from hypothesis import given
from hypothesis import strategies as st

from courses.order import leads_to, without_circles

NUMBERS = st.integers(1, 5)
STEPS = st.dictionaries(NUMBERS, st.frozensets(NUMBERS))


def test_a_course_leads_to_what_is_learned_two_steps_before_it():
    assert leads_to(1, 3, {3: {2}, 2: {1}})
    assert not leads_to(3, 1, {3: {2}, 2: {1}})


@given(STEPS)
def test_nothing_waits_for_itself(before):
    sound = without_circles(before)
    assert not any(leads_to(course, one, sound) for course, some in sound.items() for one in some)


@given(STEPS)
def test_only_what_stands_in_a_circle_is_left_out(before):
    for course, some in before.items():
        for one in some - without_circles(before)[course]:
            assert leads_to(course, one, before)
