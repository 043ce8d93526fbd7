"""What is wrong with a number shows only beside the others of its column.

Excel cuts long numbers to 15 digits before a file is saved as text. One such identity number shows, because its check
digit does not fit; of eleven of them, one fits by chance. A household number with a digit too few looks like another
household.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from learners.people.importing.places import Places
from learners.people.importing.problems import Problem, Reason
from learners.people.importing.rows import ReadRow
from learners.people.reading.fields import Field

_ZEROS = "000"
# Of honest numbers one in a thousand ends like this.
_SUSPICIOUS_SHARE = 0.02
_FEWEST = 5
_LONG = 16
_FEWEST_HOUSEHOLDS = 10
# Below this share of one length, several ways of numbering are in use.
_USUAL_SHARE = 0.9


def spoiled_persons(rows: Sequence[ReadRow], problems: Sequence[Problem]) -> list[ReadRow]:
    """Rows whose identity number fits only by chance: the file has many others that were cut off."""
    cut = [problem for problem in problems if _is_cut_off(problem)]
    suspicious = [row for row in rows if row.id_number.text.endswith(_ZEROS)]
    share = len(cut) / max(1, len(rows) + len(cut))
    return suspicious if len(cut) >= _FEWEST and share > _SUSPICIOUS_SHARE else []


def _is_cut_off(problem: Problem) -> bool:
    # The end of a masked number is shown.
    return (
        problem.field == Field.ID_NUMBER
        and problem.reason in (Reason.ID_CHECK_DIGIT, Reason.ID_BIRTH_DATE)
        and problem.value.endswith(_ZEROS)
    )


def spoiled_households(numbers: Iterable[str]) -> bool:
    """Whether all household numbers end in zero: then households of one decade have become one."""
    long = [number for number in numbers if len(number) >= _LONG]
    return len(long) >= _FEWEST_HOUSEHOLDS and all(number.endswith("0") for number in long)


def odd_households(numbers: Collection[str], places: Places) -> set[str]:
    """Numbers of another length than nearly all others, and those that begin with no village where the others do."""
    if len(numbers) < _FEWEST_HOUSEHOLDS:
        return set()
    length, _count = Counter(map(len, numbers)).most_common(1)[0]
    of_villages = {number for number in numbers if places.of_number(number)}
    odd = {number for number in numbers if len(number) != length}
    strange = set(numbers) - of_villages
    most = len(numbers) * (1 - _USUAL_SHARE)
    return (odd if len(odd) <= most else set()) | (strange if len(strange) <= most else set())
