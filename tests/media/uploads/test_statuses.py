"""Every status and header that tus 1.0.0 and its extensions know, asked for by hand."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from media.uploads import http
from media.uploads.lease import held
from media.uploads.models import Upload
from media.uploads.protocol import CONTENT_TYPE
from media.uploads.store import backend
from tests.factories import PASSWORD, UserFactory
from tests.media.uploads.conftest import Tus, checksum, row

HELLO = b"hello world"


@pytest.fixture
def hello(tus):
    """The address of an upload that `HELLO` would fill."""
    return tus.begin(len(HELLO), filename="hello.mp4")


def test_options_tell_what_the_server_can(tus, settings):
    answer = tus.ask("OPTIONS", reverse("uploads"), Tus_Resumable=None)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,creation-with-upload,termination,checksum,expiration"
    assert {"sha1", "sha256", "md5"} <= set(answer["Tus-Checksum-Algorithm"].split(","))
    assert answer["Tus-Max-Size"] == str(settings.VIDEO_MAX_BYTES)


def test_options_ignore_the_version_and_need_no_sign_in(db, client):
    assert Tus(client).ask("OPTIONS", reverse("upload", args=["x"]), Tus_Resumable="0.2.2").status_code == 204


def test_creation_tells_where_to_go_on_and_until_when(tus):
    answer = tus.create(100)
    assert answer.status_code == 201
    assert answer["Location"].startswith("/api/uploads/")
    assert answer["Upload-Offset"] == "0"
    assert parsedate_to_datetime(answer["Upload-Expires"]) > timezone.now() + timedelta(hours=71)


def test_creation_may_bring_the_first_bytes(tus):
    answer = tus.create(len(HELLO), HELLO[:5], CONTENT_TYPE)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "5")
    assert tus.offset(answer["Location"]) == 5


def test_head_tells_offset_length_and_metadata_and_is_never_cached(tus):
    answer = tus.head(tus.begin(len(HELLO), filename="竹笋.mp4", author="x"))
    assert answer.status_code == 200
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("0", "11")
    assert answer["Upload-Metadata"] == "filename 56u556yLLm1wNA==,author eA=="
    assert answer["Cache-Control"] == "no-store"
    assert answer["Tus-Resumable"] == "1.0.0"


def test_patch_adds_and_tells_the_new_offset(tus, hello):
    answer = tus.patch(hello, 0, HELLO[:6])
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "6")
    assert parsedate_to_datetime(answer["Upload-Expires"]) > timezone.now()
    assert tus.offset(hello) == 6


def test_an_empty_patch_changes_nothing(tus, hello):
    assert tus.patch(hello, 0, b"").status_code == 204
    assert tus.offset(hello) == 0


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", ["0.2.2", None])
def test_another_version_is_412(tus, hello, method, version):
    address = reverse("uploads") if method == "POST" else hello
    answer = tus.ask(method, address, Tus_Resumable=version, Upload_Length=5)
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("offset", [0, 7])
def test_a_wrong_offset_is_409_and_changes_nothing(tus, hello, offset):
    tus.patch(hello, 0, HELLO[:5])
    assert tus.patch(hello, offset, b"xxxx").status_code == 409
    assert tus.offset(hello) == 5


@pytest.mark.parametrize("offset", [None, "-1", "five"])
def test_an_offset_that_is_none_is_400(tus, hello, offset):
    assert tus.patch(hello, offset, b"x").status_code == 400


def test_another_content_type_is_415(tus, hello):
    answer = tus.ask("PATCH", hello, HELLO, "application/octet-stream", Upload_Offset=0)
    assert answer.status_code == 415
    assert tus.offset(hello) == 0


def test_a_file_over_the_limit_is_413(tus, settings):
    settings.VIDEO_MAX_BYTES = 100
    assert tus.create(100).status_code == 201
    assert tus.create(101).status_code == 413


@pytest.mark.parametrize("length", [None, "-5", "many", "0"])
def test_a_length_that_is_none_is_400(tus, length):
    assert tus.create(length).status_code == 400


def test_a_body_that_is_too_long_is_413_and_nothing_of_it_counts(tus, hello):
    assert tus.patch(hello, 0, HELLO + b"!").status_code == 413
    assert tus.offset(hello) == 0


def test_creation_with_more_than_the_length_leaves_no_upload(tus):
    assert tus.create(5, HELLO, CONTENT_TYPE).status_code == 413
    assert not Upload.objects.exists()


def test_a_held_upload_is_423(tus, hello):
    with held(row(hello)):
        answer = tus.patch(hello, 0, HELLO[:5])
    assert answer.status_code == 423
    assert answer["Retry-After"]
    assert tus.patch(hello, 0, HELLO[:5]).status_code == 204


def test_a_lease_of_a_silent_writer_is_worth_nothing(tus, hello):
    Upload.objects.update(writer="silent", writer_until=timezone.now() - timedelta(seconds=1))
    assert tus.patch(hello, 0, HELLO[:5]).status_code == 204


def test_a_lease_of_a_clock_that_was_put_back_is_worth_nothing(tus, hello):
    Upload.objects.update(writer="future", writer_until=timezone.now() + timedelta(days=1))
    assert tus.patch(hello, 0, HELLO[:5]).status_code == 204


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5", "sha512"])
def test_a_checksum_that_fits_is_204(tus, hello, algorithm):
    answer = tus.patch(hello, 0, HELLO[:5], Upload_Checksum=checksum(algorithm, HELLO[:5]))
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "5")


def test_a_checksum_that_does_not_fit_is_460_and_keeps_nothing(tus, hello):
    tus.patch(hello, 0, HELLO[:5])
    answer = tus.patch(hello, 5, b"XXXXXX", Upload_Checksum=checksum("sha1", HELLO[5:]))
    assert (answer.status_code, answer.reason_phrase) == (460, "Checksum Mismatch")
    assert tus.offset(hello) == 5
    tus.patch(hello, 5, b" worl")
    assert row_file(hello).read_bytes()[:10] == b"hello worl"


def row_file(address):
    return backend().local_path(row(address))


@pytest.mark.parametrize("text", ["crc32 AAAAAA==", "sha1 not-base64", "sha1"])
def test_a_checksum_that_the_server_does_not_know_is_400(tus, hello, text):
    assert tus.patch(hello, 0, HELLO, Upload_Checksum=text).status_code == 400
    assert tus.offset(hello) == 0


def test_creation_with_a_wrong_checksum_keeps_nothing_of_the_chunk(tus):
    address = reverse("uploads")
    answer = tus.ask("POST", address, HELLO, CONTENT_TYPE, Upload_Length=20, Upload_Checksum=checksum("md5", b"other"))
    assert answer.status_code == 460
    assert Upload.objects.get().offset == 0


def test_termination_is_204_and_then_410(tus, hello):
    tus.patch(hello, 0, HELLO[:5])
    path = row_file(hello)
    assert tus.ask("DELETE", hello).status_code == 204
    assert not path.exists()
    assert [tus.head(hello).status_code, tus.patch(hello, 5, b"x").status_code] == [410, 410]
    assert "Upload-Offset" not in tus.head(hello).headers


def test_an_expired_upload_is_410(tus, hello):
    Upload.objects.update(expires_at=timezone.now())
    assert tus.head(hello).status_code == 410
    assert tus.patch(hello, 0, HELLO).status_code == 410


def test_more_bytes_put_the_expiry_off(tus, hello):
    Upload.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    tus.patch(hello, 0, HELLO[:5])
    assert row(hello).expires_at > timezone.now() + timedelta(hours=71)


def test_an_unknown_upload_is_404(tus):
    address = reverse("upload", args=["unknown"])
    assert tus.head(address).status_code == 404
    assert tus.patch(address, 0, b"x").status_code == 404


@pytest.mark.parametrize(("method", "name"), [("PUT", "upload"), ("GET", "upload"), ("PUT", "uploads")])
def test_a_method_that_tus_does_not_know_is_405(tus, hello, method, name):
    address = hello if name == "upload" else reverse("uploads")
    assert tus.ask(method, address).status_code == 405


def test_a_method_may_be_overridden(tus, hello):
    answer = tus.ask("POST", hello, HELLO[:5], CONTENT_TYPE, Upload_Offset=0, X_HTTP_Method_Override="PATCH")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "5")


def test_a_request_that_reads_is_not_turned_into_one_that_changes(tus, hello):
    assert tus.ask("GET", hello, X_HTTP_Method_Override="DELETE").status_code == 400
    assert tus.offset(hello) == 0


def test_a_server_that_holds_enough_lines_is_503(tus, hello, monkeypatch):
    class Taken:
        def acquire(self, blocking):
            return False

    monkeypatch.setattr(http, "slots", Taken())
    answer = tus.patch(hello, 0, HELLO)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")


def test_a_full_disk_is_507(tus, settings):
    settings.VIDEO_MIN_FREE_BYTES = 2**62
    answer = tus.create(100)
    assert answer.status_code == 507
    assert answer.json()["problem"]


@pytest.mark.parametrize(
    "metadata", ["filename !", "filename YQ==,filename YQ==", "filename /w==", "title YQpi", "replaces eA=="]
)
def test_metadata_that_cannot_be_read_is_400(tus, metadata):
    answer = tus.ask("POST", reverse("uploads"), Upload_Length=5, Upload_Metadata=metadata)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_who_is_not_signed_in_is_401(db, client, tus, hello):
    stranger = Tus(Client())
    asked = [stranger.create(5), stranger.head(hello), stranger.patch(hello, 0, b"x"), stranger.ask("DELETE", hello)]
    assert [answer.status_code for answer in asked] == [401] * 4


def test_who_may_not_add_videos_is_403(db):
    client = Client()
    client.force_login(UserFactory())
    assert Tus(client).create(5).status_code == 403


def test_somebody_elses_upload_does_not_exist(tus, hello, trainer):
    other = UserFactory()
    other.groups.set(trainer.groups.all())
    client = Client()
    client.force_login(other)
    assert Tus(client).head(hello).status_code == 404
    assert Tus(client).patch(hello, 0, HELLO).status_code == 404
    assert Tus(client).ask("DELETE", hello).status_code == 404
    assert client.get(reverse("uploads")).json() == {"uploads": []}


def test_a_new_sign_in_finds_the_upload_again(tus, hello, trainer):
    tus.patch(hello, 0, HELLO[:5])
    tus.client.logout()
    assert tus.head(hello).status_code == 401
    again = Client()
    assert again.login(username=trainer.username, password=PASSWORD)
    assert Tus(again).offset(hello) == 5


def test_changes_need_the_token_of_the_session(hello, trainer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(trainer)
    tus = Tus(client)
    refused = [tus.create(5), tus.patch(hello, 0, HELLO[:5]), tus.ask("DELETE", hello)]
    assert [answer.status_code for answer in refused] == [403] * 3
    client.get(reverse("wagtailmedia:add", args=["video"]))
    tus.headers["X-CSRFToken"] = client.cookies["csrftoken"].value
    assert tus.patch(hello, 0, HELLO[:5]).status_code == 204
