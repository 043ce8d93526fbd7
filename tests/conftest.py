"""Fixtures for all tests: files go to a folder of the test's own, people have names."""

import gc
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import one_cast
from tests.cast import Cast
from tests.depth import DEEP
from tests.migrated import copy_before_migrating, keep_for_later, without_guards

# A busy machine is no failure of the code: properties are never timed.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile(DEEP, hypothesis_settings.get_profile("untimed"))
hypothesis_settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with-database", action="store_true", help="only tests that ask the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One that asks no database has said on SQLite all that it can say."""
    if config.getoption("--with-database"):
        left_out = [item for item in items if not asks_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: the collector need not walk through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def asks_database(item: pytest.Item) -> bool:
    """By its fixtures, its marks, or Django's own classes of tests; `any_database` says that either will do."""
    if item.get_closest_marker("any_database"):
        return False
    marked = item.get_closest_marker("django_db")
    kind = getattr(item, "cls", None) or object
    return bool(marked or {"db", "transactional_db"} & set(item.fixturenames) or issubclass(kind, TransactionTestCase))


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """The cast has a dozen; for the session, since modules have casts, too."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def nothing_indexed(settings):
    """The CMS's own search and its list of uses are half the cost of saving a page; `indexed` is for who asks them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def indexed(nothing_indexed, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What costly rows a module's tests share and none of them changes; not for tests that commit."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """No test writes into the files of a running site."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.LEDGER_ROOTS_DIR = tmp_path / "roots"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    without_guards()
    with django_db_blocker.unblock():
        copy_before_migrating()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        keep_for_later()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    one_cast.clear_for(item)


@pytest.fixture
def _stage_for_many(request, django_db_setup):
    one_cast.make_ready(request.node)


@pytest.fixture
def _django_db_helper(_stage_for_many, _django_db_helper):
    """pytest-django's transaction of one test, inside the one that the cast stands in."""


@pytest.fixture
def cast(db, request) -> Cast:
    return one_cast.cast_for(request.node)
