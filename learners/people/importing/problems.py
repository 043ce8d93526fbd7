"""Why a row, or a whole file, cannot be taken: a code and its figures, put into words when shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import Field


class Reason(TextChoices):
    """The rule that a cell breaks; `%(name)s` stands for a figure of the problem."""

    EMPTY = "empty", _("This cell must not be empty.")
    FORMULA = "formula", _("The result of this formula is not in the file. Enter the value itself.")
    NUMBER_CELL = "number_cell", _("Excel keeps only 15 digits of a number. Enter it again as text.")
    DATE_CELL = "date_cell", _("Excel has turned this into a date. Enter it again as text.")
    COLUMN_OF_NUMBERS = "column_of_numbers", _("All numbers of this column end in zeros: Excel has cut them off.")
    TOO_LONG = "too_long", _("Longer than %(most)s characters.")
    UNKNOWN_WORD = "unknown_word", _("Not a word of the register. Expected one of: %(expected)s.")
    SEVERAL_CAUSES = "several_causes", _("More than one cause stands here.")
    NAME = "name", _("This is no name: names have no digits and marks, and at most 60 characters.")
    NAME_GONE = "name_gone", _("The words beside this name say that this person has left.")
    NAME_TRADITIONAL = "name_traditional", _("This name is written in traditional characters.")
    HOUSEHOLD_NUMBER = "household_number", _("A household number has 6 to 24 digits or letters.")
    HOUSEHOLD_NUMBER_ODD = "household_number_odd", _("This household number is made unlike all others of the file.")
    PHONE = "phone", _("A phone number has 11 digits and starts with 1, or is a fixed line with area code.")
    SEVERAL_PHONES = "several_phones", _("More than one number stands here.")
    BANK = "bank", _("A bank account has 8 to 30 digits.")
    BANK_CARD = "bank_card", _("The check digit of this bank card does not fit: a digit is wrong or missing.")
    BANK_OTHER = "bank_other", _("This is another number of the person, and no bank account.")
    DATE = "date", _("Not a date.")
    SWAPPED = "swapped", _("The values of two columns seem to be swapped: %(other)s.")
    ID_OF_15 = "id_of_15", _("An identity number of the old kind, with 15 digits.")
    ID_LENGTH = "id_length", _("An identity number has 18 characters.")
    ID_CHARACTERS = "id_characters", _("An identity number has 17 digits, then a digit or X.")
    ID_BIRTH_DATE = "id_birth_date", _("The birth date in this identity number does not exist.")
    ID_CHECK_DIGIT = "id_check_digit", _("The last character does not fit the digits: one of them is wrong.")
    SEX_DIFFERS = "sex_differs", _("The identity number says: %(other)s.")
    BIRTH_DATE_DIFFERS = "birth_date_differs", _("The identity number says: %(other)s.")
    PLACE_UNKNOWN = "place_unknown", _("Your area has no place of this name.")
    PLACE_AMBIGUOUS = "place_ambiguous", _("Several places in your area have this name. Give the township too.")
    DECEASED = "deceased", _("An import does not take in the deceased.")
    REMARK_DIED = (
        "remark_died",
        _("The remark says that this person has died. Record it on the page of the household, or empty this cell."),
    )
    REMARK_LEFT = (
        "remark_left",
        _("The remark says that this person has left. Record it on the page of the household, or empty this cell."),
    )
    REMARK_TWICE = (
        "remark_twice",
        _("The remark says that this person stands in the list twice. Delete one of the rows, or empty this cell."),
    )
    REMARK_UNCLEAR = (
        "remark_unclear",
        _("The remark may say that somebody of this household has left or died. Look whether it is this person."),
    )
    REMARK_AWAY = (
        "remark_away",
        _("The remark speaks of work elsewhere. Where somebody works belongs into the column of work."),
    )
    TWICE = "twice", _("The same identity number stands in row %(row)s of sheet %(sheet)s.")
    HOUSEHOLD_DIFFERS = "household_differs", _("Row %(row)s of the same household says: %(other)s.")
    NO_VILLAGE = "no_village", _("No row of this household names its village.")
    NO_HEAD = "no_head", _("This household has no head.")
    SEVERAL_HEADS = "several_heads", _("This household has another head in row %(row)s.")
    OTHER_HEAD = "other_head", _("The register has another head for this household.")
    HAS_LEFT = "has_left", _("The register has this person as having left.")
    NOT_YOURS = "not_yours", _("Your office cannot take this in. Ask the county office.")


# Whoever these are about may be no member: the row waits until a clerk has looked.
NO_MEMBER = frozenset({Reason.DECEASED, Reason.NAME_GONE, Reason.REMARK_DIED, Reason.REMARK_LEFT, Reason.REMARK_TWICE})


class Effect(TextChoices):
    """What becomes of a doubtful cell as long as nobody decides."""

    LEFT_EMPTY = "left_empty", _("taken without this value")
    ROW_WAITS = "row_waits", _("this row waits")
    HOUSEHOLD_WAITS = "household_waits", _("the household waits")


class RepairKind(TextChoices):
    """A repair that somebody has to agree to, once for all cells of a kind."""

    ID_OF_15 = "id_of_15", _("Complete identity numbers of 15 digits to 18")
    LOOKALIKES = "lookalikes", _("Read letters that look like digits as digits")
    ID_INSIDE = "id_inside", _("Take the identity number without the words around it")
    SWAPPED = "swapped", _("Put swapped columns right")
    FIRST_CAUSE = "first_cause", _("Take the first cause as the main one, the others as further ones")
    FIRST_PHONE = "first_phone", _("Take the first of several phone numbers")
    SIMPLIFIED_NAME = "simplified_name", _("Write names in simplified characters")
    KEEP_BANK = "keep_bank", _("Take bank accounts that look wrong as they are written")
    KEEP_NUMBER = "keep_number", _("Take household numbers that are unlike the others as they are")
    VILLAGE_BY_NUMBER = "village_by_number", _("Take the village that the household number begins with")


# The others are likely right; these are right whenever the file is.
SAFE_REPAIRS = frozenset(
    {
        RepairKind.ID_OF_15,
        RepairKind.LOOKALIKES,
        RepairKind.ID_INSIDE,
        RepairKind.SWAPPED,
        RepairKind.FIRST_CAUSE,
        RepairKind.FIRST_PHONE,
    }
)


@dataclass(frozen=True, slots=True)
class Repair:
    """What a cell would say after a repair; `also` are other cells of the row that change with it."""

    kind: RepairKind
    text: str = field(repr=False)
    also: Mapping[Field, str] = field(default_factory=dict, repr=False)


class Refused(ValueError):
    """A cell breaks a rule; raised while one value is read, and turned into a Problem where its place is known."""

    def __init__(self, reason: Reason, *, repair: Repair | None = None, **params: object) -> None:
        super().__init__(reason.value, params)
        self.reason = reason
        self.repair = repair
        self.params = params


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubtful cell; `value` and `repaired` are masked where they could be a number that points at a person.

    `field` is the column's field; `repair` and `repaired` are the one repair offered, if there is one.
    """

    sheet: str
    row: int
    column: str
    header: str
    value: str
    reason: Reason
    params: Mapping[str, object]
    field: Field
    effect: Effect = Effect.ROW_WAITS
    repair: RepairKind | None = None
    repaired: str = ""

    @property
    def words(self) -> str:
        """The reason as a sentence in the language of the moment."""
        return str(self.reason.label) % self.params

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.row


FAULTS = {
    FileFault.NOT_A_TABLE: _("This is no Excel or CSV file. Save the list as .xlsx and send it again."),
    FileFault.BROKEN: _("This file is broken. Open it in Excel, save it again as .xlsx and send it again."),
    FileFault.OLD_OR_LOCKED: _("Open this file in Excel and save it as .xlsx without a password."),
    FileFault.TOO_LARGE: _("This file is larger than %(megabytes)s MB. Send it in parts."),
    FileFault.TOO_MANY_ROWS: _("This file has more than %(rows)s rows. Send it in parts."),
    FileFault.UNPACKS_TOO_LARGE: _(
        "This sheet reaches too far. Delete empty rows and columns beyond the list and send it again."
    ),
    FileFault.NO_HEADER: _("No row of this file has the headings of a register, such as name and identity number."),
    FileFault.MISSING_COLUMNS: _("The headings in row %(row)s lack: %(columns)s."),
    FileFault.COLUMN_TWICE: _("Two columns mean the same: %(first)s and %(second)s. Delete one of them."),
    FileFault.NO_ROWS: _("There is no row below the headings."),
}


def fault_words(error: UnreadableFile) -> str:
    """Why the file cannot be read, as a sentence that says what to do."""
    return str(FAULTS[error.fault]) % error.params
