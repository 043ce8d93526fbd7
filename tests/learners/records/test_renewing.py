"""Photos and papers go over to a new key while they are read, and the old key can go when nothing needs it."""

import datetime
import os
import time
import uuid
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from eduplatform.accounts import rotation
from eduplatform.accounts.secrets import seal
from learners.records import renewing, store
from learners.records.models import Attachment
from learners.records.pictures import Kept
from learners.records.store import ContentChanged, content_of, keep, sealed_content
from tests.learners.records.samples import photo

NEW = "the new key"
PAGES = (b"the first page", b"the second page", b"the third page")


@pytest.fixture
def kept(cast, settings):
    """Three files under the old key; the new key stands before it."""
    rows = [keep(person=cast.lan, kept=Kept(page, "application/pdf"), by=cast.dousha) for page in PAGES]
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    return rows


@pytest.fixture
def under_the_old_key(settings):
    """What a process does that was started before the new key came."""

    @contextmanager
    def started_before():
        keys = settings.FIELD_KEYS
        settings.FIELD_KEYS = keys[1:]
        yield
        settings.FIELD_KEYS = keys

    return started_before


@pytest.fixture
def rotate():
    def run(*arguments):
        out = StringIO()
        call_command("rotate_field_keys", *arguments, stdout=out)
        return out.getvalue()

    return run


def files():
    return {f"sealed/{name}" for name in default_storage.listdir("sealed")[1]}


def contents():
    return tuple(content_of(row) for row in Attachment.objects.order_by("pk"))


def age(name):
    long_ago = time.time() - datetime.timedelta(days=2).total_seconds()
    os.utime(default_storage.path(name), (long_ago, long_ago))


def killed(*_args, **_kwargs):
    raise KeyboardInterrupt


def test_everything_opens_with_the_new_key_alone(kept, rotate, settings):
    said = rotate()
    settings.FIELD_KEYS = [NEW]
    assert contents() == PAGES
    assert "learners.Attachment file: 3 renewed, 0 under" in said
    assert "The other keys can go." in said


def test_nothing_that_the_old_key_opens_is_left_in_the_store(kept, rotate):
    rotate()
    assert files() == set(Attachment.objects.values_list("stored_as", flat=True))


def test_counting_changes_nothing(kept, rotate):
    before = files()
    said = rotate("--check")
    assert "learners.Attachment file: 3 to be renewed" in said
    assert "can go" not in said
    assert files() == before


@pytest.mark.parametrize("where", ["store_sealed", "move_to"])
def test_killed_twice_in_the_middle_it_loses_nothing(kept, rotate, settings, monkeypatch, where):
    done = []
    real = getattr(renewing, where)

    def killed_at_the_second(*arguments):
        done.append(arguments)
        return real(*arguments) if len(done) % 2 else killed()

    monkeypatch.setattr(renewing, where, killed_at_the_second)
    for _time in range(2):
        with pytest.raises(KeyboardInterrupt):
            rotate()
        assert contents() == PAGES
    monkeypatch.undo()
    assert "The other keys can go." in rotate()
    settings.FIELD_KEYS = [NEW]
    assert contents() == PAGES


def test_what_a_killed_run_left_behind_is_removed_by_the_next(kept, rotate, monkeypatch):
    stray = default_storage.save("sealed/stray", ContentFile(seal(b"the first page")))
    age(stray)
    assert "Files in the store that no row names: 1 that nothing names were removed." in rotate()
    assert stray not in files()


def test_the_old_key_stays_while_a_young_file_without_a_row_needs_it(kept, rotate, under_the_old_key):
    with under_the_old_key():
        default_storage.save("sealed/being-stored", ContentFile(seal(b"a form that is being stored")))
    said = rotate()
    assert "can go" not in said
    assert "1 are left." in said


def test_the_old_key_stays_while_another_process_still_writes_with_it(
    kept, rotate, under_the_old_key, monkeypatch, cast
):
    def and_one_more_comes(*, dry):
        yield from renewing.renew_attachments(dry=dry)
        with under_the_old_key():
            keep(person=cast.gui, kept=Kept(b"a late page", "application/pdf"), by=cast.yanjing)

    monkeypatch.setattr(rotation, "RENEWERS", [and_one_more_comes])
    assert "1 are left." in rotate()


def test_who_reads_while_it_is_moved_finds_it(kept, rotate):
    read_before = Attachment.objects.get(pk=kept[0].pk)
    rotate()
    assert content_of(read_before) == PAGES[0]


def test_of_two_runs_at_once_one_moves_a_file(kept, rotate, monkeypatch):
    def by_the_other_run(attachment, name):
        other = Attachment.objects.get(pk=attachment.pk)
        monkeypatch.setattr(renewing, "move_to", store.move_to)
        assert store.move_to(other, renewing.store_sealed(PAGES[0]))
        return store.move_to(attachment, name)

    monkeypatch.setattr(renewing, "move_to", by_the_other_run)
    rotate()
    assert contents() == PAGES
    assert files() == set(Attachment.objects.values_list("stored_as", flat=True))


def test_a_file_that_no_key_opens_is_named(kept, rotate, settings):
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match=rf"learners.Attachment file {kept[0].pk}\b"):
        rotate()


def test_a_file_that_is_gone_is_named(kept, rotate):
    default_storage.delete(kept[1].stored_as)
    with pytest.raises(CommandError, match=rf"1 values.*learners.Attachment file {kept[1].pk}\b"):
        rotate()


# --- what somebody changes in the store ----------------------------------------------------------


def test_an_exchanged_file_is_not_given_out(kept):
    Attachment.objects.filter(pk=kept[0].pk).update(stored_as=kept[1].stored_as)
    with pytest.raises(ContentChanged):
        content_of(Attachment.objects.get(pk=kept[0].pk))


def test_a_changed_file_is_not_shown_and_says_so(kept, client, cast):
    path = default_storage.path(kept[0].stored_as)
    sealed = bytearray(sealed_content(kept[0]))
    sealed[40] ^= 1
    with open(path, "wb") as file:  # noqa: PTH123 - what an intruder would do
        file.write(sealed)
    client.force_login(cast.dousha)
    shown = client.get(reverse("attachment", args=[cast.lan.pk, kept[0].sha256]))
    assert shown.status_code == 410
    assert PAGES[0] not in shown.content


def test_the_check_of_the_ledger_reads_the_files(client, cast):
    client.force_login(cast.dousha)
    visit = {"visited_on": "2026-05-04", "visitor": "陈志明", "agreed": "秋天种二亩方竹。", "once": str(uuid.uuid4())}
    picture = SimpleUploadedFile("photo.jpg", photo())
    client.post(reverse("part_new", args=[cast.lan.pk, "visit"]), {**visit, "photos": picture})
    out = StringIO()
    call_command("verify_ledger", "--person", str(cast.lan.pk), "--files", stdout=out)
    assert "1 files are what was kept." in out.getvalue()
    default_storage.delete(Attachment.objects.get().stored_as)
    with pytest.raises(CommandError, match=f"Person {cast.lan.pk}, entry 1: the file"):
        call_command("verify_ledger", "--person", str(cast.lan.pk), "--files", stdout=out)
