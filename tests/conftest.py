"""Fixtures for all tests: files go to a folder of the test's own, people have names."""

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """No test writes into the files of a running site."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the cast has a dozen
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()
