"""Where phones send what their people searched for, also later, where there was no line."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.security import SessionAuth
from pydantic import Field

from learners.people.access import person_of
from learners.people.batches import MOST_ITEMS, VERSION, read_batch
from learners.people.devices import device_of, hold_person
from learners.plans.searched.services import take_searches

router = Router(tags=["searches"])


class SignedIn(SessionAuth):
    """The session's cookie and the CSRF header; without a session it is 401, whatever the header says."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if request.user.is_authenticated else None


class Kept(Schema):
    kept: int = Field(description="How many trades were recognised; the rest is not kept, and need not be sent again.")


class SearchProblem(Schema):
    """Why nothing of the request was done."""

    code: str
    text: str = Field(description="A sentence for the person before the screen.")


SEARCH: dict[str, Any] = {
    "type": "object",
    "required": ["words"],
    "properties": {
        "words": {"type": "string", "description": "As typed; only the trades in it are kept, by their usual names."},
        "person": {"type": "string", "description": "Stands for the learner on this phone; absent: who is signed in."},
        "at": {"type": "string", "format": "date-time", "description": "The phone's time of day, with zone."},
    },
}
SEARCHES: dict[str, Any] = {
    "parameters": [{"name": "X-CSRFToken", "in": "header", "required": True, "schema": {"type": "string"}}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["version", "items"],
                    "properties": {
                        "version": {"const": VERSION},
                        "items": {"type": "array", "maxItems": MOST_ITEMS, "items": {"anyOf": [SEARCH, {}]}},
                    },
                }
            }
        },
    },
}


@router.post(
    "/searches",
    auth=SignedIn(),
    response={200: Kept, **dict.fromkeys((400, 401, 403, 413, 415), SearchProblem)},
    openapi_extra=SEARCHES,
    summary="Report what was searched for",
)
def searches(request: HttpRequest, response: HttpResponse) -> Kept:
    """At most 200 items and 64 KB. The same item may be sent any number of times."""
    response["Cache-Control"] = "private, no-store"
    items = read_batch(request)
    person = person_of(request.user)
    signed_in = hold_person(request, response, person) if person else None
    device = signed_in.device if signed_in else device_of(request)
    return Kept(kept=take_searches(items=items, signed_in=signed_in, device=device))
