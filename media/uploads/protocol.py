"""The headers of tus 1.0.0, read and written: no files, no Django."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hashlib import _Hash

VERSION: Final = "1.0.0"
EXTENSIONS: Final = ("creation", "creation-with-upload", "termination", "checksum", "expiration")
ALGORITHMS: Final = ("sha1", "sha256", "md5", "sha512")
CONTENT_TYPE: Final = "application/offset+octet-stream"
METHODS: Final = ("OPTIONS", "GET", "HEAD", "POST", "PATCH", "DELETE")
SAFE: Final = ("OPTIONS", "GET", "HEAD")
LONGEST_METADATA: Final = 4096  # characters; it goes back with every answer to HEAD
NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
UNWRITABLE: Final = ("Cc", "Cs", "Zl", "Zp")  # controls and ends of lines, as Unicode files them
KEY: Final = re.compile(r"[!-+\--~]+", re.ASCII)  # visible ASCII but the comma


class BadHeader(ValueError):
    """A header cannot be read; the message names it."""


@dataclass(frozen=True)
class Checksum:
    """What a chunk must hash to."""

    algorithm: str
    digest: bytes

    def start(self) -> _Hash:
        """A hash to be fed with the chunk."""
        return hashlib.new(self.algorithm, usedforsecurity=False)

    def fits(self, seen: _Hash) -> bool:
        return seen.digest() == self.digest


def read_number(text: str | None, header: str) -> int:
    """A count of bytes: digits and nothing else, up to 18 of them."""
    if text is None or not NUMBER.fullmatch(text):
        raise BadHeader(f"{header} must be a whole number")
    return int(text)


def read_metadata(text: str) -> dict[str, bytes]:
    """Pairs of key and base64 value, separated by commas; a value may be missing."""
    if len(text) > LONGEST_METADATA:
        raise BadHeader(f"Upload-Metadata is longer than {LONGEST_METADATA} characters")
    values: dict[str, bytes] = {}
    for pair in filter(None, (part.strip(" ") for part in text.split(","))):
        key, _, value = pair.partition(" ")
        if not KEY.fullmatch(key) or key in values:
            raise BadHeader("Upload-Metadata has a key that is doubled or not plain ASCII")
        values[key] = _from_base64(value, "Upload-Metadata")
    return values


def write_metadata(values: dict[str, bytes]) -> str:
    """The reverse of `read_metadata`."""
    pairs = ((key, base64.b64encode(value).decode()) for key, value in values.items())
    return ",".join(f"{key} {value}".rstrip(" ") for key, value in pairs)


def read_text(values: dict[str, bytes], key: str, longest: int) -> str:
    """A value that people read or that we look up: one line of text; empty when it is missing."""
    try:
        text = values.get(key, b"").decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise BadHeader(f"{key} is not UTF-8") from error
    if len(text) > longest or any(unicodedata.category(character) in UNWRITABLE for character in text):
        raise BadHeader(f"{key} is longer than {longest} characters or has more than one line")
    return text


def read_checksum(text: str | None) -> Checksum | None:
    """The name of the algorithm and the digest in base64; None without a header."""
    if text is None:
        return None
    algorithm, _, digest = text.strip(" ").partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader(f"Upload-Checksum must be one of {', '.join(ALGORITHMS)}")
    checksum = Checksum(algorithm, _from_base64(digest, "Upload-Checksum"))
    if len(checksum.digest) != checksum.start().digest_size:
        raise BadHeader("Upload-Checksum has the wrong length for its algorithm")
    return checksum


def _from_base64(text: str, header: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadHeader(f"{header} is not base64") from error


def meant_method(actual: str, override: str | None) -> str:
    """The method that X-HTTP-Method-Override asks for.

    One that only reads must not turn into one that changes: it was not asked for the token that guards changes.
    """
    if not override:
        return actual
    meant = override.strip().upper()
    if meant not in METHODS or (actual in SAFE and meant not in SAFE):
        raise BadHeader("X-HTTP-Method-Override must name a method of tus, in a POST for those that change something")
    return meant


def capabilities(max_size: int) -> dict[str, str]:
    """The headers that answer OPTIONS; `max_size` in bytes."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": _listed(EXTENSIONS),
        "Tus-Checksum-Algorithm": _listed(ALGORITHMS),
        "Tus-Max-Size": str(max_size),
    }


def _listed(names: Iterable[str]) -> str:
    return ",".join(names)
