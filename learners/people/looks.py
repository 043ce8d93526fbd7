"""Who looked at a person's file: by name for those who oversee officers, by office for the person.

A villager is told office, role, day, page and reason, and not the officer's name: that is enough to ask, and the county
has the name when it is asked (docs/operations.md).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.people.models import Look, Person
from learners.regions.models import Officer

ROWS = 500
"""Looks shown at most, the latest."""

PAGES: dict[str, str | Promise] = {
    "file": _("the file"),
    "household": _("page of the household"),
    "numbers": _("numbers in full"),
    "looks": _("who looked"),
    "history": _("changes of the register"),
    "adjust": _("adjusting of the register"),
    "leaving": _("recording who has left"),
    "offers": _("offers of courses"),
    "plan": _("learning plan"),
    "plan-print": _("printing of the learning plan"),
    "order": _("order for training"),
    "voice": _("listening to a voice note"),
    "wechat": _("joining to WeChat"),
    "sign-out": _("signing out of phones"),
    "pictures": _("pictures of the card"),
    "card": _("household card"),
    "card-print": _("printing of cards"),
    "rejected": _("records not counted"),
    "sample": _("sample of an audit"),
    "finding": _("finding of an audit"),
    "attachment": _("photo or scanned paper"),
    "correct": _("withdrawing of an entry"),
    "enter subsidy": _("entering a subsidy"),
    "enter outcome": _("entering what came of it"),
    "enter visit": _("entering a visit"),
    "enter paper": _("entering an earlier paper"),
    "pdf": _("file as PDF"),
    "json": _("file as JSON"),
    "list": _("list as Excel"),
    "todo": _("to-do of a helper"),
    "statements": _("learning statements"),
    "badge": _("certificate as a badge"),
}


@dataclass(frozen=True, slots=True)
class LookRow:
    """All looks of one officer at one page on one day; each number shown in full has a row of its own."""

    day: datetime.date
    at: datetime.datetime
    name: str
    role: str
    office: str
    page: str
    shown: str
    reason: str
    times: int


def look_rows(person: Person) -> list[LookRow]:
    """The latest first; one query. For the person, and for officers who were let to see this."""
    looks = Look.objects.filter(person=person).select_related("user__officer__region").order_by("-at", "-pk")[:ROWS]
    rows = [_row(same) for _key, same in groupby(sorted(looks, key=_key_of), _key_of)]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _key_of(look: Look) -> tuple[object, ...]:
    day = timezone.localdate(look.at)
    return (day, look.user_id, look.role, look.page, look.pk if look.shown else 0)


def _row(looks: Iterable[Look]) -> LookRow:
    same = list(looks)
    look = max(same, key=lambda look: look.at)
    officer = getattr(look.user, "officer", None)
    return LookRow(
        day=timezone.localdate(look.at),
        at=look.at,
        name=str(look.user),
        role=str(dict(Officer.Role.choices).get(look.role, look.role)),
        office=str(officer.region) if officer else "",
        page=str(PAGES.get(look.page, look.page)),
        shown=str(look.get_shown_display()) if look.shown else "",
        reason=look.reason,
        times=len(same),
    )
