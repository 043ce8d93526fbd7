"""What a clerk has decided about the doubtful cells of one file."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from learners.people.importing.problems import SAFE_REPAIRS, RepairKind
from learners.people.reading.fields import Field

Cell = tuple[str, int, Field]
"""Sheet, row as in Excel, and field."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The file lists everybody of these `villages` (codes): who is missing has left, that day and for that reason."""

    villages: frozenset[str]
    because: str
    on: datetime.date


@dataclass(frozen=True, slots=True)
class Decisions:
    """Kinds of repair that were agreed to, cells that were typed anew, and whether who is missing has left."""

    accepted: frozenset[RepairKind] = frozenset()
    edits: Mapping[Cell, str] = field(default_factory=dict, repr=False)
    leaving: "Leaving | None" = None

    @classmethod
    def all_safe(cls) -> "Decisions":
        return cls(accepted=SAFE_REPAIRS)


UNDECIDED = Decisions()
