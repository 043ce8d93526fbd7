"""How to-dos read in a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from learners.assistance.models import Entry
from learners.assistance.words import Facts, Words, describes
from learners.followup.todos.codes import Errand, Hindrance, Result


def _label(choices: type[TextChoices], code: str) -> str:
    labels: dict[str, Any] = dict(choices.choices)
    return str(labels.get(code, code))


@describes(Entry.Kind.TASK_DONE)
def task_done(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    lines = [_("Result: %(result)s") % {"result": _label(Result, payload["result"])}]
    return Words(_("To-do done: %(errand)s.") % _errand(payload), (*lines, *_lines(payload)))


@describes(Entry.Kind.TASK_FAILED)
def task_failed(payload: Facts, evidence: Facts, places: Mapping[str, str]) -> Words:
    lines = [_("Reason: %(reason)s") % {"reason": _label(Hindrance, payload["result"])}]
    return Words(_("To-do not possible: %(errand)s.") % _errand(payload), (*lines, *_lines(payload)))


def _errand(payload: Facts) -> dict[str, str]:
    return {"errand": _label(Errand, payload["errand"])}


def _lines(payload: Facts) -> Iterator[str]:
    if payload.get("what"):
        yield _("What it was about: %(what)s") % payload
    if payload.get("words"):
        yield _("Note: %(note)s") % {"note": payload["words"]}
    yield _("Due by %(due_on)s") % payload
