"""A hash over a list of which every part can be shown to belong to it (the tree of RFC 9162, section 2.1, SHA-256).

leaf     SHA-256(0x00 + data)
node     SHA-256(0x01 + left + right)
tree     of n leaves: the node over the tree of the first k and the tree of the others, k being the largest power
         of two below n; of one leaf, the leaf; of none, SHA-256 of nothing
"""

import hashlib
from collections.abc import Iterable, Sequence

LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(LEAF + data).digest()


def tree_hash(leaves: Iterable[bytes]) -> bytes:
    """32 bytes over these leaf hashes."""
    levels = _levels(list(leaves))
    return levels[-1][0] if levels else hashlib.sha256().digest()


def path_of(leaves: Sequence[bytes], index: int) -> list[tuple[bool, bytes]]:
    """What leads from a leaf to the tree's hash: neighbours from below, and whether each stands on the left."""
    path = []
    for level in _levels(list(leaves))[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append((neighbour < index, level[neighbour]))
        index //= 2
    return path


def hash_at_end(leaf: bytes, path: Iterable[tuple[bool, bytes]]) -> bytes:
    """The hash of the tree that a leaf and its path belong to."""
    for on_the_left, neighbour in path:
        leaf = _node(neighbour, leaf) if on_the_left else _node(leaf, neighbour)
    return leaf


def _levels(level: list[bytes]) -> list[list[bytes]]:
    """From the leaves to the single hash; what has no neighbour goes up as it is, which gives the tree above."""
    levels = [level] if level else []
    while len(level) > 1:
        pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = [*pairs, *level[len(level) & ~1 :]]
        levels.append(level)
    return levels


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
