"""What was read from a photo of a sheet, as a person compares it with the paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from learners.classes.items import read_slot
from learners.classes.models import SheetPhoto, SignIn, Slot
from learners.classes.sheets.reading import Verdict
from learners.classes.sheets.services import ReadBox
from learners.people.models import Person


class Outcome(StrEnum):
    """What became of a box."""

    EMPTY = "empty"
    THERE = "there"  # a sign-in that counts, whatever it came from
    DOUBTFUL = "doubtful"
    NOT_RECORDED = "not_recorded"  # ticked, and no sign-in


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of the paper; `number` is the one printed on it."""

    number: int
    person: Person
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """The boxes as the paper has them: slots across, persons down."""

    slots: tuple[Slot, ...]
    lines: tuple[SheetLine, ...]

    def number_of(self, outcome: Outcome) -> int:
        return sum(line.outcomes.count(outcome) for line in self.lines)


def read_sheet(photo: SheetPhoto) -> ReadSheet:
    """Three queries."""
    keys, persons = photo.page.slots, photo.page.person_ids
    boxes: dict[tuple[int, str], ReadBox] = {(box["person"], box["slot"]): box for box in photo.boxes}
    standing = SignIn.objects.standing().filter(
        enrolment__training_class=photo.page.training_class_id, enrolment__person__in=persons
    )
    there = {(one.enrolment.person_id, one.slot.key) for one in standing.select_related("enrolment")}
    known = Person.objects.select_related("household__village").in_bulk(persons)
    return ReadSheet(
        slots=tuple(read_slot(key) for key in keys),
        lines=tuple(
            SheetLine(number, known[pk], _outcomes(pk, keys, boxes, there)) for number, pk in enumerate(persons, 1)
        ),
    )


def _outcomes(
    person: int, keys: Sequence[str], boxes: dict[tuple[int, str], ReadBox], there: set[tuple[int, str]]
) -> tuple[Outcome, ...]:
    return tuple(_outcome(boxes.get((person, key)), (person, key) in there) for key in keys)


def _outcome(box: ReadBox | None, is_there: bool) -> Outcome:
    if box and box["verdict"] == Verdict.DOUBTFUL and box["said"] is None:
        return Outcome.DOUBTFUL
    if is_there:
        return Outcome.THERE
    ticked = box and (box["verdict"] == Verdict.TICKED or box["said"])
    return Outcome.NOT_RECORDED if ticked else Outcome.EMPTY
