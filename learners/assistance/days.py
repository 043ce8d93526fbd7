"""Daily roots: one signature over everything that was recorded on a day, chained to the day before.

The heads of a day are, for each chain that grew, its last entry of that day. A head's hash covers the chain up to it;
so does the tree over the heads, in the order of the persons' numbers, whose leaves are `person seq hash` in ASCII
(merkle.py). What is signed is one JSON object, written like the record of an entry (ledger.py), with the keys

    v          1
    day        such as 2026-05-01, of the site's time zone
    from       first moment of it, UTC, and
    until      the first moment after it
    chains     how many heads the tree has
    entries    how many entries were recorded
    tree       hash of the tree, hex
    previous   SHA-256 of the record of the day before, 64 zeros for the first
    signed_at  when, UTC
    key        the public key, hex

`LEDGER_ROOTS_DIR` gets a copy of each day as a file, which `tools/check_day.py` checks without database and program.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef
from django.utils import timezone

from learners.assistance.ledger import ENCODER, GENESIS, moment
from learners.assistance.merkle import leaf_hash, path_of, tree_hash
from learners.assistance.models import DayHead, DayRoot, Entry
from learners.assistance.signing import public_key, sign

SEALED_AFTER = datetime.timedelta(hours=1)
"""After midnight, so that what was begun before it is there."""

ONE_DAY = datetime.timedelta(days=1)
LOCK_WAIT = "10s"


class CopiesDiffer(RuntimeError):
    """A copy of a root outside the database is not what the database has: nothing is signed on top of that."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain on a day."""

    person: int
    seq: int
    hash: str

    @property
    def leaf(self) -> bytes:
        return leaf_hash(f"{self.person} {self.seq} {self.hash}".encode())


def seal_days(*, now: datetime.datetime | None = None) -> list[DayRoot]:
    """Signs every day that is over and has no root yet, also those without entries and those that came to lie late.

    Raises CopiesDiffer; OperationalError when entries are being written for too long: it is tried again in an hour.
    """
    now = now or timezone.now()
    sealed = []
    check_copies()
    while (day := _next_day()) and now >= bounds(day)[1] + SEALED_AFTER:
        root = _seal(day, now)
        if root is None:
            break
        write_copy(root)
        sealed.append(root)
    return sealed


def bounds(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """First moment of a day, and the first after it."""
    midnight = datetime.time.min
    return (
        timezone.make_aware(datetime.datetime.combine(day, midnight)),
        timezone.make_aware(datetime.datetime.combine(day + ONE_DAY, midnight)),
    )


def heads_of_entries(
    first: datetime.datetime, until: datetime.datetime, person_id: int | None = None
) -> Iterator[Head]:
    """What the heads of a span, or of one person's chain in it, are by the entries, in the order of the persons."""
    recorded = Entry.objects.filter(recorded_at__gte=first, recorded_at__lt=until)
    if person_id is not None:
        recorded = recorded.filter(person=person_id)
    later = recorded.filter(person=OuterRef("person"), seq__gt=OuterRef("seq"))
    rows = recorded.filter(~Exists(later)).order_by("person").values_list("person", "seq", "hash")
    return (Head(*row) for row in rows.iterator())


def heads_of_root(root: DayRoot) -> Iterator[Head]:
    """What was noted when the day was signed."""
    rows = root.heads.order_by("person_id").values_list("person_id", "seq", "hash")
    return (Head(*row) for row in rows.iterator())


def heads_in_copy(root: DayRoot) -> list[Head]:
    """What the copy outside the database holds; empty where there is none that can be read."""
    path = Path(settings.LEDGER_ROOTS_DIR) / f"{root.day}.json"
    try:
        return [Head(*head) for head in json.loads(path.read_text(encoding="utf-8"))["heads"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def tree_of(heads: Iterable[Head]) -> str:
    return tree_hash(head.leaf for head in heads).hex()


def document(root: DayRoot) -> dict[str, Any]:
    """The file of a day, enough to check it without the database."""
    heads = [[head.person, head.seq, head.hash] for head in heads_of_root(root)]
    return {"record": root.record, "signature": root.signature, "heads": heads}


def write_copy(root: DayRoot, folder: Path | None = None) -> Path:
    """Writes the file of a day into a folder, `LEDGER_ROOTS_DIR` unless told."""
    folder = folder or Path(settings.LEDGER_ROOTS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{root.day}.json"
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(document(root), separators=(",", ":")) + "\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def check_copies(folder: Path | None = None) -> int:
    """How many files of a folder say what the database says; raises CopiesDiffer for the first that does not."""
    folder = folder or Path(settings.LEDGER_ROOTS_DIR)
    files = sorted(folder.glob("????-??-??.json"))
    records = dict(DayRoot.objects.values_list("day", "record"))
    for path in files:
        record = json.loads(path.read_text(encoding="utf-8"))["record"]
        if records.get(datetime.date.fromisoformat(path.stem)) != record:
            raise CopiesDiffer(path.name)
    return len(files)


@dataclass(frozen=True, slots=True)
class Proof:
    """Shows without other people's data that an entry is under the signature of a day (merkle.hash_at_end)."""

    root: DayRoot
    head: Head
    path: list[tuple[bool, bytes]]


def proof_of(person_id: int) -> Proof | None:
    """For the last signed entry of a person; None before the first day is signed."""
    newest = DayHead.objects.filter(person=person_id).select_related("root").order_by("-root__day").first()
    if newest is None:
        return None
    heads = list(heads_of_root(newest.root))
    index = next(number for number, head in enumerate(heads) if head.person == person_id)
    return Proof(newest.root, heads[index], path_of([head.leaf for head in heads], index))


def _next_day() -> datetime.date | None:
    """The day after the last root; before the first one, that of the first entry."""
    last: datetime.date | None = DayRoot.objects.aggregate(last=Max("day"))["last"]
    if last:
        return last + ONE_DAY
    first = Entry.objects.aggregate(first=Min("recorded_at"))["first"]
    return timezone.localdate(first) if first else None


@transaction.atomic
def _seal(day: datetime.date, now: datetime.datetime) -> DayRoot | None:
    """None when another process was faster."""
    _wait_for_writers()
    if day != _next_day():
        return None
    first, until = bounds(day)
    heads = list(heads_of_entries(first, until))
    previous = DayRoot.objects.filter(day=day - ONE_DAY).values_list("hash", flat=True).first()
    record = {
        "v": 1,
        "day": day.isoformat(),
        "from": moment(first),
        "until": moment(until),
        "chains": len(heads),
        "entries": Entry.objects.filter(recorded_at__gte=first, recorded_at__lt=until).count(),
        "tree": tree_of(heads),
        "previous": previous or GENESIS,
        "signed_at": moment(now),
        "key": public_key(),
    }
    text = ENCODER.encode(record)
    digest = hashlib.sha256(text.encode()).hexdigest()
    root = DayRoot.objects.create(day=day, record=text, hash=digest, signature=sign(text.encode()))
    rows = [DayHead(root=root, person_id=head.person, seq=head.seq, hash=head.hash) for head in heads]
    DayHead.objects.bulk_create(rows, batch_size=2000)
    return root


def _wait_for_writers() -> None:
    """Until all that append are done, holding back new ones. SQLite has one writer, which is this transaction."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        cursor.execute(f"LOCK TABLE {DayRoot._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"LOCK TABLE {Entry._meta.db_table} IN SHARE MODE")
