"""A certificate as an Open Badge is accepted by a verifier that knows the specifications alone."""

import copy
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.urls import reverse

from learners.assistance.models import Entry
from tests.npm import node_answers

pytestmark = pytest.mark.any_database

DIGITS = {digit: place for place, digit in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}


def from_multibase(text: str) -> bytes:
    assert text[0] == "z"
    number = 0
    for digit in text[1:]:
        number = number * 58 + DIGITS[digit]
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def jcs(value) -> bytes:
    """RFC 8785 for text, integers, lists and objects."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return b"{" + b",".join(jcs(key) + b":" + jcs(value[key]) for key in keys) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(jcs(item) for item in value) + b"]"
    return json.dumps(value, ensure_ascii=False).encode()


def verify_badge(badge: dict) -> None:
    """As Data Integrity EdDSA Cryptosuites 1.0 describes eddsa-jcs-2022. Raises InvalidSignature."""
    document = copy.deepcopy(badge)
    proof = document.pop("proof")
    signature = from_multibase(proof.pop("proofValue"))
    assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-jcs-2022")
    assert proof["proofPurpose"] == "assertionMethod"
    assert document["@context"][: len(proof["@context"])] == proof["@context"]
    controller, _, fragment = proof["verificationMethod"].partition("#")
    assert controller == document["issuer"]["id"] == f"did:key:{fragment}"
    key = from_multibase(fragment)
    assert key[:2] == b"\xed\x01"
    hashed = hashlib.sha256(jcs(proof)).digest() + hashlib.sha256(jcs(document)).digest()
    Ed25519PublicKey.from_public_bytes(key[2:]).verify(signature, hashed)


@pytest.fixture
def address(cast, client, lan):
    client.force_login(cast.dousha)
    return reverse("person_badge", args=[lan.pk, lan.entries.get(kind=Entry.Kind.CERTIFICATE_ISSUED).seq])


@pytest.fixture
def badge(client, address):
    return json.loads(client.get(address).content)


def test_a_verifier_accepts_the_badge(badge):
    verify_badge(badge)


def as_verified_by_others(badge: dict) -> dict:
    return node_answers(Path(__file__).with_name("verify_badge.js").read_text(), json.dumps(badge))


def test_the_verifier_of_others_accepts_the_badge(badge):
    assert as_verified_by_others(badge) == {"verified": True, "errors": []}


@pytest.mark.parametrize("change", [{"name": "另一个班"}, {"validFrom": "2020-01-01T00:00:00Z"}])
def test_the_verifier_of_others_refuses_a_changed_badge(badge, change):
    answer = as_verified_by_others({**badge, **change})
    assert (answer["verified"], answer["errors"]) == (False, ["Invalid signature."])


@pytest.mark.parametrize("field", ["name", "validFrom"])
def test_a_changed_badge_is_not_accepted(badge, field):
    badge[field] += "x"
    with pytest.raises(InvalidSignature):
        verify_badge(badge)


def test_it_is_an_open_badge(badge):
    assert badge["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(badge["type"])
    achievement = badge["credentialSubject"]["achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)


def test_it_names_the_person_to_whom_the_name_is_known_already(badge, lan):
    identity = badge["credentialSubject"]["identifier"][0]
    expected = hashlib.sha256((lan.name + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${expected}"
    assert lan.name not in json.dumps(badge, ensure_ascii=False)


def test_a_withdrawn_certificate_is_no_badge(client, address, lan, cast):
    seq = lan.entries.get(kind=Entry.Kind.CERTIFICATE_ISSUED).seq
    client.post(reverse("entry_correct", args=[lan.pk, seq]), {"reason": "写错了人"})
    assert client.get(address).status_code == 404


def test_the_villager_has_the_own_badge(client, lan, badge):
    client.force_login(lan.user)
    seq = lan.entries.get(kind=Entry.Kind.CERTIFICATE_ISSUED).seq
    assert json.loads(client.get(reverse("my_badge", args=[seq])).content) == badge


def test_the_badge_stands_beside_the_certificate_until_it_is_withdrawn(client, lan, cast, address):
    seq = lan.entries.get(kind=Entry.Kind.CERTIFICATE_ISSUED).seq
    link = reverse("my_badge", args=[seq])
    client.force_login(lan.user)
    assert link in client.get(reverse("my_file")).content.decode()
    client.force_login(cast.dousha)
    client.post(reverse("entry_correct", args=[lan.pk, seq]), {"reason": "写错了人"})
    client.force_login(lan.user)
    assert link not in client.get(reverse("my_file")).content.decode()
