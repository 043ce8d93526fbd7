"""The tree is that of RFC 9162, and every leaf has a path to its hash."""

from hypothesis import given
from hypothesis import strategies as st

from learners.assistance.merkle import hash_at_end, leaf_hash, path_of, tree_hash
from tools.check_day import tree as as_the_rfc_writes_it

DATA = st.lists(st.binary(max_size=6), max_size=40)


@given(DATA)
def test_the_tree_is_the_one_of_the_rfc(data):
    assert tree_hash(map(leaf_hash, data)) == as_the_rfc_writes_it(data)


@given(DATA.filter(bool), st.data())
def test_every_leaf_leads_to_the_tree(data, choose):
    leaves = [leaf_hash(one) for one in data]
    index = choose.draw(st.integers(0, len(leaves) - 1))
    assert hash_at_end(leaves[index], path_of(leaves, index)) == tree_hash(leaves)


@given(DATA.filter(lambda data: len(data) > 1), st.binary(min_size=7))
def test_another_leaf_does_not_lead_there(data, other):
    leaves = [leaf_hash(one) for one in data]
    assert hash_at_end(leaf_hash(other), path_of(leaves, 1)) != tree_hash(leaves)
