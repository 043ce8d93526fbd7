"""Whether the photos and papers that entries name are there, and are what was kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from learners.assistance.models import Entry
from learners.records.models import Attachment
from learners.records.store import ContentChanged, content_of

WITH_FILES = (Entry.Kind.VISIT, Entry.Kind.PAPER_RECORD)


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file of one entry."""

    person: int
    seq: int
    sha256: str
    sound: bool


def check_files(person_id: int | None = None) -> Iterator[FileCheck]:
    """Reads every file that entries name, of all persons or of one; a second for some hundred photos."""
    entries = Entry.objects.filter(kind__in=WITH_FILES)
    if person_id is not None:
        entries = entries.filter(person=person_id)
    rows: Any = entries.order_by("person", "seq").values_list("person_id", "seq", "evidence")
    for person, seq, evidence in rows.iterator():
        for named in evidence.get("files", ()):
            sha256 = str(named["sha256"])
            yield FileCheck(person, seq, sha256, sound=_is_sound(person, sha256))


def _is_sound(person: int, sha256: str) -> bool:
    attachment = Attachment.objects.filter(person=person, sha256=sha256).first()
    if attachment is None:
        return False
    try:
        content_of(attachment)
    except ContentChanged:
        return False
    return True
