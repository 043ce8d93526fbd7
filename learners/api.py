"""The JSON interface of the phone, described at /api/v1/openapi.json."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError

from learners.classes.api import router as classes
from learners.people.batches import BadBatch
from learners.plans.searched.api import router as searched
from learners.progress.api import router as progress

# The documentation page of the library loads scripts from elsewhere: only the description itself is served.
api = NinjaAPI(version="1", title="乡村技能课堂", docs_url=None)
api.add_router("", progress)
api.add_router("", classes)
api.add_router("", searched)


@api.exception_handler(BadBatch)
def bad_batch(request: HttpRequest, error: BadBatch) -> HttpResponse:
    return _problem(request, error.status, error.code, error.text)


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _problem(request, 401, "signed_out", _("Sign in first. Nothing is lost: your records wait on this phone."))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The only one raised is that of the CSRF check."""
    return _problem(request, error.status_code, "refused", _("Load the page again and try once more."))


@api.exception_handler(Http404)
def unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(request, 404, "unknown", _("There is no such page."))


def unknown_address(request: HttpRequest) -> HttpResponse:
    """What is no address of the interface; in its language, not as a page."""
    return unknown(request, Http404())


def _problem(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    response = api.create_response(request, {"code": code, "text": text}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
