"""How much may be uploaded: by one user, and by the disk."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from media.uploads import limits
from media.uploads.local import LocalFiles
from media.uploads.models import Upload
from tests.factories import UserFactory
from tests.media.uploads.conftest import Tus


def test_a_user_has_so_many_unfinished_uploads(tus, settings):
    settings.UPLOAD_MAX_OPEN = 2
    first = tus.begin(5)
    tus.begin(5)
    assert tus.create(5).status_code == 429
    tus.ask("DELETE", first)
    assert tus.create(5).status_code == 201


def test_an_expired_upload_does_not_count(tus, settings):
    settings.UPLOAD_MAX_OPEN = 1
    tus.begin(5)
    Upload.objects.update(expires_at=timezone.now())
    assert tus.create(5).status_code == 201


def test_a_user_has_so_many_bytes_a_day(tus, settings, trainer):
    settings.UPLOAD_DAY_BYTES = 100
    tus.begin(60)
    assert tus.create(41).status_code == 413
    assert tus.create(40).status_code == 201
    Upload.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    assert tus.create(60).status_code == 201


def test_of_a_cancelled_upload_only_what_had_arrived_counts(tus, settings, trainer):
    settings.UPLOAD_DAY_BYTES = 100
    address = tus.begin(100)
    tus.patch(address, 0, b"hello")
    tus.ask("DELETE", address)
    assert limits.uploaded_in_a_day(trainer) == 5


def test_the_limits_of_one_are_not_those_of_another(tus, settings, trainer):
    settings.UPLOAD_MAX_OPEN = 1
    tus.begin(5)
    other = UserFactory()
    other.groups.set(trainer.groups.all())
    client = Client()
    client.force_login(other)
    assert Tus(client).create(5).status_code == 201


def test_what_others_still_have_to_bring_is_taken(tus, settings, monkeypatch):
    settings.VIDEO_MIN_FREE_BYTES = 1000
    monkeypatch.setattr(LocalFiles, "free_bytes", lambda self: 1500)
    address = tus.begin(300)
    assert tus.create(201).status_code == 507
    tus.patch(address, 0, b"x" * 100)
    assert tus.create(201).status_code == 201
