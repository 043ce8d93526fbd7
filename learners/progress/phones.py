"""A batch from a phone that several people may share: each item goes to the person it was made for."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils import timezone

from learners.people.devices import Held, NotHeld, whose
from learners.people.models import Device, DeviceSignIn
from learners.progress.notes import note_rejected
from learners.progress.outcomes import Answer, Code, Outcome
from learners.progress.services import store_items


def store_batch(
    *,
    items: Sequence[object],
    signed_in: DeviceSignIn | None,
    device: Device | None,
    now: datetime.datetime | None = None,
) -> list[Answer]:
    """One answer per item, in their order, as `store_items` gives them.

    signed_in: the sign-in on this device whose session sends the batch, None for an account that is no person's. An
    item that names no person is theirs. Each person's items are a transaction of their own.
    """
    now = now or timezone.now()
    tokens = [_token(raw) for raw in items]
    owners = _owners({token for token in tokens if token is not None}, signed_in, device)
    places = defaultdict(list)
    for place, token in enumerate(tokens):
        places[owners[token]].append(place)
    answers: dict[int, Answer] = {}
    for owner, mine in places.items():
        sent = [items[place] for place in mine]
        answers |= zip(mine, _store(owner, sent, signed_in, device, now), strict=True)
    return [answers[place] for place in range(len(items))]


def _token(raw: object) -> str | None:
    """None where the item names nobody."""
    sent = raw.get("person") if isinstance(raw, dict) else None
    return sent if sent is None or isinstance(sent, str) else ""


def _owners(
    tokens: set[str], signed_in: DeviceSignIn | None, device: Device | None
) -> Mapping[str | None, Held | NotHeld | None]:
    """One value per person: what two tokens of one person cover is judged together."""
    mine = Held(signed_in.person, signed_in.since, signed_in.way) if signed_in else None
    found: dict[str | None, Held | NotHeld | None] = {None: mine}
    found.update(whose(tokens, device=device, signed_in=signed_in))
    first: dict[int, Held] = {}
    for owner in found.values():
        if isinstance(owner, Held):
            earlier = first.get(owner.person.pk)
            first[owner.person.pk] = min(earlier or owner, owner, key=lambda held: held.since)
    return {token: first[owner.person.pk] if isinstance(owner, Held) else owner for token, owner in found.items()}


def _store(
    owner: Held | NotHeld | None,
    items: Sequence[object],
    signed_in: DeviceSignIn | None,
    device: Device | None,
    now: datetime.datetime,
) -> list[Answer]:
    if isinstance(owner, Held):
        return store_items(
            person=owner.person, items=items, device=device, way=owner.way, signed_in_since=owner.since, now=now
        )
    answers = [Answer(Outcome.REJECTED, _reason(owner))] * len(items)
    claimed = owner.person if owner else None
    noted = signed_in.person if signed_in else claimed
    if noted:
        note_rejected(person=noted, claimed=claimed, sent=zip(items, answers, strict=True), now=now, device=device)
    return answers


def _reason(owner: NotHeld | None) -> Code:
    if owner is None:
        return Code.NOT_A_LEARNER
    return Code.SIGN_IN_ENDED if owner.ended else Code.OTHER_PERSON
