"""Headers of tus, read."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.uploads import protocol
from media.uploads.protocol import BadHeader

KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=","), min_size=1, max_size=20)
METADATA = st.dictionaries(KEYS, st.binary(max_size=40), max_size=6)


@given(METADATA)
def test_metadata_is_read_as_it_was_written(values):
    assert protocol.read_metadata(protocol.write_metadata(values)) == values


@given(st.text(max_size=200))
def test_any_metadata_is_read_or_refused(text):
    try:
        values = protocol.read_metadata(text)
    except BadHeader:
        return
    assert all(key.isascii() and key.isprintable() and "," not in key and " " not in key for key in values)


@pytest.mark.parametrize(
    "text",
    ["filename !!!", "filename YQ", "a YQ==,a Yg==", "dateiname\u00e4 YQ==", "a\r\nX: b", "a YQ== YQ==", "k" * 4097],
)
def test_hostile_metadata_is_refused(text):
    with pytest.raises(BadHeader):
        protocol.read_metadata(text)


def test_a_value_may_be_missing():
    assert protocol.read_metadata("filename d29ybGQ=, is_confidential") == {
        "filename": b"world",
        "is_confidential": b"",
    }


@pytest.mark.parametrize("value", [b"\xff\xfe", b"a\nb", b"a\x00b", "a\u2028b".encode(), b"x" * 21])
def test_a_text_is_one_line_of_utf_8(value):
    with pytest.raises(BadHeader):
        protocol.read_text({"title": value}, "title", 20)


def test_a_text_may_have_any_letter_and_space():
    assert (
        protocol.read_text({"title": "竹笋\u3000采收 👩\u200d🌾".encode()}, "title", 20) == "竹笋\u3000采收 👩\u200d🌾"
    )


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_a_number_is_read(number):
    assert protocol.read_number(str(number), "Upload-Offset") == number


@pytest.mark.parametrize("text", [None, "", "-1", "+1", "1.0", " 1", "1_0", "0x1", "٣", "1" * 19, "1, 1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(BadHeader):
        protocol.read_number(text, "Upload-Offset")


@pytest.mark.parametrize("algorithm", protocol.ALGORITHMS)
def test_a_checksum_fits_what_it_was_made_of_and_nothing_else(algorithm):
    digest = base64.b64encode(hashlib.new(algorithm, b"bamboo").digest()).decode()
    checksum = protocol.read_checksum(f"{algorithm} {digest}")
    right, wrong = checksum.start(), checksum.start()
    right.update(b"bamboo")
    wrong.update(b"bamboO")
    assert checksum.fits(right)
    assert not checksum.fits(wrong)


@pytest.mark.parametrize("text", ["", "sha1", "crc32 AAAAAA==", "SHA1 AAAA", "sha1 AAAA", "sha1 ?", "md5 " + "A" * 400])
def test_a_checksum_that_cannot_be_checked_is_refused(text):
    with pytest.raises(BadHeader):
        protocol.read_checksum(text)


@pytest.mark.parametrize(
    ("actual", "override", "meant"),
    [("POST", "PATCH", "PATCH"), ("POST", "delete", "DELETE"), ("GET", "HEAD", "HEAD"), ("PATCH", None, "PATCH")],
)
def test_a_method_may_be_overridden(actual, override, meant):
    assert protocol.meant_method(actual, override) == meant


@pytest.mark.parametrize(("actual", "override"), [("GET", "DELETE"), ("HEAD", "PATCH"), ("POST", "TRACE")])
def test_what_only_reads_cannot_be_turned_into_what_changes(actual, override):
    with pytest.raises(BadHeader):
        protocol.meant_method(actual, override)
