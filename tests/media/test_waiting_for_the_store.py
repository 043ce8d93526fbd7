"""A store that hangs instead of failing: it may cost its own time, and nobody else's."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage, storages
from django.db import connection

from eduplatform.settings import storage_from_url
from media import packages, store
from media.models import EncodeJob, Leftover, Package
from media.uploads.lease import FINISH_S
from media.uploads.local import LocalFiles
from media.uploads.models import Upload
from media.uploads.refusals import Refusal
from media.uploads.services import create_upload
from media.uploads.wishes import read_wish
from tests.lessons import ensure_roots
from tests.media.lessons import asked_for, finish_all
from tests.media.test_sweeping import put_file


@pytest.fixture
def real_tables(transactional_db):
    ensure_roots()


@pytest.fixture
def asked(monkeypatch):
    """Whether rows could be held each time the store was asked for something."""
    held = []

    def watch(owner, name):
        real = getattr(owner, name)

        def watched(*args, **kwargs):
            held.append((name, connection.in_atomic_block))
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, watched)

    watch(store, "remove_folder")
    watch(store, "folders_in")
    watch(LocalFiles, "begin")
    return held


def test_no_row_is_held_while_what_is_over_is_cleared(real_tables, asked):
    asked_for()
    finish_all()
    package = Package.objects.get()
    stray = put_file(package.folder, "ab12/half.mp4")
    left = put_file(package.work_folder)
    packages.tidy_closed_jobs()
    assert {name for name, _ in asked} == {"folders_in", "remove_folder"}
    assert not any(held for _, held in asked)
    assert not default_storage.exists(stray)
    assert not default_storage.exists(left)
    assert not Leftover.objects.exists()


def test_what_could_not_be_cleared_is_cleared_by_the_next(real_tables, monkeypatch):
    asked_for()
    finish_all()
    left = put_file(Package.objects.get().work_folder)
    with monkeypatch.context() as patch:
        patch.setattr(store, "remove_folder", lambda prefix: (_ for _ in ()).throw(store.StoreAway(prefix)))
        packages.tidy_closed_jobs()
    assert EncodeJob.objects.get().tidied_at
    assert default_storage.exists(left)
    packages.remove_leftovers()
    assert not default_storage.exists(left)


def test_an_upload_begins_in_the_store_before_its_trainer_is_held(real_tables, asked, trainer):
    create_upload(user=trainer, length=5, wish=read_wish("filename YS5tcDQ="))
    assert asked == [("begin", False)]


def test_an_upload_that_a_limit_refuses_at_the_last_moment_leaves_nothing(real_tables, trainer, monkeypatch):
    looks = iter([None, Refusal("too_many")])

    def check(**_):
        if refusal := next(looks):
            raise refusal

    monkeypatch.setattr("media.uploads.services.check_limits", check)
    with pytest.raises(Refusal):
        create_upload(user=trainer, length=5, wish=read_wish("filename YS5tcDQ="))
    assert not Upload.objects.exists()
    assert list(Path(default_storage.path("uploads")).iterdir()) == []


def test_a_store_that_hangs_is_given_up_within_a_lease(settings):
    far = storage_from_url("s3://key:secret@127.0.0.1:9/bucket?tls=0")
    settings.STORAGES = {**settings.STORAGES, "default": far}
    config = storages["default"].connection.meta.client.meta.config
    longest_s = config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout)
    assert longest_s <= FINISH_S / 2
    assert config.s3["addressing_style"] == "path"
