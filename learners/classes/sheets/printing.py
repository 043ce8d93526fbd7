"""The sheet as PDF: everything that the reader looks for stands where `layout` says."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno

from eduplatform.printing import render_pdf
from learners.classes.items import read_slot
from learners.classes.models import SheetPage, Slot, TrainingClass
from learners.classes.sheets.layout import (
    BOX_PITCH,
    FIRST_BOX_X,
    FIRST_ROW_Y,
    MARK,
    MARKS,
    ROW_HEIGHT,
    Rect,
    bits_of,
    box_at,
    cell_at,
)
from learners.people.models import Person

MODULES = (7, 5, 3)
LONG_NAME = 7
"""Characters that stand on one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line: number, and where it stands in millimetres."""

    number: int
    person: Person
    y: float

    @property
    def is_long(self) -> bool:
        """The name takes two lines of small letters."""
        return len(str(self.person)) > LONG_NAME


@dataclass(frozen=True, slots=True)
class Head:
    slot: Slot
    x: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as its template draws it; all rectangles in millimetres."""

    page: SheetPage
    number: int
    black: tuple[Rect, ...]
    white: tuple[Rect, ...]
    centres: tuple[Rect, ...]
    boxes: tuple[Rect, ...]
    lines: tuple[Line, ...]
    heads: tuple[Head, ...]


def sheets_pdf(training_class: TrainingClass, pages: Sequence[SheetPage], *, address: str) -> bytes:
    """`address` is where photos of it are sent. Raises CannotPrint."""
    ids = {pk for page in pages for pk in page.person_ids}
    persons = Person.objects.select_related("household__village").in_bulk(ids)
    context = {
        "class": training_class,
        "pages": [_printed(page, number, persons) for number, page in enumerate(pages, 1)],
        "total": len(pages),
        "qr": segno.make(address, error="m").svg_data_uri(border=1),
        "row_height": ROW_HEIGHT,
        "pitch": BOX_PITCH,
        "first_y": FIRST_ROW_Y,
    }
    return render_pdf("learners/classes/sheet.html", context)


def _printed(page: SheetPage, number: int, persons: dict[int, Person]) -> Printed:
    squares = [tuple(_square(x, y, modules) for x, y in MARKS) for modules in MODULES]
    strip = tuple(cell_at(place) for place, dark in enumerate(bits_of(page.token)) if dark)
    rows, columns = range(len(page.person_ids)), range(len(page.slots))
    return Printed(
        page=page,
        number=number,
        black=(*squares[0], *strip),
        white=squares[1],
        centres=squares[2],
        boxes=tuple(box_at(row, column) for row in rows for column in columns),
        lines=tuple(Line(row + 1, persons[page.person_ids[row]], FIRST_ROW_Y + row * ROW_HEIGHT) for row in rows),
        heads=tuple(Head(read_slot(page.slots[column]), FIRST_BOX_X + column * BOX_PITCH) for column in columns),
    )


def _square(x: float, y: float, modules: int) -> Rect:
    side = MARK * modules / 7
    return Rect(x - side / 2, y - side / 2, side, side)
