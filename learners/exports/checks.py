"""What anybody may know who holds a file: that it was issued, and that its entries stand in the ledger unchanged."""

import datetime
from dataclasses import dataclass

from learners.assistance.models import Entry
from learners.assistance.verify import verify
from learners.exports.models import IssuedFile


@dataclass(frozen=True, slots=True)
class Checked:
    """An issued file. `stands` is False when an entry it holds is no longer in the ledger as it was."""

    digest: str
    name_masked: str
    issued_at: datetime.datetime
    entries: int
    stands: bool


def checked(digest: str) -> Checked | None:
    """None when no file with this digest was ever issued."""
    issued = IssuedFile.objects.select_related("person").filter(digest=digest).first()
    if issued is None:
        return None
    return Checked(
        digest=issued.digest,
        name_masked=masked_name(issued.person.name),
        issued_at=issued.issued_at,
        entries=issued.entries,
        stands=_stands(issued),
    )


def masked_name(name: str) -> str:
    """王小兰 -> 王**: whoever holds the paper knows who is meant."""
    return name[:1] + "*" * (len(name) - 1)


def _stands(issued: IssuedFile) -> bool:
    if not issued.entries:
        return True
    there = Entry.objects.filter(person=issued.person_id, seq=issued.entries, hash=issued.head).exists()
    broken = verify(issued.person_id).broken
    return there and (broken is None or broken.seq > issued.entries)
