"""Public pages as they were last sent, compressed, in the memory of each process, until anything they show changes.

They are the same for everyone, so neither sessions nor templates are asked again; one short query tells whether what
is kept still holds, and a page is therefore never older than the catalogue.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers, set_response_etag
from django.utils.translation import get_language_from_request

from courses.changes import State, state_now

PAGES_KEPT = 1000
BROTLI_QUALITY, GZIP_LEVEL = 9, 9
MAY_BE_KEPT = "courses.may_be_kept"
"""Set in `request.META` by a page that shows nothing which passes by itself."""

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Finished:
    """One page in one language; `bodies` by encoding, the shortest first."""

    state: State
    headers: dict[str, str]
    bodies: dict[str, bytes]


class Shelf:
    """The pages that were asked for last. One that was asked for once has a place with nothing in it."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Key, Finished | None] = OrderedDict()
        self.changing = threading.Lock()

    def find(self, key: Key) -> tuple[bool, Finished | None]:
        with self.changing:
            if key not in self.pages:
                return False, None
            self.pages.move_to_end(key)
            return True, self.pages[key]

    def put(self, key: Key, page: Finished | None) -> None:
        with self.changing:
            self.pages[key] = page
            if len(self.pages) > PAGES_KEPT:
                self.pages.popitem(last=False)


SHELF = Shelf()


class FinishedPages:
    """Middleware. Stands below what compresses and answers conditional requests, above all that costs time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.META.get("QUERY_STRING") or getattr(request, "is_dummy", False):
            return self.get_response(request)  # Wagtail's dummies are previews of what nobody else may see
        key = key_of(request)
        known, page = SHELF.find(key)
        # Read before the page is made: what changes meanwhile makes the next visitor's be made anew.
        state = state_now() if known else None
        encoding = encoding_for(request)
        if page and page.state == state and encoding:
            return answer(page, encoding)
        response = self.get_response(request)
        if request.META.get(MAY_BE_KEPT) and may_be_shared(response):
            SHELF.put(key, finish(response, state) if state else None)
        return response


def key_of(request: HttpRequest) -> Key:
    return f"{request.scheme}://{request.get_host()}", request.path_info, get_language_from_request(request)


def encoding_for(request: HttpRequest) -> str:
    """Empty for whoever takes neither; nobody who refuses one in so many words has been seen, but they may."""
    wanted = [part.replace(" ", "") for part in request.META.get("HTTP_ACCEPT_ENCODING", "").split(",")]
    names = {part.partition(";")[0] for part in wanted if not part.endswith((";q=0", ";q=0.0"))}
    return next((name for name in ("br", "gzip") if name in names), "")


def may_be_shared(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.streaming and not response.cookies


def finish(response: HttpResponse, state: State) -> Finished:
    set_response_etag(response)
    patch_vary_headers(response, ("Accept-Encoding",))
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    bodies = {
        "br": brotli.compress(response.content, quality=BROTLI_QUALITY),
        "gzip": gzip.compress(response.content, GZIP_LEVEL, mtime=0),
    }
    return Finished(state, headers | {"ETag": f"W/{headers['ETag']}"}, bodies)


def answer(page: Finished, encoding: str) -> HttpResponse:
    body = page.bodies[encoding]
    headers = {**page.headers, "Content-Encoding": encoding, "Content-Length": str(len(body))}
    return HttpResponse(body, headers=headers)
