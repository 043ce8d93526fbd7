"""Checks files of daily roots by themselves: no database, no program of ours, only Python and `cryptography`.

    python check_day.py --key PUBLIC_KEY [--key EARLIER_KEY] 2026-05-01.json 2026-05-02.json ...
    python check_day.py --key PUBLIC_KEY --entry PERSON SEQ HASH 2026-05-01.json

Says for each file whether the signature is that of a key given, whether the heads are those that were signed, and
whether it follows the file before it when that is the day before. With --entry: whether that entry is the head of its
chain on the day. The form of the files is described in learners/assistance/days.py. Ends with 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tree(leaves: list[bytes]) -> bytes:
    """As RFC 9162, section 2.1.1, writes it down."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + tree(leaves[:half]) + tree(leaves[half:]))


def wrong_with(day: dict[str, object], keys: list[str], before: str) -> str:
    """What is wrong with one file, in words; empty when it is sound. `before` is the record of the day before."""
    text = str(day["record"])
    record = json.loads(text)
    if record["key"] not in keys:
        return "signed with a key that was not given"
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(record["key"]))
        key.verify(bytes.fromhex(str(day["signature"])), text.encode())
    except (InvalidSignature, ValueError):
        return "the signature is wrong"
    if before and record["previous"] != sha256(before.encode()).hex():
        return "does not follow the day before"
    heads: list[list[object]] = day["heads"]  # type: ignore[assignment]
    leaves = [f"{person} {seq} {digest}".encode() for person, seq, digest in heads]
    if len(leaves) != record["chains"] or tree(leaves).hex() != record["tree"]:
        return "the heads are not those that were signed"
    return ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check files of daily roots.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--key", action="append", required=True, metavar="HEX", help="a public key that is trusted")
    parser.add_argument("--entry", nargs=3, metavar=("PERSON", "SEQ", "HASH"), help="an entry to be found as a head")
    options = parser.parse_args(arguments)
    status, before = 0, ("", "")
    for path in sorted(options.files, key=lambda path: path.name):
        day = json.loads(path.read_text(encoding="utf-8"))
        name = json.loads(day["record"])["day"]
        yesterday = (datetime.date.fromisoformat(name) - datetime.timedelta(days=1)).isoformat()
        wrong = wrong_with(day, options.key, before[1] if before[0] == yesterday else "")
        if not wrong and options.entry and options.entry not in [[str(part) for part in head] for head in day["heads"]]:
            wrong = "the entry is not the last of its chain on that day"
        sys.stdout.write(f"{name}: {wrong or 'sound'}\n")
        status, before = status or bool(wrong), (name, day["record"])
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
