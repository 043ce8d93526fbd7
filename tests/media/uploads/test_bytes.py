"""Whatever the line, the client and the process do: each byte is there once, in its place. In a folder and on S3."""

import contextlib
import hashlib
import random
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from media.uploads import arrival, lease, local, objects
from media.uploads.lease import LeaseLost, held
from media.uploads.models import Upload
from media.uploads.protocol import Checksum
from media.uploads.refusals import Refusal
from media.uploads.services import create_upload, receive
from media.uploads.wishes import read_wish

SMALL = 64  # bytes of a part here; a real one has 5 MB
FILE = random.Random(7).randbytes(1000)


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.any_database)])
def place(request, monkeypatch):
    """Small parts and a probe that takes anything, so that a file of 1000 bytes has many of them."""
    monkeypatch.setattr(arrival, "_look_into", lambda path: None)
    monkeypatch.setattr(objects, "SMALLEST_PART", SMALL)
    monkeypatch.setattr(objects, "MOST_PIECES", 3)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
    monkeypatch.setattr(local, "FLUSH_BYTES", 100)
    if request.param == "s3":
        request.getfixturevalue("bucket")
    return request.param


@pytest.fixture
def upload(place, trainer):
    return begin(trainer)


def begin(user):
    return create_upload(user=user, length=len(FILE), wish=read_wish("filename Zi5tcDQ="))


def blocks(content, size=10):
    return (content[at : at + size] for at in range(0, len(content), size))


def broken(content, error):
    yield from blocks(content)
    raise error


def original(upload):
    upload.refresh_from_db()
    with default_storage.open(upload.video.file.name) as file:
        return file.read()


def send_rest(upload):
    upload.refresh_from_db()
    return receive(upload=upload, offset=upload.offset, body=blocks(FILE[upload.offset :]))


def test_a_file_in_one_piece_arrives(upload):
    receive(upload=upload, offset=0, body=blocks(FILE))
    assert original(upload) == FILE


@pytest.mark.parametrize("size", [13, 64, 65, 500, 999])
def test_a_file_in_many_requests_arrives(upload, size):
    for at in range(0, len(FILE), size):
        receive(upload=upload, offset=at, body=blocks(FILE[at : at + size]))
    assert original(upload) == FILE


def test_a_body_that_ends_early_is_worth_what_it_brought(upload):
    assert receive(upload=upload, offset=0, body=blocks(FILE[:333])).offset == 333
    send_rest(upload)
    assert original(upload) == FILE


def test_a_process_that_dies_keeps_what_was_safe_by_then(upload):
    with pytest.raises(KeyboardInterrupt):
        receive(upload=upload, offset=0, body=broken(FILE[:777], KeyboardInterrupt()))
    upload.refresh_from_db()
    assert 600 <= upload.offset <= 777
    send_rest(upload)
    assert original(upload) == FILE


def test_a_chunk_with_a_wrong_checksum_leaves_no_trace(upload):
    receive(upload=upload, offset=0, body=blocks(FILE[:300]))
    for _ in range(2):
        with pytest.raises(Refusal, match="checksum"):
            wrong = Checksum("sha1", b"\0" * 20)
            receive(upload=upload, offset=300, body=blocks(b"x" * 400), checksum=wrong)
    assert Upload.objects.get().offset == 300
    send_rest(upload)
    assert original(upload) == FILE


def test_a_chunk_with_a_checksum_counts_whole_or_not_at_all(upload):
    checksum = Checksum("sha256", hashlib.sha256(FILE[:500]).digest())
    with pytest.raises(Refusal, match="checksum"):
        receive(upload=upload, offset=0, body=blocks(FILE[:450]), checksum=checksum)
    assert receive(upload=upload, offset=0, body=blocks(FILE[:500]), checksum=checksum).offset == 500
    send_rest(upload)
    assert original(upload) == FILE


def test_a_body_of_unknown_length_that_is_too_long_is_cut_off_by_a_refusal(upload):
    receive(upload=upload, offset=0, body=blocks(FILE[:900]))
    with pytest.raises(Refusal, match="too_long_body"):
        receive(upload=upload, offset=900, body=blocks(FILE[900:] + b"!"))
    send_rest(upload)
    assert original(upload) == FILE


def test_a_late_request_after_the_end_changes_nothing(upload):
    receive(upload=upload, offset=0, body=blocks(FILE))
    with pytest.raises(Refusal, match="wrong_offset"):
        receive(upload=upload, offset=0, body=blocks(FILE))
    with pytest.raises(Refusal, match="too_long_body"):
        receive(upload=upload, offset=len(FILE), body=blocks(b"x"))
    assert receive(upload=upload, offset=len(FILE), body=blocks(b"")).state == "done"
    assert original(upload) == FILE


def test_a_second_tab_waits_for_the_first(upload):
    def first():
        yield FILE[:100]
        with pytest.raises(Refusal, match="locked"):
            receive(upload=upload, offset=0, body=blocks(FILE))
        yield FILE[100:200]

    assert receive(upload=upload, offset=0, body=first()).offset == 200
    send_rest(upload)
    assert original(upload) == FILE


def test_a_silent_line_is_overtaken_and_writes_nothing_more(upload, monkeypatch):
    """The first line falls silent, the trainer goes on over a second one, then the first wakes up."""
    monkeypatch.setattr(lease, "RENEW_S", -1)

    def silent():
        yield FILE[:100]
        Upload.objects.update(writer_until=timezone.now() - timedelta(seconds=1))
        current = Upload.objects.get()
        receive(upload=current, offset=current.offset, body=blocks(FILE[current.offset : 500]))
        yield b"?" * 100
        yield b"?" * 100

    with pytest.raises(Refusal, match="locked"):
        receive(upload=upload, offset=0, body=silent())
    assert Upload.objects.get().offset == 500
    send_rest(upload)
    assert original(upload) == FILE


def test_an_upload_that_is_cancelled_stops_its_writer(upload, monkeypatch):
    monkeypatch.setattr(lease, "RENEW_S", -1)

    def cancelled():
        yield FILE[:100]
        with held(upload, by_force=True):
            pass
        yield FILE[100:200]

    with pytest.raises(Refusal, match="locked"):
        receive(upload=upload, offset=0, body=cancelled())


def test_a_lease_that_was_lost_records_nothing(upload):
    with held(upload) as first, held(upload, by_force=True), pytest.raises(LeaseLost):
        first.record(offset=5)
    assert Upload.objects.get().offset == 0


@hypothesis_settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(-200, 200),  # how far beside the right place the client thinks it is
            st.integers(0, 400),  # bytes sent
            st.sampled_from(["whole", "breaks", "dies", "damaged", "checked"]),
        ),
        max_size=12,
    )
)
def test_whatever_is_sent_in_whatever_order_the_file_is_right(place, trainer, attempts):
    Upload.objects.all().delete()
    upload = begin(trainer)
    for beside, size, fate in attempts:
        attempt(upload, beside, size, fate)
        upload.refresh_from_db()
    if not upload.is_whole:
        send_rest(upload)
    assert original(upload) == FILE


def attempt(upload, beside, size, fate):
    offset = max(0, upload.offset + (beside if fate == "whole" else 0))
    content = FILE[offset : offset + size]
    body = broken(content, KeyboardInterrupt()) if fate == "dies" else blocks(content, 17)
    if fate == "breaks":
        body = blocks(content[: size // 2])
    sums = {"damaged": b"\0" * 16, "checked": hashlib.md5(content).digest()}
    checksum = Checksum("md5", sums[fate]) if fate in sums else None
    with contextlib.suppress(Refusal, KeyboardInterrupt):
        receive(upload=upload, offset=offset, body=body, checksum=checksum)
