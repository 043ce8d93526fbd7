"""Where phones send who was in a class: the learner's a scanned code, the trainer's ticks and scanned cards."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security import SessionAuth

from learners.classes.outcomes import Answer
from learners.classes.schemas import SIGN_INS, ClassProblem, SignInAnswer, SignInAnswers
from learners.classes.signing import Sender, store_sign_ins
from learners.people.access import person_of
from learners.people.batches import read_batch
from learners.people.devices import device_of, hold_person

router = Router(tags=["classes"])
LONGEST_ID = 64


class SignedIn(SessionAuth):
    """The session's cookie and the CSRF header; without a session it is 401, whatever the header says."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if request.user.is_authenticated else None


PROBLEMS = dict.fromkeys((400, 401, 403, 413, 415), ClassProblem)


@router.post(
    "/classes/sign-ins",
    auth=SignedIn(),
    response={200: SignInAnswers, **PROBLEMS},
    openapi_extra=SIGN_INS,
    summary="Report who was in a class",
)
def class_sign_ins(request: HttpRequest, response: HttpResponse) -> SignInAnswers:
    """At most 200 items and 64 KB, plain or as gzip. The same item may be sent any number of times."""
    response["Cache-Control"] = "private, no-store"
    items = read_batch(request)
    answers = store_sign_ins(sender=sender_of(request, response), items=items)
    return SignInAnswers(answers=[_reply(raw, answer) for raw, answer in zip(items, answers, strict=True)])


def sender_of(request: HttpRequest, response: HttpResponse) -> Sender:
    """Who is signed in, and on which device."""
    person = person_of(request.user)
    signed_in = hold_person(request, response, person) if person else None
    device = signed_in.device if signed_in else device_of(request)
    return Sender(request.user, device, signed_in)  # type: ignore[arg-type]


def _reply(raw: object, answer: Answer) -> SignInAnswer:
    sent = raw.get("id") if isinstance(raw, dict) else None
    plain = isinstance(sent, str) and len(sent) <= LONGEST_ID and sent.isascii()
    return SignInAnswer(
        id=sent if plain else None,
        result=answer.outcome.value,
        code=answer.code.value if answer.code else "",
        text=str(answer.code.label) if answer.code else "",
        keep=answer.code is not None and answer.code.may_count_later,
    )
