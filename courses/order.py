"""Which course comes before which; pure."""

from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

Course = TypeVar("Course", bound=Hashable)


def leads_to(goal: Course, start: Course, before: Mapping[Course, Set[Course]]) -> bool:
    """Whether a course is another one, or has to be learned before it, be it by way of others."""
    seen, waiting = {start}, [start]
    while waiting:
        further = before.get(waiting.pop(), set()) - seen
        seen |= further
        waiting.extend(further)
    return goal in seen


def without_circles(before: Mapping[Course, Set[Course]]) -> dict[Course, frozenset[Course]]:
    """The same without what would have a course wait for itself: drafts can be published into a circle."""
    return {
        course: frozenset(one for one in some if not leads_to(course, one, before)) for course, some in before.items()
    }
