"""Why a whole file cannot be read."""

from enum import StrEnum


class FileFault(StrEnum):
    NOT_A_TABLE = "not_a_table"
    BROKEN = "broken"
    OLD_OR_LOCKED = "old_or_locked"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    NO_HEADER = "no_header"
    MISSING_COLUMNS = "missing_columns"
    COLUMN_TWICE = "column_twice"
    NO_ROWS = "no_rows"


class UnreadableFile(ValueError):
    """The file as a whole cannot be taken; the same file will fail again. `params` fill the message."""

    def __init__(self, fault: FileFault, **params: str | int) -> None:
        super().__init__(fault.value, params)
        self.fault = fault
        self.params = params
