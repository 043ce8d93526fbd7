"""Issuing files: every one is noted with its digest, so that anybody who holds it can have it confirmed."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduplatform.accounts.models import User
from eduplatform.printing import ensure_printing, render_pdf
from learners.assistance.queries import PersonFile, file_of
from learners.exports.document import Document, FileIsBroken, document_of
from learners.exports.models import IssuedFile
from learners.people.models import Person

Form = IssuedFile.Form


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file ready for paper: what it says, and what proves it."""

    file: PersonFile
    document: Document
    issued_at: datetime.datetime
    check_url: str

    @property
    def qr(self) -> str:
        """As an address that a template can show."""
        return str(segno.make(self.check_url, error="m").svg_data_uri(scale=2, border=2))

    @property
    def digest_groups(self) -> str:
        """In eights, as people compare it."""
        digest = self.document.digest
        return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def issue(*, person: Person, by: User, form: str) -> Sheet:
    """The file as it is now, noted as issued. Raises FileIsBroken."""
    at = timezone.now()
    file = file_of(person)
    document = document_of(file, at=at, own=person.user_id == by.pk, on_paper=form == Form.PDF)
    IssuedFile.objects.create(
        digest=document.digest,
        person=person,
        form=form,
        issued_at=at,
        issued_by=by,
        entries=document.entries,
        head=document.head,
    )
    url = settings.PUBLIC_URL.rstrip("/") + reverse("file_check", args=[document.digest])
    return Sheet(file=file, document=document, issued_at=at, check_url=url)


def print_files(*, persons: Sequence[Person], by: User) -> bytes:
    """One PDF with the files of these persons, each with its own digest. Raises FileIsBroken, CannotPrint."""
    sheets = [issue(person=person, by=by, form=Form.PDF) for person in persons]
    attached = {f"{sheet.document.digest[:16]}.json": sheet.document.content for sheet in sheets}
    return render_pdf("learners/exports/paper.html", {"sheets": sheets}, attached=attached)


def printed_one_by_one(*, persons: Sequence[Person], by: User) -> Iterator[tuple[str, bytes]]:
    """Name and PDF of each; no more than one is in memory. Raises CannotPrint, at once."""
    ensure_printing()
    return _one_by_one(persons, "pdf", lambda person: print_files(persons=[person], by=by))


def written_one_by_one(*, persons: Sequence[Person], by: User) -> Iterator[tuple[str, bytes]]:
    """Name and JSON of each; no more than one is in memory."""
    return _one_by_one(persons, "json", lambda person: issue(person=person, by=by, form=Form.JSON).document.content)


def _one_by_one(persons: Sequence[Person], ending: str, made: Callable[[Person], bytes]) -> Iterator[tuple[str, bytes]]:
    for number, person in enumerate(persons, start=1):
        name = f"{number:04}-{person.name}"
        try:
            yield f"{name}.{ending}", made(person)
        except FileIsBroken:
            yield f"{name}.txt", _("The file is not as it was recorded, and is not issued.").encode()
