import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduplatform.accounts.phones import NotAMobileNumber, normalise_phone

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    "typed", ["+86 138 0000 0000", "138-0000-0000", "１３８００００００００", "8613800000000", "008613800000000"]
)
def test_a_number_is_taken_as_people_type_it(typed):
    assert normalise_phone(typed) == "13800000000"


@pytest.mark.parametrize("typed", ["", "12800000000", "1380000000", "138000000000", "0871-6312345", "13800000abc"])
def test_anything_else_is_refused(typed):
    with pytest.raises(NotAMobileNumber):
        normalise_phone(typed)


@given(mobiles)
def test_normalising_twice_changes_nothing(number):
    assert normalise_phone(normalise_phone(number)) == number
