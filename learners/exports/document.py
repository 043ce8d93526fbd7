"""The whole file of a person as one JSON object, and its digest.

    format        "education-assistance-file"
    version       1
    issued_at     UTC, as 2026-05-01T08:00:00.000000+00:00
    issued_for    "office", or "person" when somebody took their own file
    person        object: name, relation, sex, born_on, education, labour, left_on, id_number_masked, phone_masked
    household     object: number, village (12-digit code), place, group, kind, causes, helpers
    entries       list of the entries of the ledger in their order, each with the keys that `assistance/ledger.py`
                  describes and `hash`: whoever has the list can recompute every hash, and so the whole chain
    searches      list of objects with words and day: trades the person looked for of late. Only in a file for the
                  "person", and never in one that is attached to paper, which is made to be handed on

Codes stand as they do in the register (docs/glossary.md). The object is written as the ledger writes its records:
UTF-8, keys in order of their code points, no white space, no fractions. The digest is the SHA-256 of exactly these
bytes, so `sha256sum` of a saved file gives the digest that is printed on paper. The PDF carries them as an attachment.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from learners.assistance.ledger import ENCODER
from learners.assistance.queries import PersonFile
from learners.assistance.stored import stored_entries
from learners.people.models import Person
from learners.plans.searched.queries import searches_of

FORMAT = "education-assistance-file"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it leaves the house. `head` is the hash of its last entry, empty when it has none."""

    content: bytes
    entries: int
    head: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class FileIsBroken(RuntimeError):
    """An entry cannot be read as it was recorded: such a file is not issued."""


def document_of(file: PersonFile, *, at: datetime.datetime, own: bool, on_paper: bool = False) -> Document:
    """The document; one query for the entries, one for searches of one's own. Raises FileIsBroken."""
    entries = entries_of(file.person.pk)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "issued_at": at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "issued_for": "person" if own else "office",
        "person": _person(file),
        "household": _household(file),
        "entries": entries,
    }
    if own and not on_paper:
        document["searches"] = _searches(file.person)
    return Document(ENCODER.encode(document).encode(), len(entries), entries[-1]["hash"] if entries else "")


def entries_of(person_id: int) -> list[dict[str, Any]]:
    """Records with their hashes, as the database holds them, each checked against its hash. Raises FileIsBroken."""
    entries = []
    for stored in stored_entries(person_id):
        if stored.record is None or hashlib.sha256(stored.record).hexdigest() != stored.hash:
            raise FileIsBroken
        entries.append({**json.loads(stored.record), "hash": stored.hash})
    return entries


def _searches(person: Person) -> list[dict[str, str]]:
    rows = searches_of(person).values_list("words", "day")
    return [{"words": words, "day": day.isoformat()} for words, day in rows]


def _person(file: PersonFile) -> dict[str, Any]:
    person = file.person
    return {
        "name": person.name,
        "relation": person.relation,
        "sex": person.sex,
        "born_on": person.born_on.isoformat(),
        "education": person.education,
        "labour": person.labour,
        "left_on": person.left_on.isoformat() if person.left_on else None,
        "id_number_masked": file.id_number_masked,
        "phone_masked": file.phone_masked,
    }


def _household(file: PersonFile) -> dict[str, Any]:
    household, village = file.household, file.village
    return {
        "number": household.number,
        "village": village.code,
        "place": f"{village.parent} {village}" if village.parent else str(village),
        "group": household.group,
        "kind": household.kind,
        "causes": household.causes,
        "helpers": list(file.helpers),
    }
