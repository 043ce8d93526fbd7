"""Keeping what was searched: little, and not for long."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from learners.people.devices import Held, whose
from learners.people.models import Device, DeviceSignIn, Person
from learners.plans.lexicon import lexicon
from learners.plans.orders.meaning import meanings_of
from learners.plans.searched.models import Search
from learners.plans.searched.queries import HOLDS

MOST = 20
LONGEST = 80


def take_searches(*, items: Iterable[object], signed_in: DeviceSignIn | None, device: Device | None) -> int:
    """Keeps what a phone noted, each for the person whose turn it was; returns how many are kept.

    items: decoded JSON, `words`, `person` (stands for somebody on this phone) and `at`. What cannot be read, or names
    nobody who is signed in on the phone, is dropped: a search is worth no question to anybody.
    """
    sent = [item for item in items if isinstance(item, Mapping) and isinstance(item.get("words"), str)]
    tokens = {str(item.get("person")) for item in sent if item.get("person")}
    owners = whose(tokens, device=device, signed_in=signed_in)
    kept = 0
    for item in sent:
        owner = owners.get(str(item["person"])) if item.get("person") else None
        person = owner.person if isinstance(owner, Held) else signed_in.person if signed_in and not owner else None
        if person:
            kept += note_search(person=person, words=item["words"][:LONGEST], day=_day(item.get("at")))
    return kept


def _day(at: object) -> datetime.date:
    """Of the phone's clock, where it can be right."""
    today = timezone.localdate()
    try:
        moment = parse_datetime(at) if isinstance(at, str) else None
    except ValueError:
        moment = None
    day = timezone.localdate(moment) if moment and moment.tzinfo else today
    return day if today - HOLDS < day <= today else today


@transaction.atomic
def note_search(*, person: Person, words: str, day: datetime.date) -> int:
    """Keeps the trades that were meant; returns how many. What names no trade is nobody's business."""
    trades = trades_in(words)
    for trade in trades:
        row, made = Search.objects.get_or_create(person=person, words=trade, defaults={"day": day})
        if not made and row.day < day:
            row.day = day
            row.save(update_fields=["day"])
    old = Search.objects.filter(person=person).order_by("-day", "-pk").values_list("pk", flat=True)[MOST:]
    Search.objects.filter(pk__in=list(old)).delete()
    return len(trades)


def trades_in(words: str) -> Sequence[str]:
    """The trades that somebody means, by their usual names, also in pinyin or dialect; none for anything else."""
    nodes = [lexicon().node_of(meaning.key.split("+")[0]) for meaning in meanings_of(words)]
    return list(dict.fromkeys(node.name for node in nodes if node.code and not node.name.isdigit()))


def forget_searches(*, person: Person | None = None, today: datetime.date | None = None) -> int:
    """Deletes all of a person's, or those of everybody that are too old; returns how many."""
    rows = Search.objects.filter(person=person) if person else Search.objects.all()
    if person is None:
        rows = rows.filter(day__lt=(today or timezone.localdate()) - HOLDS)
    return rows.delete()[0]
