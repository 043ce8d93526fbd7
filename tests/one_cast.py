"""The cast, made once for tests of a module that stand one after another, instead of a tenth of a second for each.

It lies in a transaction around theirs. Whatever does not fit into one ends it: a test that commits or empties tables,
one that expects no people, another module.
"""

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import SimpleTestCase
from pytest_django.plugin import blocking_manager_key

from tests.cast import Cast, make_cast

COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


@dataclass
class Stage:
    """Which module's tests the cast stands ready for."""

    module: str
    cast: Cast
    open: ExitStack


_stage: list[Stage] = []


def takes_part(item: pytest.Item) -> bool:
    """Whether the test may have a copy of the cast that others have, too."""
    marker = item.get_closest_marker("django_db")
    commits = COMMITTING & set(item.fixturenames) or (marker and (marker.args or marker.kwargs))
    own_world = issubclass(getattr(item, "cls", None) or object, SimpleTestCase) or "module_db" in item.fixturenames
    return "cast" in item.fixturenames and not commits and not own_world


def clear_for(item: pytest.Item) -> None:
    """Before the item is set up: end what it has no part in."""
    if _stage and not (takes_part(item) and _stage[0].module == item.nodeid.split("::")[0]):
        with item.config.stash[blocking_manager_key].unblock():
            _stage.pop().open.close()


def make_ready(item: pytest.Item) -> None:
    """Before the test's own transaction begins."""
    if takes_part(item) and not _stage:
        with item.config.stash[blocking_manager_key].unblock(), ExitStack() as stack:
            stack.enter_context(_undone())
            _stage.append(Stage(item.nodeid.split("::")[0], make_cast(), stack.pop_all()))


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def cast_for(item: pytest.Item) -> Cast:
    """The same people as objects of the test's own."""
    return copy.deepcopy(_stage[0].cast) if takes_part(item) else make_cast()
