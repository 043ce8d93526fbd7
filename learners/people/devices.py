"""Which phone it is, and who was signed in on it (docs/decisions/0010).

A device knows itself by an unguessable cookie that no script can read; the platform keeps its hash. Each person who
opens a lesson on it gets a token for this device, which stands for the person in what the device records. So several
people on one phone are kept apart, also without a line.
"""

import datetime
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import lookup_hash
from eduplatform.accounts.services import end_sessions
from learners.people.models import Device, DeviceSignIn, Person

COOKIE = "device"
SESSION_KEY = "device"
WAY_KEY = "way"
TOKEN_BYTES = 16
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
"""What `TOKEN_BYTES` look like; a database is asked for nothing else."""


def remember_device(request: HttpRequest) -> None:
    """At a sign-in: the session names the device that the browser is known as, or a new one.

    Here and not with the first lesson, because a browser opens several pages at once.
    """
    device = _by_token(_sent_token(request))
    request.session[SESSION_KEY] = request.COOKIES[COOKIE] if device else _new_token()


def device_of(request: HttpRequest) -> Device | None:
    """The device by its cookie, or else by what the session remembers; None before anybody opened a lesson on it."""
    return _by_token(_sent_token(request)) or _by_token(request.session.get(SESSION_KEY, ""))


def sign_in(request: HttpRequest, user: User, way: DeviceSignIn.Way) -> None:
    """The session that a sign-in by phone and code gives as well."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[WAY_KEY] = way.value


def who(person_id: int) -> str:
    """How a phone names a person among its own: no number of the register, and no way back."""
    return lookup_hash(f"person:{person_id}")[:16]


def hold_person(request: HttpRequest, response: HttpResponse, person: Person) -> DeviceSignIn:
    """The signed-in person's row on this device, made with the first page opened on it. One query as a rule."""
    today = timezone.localdate()
    way = request.session.get(WAY_KEY, DeviceSignIn.Way.CODE.value)
    row = _held(_sent_token(request), person)
    if row is None or row.seen_on < today or row.way != way:
        token = _sent_token(request) if row else _lasting_token(request)
        row = _hold(token, person, today, way)
        _set_cookie(request, response, token)
        request.session.modified = True  # each day of learning begins the months of a session anew
    row.person = person  # at hand already
    return row


@dataclass(frozen=True, slots=True)
class Held:
    """Whom a record is for, since when, as far as the platform saw, they can have made it, and how they signed in."""

    person: Person
    since: datetime.datetime
    way: str


@dataclass(frozen=True, slots=True)
class NotHeld:
    """The device never held whom the token names (`person`, if anybody), or does so no longer (`ended`)."""

    person: Person | None = None
    ended: bool = False


def whose(
    tokens: Collection[str], *, device: Device | None, signed_in: DeviceSignIn | None
) -> Mapping[str, Held | NotHeld]:
    """Whom each token stands for on this device; what names the signed-in person is theirs wherever it was made.

    One query, two where a sign-in was ended, none without tokens.
    """
    known = [token for token in tokens if TOKEN.fullmatch(token)]
    rows = list(DeviceSignIn.objects.filter(token__in=known).select_related("person__user")) if known else []
    ended = {row.person_id for row in rows if row.ended_at}
    again = DeviceSignIn.objects.filter(device=device, person__in=ended, ended_at=None) if ended else None
    back = set(again.values_list("person", flat=True)) if again is not None else set()
    answers: dict[str, Held | NotHeld] = dict.fromkeys(tokens, NotHeld())
    return answers | {row.token: _whose(row, device, signed_in, back) for row in rows}


def _whose(
    row: DeviceSignIn, device: Device | None, signed_in: DeviceSignIn | None, back: Collection[int]
) -> Held | NotHeld:
    if signed_in and row.person_id == signed_in.person_id:
        return Held(row.person, row.since, row.way)
    if device is None or row.device_id != device.pk:
        return NotHeld(row.person)
    if row.person.left_on or (row.ended_at and row.person_id not in back):
        return NotHeld(row.person, ended=True)
    return Held(row.person, row.since, row.way)


def sign_ins_of(person: Person) -> QuerySet[DeviceSignIn]:
    """Where the person is signed in, the latest first. For officers who were let to see the person."""
    return DeviceSignIn.objects.filter(person=person, ended_at=None).select_related("device").order_by("-since")


@transaction.atomic
def end_sign_ins(*, person: Person, by: User, now: datetime.datetime | None = None) -> int:
    """Signs the person out everywhere: of sessions, and of devices that could go on recording. Returns how many."""
    if person.user:
        end_sessions(user=person.user)
    return sign_ins_of(person).update(ended_at=now or timezone.now(), ended_by=by)


def _by_token(token: str) -> Device | None:
    return Device.objects.filter(token_hash=lookup_hash(token)).first() if TOKEN.fullmatch(token) else None


def _held(token: str, person: Person) -> DeviceSignIn | None:
    if not TOKEN.fullmatch(token):
        return None
    rows = DeviceSignIn.objects.filter(device__token_hash=lookup_hash(token), person=person, ended_at=None)
    return rows.select_related("device").first()


def _hold(token: str, person: Person, today: datetime.date, way: str) -> DeviceSignIn:
    device, _made = Device.objects.get_or_create(token_hash=lookup_hash(token))
    row, made = DeviceSignIn.objects.get_or_create(
        device=device,
        person=person,
        ended_at=None,
        defaults={"token": _new_token(), "since": timezone.now(), "seen_on": today, "way": way},
    )
    if not made and (row.seen_on, row.way) != (today, way):
        row.seen_on, row.way = today, way
        row.save(update_fields=["seen_on", "way"])
    return row


def _lasting_token(request: HttpRequest) -> str:
    """A token that the browser invented names no device."""
    sent = _sent_token(request)
    if _by_token(sent):
        return sent
    token: str = request.session.setdefault(SESSION_KEY, _new_token())
    return token


def _sent_token(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def _new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def _set_cookie(request: HttpRequest, response: HttpResponse, token: str) -> None:
    response.set_cookie(
        COOKIE, token, max_age=settings.DEVICE_COOKIE_AGE, httponly=True, samesite="Lax", secure=request.is_secure()
    )
