"""A certificate as an Open Badge 3.0: a verifiable credential signed with Ed25519 by eddsa-jcs-2022.

The issuer is a `did:key`: the key itself, so that a verifier asks no address. The person stands in it as the salted
hash of the name, as the rules of badges foresee: who is shown the badge and knows the name can compare.
"""

import hashlib
import uuid
from typing import Any

from django.conf import settings

from learners.assistance.ledger import ENCODER
from learners.assistance.models import Entry
from learners.assistance.signing import public_key, sign

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
ED25519_KEY = b"\xed\x01"
"""Says what kind of key follows (multicodec)."""
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:education-assistance-file:badge")


def badge_of(certificate: Entry) -> dict[str, Any]:
    """The signed credential of a `certificate_issued` entry; always the same for the same entry and key."""
    credential = _credential(certificate)
    proof = {
        "@context": CONTEXT,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": _seconds(certificate),
        "verificationMethod": f"{issuer_did()}#{_key()}",
        "proofPurpose": "assertionMethod",
    }
    # JCS (RFC 8785) and the ledger write objects with ASCII keys, text and integers alike.
    hashed = b"".join(hashlib.sha256(ENCODER.encode(part).encode()).digest() for part in (proof, credential))
    return {**credential, "proof": {**proof, "proofValue": "z" + base58(bytes.fromhex(sign(hashed)))}}


def issuer_did() -> str:
    """The key that signs badges, as an identifier that holds it."""
    return f"did:key:{_key()}"


def base58(content: bytes) -> str:
    """Base 58 in Bitcoin's alphabet; leading zero bytes become leading ones."""
    number, text = int.from_bytes(content, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = ALPHABET[rest] + text
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + text


def _credential(certificate: Entry) -> dict[str, Any]:
    payload = certificate.payload
    return {
        "@context": CONTEXT,
        "id": f"urn:uuid:{uuid.uuid5(NAMESPACE, certificate.hash)}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": payload["title"],
        "issuer": {
            "id": issuer_did(),
            "type": ["Profile"],
            "name": payload.get("institution") or settings.WAGTAIL_SITE_NAME,
            "url": settings.PUBLIC_URL,
        },
        "validFrom": _seconds(certificate),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(certificate)],
            "achievement": _achievement(payload),
        },
    }


def _identity(certificate: Entry) -> dict[str, Any]:
    salt = hashlib.sha256(f"badge salt {certificate.hash}".encode()).hexdigest()[:32]
    hashed = hashlib.sha256((certificate.person.name + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${hashed}",
        "identityType": "name",
        "salt": salt,
    }


def _achievement(payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{uuid.uuid5(NAMESPACE, str(payload['class_id']))}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": payload["title"],
        "description": payload["title"],
        "criteria": {"narrative": f"{payload['title']}，证书编号{payload['serial']}。"},
    }


def _seconds(certificate: Entry) -> str:
    return certificate.happened_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _key() -> str:
    return "z" + base58(ED25519_KEY + bytes.fromhex(public_key()))
