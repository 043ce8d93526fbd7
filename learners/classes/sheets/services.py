"""Printing sheets of a class, and taking photos of filled ones back as sign-ins."""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from typing import TypedDict, TypeVar

from django.db import transaction
from django.utils import timezone
from PIL import Image

from eduplatform.accounts.models import User
from learners.classes.attendance import Mark, record_marks
from learners.classes.items import read_slot
from learners.classes.models import Enrolment, SheetPage, SheetPhoto, SignIn, TrainingClass
from learners.classes.sheets.finding import Page, find_page
from learners.classes.sheets.layout import COLUMNS, ROWS, TOKEN_BITS
from learners.classes.sheets.photos import as_jpeg, open_photo
from learners.classes.sheets.proving import sha256
from learners.classes.sheets.reading import Verdict, read_boxes

Item = TypeVar("Item")


class OtherSheet(ValueError):
    """The sheet on the photo belongs to another class."""


class ReadBox(TypedDict):
    """A box as kept: who, which slot, how it was read, where it lies on the picture, and what a person said."""

    person: int
    slot: str
    verdict: str
    x: int
    y: int
    said: bool | None


@transaction.atomic
def pages_for(training_class: TrainingClass, *, by: User) -> list[SheetPage]:
    """The pages that hold everybody who may come and every slot; pages that were printed before are taken again."""
    roster = training_class.enrolments.filter(state__in=Enrolment.HOLDING)
    in_order = roster.order_by("person__household__village", "person__household__number", "person")
    persons = list(in_order.values_list("person", flat=True))
    slots = [slot.key for slot in training_class.slots]
    pages = []
    for some in _chunks(slots, COLUMNS):
        for people in _chunks(persons, ROWS):
            pages.append(_page(training_class, people, some, by))
    return pages


def store_photo(*, training_class: TrainingClass, data: bytes, by: User) -> SheetPhoto:
    """Reads a photo: what is plainly ticked is signed in at once, what is doubtful waits for `confirm`.

    Raises NotAPhoto, NoPage, BadPhoto, OtherSheet. The same photo again is the same row.
    """
    found = find_page(open_photo(data))
    page = SheetPage.objects.filter(training_class=training_class, token=found.token).first()
    if page is None:
        raise OtherSheet
    boxes = _read(found, page)
    picture = as_jpeg(Image.fromarray(found.flat))
    with transaction.atomic():
        photo, made = SheetPhoto.objects.get_or_create(
            page=page,
            sha256=sha256(data),
            defaults={"picture": picture, "kept_sha256": sha256(picture), "boxes": boxes, "uploaded_by": by},
        )
        if made:
            _sign_in(photo, [box for box in boxes if box["verdict"] == Verdict.TICKED], by)
    return photo


@transaction.atomic
def confirm(*, photo: SheetPhoto, number: int, there: bool, by: User) -> None:
    """What a person saw in a doubtful box; once said it stays. Raises IndexError for a box that is not doubtful."""
    photo = SheetPhoto.objects.select_for_update().select_related("page__training_class").get(pk=photo.pk)
    if number < 0:
        raise IndexError(number)
    box: ReadBox = photo.boxes[number]
    if box["verdict"] != Verdict.DOUBTFUL:
        raise IndexError(number)
    if box["said"] is None:
        box["said"] = there
        photo.save(update_fields=["boxes"])
        if there:
            _sign_in(photo, [box], by)


def doubtful(photo: SheetPhoto) -> list[int]:
    """Numbers of the boxes that wait for a person."""
    waits = (box["verdict"] == Verdict.DOUBTFUL and box["said"] is None for box in photo.boxes)
    return [number for number, one in enumerate(waits) if one]


def _page(training_class: TrainingClass, persons: Sequence[int], slots: Sequence[str], by: User) -> SheetPage:
    for page in SheetPage.objects.filter(training_class=training_class):
        if page.person_ids == list(persons) and page.slots == list(slots):
            return page
    token = secrets.randbits(TOKEN_BITS)
    return SheetPage.objects.create(
        training_class=training_class, token=token, person_ids=list(persons), slots=list(slots), printed_by=by
    )


def _read(found: Page, page: SheetPage) -> list[ReadBox]:
    return [
        ReadBox(
            person=page.person_ids[box.row],
            slot=page.slots[box.column],
            verdict=box.verdict.value,
            x=box.x,
            y=box.y,
            said=None,
        )
        for box in read_boxes(found, len(page.person_ids), len(page.slots))
    ]


def _sign_in(photo: SheetPhoto, boxes: Iterable[ReadBox], by: User) -> None:
    """Boxes of days to come are left out: nobody was there yet."""
    now = timezone.now()
    marks = [_mark(photo, box) for box in boxes if read_slot(box["slot"]).day <= timezone.localdate(now)]
    record_marks(training_class=photo.page.training_class, marks=marks, now=now, by=by)


def _mark(photo: SheetPhoto, box: ReadBox) -> Mark:
    slot = read_slot(box["slot"])
    name = f"sheet:{photo.page.token}:{box['person']}:{box['slot']}"
    return Mark(
        id=uuid.uuid5(uuid.NAMESPACE_OID, name),
        person_id=box["person"],
        slot=slot,
        way=SignIn.Way.PAPER,
        at=min(slot.middle, timezone.now()),
        evidence={
            "sheet": photo.page.code,
            "photo": photo.sha256,
            **({"kept": photo.kept_sha256} if photo.kept_sha256 else {}),
            "confirmed": box["verdict"] == Verdict.DOUBTFUL,
        },
    )


def _chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
