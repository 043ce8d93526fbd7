"""Putting everything that is encrypted under the newest of `FIELD_KEYS`, while the site runs.

A value is replaced only where it is still the one that was read, so what somebody saves meanwhile stays. What is under
the newest key already is left alone, so a run that was cut short is simply started again. Rooms that keep sealed files
outside the database renew them in a function of their own (`renews`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction

from eduplatform.accounts.secrets import decrypt, encrypt, is_under_newest_key

ENDING = "_encrypted"
"""How fields are named that hold what `secrets.encrypt` gave; the models of all apps are looked through for them."""

AT_ONCE = 500


@dataclass(slots=True)
class Round:
    """What came of some rows of one field, or files. `lost` are row numbers of what no known key opens, or is gone.

    Counting alone, `renewed` is what is not under the newest key. `removed` are files that no row names any more.
    """

    label: str
    newest: int = 0
    renewed: int = 0
    changed_meanwhile: int = 0
    removed: int = 0
    lost: tuple[int, ...] = ()


class Renewer(Protocol):
    """Renews what a room keeps sealed, some at a time; `dry` only counts."""

    def __call__(self, *, dry: bool) -> Iterator[Round]: ...


RENEWERS: list[Renewer] = []


def renews(renewer: Renewer) -> Renewer:
    """Decorator: the function takes part in every rotation."""
    RENEWERS.append(renewer)
    return renewer


def encrypted_fields() -> list[tuple[type[models.Model], str]]:
    """Every model and field that holds encrypted text."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith(ENDING)
    ]


def renew(*, dry: bool = False) -> Iterator[Round]:
    """Some hundred rows at a time, each round a transaction of its own. `dry` only counts."""
    for model, field in encrypted_fields():
        last = 0
        rows = model._base_manager.exclude(**{field: ""}).order_by("pk").values_list("pk", field)
        while some := list(rows.filter(pk__gt=last)[:AT_ONCE]):
            yield _round(model, field, some, dry=dry)
            last = some[-1][0]
    for renewer in RENEWERS:
        yield from renewer(dry=dry)


def not_renewed() -> int:
    """How much still needs another key than the newest. Zero says that the others can go."""
    return sum(found.renewed + len(found.lost) for found in renew(dry=True))


@transaction.atomic
def _round(model: type[models.Model], field: str, rows: list[tuple[int, str]], *, dry: bool) -> Round:
    outcome = Round(f"{model._meta.label}.{field}")
    for pk, token in rows:
        if is_under_newest_key(token):
            outcome.newest += 1
            continue
        try:
            renewed = encrypt(decrypt(token))
        except InvalidToken:
            outcome.lost = (*outcome.lost, pk)
            continue
        same = model._base_manager.filter(pk=pk, **{field: token})
        there = same.count() if dry else same.update(**{field: renewed})
        outcome.renewed += there
        outcome.changed_meanwhile += not there
    return outcome
